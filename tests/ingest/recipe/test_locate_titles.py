import time

import pytest

from analysis.ingest.recipe.locate import is_title, resembles_title

WORDS = "Complaints by rank"


@pytest.mark.parametrize(
    "text",
    [
        "Complaints by rank",
        "complaints  BY RANK",
        "Table 3: Complaints by rank",
        "Q1a) Complaints by rank (note 1)",
        "2.1 Complaints by rank*",
        "Complaints by rank¹ ²",
        "Complaints by rank:",
        "Complaints by rank [2]",
        "Complaints by rank (note1)",
        "Complaints by rank (a)",
        "Complaints by rank (see notes 1 and 2 below)",
        "Complaints by rank 2018",
        "Complaints by rank 2018 to 2022",
        "Complaints by rank, 2018 to 2023",
        "Complaints by rank, 2018-2022",
        "Complaints by rank (2018 to 2022)",
        "Complaints by rank (1st March 2018 - 28 February 2023) [note 3]:",
    ],
)
def test_numbering_and_remarks_do_not_change_a_title(text):
    assert is_title(text, WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "Complaints by rank - officers dismissed only",
        "Complaints by rank (officers dismissed only)",
        "Complaints by rank, upheld",
        "Complaints by rank: upheld 2018",
        "Complaints by rank 2018 upheld",
        "Complaints by rank (2018, upheld)",
        "Complaints by rank (%)",
        "Complaints by rank, marine unit 2018",
        "Complaints by rank, mayor 2018",
        "Complaints by rank and year 2018",
        "Complaints by rank and outcome",
        "Officer complaints by rank",
        "Complaints by ranking",
        "See complaints by rank below",
        "Complaints by ran",
    ],
)
def test_another_word_makes_another_title(text):
    assert not is_title(text, WORDS)


def test_a_qualified_title_resembles_and_a_longer_phrase_does_not():
    assert resembles_title("Complaints by rank - officers dismissed only", WORDS)
    assert not resembles_title("Complaints by rank are not held", WORDS)


def test_a_long_run_of_remarks_is_judged_at_once():
    start = time.perf_counter()
    for run in ("1 " * 2000, "(note 1)" * 500, "(" + "1 , a " * 12 + "%)", "(" + "1" * 60 + "%)"):
        assert not is_title(f"{WORDS} {run}upheld", WORDS)
    assert time.perf_counter() - start < 1
