"""Transcribed replies: every figure of their sources is read, and nothing else is."""

import csv
import os
import re
from datetime import date
from functools import cache
from math import inf
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from analysis.ingest.clean import clean_reply
from analysis.ingest.files.sheet import fold
from analysis.ingest.words.periods import read_period
from analysis.model.checks import AGREES
from analysis.model.reply import load_reply
from analysis.model.store.paths import RAW
from analysis.model.window import ONE_DAY, Window, read_window

FACTS = os.environ.get("FOI_FACTS", "")
needs_facts = pytest.mark.skipif(
    not FACTS, reason="set FOI_FACTS to the folder of the facts to compare with"
)
# The source of each transcription: the facts of one story may be those of several forces.
SOURCES = {
    "avon-somerset-2016-41": ["avon-and-somerset/2016-41"],
    "avon-somerset-221-21": ["avon-and-somerset/221-21"],
    "cleveland-11288-2019": ["cleveland/11288"],
    "cleveland-529-25": ["cleveland/529-25"],
    "cleveland-547-24": ["cleveland/547-24"],
    "dorset-press-2014-10": ["dorset/press-2014"],
    "kent-press-2014-50": ["kent/press-2014"],
    "leicestershire-press-2022-2": ["leicestershire/press-2022"],
    "metropolitan-press-2013-75": ["metropolitan/press-2013"],
    "metropolitan-press-2022-184": ["metropolitan/press-2022-184"],
    "metropolitan-press-2022-412": ["metropolitan/press-2022-412"],
    "metropolitan-press-2023-507": ["metropolitan/press-2023-507"],
    "norfolk-suffolk-press-2014": [
        f"{force}/press-2014" for force in ("norfolk", "suffolk", "cambridgeshire", "lincolnshire")
    ],
    "northamptonshire-press-2014-34": ["northamptonshire/press-2014", "43-forces/press-2014"],
    "northumbria-593-20": ["northumbria/593-20"],
    "nottinghamshire-press-2014-12": ["nottinghamshire/press-2014"],
    "pa-2014-by-force": sorted(
        f"{path.parent.parent.name}/pa-2014" for path in RAW.glob("*/pa-2014/response.yaml")
    ),
    "west-mercia-2013-14": ["west-mercia/2013-14"],
    "west-mercia-press-2014-20": ["west-mercia/press-2014"],
    "west-mercia-press-2021-12": ["west-mercia/press-2021-12"],
    "west-midlands-911_16": ["west-midlands/911-16"],
    "west-midlands-press-2014-74": ["west-midlands/press-2014"],
}
NAMES = [name for names in SOURCES.values() for name in names]
WITHOUT_FIGURES = {"dyfed-powys-400-2026", "metropolitan-01.FOI.24.035753"}
# Figures of the facts that no observation carries, and why: none is left out.
NOT_CARRIED: dict[tuple[str, str, str], str] = {}
# Observations beyond the facts' own list: what a source prints once and a sheet here twice, or
# what the facts say in the words beside a figure.
BEYOND = {
    "metropolitan-press-2013-75": [38],  # a part of the 75, and the whole of what followed
    "cleveland-11288-2019": [4],  # "all Management Action"
    "cleveland-529-25": [4, 4, 2, 12],  # "officers, all dismissed", "2 staff + 12 officers"
}
# How periods are told in the facts, where it is not a period that can be read as it stands.
PERIODS = {
    "2009-Feb 2014": "2009-01-01 to 2014-02-17",
    "2009-2012": "2009-01-01 to 2012-12-31",
    "2009-2013": "2009-01-01 to 2013-04-12",
    "2012-May 2016": "2012-01-01 to 2016-05-31",
    "2016-10 Apr 2020": "2016-01-01 to 2020-04-10",
    "2017-Aug 2022": "2017-01-01 to 2022-08-31",
    "2025 to 14 Apr": "2025-01-01 to 2025-04-14",
    "2018-2021 of west-mercia-press-2021-12": "2018-01-01 to 2021-12-28",
    "2021 of west-mercia-press-2021-12": "2021-01-01 to 2021-12-28",
    "2024 of cleveland-547-24": "2024-01-01 to 2024-05-31",
}
# The table and label of a figure, where the label of the facts is not the label here.
SAID_AS = {
    "all": ("Officers investigated by", "2018|2019|2020|2021|Total"),
    "case to answer": ("Workers with a case to answer", ""),
    "cases": ("All cases|Cases ", ""),
    "civilian staff investigated": ("Civilian staff investigated", ""),
    "complaint cases": ("All complaint cases", ""),
    "conduct cases": ("All conduct cases", ""),
    "complaints about those officers": ("Complaints about those officers", ""),
    "complaints from public": ("Complaints from the public", ""),
    "constables investigated": ("Constables investigated", ""),
    "dismissed (3 staff, 1 constable)": ("How they ended", "Dismissed"),
    "formal or informal action": ("Cases with formal or informal action", ""),
    "gm proven": ("Gross misconduct proven", ""),
    "incidents": ("All incidents", ""),
    "investigated": ("Officers|Workers investigated|Officers and staff|Staff investigated", ""),
    "investigations": ("All investigations", ""),
    "mentions facebook": ("Site named", "Facebook"),
    "misconduct meeting + management advice": (
        "How they ended",
        "Misconduct meeting and management advice",
    ),
    "officers": ("Officers who broke policy|Who was investigated", ""),
    "officers and staff investigated": ("Officers and staff investigated", ""),
    "officers disciplined": ("Officers disciplined", ""),
    "officers investigated": ("Officers investigated", ""),
    "officers restricted": ("Restricted", "Officers"),
    "officers suspended": ("Suspended", "Officers"),
    "reflective practice": ("", "Reflective practice|Reflective practice requires improvement"),
    "social media complaint cases": ("Complaint cases about social media", ""),
    "staff suspended": ("Suspended", "Staff"),
    "staff suspended (label repeated; presumably restricted)": ("Staff suspended", "Staff"),
    "total complaints": ("Total complaints 2018-2022", ""),
    "would have been dismissed": ("How it ended", "Resigned but would have been dismissed"),
}
# In a story of several forces the label leads with the force, and so names its folder.
FORCES = {
    "Norfolk ": "norfolk",
    "Suffolk ": "suffolk",
    "Cambridgeshire ": "cambridgeshire",
    "Lincolnshire ": "lincolnshire",
    "NATIONAL ": "43-forces",
    "England and Wales": "43-forces",
}
SAID_OF_ONE = {
    "cambridgeshire instances": ("Instances of misuse", ""),
    "lincolnshire instances": ("Instances of misuse", ""),
    "norfolk investigated": ("Officers and staff investigated", ""),
    "suffolk investigated": ("Officers and staff investigated", ""),
    "suffolk resigned": ("How it ended", "Resigned"),
    "suffolk dismissed": ("How it ended", "Dismissed"),
    "special constables resigned": ("How it ended for special constables", "Resigned"),
    "national cases": ("All cases", ""),
    "national police officers": ("Who was investigated", "Police officers"),
    "national civilian staff": ("Who was investigated", "Civilian staff"),
    "national pcsos": ("Who was investigated", "PCSOs"),
    "civilian sacked": ("How it ended for civilian staff", "Sacked"),
    "civilian resigned": ("How it ended for civilian staff", "Resigned"),
    "civilian written warning": ("How it ended for civilian staff", "Written warning"),
    "civilian formally reprimanded": ("How it ended for civilian staff", "Formally reprimanded"),
}
SOCIAL = ("social media", "social media and messages")
VALUES = {">50": (51, inf), "No cases": (0, 0)}


