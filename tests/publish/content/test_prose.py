"""The prose: every slot is filled, and nothing is left unused."""

import pytest

from analysis.model.faults import Faults
from analysis.publish.content.prose import fill_prose

NUMBER = {
    "text": "1,510 to 1,750",
    "interval": "6.4 to 8.3",
    "window": "1 March 2018 to 28 February 2023",
    "rung": "B",
    "provenance": "illustrative",
    "line": 17,
}
FIGURE = {"caption": "Windows of the replies", "alt": 'Two bars, one "longer"'}


def fill(prose, numbers=None, tables=None, figures=None):
    return fill_prose(prose, "report.md", numbers or {}, tables or {}, figures or {})


def test_a_number_is_linked_to_its_line_and_its_parts_can_be_asked_for():
    filled = fill(
        "{{met}}, {{ met:interval }}, {{met:window}}, {{met:provenance}}", {"met": NUMBER}
    )
    link = r"[\[17\]](#line-17){.trace}"
    assert filled == (
        f"1,510 to 1,750{link}, 6.4 to 8.3{link}, 1 March 2018 to 28 February 2023, illustrative"
    )


def test_tables_and_figures_are_put_in():
    filled = fill(
        "{{table: counts}}\n\n{{figure: windows}}",
        tables={"counts": lambda: "| a |"},
        figures={"windows": FIGURE},
    )
    assert filled == (
        "| a |\n\n![Windows of the replies](figures/windows)"
        "{#fig:windows alt=\"Two bars, one 'longer'\"}"
    )


def test_every_unknown_and_unused_key_is_named_at_once():
    with pytest.raises(Faults) as caught:
        fill(
            "a\n{{mte}} {{met:colour}}\n{{table: count}} {{figure: window}}",
            {"met": NUMBER, "staffs": NUMBER},
            {"counts": str},
            {"windows": FIGURE},
        )
    told = str(caught.value)
    for words in (
        "line 2 of the text: there is no number 'mte' -> choose one of: met, staffs",
        "met has no part 'colour'",
        "line 3 of the text: there is no table 'count' -> choose one of: counts",
        "there is no figure 'window'",
        "number 'staffs' is not used",
        "figure 'windows' is not used",
    ):
        assert words in told


def test_a_part_that_a_number_has_not_is_named():
    ranked = NUMBER | {"ranks": "3rd to 9th of 14"}
    assert fill("{{met:ranks}}", {"met": ranked}) == "3rd to 9th of 14"
    for number in ({"met": NUMBER}, {"study.window": {"text": "x", "line": None}}):
        (name,) = number
        with pytest.raises(Faults, match=f"{name} has no part 'ranks' -> use one of: text"):
            fill(f"{{{{{name}:ranks}}}}", number)


def test_numbers_of_the_study_as_a_whole_may_stay_unused():
    assert fill("text", {"study.window": {"text": "x", "line": None}}) == "text"


def test_a_refused_number_has_no_line_to_lead_to():
    refused = NUMBER | {"text": "refused (COVERAGE_GAP)", "line": None}
    assert fill("{{met}}", {"met": refused}) == "refused (COVERAGE_GAP)"
