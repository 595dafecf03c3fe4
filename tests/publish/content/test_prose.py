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
            "a\n{{mte}} {{met:colour}} {{met:windwo}}\n{{table: count}} {{figure: window}}",
            {"met": NUMBER, "staffs": NUMBER},
            {"counts": str},
            {"windows": FIGURE},
        )
    told = str(caught.value)
    for words in (
        "report.md, line 2: there is no number 'mte' -> write {{met}}\n",
        "line 2: met has no part 'colour' -> use one of: text, interval, window, rung, provenance",
        "line 2: met has no part 'windwo' -> write {{met:window}}\n",
        "line 3: there is no table 'count' -> write {{table: counts}}\n",
        "line 3: there is no figure 'window' -> write {{figure: windows}}\n",
        "number 'staffs' is not used -> write {{staffs}} in the text, or drop its line under",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        ("{{zzz}}", "no number 'zzz' -> choose one of: met; or name it in the header, under `num"),
        ("{{mte:window}}", "no number 'mte' -> write {{met:window}}"),
        ("{{windows}}", "no number 'windows' -> write {{figure: windows}}"),
        ("{{table: windows}}", "no table 'windows' -> write {{figure: windows}}"),
        ("{{Tabel: Count}}", "no kind of slot 'Tabel' -> write {{table: counts}}"),
        ("{{table: zzz}}", "no table 'zzz' -> choose one of: counts"),
        ("{{glossary: exat}}", "no word of the glossary 'exat' -> write {{glossary: exact}}"),
        ("{met}}", "line 3: a slot is not closed -> write it whole on one line"),
        ("{{}}", "a slot is not closed"),
        (
            "Here {{figure: windows}}",
            "figure 'windows' stands inside a paragraph -> give it a line",
        ),
        ("{{table: counts}} there", "table 'counts' stands inside a paragraph -> give it a line"),
        (
            "A {{glossary: exact}}",
            "glossary 'exact' stands inside a paragraph -> begin a paragraph",
        ),
    ],
)
def test_what_is_misspelt_or_out_of_place_is_told_with_what_to_write(slot, words):
    tables, figures = {"counts": lambda: "| a |\n\n: A {#tbl:counts}"}, {"windows": FIGURE}
    with pytest.raises(Faults) as caught:
        fill(f"{{{{met}}}}\n\n{slot}\n\nmore", {"met": NUMBER}, tables, figures)
    assert words in str(caught.value) and len(caught.value.faults) == 1


def test_whoever_gathers_faults_gets_the_text_as_it_was_meant():
    faults = []
    filled = fill_prose("{{mte}} and {{zzz}}", "f.md", {"met": NUMBER}, {}, {}, faults, 4)
    assert filled == r"1,510 to 1,750[\[17\]](#line-17){.trace} and ?"
    assert [(fault.cell, fault.remedy[:5]) for fault in faults] == [
        ("line 5", "write"),
        ("line 5", "choos"),
    ]


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