class Printed(NamedTuple):
    """A figure as the facts have it."""

    label: str
    period: str
    value: str


def list_printed(source: str) -> list[Printed]:
    path = Path(FACTS) / "replies" / source / "figures.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return [Printed(r["label"], r["period"], r["value"]) for r in csv.DictReader(stream)]


def read_days(source: str, period: str) -> Window:
    words = PERIODS.get(f"{period} of {source}", PERIODS.get(period))
    return read_window(words) if words else read_period(period)


@cache
def read_observations_of(name: str) -> list[dict]:
    return clean_reply(*name.split("/")).observations.to_dict("records")


def fits(figure: Printed, source: str, row: dict) -> bool:
    """Whether an observation is a figure of the facts: its value, its days, its words."""
    low, high = VALUES.get(figure.value) or (int(figure.value),) * 2
    days = read_days(source, figure.period)
    if (row["low"], row["high"]) != (low, high):
        return False
    if (row["start"].date(), row["end"].date()) != (days.start, days.end):
        return False
    if source == "pa-2014-by-force":
        force = {"England and Wales": "43-forces"}.get(figure.label)
        return row["force"] == (force or fold(figure.label).replace(" ", "-"))
    force = next((slug for words, slug in FORCES.items() if figure.label.startswith(words)), "")
    if force and row["force"] != force:
        return False
    label = fold(figure.label)
    table, words = SAID_OF_ONE.get(label) or SAID_AS.get(label) or ("", figure.label)
    if not any(row["table"].startswith(one) for one in table.split("|")):
        return False
    # A table of totals is known by its title; the label of its figure is a period.
    return not words or fold(row["label"]) in map(fold, words.split("|"))


