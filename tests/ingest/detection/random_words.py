"""Words that random sheets are made of: axes of labels, titles, notes, marks and their legends."""

from datetime import date
from random import Random

AXES = {
    "rank": ["PC", "Sergeant", "Inspector", "Chief Inspector", "Superintendent", "PCSO", "Other"],
    "role": ["Police officer", "Police staff", "Special constable", "Volunteer", "Agency worker"],
    "platform": ["Facebook", "Twitter / X", "WhatsApp", "Instagram", "TikTok", "Not recorded"],
    "nature": ["Racist comment", "Breach of confidentiality", "Incivility", "Sexual content"],
    "source": ["Public complaint", "Internal conduct matter", "Other force", "Anonymous"],
    "outcome": ["No further action", "Words of advice", "Written warning", "Dismissed", "Ongoing"],
    "force": ["Avon & Somerset", "Durham", "Gwent", "Kent", "Dyfed-Powys", "West Mercia"],
    "age": ["Under 18", "18 - 20", "21 - 30", "31 - 40", "41 - 50", "61 & over"],
    "sex": ["Female", "Male", "Not known"],
    "month": ["January", "February", "March", "April", "May", "June"],
    "quarter": ["Q1", "Q2", "Q3", "Q4"],
    "measure": ["Complaints", "Allegations", "Officers", "Cases"],
}
REGIONS = {
    "North": ["Durham", "Cleveland", "Northumbria"],
    "South West": ["Dorset", "Devon & Cornwall", "Wiltshire", "Gloucestershire"],
    "Wales": ["Gwent", "South Wales", "Dyfed-Powys"],
    "Proven": ["Written warning", "Dismissed", "Final written warning"],
    "Not proven": ["No case to answer", "Withdrawn"],
}
HEADS = ["Type", "Category", "Officer's grade", "Description", "Area"]
TOTALS = ["Total", "TOTAL", "Grand total", "All complaints", "Overall total", "Total*"]
LINES = [
    "Freedom of Information request 01234/23",
    "You asked: how many complaints were received about the use of social media since 2018?",
    "In 2019 the force moved 340 records to a new system, so that earlier years may be incomplete.",
    "A search of the Centurion database was made on 3 May 2023.",
    "Section 40(2) applies to any information that could identify a person.",
]
NOTES = [
    "Source: professional standards department",
    "One case can involve more than one officer.",
    "Figures are provisional and subject to change",
    "See note 3 of the covering letter",
    "Includes 2 transferees from another force.",
]
# glyph: legends, each with the lowest counts it can fairly stand for, and the highest
LEGENDS: dict[str, list[tuple[str, tuple[int, ...], float | None]]] = {
    "*": [
        ("* stands for 1 to 4", (1,), 4),
        ("'*' denotes a number between 1 and 4", (1,), 4),
        ("* = fewer than 5", (0, 1), 4),
    ],
    "-": [("- = nil", (0,), 0), ("'-' means zero", (0,), 0)],
    "..": [(".. = not available", (0,), float("inf"))],
    ":": [(": = not applicable", (), None)],
    "#": [("# not applicable", (), None), ("# = suppressed, 1 to 4", (1,), 4)],
    "x": [("x = not held", (0,), float("inf"))],
    "[c]": [("[c] = suppressed, 1 to 4", (1,), 4)],
}
RANGES = {
    "<5": ((0, 1), 4),
    "1-4": ((1,), 4),
    "5 or fewer": ((0, 1), 5),
    "Fewer than 5": ((0, 1), 4),
    "Less than 10": ((0, 1), 9),
}
GLUED = {"~": "~ revised since the last answer", "^": "^ includes joint operations"}
NUMBER_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven"]
SYLLABLES = "bla dor fen gri hul jop kel mun nar pos quin rev sto tav ulm wex yor zab"


def make_nonsense(rng: Random) -> str:
    """A word nobody has seen: labels are not found by a vocabulary."""
    return "".join(rng.choice(SYLLABLES.split()) for _ in range(rng.randint(2, 4))).capitalize()


def make_axis(rng: Random, size: int) -> list:
    """Labels of one kind: years in one of their many forms, a known dimension, or nonsense."""
    kind = rng.choice(["years", "years", "nonsense", "bands", *AXES])
    if kind == "bands":
        return draw_bands(rng, size)
    if kind == "nonsense":
        return list(dict.fromkeys(make_nonsense(rng) for _ in range(size)))
    if kind != "years":
        labels = AXES[kind][:]
        if kind not in ("month", "quarter", "age"):
            rng.shuffle(labels)
        return labels[:size]
    return make_years(rng, size)


def make_years(rng: Random, size: int) -> list:
    """Consecutive years as numbers, text, dates, financial, short, or with remarks glued on."""
    first = rng.randint(2004, 2019)
    years = list(range(first, first + size))
    form = rng.choice(["number", "text", "date", "financial", "short", "long", "star", "to date"])
    if form == "number":
        return years
    if form == "date":
        return [date(year, 3, 31) for year in years]
    if form == "star":
        return [*map(str, years[:-1]), f"{years[-1]}*"]
    if form == "to date":
        return [*years[:-1], f"{years[-1]} to date"]
    show = {
        "text": "{0}",
        "financial": "{0}/{2:02}",
        "short": "{1:02}/{2:02}",
        "long": "April {0} to March {3}",
    }[form]
    return [show.format(y, y % 100, (y + 1) % 100, y + 1) for y in years]


def show_label(label) -> str:
    """A label as a workbook prints it."""
    return label.isoformat() if isinstance(label, date) else " ".join(str(label).split())


def draw_bands(rng: Random, size: int) -> list[str]:
    """Labels that look like numbers or days: halves of years, bands, months cut short."""
    first = rng.randint(2003, 2015)
    kinds = [
        [f"{first + n // 2}/{1 + n % 2}" for n in range(size)],
        ["1-99", "100-299", "300-499", "500-999", "1,000-4,999", "5,000+"][:size],
        [f"{month[:3]}. {first}" for month in AXES["month"]][:size],
        ["0-4", "5-9", "10-14", "15-19", "20-24", "25 and over"][:size],
        [f"{first + n}Q{1 + n % 4}" for n in range(size)],
    ]
    return rng.choice(kinds)
