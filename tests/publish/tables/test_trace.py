"""The trace: all figures led back in the annex, and one by the command."""

import json
import re

import pytest
from shipped_studies import publish_shipped

from analysis.__main__ import main
from analysis.model.faults import Faults
from analysis.publish.content.explanation import Explainer
from analysis.publish.tables.trace import explain_asked, list_explained, list_notes, list_trace
from analysis.reconcile.results.comparison import FIRST_LINE, write_comparison

SMALL, PUBLISHED = "social-media-complaints", "published-replies"


@pytest.fixture(scope="module")
def small():
    return publish_shipped(SMALL)


def test_the_trace_has_every_line_as_an_anchor_and_says_how(small):
    table = list_trace(small)
    anchors = re.findall(r"\{#line-(\d+)\}", table)
    assert len(anchors) == len(set(anchors))
    assert "18 + 24 + 28 + 32 + 30 + 6 = 138" in table.replace("\\", "")
    assert "[16]{#line-16} [19]{#line-19}" in table


def read_captions(publication) -> list[str]:
    table = list_trace(publication).replace("\\", "")
    return re.findall(r"^: (.*) \{#tbl:trace", table, flags=re.MULTILINE)


def test_what_is_counted_often_heads_its_table_and_else_stands_in_the_row(small):
    social = "complaint about an employee's use of social media"
    assert read_captions(small) == [
        f"Where figures of complaints, all employees ({kind}{social}) come from"
        for kind in ("", "finalised ")
    ]
    published = publish_shipped(PUBLISHED)
    *often, rest = read_captions(published)
    assert "Where figures of people, officers come from" in often
    assert rest == "Where figures of all else come from"
    lines = list_trace(published).replace("\\", "").splitlines()
    said = [line.split(" | ")[1] for line in lines if "special constables" in line]
    assert said == [
        "Northamptonshire Police: count (people, special constables), Resigned or retired, "
        "1 January 2009 – 17 February 2014"
    ]


def test_each_number_of_a_text_has_one_note_with_its_cells_as_printed(small):
    text = "[138](#line-16){.trace}, again [138](#line-16), [8.26](#line-18) and [a](#line)."
    notes = list_notes(small, text).replace("\\", "")
    assert re.findall(r"^::: \{#(line-\d+) .trace-note\}", notes, re.M) == ["line-16", "line-18"]
    count, rate = notes.split("::: {#")[1:]
    assert "**138** [ILLUSTRATIVE]{.provenance .illustrative} exact, line 16 of" in count
    assert "- **Made of** 18 + 24 + 28 + 32 + 30 + 6 = 138" in count
    assert "- **Held against** printed total, H8, 138: agrees" in count
    cells = (
        "B8 “18”, C8 “24”, D8 “28”, E8 “32”, F8 “30”, G8 “6” (added); H8 “138” (held against it)"
    )
    file = "data/raw/staffordshire/foi-15350/foi-15350-illustrative.xlsx"
    assert f"- **Cells** of sheet Q1 of {file}: {cells}" in count
    assert "- **Divided by** 16.70 thousand workforce-years" in rate
    assert "- **Cells** of data/raw/reference/home-office-workforce.csv: F86" in rate
    assert "- **Takes for granted** yearly counts vary 7.2 times as much" in rate
    assert list_notes(small, "Nothing is told.") == ""
    # A line that there is not is told with the other links that lead nowhere.
    assert list_notes(small, "[a](#line-9999), [b](#line-1), [c](#line-0)") == ""


@pytest.fixture(scope="module")
def built(small, tmp_path_factory):
    """A study as a build leaves it, for the command."""
    folder = tmp_path_factory.mktemp("built")
    write_comparison(small.comparison, small.study, folder / "processed")
    numbers = {
        "staffs.count": {"text": "138", "line": 16, "cells": []},
        "staffs.lost": {
            "text": "refused (TOO_FEW)", "line": None, "rung": "R", "window": "–", "cells": []
        },
        "study.title": {"text": "T", "line": None, "cells": []},
    }  # fmt: skip
    (folder / "build" / SMALL).mkdir(parents=True)
    path = folder / "build" / SMALL / "numbers.json"
    path.write_text(json.dumps(numbers), encoding="utf-8")
    return folder


def ask(built, small, asked):
    return explain_asked(small.study, asked, built / "build", built / "processed")


def test_a_number_and_its_line_are_explained_alike(built, small):
    by_name = ask(built, small, "staffs.count")
    assert by_name == ask(built, small, "16")
    assert "  made of: 18 + 24 + 28 + 32 + 30 + 6 = 138" in by_name
    assert any("sheet Q1, B8 prints “18”" in line for line in by_name)
    assert by_name[0].startswith("social-media-complaints: ")  # lines are of one study
    assert by_name[1:3] == list(list_explained(Explainer(small).explain(16 - FIRST_LINE)))[:2]


def test_what_rests_on_no_cell_says_so(built, small):
    assert ask(built, small, "study.title")[2].endswith("it rests on no single cell")
    assert ask(built, small, "staffs.lost")[1] == "staffs.lost: refused (TOO_FEW)"


@pytest.mark.parametrize(
    ("asked", "remedy"),
    [("staff.count", "staffs.count"), ("1", "from 2 to"), ("9999", "from 2 to")],
)
def test_an_unknown_name_or_line_gets_the_nearest(built, small, asked, remedy):
    with pytest.raises(Faults, match=remedy):
        ask(built, small, asked)


def test_the_command_prints_one_clear_line_of_what_it_does_not_know(capsys):
    assert main(["explain", "no.such", "--study", "none-such"]) == 1
    assert "Traceback" not in capsys.readouterr().err