def test_every_transcription_has_its_source_here():
    found = {path.parent.relative_to(RAW).as_posix() for path in RAW.glob("*/*/*-transcribed.csv")}
    assert sorted(found) == sorted(NAMES)
    assert len(SOURCES["pa-2014-by-force"]) == 19  # seventeen by number, Kent, and all together


@needs_facts
def test_every_reply_of_the_facts_is_here_or_has_no_figure():
    given = {path.name for path in (Path(FACTS) / "replies").iterdir()}
    assert given == set(SOURCES) | WITHOUT_FIGURES
    assert all(list_printed(source) == [] for source in WITHOUT_FIGURES)


@needs_facts
@pytest.mark.parametrize("source", SOURCES)
def test_every_printed_figure_is_an_observation_and_nothing_is_added(source):
    spare = [row for name in SOURCES[source] for row in read_observations_of(name)]
    # What a row of a year does not list is no figure of the source.
    spare = [row for row in spare if row["status"] != "not_applicable"]
    missing = []
    for figure in list_printed(source):
        hits = [row for row in spare if fits(figure, source, row)]
        if hits:
            spare.remove(hits[0])
        else:
            missing.append((source, figure.label, figure.period))
    assert missing == [key for key in NOT_CARRIED if key[0] == source]
    assert sorted(row["low"] for row in spare) == sorted(BEYOND.get(source, []))


@needs_facts
@pytest.mark.parametrize("source", SOURCES)
def test_source_and_days_are_those_of_the_facts(source):
    facts = yaml.safe_load(
        (Path(FACTS) / "replies" / source / "facts.json").read_text(encoding="utf-8")
    )
    for name in SOURCES[source]:
        reply = load_reply(*name.split("/"))
        assert reply.provenance == "transcribed"
        assert reply.source.url == facts["url"]
        # A force's own page is first hand, and everything else is not.
        assert reply.source.second_hand != facts["kind"].startswith("force disclosure page")


@pytest.mark.parametrize("name", NAMES)
def test_a_second_hand_reply_says_so_in_its_first_caveat(name):
    reply = load_reply(*name.split("/"))
    assert reply.source.second_hand == reply.caveats[0].startswith("Second-hand, from ")


def test_the_window_of_the_national_request_ends_in_the_middle_of_a_month():
    for name in SOURCES["pa-2014-by-force"]:
        supplied = load_reply(*name.split("/")).window.supplied
        assert (supplied.start, supplied.end - ONE_DAY) == (date(2009, 1, 1), date(2014, 2, 17))
        assert supplied.days == 1874


def test_the_seventeen_forces_of_the_national_request_make_455():
    rows = [row for name in SOURCES["pa-2014-by-force"] for row in read_observations_of(name)]
    exact = [row["low"] for row in rows if row["status"] == "exact" and row["force"] != "43-forces"]
    # 88+74+69+46+35+34+23+20+15+13+11+10+7+5+2+2+1
    assert (len(exact), sum(exact)) == (17, 455)
    yorkshire = {"north-yorkshire", "west-yorkshire", "humberside", "south-yorkshire"}
    assert sum(row["low"] for row in rows if row["force"] in yorkshire) == 117
    [kent] = [row for row in rows if row["force"] == "kent"]
    assert (kent["low"], kent["high"], kent["text"]) == (51, inf, "more than 50")


