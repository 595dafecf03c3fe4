"""What a letter's author is told of a wrong entry: its place, what was found, what belongs."""

import pytest
from examples import BY_RANK, BY_YEAR, make_letter
from pydantic import ValidationError

from analysis.model.reply import Reply
from analysis.model.yaml_file import list_mistakes, name_place

AXES = "total, year, rank, role, platform, nature, source, outcome"
SECOND = "entry 2 of tables ('Complaints by rank')"


def tell(letter) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Reply.model_validate(letter)
    return list_mistakes(caught.value, letter, but="???")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"rows": "ranks"}, f"rows: 'ranks' is none of {AXES}"),
        ({"columns": "counts"}, f"columns: 'counts' is none of {AXES}, count"),
        ({"totals": ["row", "rows"]}, "entry 2 of totals: 'rows' is none of row, column"),
        ({"find": ""}, "find: words belong here (found '')"),
        ({"marks": "few"}, "marks: keys with their values belong here (found 'few')"),
        ({"window": "soon"}, "window: 'soon' is no window such as 2018-03-01 to 2023-03-01"),
        ({"colunms": "year"}, "colunms: there is no such key (found 'year')"),
    ],
)
def test_a_wrong_entry_of_a_table_is_told_once_and_by_its_title(entry, told):
    start = "entry 2 of tables ('')" if "find" in entry else SECOND
    assert tell(make_letter(BY_YEAR, BY_RANK | entry)) == [f"{start}, {told}"]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (
            {"requested": "soon"},
            "requested: a day such as 2018-03-01 belongs here, or `unstated` (found 'soon')",
        ),
        ({"questions": "how many?"}, "questions: a list belongs here (found 'how many?')"),
        ({"withheld": [{"what": "names"}]}, "entry 1 of withheld, under: is missing"),
        ({"tables": ["Complaints"]}, "entry 1 of tables: keys with their values belong here"),
    ],
)
def test_a_wrong_fact_of_the_letter_says_what_belongs_there(facts, told):
    [said] = tell(make_letter(BY_YEAR) | facts)
    assert said.startswith(told)


def test_a_key_that_is_none_of_the_choices_is_told_as_what_was_found():
    records = {"find": "List", "records": {"wizard": "Who"}}
    said = f"entry 1 of tables ('List'), records: 'wizard' is none of {AXES}"
    assert tell(make_letter(records)) == [said]


def test_blanks_are_left_to_whoever_lists_them():
    assert tell(make_letter(BY_YEAR, unit="???", date_basis="???", provenance="real")) == [
        "provenance: 'real' is none of disclosed, transcribed, illustrative"
    ]


def test_what_is_no_mapping_is_named_as_the_file():
    assert name_place((), None) == "the file"
    assert name_place(("window", "supplied"), {}) == "window.supplied"
    assert tell(["a"]) == ["the file: keys with their values belong here"]
