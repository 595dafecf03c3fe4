"""What the labels along one side of a table are: years, ranks, forces, measures."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.ingest.files.sheet import fold, format_value
from analysis.ingest.words.footnote_marks import GLYPH, NUMBERED, fold_label, strip_notes
from analysis.ingest.words.periods import MONTH, Period, recognise_period
from analysis.ingest.words.vocabulary import LabelDimensions
from analysis.model.force import bare_force

_FORMS = {
    "quarter": (
        r"q[1-4]|(?:quarter|qtr) [1-4]|(?:1st|2nd|3rd|4th|first|second|third|fourth) quarter"
    ),
    "month": MONTH,
    "sex": r"(?:fe)?males?|(?:wo)?men|boys?|girls?|[mf]|trans(?:gender)?|non-?binary",
    "age group": (
        r"(?:aged? )?(?:under|over) \d+(?: years)?|aged? .+|\d+ ?- ?\d+ years|"
        r"\d+ (?:and|or|&) (?:over|under|above)|"
        r"adults?|child(?:ren)?|juveniles?"
    ),
    "band": r"\d+ ?(?:-|–|to) ?\d+|\d+ ?(?:\+|or more|or fewer|or less|plus)",
    "ethnicity": (
        r"(?:any other )?(?:white|black|asian|mixed|chinese|arab|bame|minority ethnic)\b.*|"
        r"other ethnic.*"
    ),
    "percentage": r".*(?:%|\bper ?cent|\bproportion|\bshare of|\brates?\b|\bratio\b).*",
    "measure": (
        r"(?:total )?(?:numbers?|no\.?|counts?|volume|sum)(?: of .*)?|headcount|fte|"
        r"(?:complaints?|cases?|incidents?|allegations?|reports?|fatalities|officers involved|"
        r"individuals|people)(?: .*)?"
    ),
    "region": (
        r"(?:north east|north west|yorkshire(?: and the humber)?|east midlands|west midlands|"
        r"eastern|east of england|london|south east|south west|england|wales|scotland|"
        r"northern ireland|england and wales|united kingdom|uk)(?: region)?"
    ),
}
# Kinds that stand on one side together: a part year among years, a region among forces.
_KIN = (
    {"year", "quarter", "month", "range", "date"},
    {"force", "region"},
    {"age group", "band"},
    {"measure", "percentage"},
    {"rank", "role"},
)
# These stand under any heading, and say nothing of it.
_ANYWHERE = re.compile(
    r"(?:grand |overall |sub-?)?totals?\b.*|all|overall|others?|unknown|none|n/?a|"
    r"not (?:known|stated|recorded|disclosed|specified|applicable|reported|provided)"
)
# A note's glyph or number at the end of a label: "Durham 1", "Scotland(1)", "Police officers1".
_NOTE = re.compile(rf"(?:\s?{NUMBERED}|\s\d(?:,\d)*|{GLYPH}+|(?<=[a-z])\d)$")


# Heads over numbers that are codes or places in an order: `Force code`, `Case ref no.`, `Rank`.
_NAMING = re.compile(
    r"(?:(?!(?:of|by|per|in|breach\w*|totals?|numbers?|counts?|all|no)\b)[\w&/.'-]+ ){0,2}"
    r"(?:codes?|ids?|identifiers?|(?:ref|refs|reference)(?!s)|rank(?:ing|ed)?|position|pos|"
    r"post ?code|serial)\.?(?: ?(?:no|nos|nr|numbers?|#|codes?|ids?)\.?)?"
)
# Heads of what names one record; numbers under the last of these words alone may be counts.
_REFERENCE = re.compile(r"\b(?:refs?|references?|ids?|identifiers?|urn)\b")
_RECORD = re.compile(
    r"(?!.*\b(?:dates?|days?|months?|years?)\b)"
    rf"(?:[^\W\d_][\w/&'-]* ){{0,3}}(?:{_REFERENCE.pattern}|numbers?|nos?|nr|case|complaint)"
    r"\.?(?: (?:numbers?|nos?|nr)\.?)?(?: \(.*\))?"
)
_REMARKS = re.compile(
    r"(?i)(?!(?:no|not|full|partial|late|formal) )(?:\w+ )?(?:"
    r"(?:status|outcome|response|reply|details|information)|"
    r"(?:comments?|notes?|remarks?|reasons?|explanations?|exemptions?|caveats?)(?:\W.*)?)"
)
_LONGEST_NAME = 20  # characters, of a record such as CO/12/20


@dataclass(frozen=True)
class LabelKind:
    """What a row of labels is: `kind` is "" where unknown or undecided between `rivals`.

    `share` of the labels fit it, 0 to 1, and `unknown` are those that do not. Total, Other and
    the like, which stand under any heading, are left out of both.
    """

    kind: str = ""
    share: float = 0.0
    unknown: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()


def find_label_kind(labels: Iterable[object], words: LabelDimensions) -> LabelKind:
    """What kind of labels these are: the words or values along one side, of one level.

    A label that fits two kinds, as PC does (a rank and a source), decides for neither: the
    others on the same side do, and where they cannot, `rivals` are to be asked about.

    >>> find_label_kind(["2018", "2019*", "Total"], {}).kind
    'year'
    """
    texts = dict.fromkeys(text for label in labels if (text := format_value(label)))
    fits = {text: _fit(text, words) for text in texts if not _ANYWHERE.fullmatch(fold_label(text))}
    supports = Counter(kind for kinds in fits.values() for kind in kinds)
    if not supports:
        return LabelKind(unknown=tuple(fits))
    most = max(supports.values())
    best = sorted(kind for kind, support in supports.items() if support == most)
    kin = next((group for group in _KIN if best[0] in group), {best[0]})
    unknown = tuple(text for text, kinds in fits.items() if not kinds & kin)
    share = 1 - len(unknown) / len(fits)
    if not kin.issuperset(best) or share <= 0.5:
        return LabelKind("", share, tuple(fits), tuple(best))
    return LabelKind(best[0], share, unknown)


def names_numbers(text: str) -> bool:
    """Whether a head says that the numbers under it name things or order them, and count none.

    >>> names_numbers("Force code"), names_numbers("Ref. no."), names_numbers("Number of IDs")
    (True, True, False)
    """
    return bool(_NAMING.fullmatch(fold_label(text)))


def names_records(head: str, texts: Sequence[str], are_numbers: bool) -> bool:
    """Whether the words under a head name one record each: `CO/12/20` under `Ref`.

    Numbers do under a `Case ref`, or where they count the rows.

    >>> names_records("Ref", ["A1", "A2"], False), names_records("Number", ["7", "3"], True)
    (True, False)
    """
    if not _RECORD.fullmatch(fold_label(head)):
        return False
    if not all(len(text) <= _LONGEST_NAME and re.search(r"\d", text) for text in texts):
        return False
    if not are_numbers or _REFERENCE.search(fold(head)):
        return True
    first = int(texts[0]) if texts[0].isdecimal() else -1
    return list(texts) == [str(first + place) for place in range(len(texts))]


def names_remarks(head: str) -> bool:
    """Whether a head says that remarks stand under it, no figures.

    >>> names_remarks("Comments"), names_remarks("Cases with response")
    (True, False)
    """
    return bool(_REMARKS.fullmatch(strip_notes(head)))


def is_share(text: str) -> bool:
    """Whether a head speaks of percentages, rates or the like, whatever else it says."""
    return bool(re.fullmatch(_FORMS["percentage"], fold_label(text)))


def _fit(text: str, words: LabelDimensions) -> frozenset[str]:
    """Every kind one label may be of."""
    if period := recognise_period(text):
        return frozenset({_find_period_kind(period)})
    folded = fold(text).strip(" :")
    return _fit_words(folded, words) or _fit_words(_NOTE.sub("", folded), words)


def _fit_words(folded: str, words: LabelDimensions) -> frozenset[str]:
    kinds = {kind for kind, form in _FORMS.items() if re.fullmatch(form, folded)}
    kinds |= words.get(folded, frozenset())
    kinds |= words.get(bare_force(folded), frozenset()) & {"force"}
    return frozenset(kinds)


def _find_period_kind(period: Period) -> str:
    """A year or any part of one that is no quarter or month is a `year`."""
    window = period.window
    if window is None:
        return "date" if period.day else "year"
    months = (window.end.year - window.start.year) * 12 + window.end.month - window.start.month
    whole = window.start.day == window.end.day == 1
    if whole and months == 1:
        return "month"
    if whole and months == 3 and window.start.month % 3 == 1:
        return "quarter"
    if window.days == 1:
        return "date"
    return "year" if window.days <= 366 else "range"