# Every check that does not agree, with the two figures: what the sources say twice and otherwise.
DIFFER = {
    ("43-forces/press-2014", "declared comparison", "828", "754"),
    ("leicestershire/press-2022", "declared window", "2018 to 2021", "2020 to 2020"),
    ("metropolitan/press-2013", "sum of categories", "75", "69"),
    ("metropolitan/press-2022-412", "declared comparison", "109", "71"),
    ("metropolitan/press-2023-507", "declared comparison", "507", "441"),
    ("metropolitan/press-2023-507", "declared window", "2018 to 2022", "2018 to 2022"),
    ("west-mercia/press-2014", "declared comparison", "20", "19"),
}


def shorten_years(text: str) -> str:
    """`2018-01-01 to 2022-01-01`, the end not in it, as `2018 to 2021`."""
    found = re.fullmatch(r"(\d{4})-01-01 to (\d{4})-01-01", text)
    return f"{found[1]} to {int(found[2]) - 1}" if found else text


def test_what_a_source_says_twice_agrees_but_where_it_is_known_not_to():
    found = set()
    for name in NAMES:
        for check in clean_reply(*name.split("/")).checks.itertuples():
            if check.verdict != AGREES:
                both = map(shorten_years, (check.first, check.second))
                found.add((name, str(check.check), *both))
    assert found == DIFFER


@pytest.mark.parametrize(
    ("name", "table", "total", "others"),
    [
        ("avon-and-somerset/221-21", "Officers who broke policy", 7, 0),
        ("avon-and-somerset/221-21", "How their cases ended", 7, 0),
        ("cleveland/529-25", "Who they were", 18, 0),
        ("cleveland/529-25", "How it ended", 18, 0),
        ("dorset/press-2014", "Who was investigated", 10, 0),
        ("dorset/press-2014", "How they ended", 10, 0),
        ("metropolitan/press-2013", "What came of the investigations", 75, 6),
        ("metropolitan/press-2013", "What followed for them", 38, 0),
        ("metropolitan/press-2013", "How it ended for civilian staff", 12, 0),
        ("metropolitan/press-2022-184", "Officers investigated by year", 184, 0),
        ("metropolitan/press-2022-184", "Officers investigated by rank", 184, 0),
        ("metropolitan/press-2022-412", "What the action was", 109, 38),
        ("metropolitan/press-2023-507", "Persons reported by rank", 507, 66),
        ("northumbria/593-20", "Action taken", 3, 0),
        ("nottinghamshire/press-2014", "Who was involved", 12, 0),
        ("nottinghamshire/press-2014", "How they ended", 12, 0),
        ("west-mercia/press-2014", "Who was investigated", 20, 1),
        ("west-mercia/press-2021-12", "Platform used", 12, 0),
        ("west-mercia/press-2021-12", "How the cases ended", 12, 0),
        ("west-midlands/911-16", "Platform named in the complaint", 9, 0),
        ("west-midlands/911-16", "How the complaints ended", 9, 0),
    ],
)
def test_parts_make_the_known_total_or_miss_it_by_the_known_gap(name, table, total, others):
    rows = [row for row in read_observations_of(name) if row["table"] == table]
    assert rows
    parts = [row["low"] for row in rows if not row["note"].startswith("printed total")]
    assert sum(parts) + others == total


def test_a_label_that_could_not_be_read_is_of_unknown_rank():
    rows = read_observations_of("metropolitan/press-2022-184")
    [cut] = [row for row in rows if row["label"] == "(label cut in readable text)"]
    assert (cut["category"], cut["low"]) == ("unknown", 4)
    checks = clean_reply("metropolitan", "press-2023-507").checks
    notes = checks.loc[checks["check"] == "declared window", "note"]
    assert notes.str.contains("2019 to 31 December 2021").any()


def test_every_transcription_says_what_its_counts_are_about():
    rows = [row for name in NAMES for row in read_observations_of(name)]
    # A complaint about an officer who was disciplined may be about anything.
    assert {row["table"] for row in rows if not row["topic"]} == {"Complaints about those officers"}
    other = {row["reference"] for row in rows if row["topic"] and row["topic"] not in SOCIAL}
    assert other == {"11288", "529-25", "547-24", "blog, 2013/14"}
    national = [row for name in SOURCES["pa-2014-by-force"] for row in read_observations_of(name)]
    facets = {(row["stage"], row["topic"], row["raised_by"]) for row in national}
    assert facets == {("investigated", "social media", "")}
