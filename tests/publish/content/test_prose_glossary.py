"""Rungs, marks and codes have their words in one place: all that readers see follows them."""

import json
import re

import pytest
from figure_samples import make_publication, observe, year

from analysis.model.count import Status
from analysis.model.faults import Faults
from analysis.model.store.paths import ROOT
from analysis.publish.content.prose import (
    MARKS,
    describe_marks,
    describe_rungs,
    fill_prose,
    link_terms,
    list_glossary,
    list_slots,
    list_terms,
)
from analysis.publish.tables.background import list_codes
from analysis.publish.tables.results import list_counts
from analysis.reconcile.methods.rates import mark_reliability
from analysis.reconcile.results.refusals import RefusalCode
from analysis.reconcile.results.rungs import LADDER, Rung, list_rungs

README = (ROOT / "README.md").read_text(encoding="utf-8")
BETWEEN = re.compile(r"<!-- generated: rungs -->\n+(.*?)\n+<!-- end -->", re.DOTALL)
REPORTS = sorted((ROOT / "report").glob("*.md"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def fill(prose: str) -> str:
    return fill_prose(prose, "report.md", {}, {}, {})


def list_rung_words() -> dict[str, str]:
    """The name of the first rung wherever readers meet it."""
    publication = make_publication([observe("metropolitan", year(2018), 240)])
    return {
        "glossary": fill("{{glossary: exact}}"),
        "README": describe_rungs(),
        "notebook": list_rungs().to_csv(),
        "table": list_counts(publication),
    }


def test_a_renamed_rung_is_renamed_wherever_readers_meet_it(monkeypatch):
    before = list_rung_words()
    monkeypatch.setattr(Rung.EXACT, "word", "Precise")
    after = list_rung_words()
    for place, text in before.items():
        assert "Exact" in text and "Exact" not in after[place], place
        assert after[place] == text.replace("Exact", "Precise"), place


def test_what_a_rung_means_is_said_in_the_glossary_as_in_the_program(monkeypatch):
    monkeypatch.setattr(Rung.BOUNDS, "meaning", "Between two ends.")
    assert fill("{{glossary: bounds}} For the Met: 3 to 5.") == (
        "Bounds\n: Between two ends. For the Met: 3 to 5."
    )
    assert "- **Bounds**: Between two ends.\n" in fill("{{glossary: rungs}}")
    assert "Between two ends." in list_rungs()["meaning"].tolist()


def test_every_rung_has_its_item_and_the_frame_of_all_is_in_their_order():
    glossary = list_glossary()
    for rung in Rung:
        assert glossary[rung.name.lower()] == f"{rung.word}\n: {rung.meaning}"
    assert list_rungs()["letter"].tolist() == ["E", "B", "A", "O", "R"]
    assert fill("{{glossary: ladder}}") == LADDER


def test_a_word_that_the_glossary_has_not_is_a_fault_and_one_not_asked_for_is_none():
    with pytest.raises(
        Faults, match=r"no word of the glossary 'exat' -> write {{glossary: exact}}"
    ):
        fill("{{glossary: exat}}")
    assert fill("Text.") == "Text."


def test_the_legend_has_every_mark_that_may_stand_beside_a_figure():
    shorthands = {status.shorthand for status in Status} | {mark_reliability(0)}
    assert set(MARKS) == shorthands - {""}
    assert describe_marks() == (
        "Marks beside figures: `[c]` hidden by the force, or here within a wider category; `[e]` "
        "rounded or estimated by the force; `[u]` of low reliability, resting on fewer than 20 "
        "events; `[x]` not available: not held, not recorded, not answered or not listed; `[z]` "
        "does not apply, and is left out of every sum."
    )


def test_the_table_of_codes_says_what_the_program_says(monkeypatch):
    rows = [observe("metropolitan", year(2021), 9), observe("dorset", year(2021), 9, unit="people")]
    publication = make_publication(rows)
    assert "they count different things" in list_codes(publication)
    monkeypatch.setattr(RefusalCode.UNIT_MISMATCH, "meaning", "their units differ")
    assert "| UNIT\\_MISMATCH | their units differ |" in list_codes(publication)


def test_the_readme_has_the_list_of_rungs_as_it_is_generated():
    assert BETWEEN.findall(README) == [describe_rungs()]


def test_the_annex_of_every_report_takes_its_glossary_and_its_legend_from_the_program():
    text = (ROOT / "report" / "annex.md").read_text(encoding="utf-8")
    assert {"ladder", "marks", *(rung.name.lower() for rung in Rung)} <= {
        *list_slots(text, "glossary")
    }


def list_by_hand() -> dict[str, str]:
    """What is written by hand and may not define a rung: prose, cells, and the README's rest."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in REPORTS}
    for path in NOTEBOOKS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts[path.name] = "\n".join("".join(cell["source"]) for cell in cells)
    return texts | {"README.md": BETWEEN.sub("", README)}


def test_no_text_written_by_hand_says_what_a_rung_means():
    phrases = [re.split(r"[,.] ", normalise(rung.meaning))[0] for rung in Rung]
    words = "|".join(rung.word.lower() for rung in Rung)
    item = re.compile(rf"^(?:[-*] +)?\W*(?:[a-z]\W+)?(?:{words})\W*(?:\n: |: |, )", re.MULTILINE)
    assert all(len(phrase.split()) >= 5 for phrase in phrases)
    found = {
        (name, phrase)
        for name, text in list_by_hand().items()
        for phrase in phrases
        if phrase in normalise(text)
    }
    assert found == set()
    assert {name for name, text in list_by_hand().items() if item.search(text.lower())} == set()


def normalise(text: str) -> str:
    """One line without emphasis, every apostrophe alike."""
    return " ".join(text.replace("’", "'").replace("*", "").split()).lower()


# --- the glossary of a report ---

PROSE = """# Pooled, in a heading

{{table: a}} Of `pooled` [a pooled thing](#x) @tbl:dispersion
figures over a common
window, pooled. A common window, pooled counts.

{{glossary: terms}}
"""


def test_a_report_explains_the_words_that_it_uses_and_leads_to_each_from_its_first_use():
    tables = {"a": lambda: "They count alike[\\[1\\]](#line-1){.trace .own-window}."}
    filled = fill_prose(PROSE, "report.md", {}, tables, {})
    assert re.findall(r"^- \*\*\[(.+)\]\{#(.+)\}\*\*: .+\.$", filled, re.MULTILINE) == [
        ("Common window", "term-common-window"),
        ("Count alike", "term-count-alike"),
        ("Pooled", "term-pooled"),
    ]
    assert (
        "figures over a [common\nwindow](#term-common-window), [pooled](#term-pooled). A" in filled
    )
    assert filled.count("](#term-") == 2  # once each, and no word that a table brings
    assert filled.startswith("# Pooled, in a heading\n")
    assert "`pooled` [a pooled thing](#x) @tbl:dispersion" in filled


def test_a_report_without_such_words_says_so_and_one_without_the_slot_is_left_alone():
    assert fill("Text.\n\n{{glossary: terms}}") == "Text.\n\nNo word of this report needs one."
    assert fill("A pooled count.") == "A pooled count."


def test_every_term_finds_itself_and_has_a_place_and_a_sentence_of_its_own():
    terms = list_terms()
    assert len({term.place for term in terms}) == len(terms) >= 12
    for term in terms:
        assert term.find(f"They are {term.word.lower()} here."), term
        assert term.meaning[0].isupper() and term.meaning.endswith("."), term
        assert not re.search(r"\d", term.meaning), term
    assert [term.word for term in terms] == sorted(term.word for term in terms)


def test_every_report_has_its_glossary():
    texts = {path.name: path.read_text(encoding="utf-8") for path in REPORTS}
    del texts["annex.md"]
    assert len(texts) >= 4
    assert all("terms" in list_slots(text, "glossary") for text in texts.values())


@pytest.mark.parametrize(
    "unseen",
    [
        "<!-- an interval -->",
        "https://a.org/interval/x",
        '<a href="interval">',
        "```\ninterval\n```",
    ],
)
def test_what_is_no_word_of_the_text_leads_to_no_term(unseen):
    term = next(one for one in list_terms() if one.word == "Interval")
    linked = link_terms(f"{unseen}\n\nThe interval is wide.", [term])
    assert linked == f"{unseen}\n\nThe [interval](#{term.place}) is wide."
