"""A revised workbook beside its earlier edition: numbers and marks apart, moves no changes."""

from time import perf_counter

import pytest
from examples import FORCE, REFERENCE, list_faults, make_letter, write_csv, write_letter, write_xlsx
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ingest.clean import CleanReply, clean_reply
from analysis.model.faults import Faults

RANKS = {
    "find": "Complaints by rank",
    "rows": "rank",
    "columns": "year",
    "totals": ["row", "column"],
    "marks": {"*": "suppressed 1 to 4", "-": "zero"},
}
WINDOW = {"supplied": "2019-01-01 to 2020-12-31"}
EARLIER = [
    ["Complaints by rank"],
    ["Rank", 2019, 2020, "Total"],
    ["PC", "*", 12, 14],
    ["Sergeant", 3, "-", 3],
    ["Total", 5, 12, 17],
    ["* is 1 to 4"],
]


def compare(raw, old: list[list] | None, new: list[list], table=RANKS, **facts) -> CleanReply:
    """Clean a reply of CSV sheets: the earlier edition, if there is one, and the later."""
    letter = make_letter(table, **({"window": WINDOW} | facts))
    if old is not None:
        letter["earlier"] = "old.csv"
    folder = write_letter(raw, letter)
    write_csv(folder / "old.csv", old or [])
    write_csv(folder / "reply.csv", new)
    return clean_reply(FORCE, REFERENCE, raw)


def list_changes(reply: CleanReply) -> list[tuple]:
    cells = reply.changes.assign(
        earlier_cell=reply.changes["earlier_cell"].str.removeprefix("csv!"),
        later_cell=reply.changes["later_cell"].str.removeprefix("csv!"),
    )
    told = cells[["change", "earlier", "earlier_cell", "later", "later_cell"]]
    return list(told.itertuples(index=False, name=None))


def change_cells(rows: list[list], **cells) -> list[list]:
    """The rows with some cells replaced, named as `B3=7`."""
    copy = [row[:] for row in rows]
    for address, value in cells.items():
        copy[int(address[1:]) - 1][ord(address[0]) - ord("A")] = value
    return copy


def find_checks(reply: CleanReply) -> list[tuple]:
    chosen = reply.checks[reply.checks["check"] == "earlier edition"]
    return list(chosen[["first", "second", "verdict", "note"]].itertuples(index=False, name=None))


def test_without_an_earlier_edition_nothing_is_said_to_have_changed(tmp_path):
    reply = compare(tmp_path, None, EARLIER)
    assert list_changes(reply) == []
    assert find_checks(reply) == []
    assert list(reply.changes.columns)[:3] == ["change", "table", "what"]


def test_the_same_workbook_again_has_no_change(tmp_path):
    reply = compare(tmp_path, EARLIER, EARLIER)
    assert list_changes(reply) == []
    assert find_checks(reply) == [("9", "9", "agrees", "")]


@pytest.mark.parametrize(
    ("cells", "change"),
    [
        ({"C3": 13}, ("number changed", "12", "C3", "13", "C3")),
        ({"B3": 2}, ("mark became number", "*", "B3", "2", "B3")),
        ({"B4": "*"}, ("number became mark", "3", "B4", "*", "B4")),
        ({"C4": 0}, ("mark became number", "-", "C4", "0", "C4")),
        ({"C4": "*"}, ("mark changed", "-", "C4", "*", "C4")),
        ({"D5": 18}, ("number changed", "17", "D5", "18", "D5")),
        ({"A6": "* is under 5"}, ("words changed", "* is 1 to 4", "A6", "* is under 5", "A6")),
    ],
)
def test_each_kind_of_change_is_told_with_both_texts_and_cells(tmp_path, cells, change):
    reply = compare(tmp_path, EARLIER, change_cells(EARLIER, **cells))
    assert list_changes(reply) == [change]


def test_a_number_printed_in_other_words_is_no_other_number(tmp_path):
    old, new = ([["Complaints by year"], ["Year", "n"], [2019, n]] for n in (1204, "1,204"))
    table = {"find": "Complaints by year", "rows": "year", "columns": "count"}
    window = {"supplied": "2019-01-01 to 2019-12-31"}
    reply = compare(tmp_path, old, new, table, window=window)
    assert list_changes(reply) == [("printed otherwise", "1204", "B3", "1,204", "B3")]


def test_a_table_that_moved_is_one_line_and_its_changes_are_still_found(tmp_path):
    later = [["Second edition"], [], *([None, *row] for row in change_cells(EARLIER, C3=13))]
    reply = compare(tmp_path, EARLIER, later)
    assert list_changes(reply) == [
        ("number changed", "12", "C3", "13", "D5"),
        ("moved", "*", "B3", "*", "C5"),
        ("words added", "", "", "Second edition", "A1"),
    ]
    assert find_checks(reply) == [("9", "8", "differs", "number changed: 1")]
    (cells,) = reply.checks[reply.checks["check"] == "earlier edition"]["second_cells"]
    assert cells == "reply.csv#csv!D5"


def test_rows_and_columns_are_aligned_by_their_labels_and_not_by_their_place(tmp_path):
    swapped = [EARLIER[0], EARLIER[1], EARLIER[3], EARLIER[2], *EARLIER[4:]]
    kinds = {change for change, *_ in list_changes(compare(tmp_path, EARLIER, swapped))}
    # The two labels changed places, which is a change of words and of no figure.
    assert kinds <= {"moved", "words added", "words taken out", "words changed"}
    assert "moved" in kinds


def test_a_renamed_label_a_new_row_and_a_lost_one_are_told_apart(tmp_path):
    later = [
        ["Complaints by rank"],
        ["Rank", 2019, 2020, "Total"],
        ["Police Constable", "*", 12, 14],
        ["Inspector", 0, 1, 1],
        ["Total", 5, 13, 18],
        ["* is 1 to 4"],
    ]
    changes = list_changes(compare(tmp_path, EARLIER, later))
    assert ("label changed", "PC", "B3", "Police Constable", "B3") in changes
    assert ("disappeared", "3", "B4", "", "") in changes
    assert ("appeared", "", "", "1", "C4") in changes
    assert ("number changed", "12", "C5", "13", "C5") in changes
    # The changed label is not told a second time as a cell.
    assert not any(change[:2] == ("words changed", "PC") for change in changes)


def test_an_edition_that_the_recipe_does_not_fit_is_said_so_and_compared_as_text(tmp_path):
    unmapped = change_cells(EARLIER, A4="Sargent")
    reply = compare(tmp_path, unmapped, EARLIER)
    first, *others = reply.changes.itertuples()
    assert first.change == "not read in the earlier edition"
    assert "'Sargent' is mapped to nothing" in first.what
    assert first.earlier_cell == "csv!A4"
    assert [(row.change, row.earlier, row.later) for row in others] == [
        ("words changed", "Sargent", "Sergeant")
    ]
    assert find_checks(reply)[0][2] == "not decided"
    absent = compare(tmp_path, [["Nothing of the kind"]], EARLIER)
    assert "no cell says 'Complaints by rank'" in absent.changes["what"][0]


def test_observations_come_of_the_later_edition_alone(tmp_path):
    later = change_cells(EARLIER, C3=13, D3=15, C5=13, D5=18)
    with_earlier = compare(tmp_path / "a", EARLIER, later).observations
    alone = compare(tmp_path / "b", None, later).observations
    assert with_earlier.equals(alone)
    assert set(with_earlier["file"]) == {"reply.csv"}


def test_sheets_that_came_or_went_are_told(tmp_path):
    letter = make_letter(RANKS, earlier="old.xlsx", workbook="new.xlsx", window=WINDOW)
    folder = write_letter(tmp_path, letter)
    write_xlsx(folder / "old.xlsx", {"Ranks": EARLIER, "Notes": [["old"]]})
    write_xlsx(folder / "new.xlsx", {"Ranks": EARLIER, "Remarks": [["new"]]})
    changes = clean_reply(FORCE, REFERENCE, tmp_path).changes
    assert list(changes[["change", "what"]].itertuples(index=False, name=None)) == [
        ("sheet taken out", "sheet Notes"),
        ("sheet added", "sheet Remarks"),
    ]


def test_a_list_of_records_is_compared_by_its_counts(tmp_path):
    table = {"find": "Year", "records": {"year": "Year", "rank": "Rank"}}
    old = [["Year", "Rank"], [2019, "PC"], [2020, "PC"], [2020, "Sgt"]]
    new = [["Year", "Rank"], [2019, "PC"], [2019, "Sgt"], [2020, "PC"], [2020, "Sgt"]]
    reply = compare(tmp_path, old, new, table)
    assert ("number changed", "0 of 3 rows", "B2:B4", "1 of 4 rows", "B3") in list_changes(reply)
    assert ("number changed", "1 of 3 rows", "A2", "2 of 4 rows", "A2:A3") in list_changes(reply)


def test_an_earlier_edition_that_is_missing_locked_or_calls_itself_weaker_is_a_fault(tmp_path):
    facts = {"earlier": "older.csv", "window": WINDOW}
    (line,) = list_faults(tmp_path / "a", EARLIER, RANKS, **facts)
    assert "older.csv" in line and "there is no such workbook" in line
    (line,) = list_faults(tmp_path / "a", EARLIER, RANKS, earlier="reply.csv", window=WINDOW)
    assert "`earlier` names the workbook itself" in line
    with pytest.raises(Faults, match="calls itself ILLUSTRATIVE") as caught:
        compare(tmp_path / "b", [["Illustrative"], *EARLIER], EARLIER, provenance="disclosed")
    assert "old.csv, sheet csv, cell A1" in str(caught.value)


@settings(max_examples=20)
@given(
    st.lists(st.integers(0, 30), min_size=6, max_size=6),
    st.lists(st.integers(0, 30), min_size=6, max_size=6),
    st.integers(0, 3),
)
def test_exactly_the_numbers_that_differ_are_told(tmp_path_factory, old, new, above):
    table = {"find": "By rank", "rows": "rank", "columns": "year"}
    names = ["PC", "Sergeant", "Inspector"]

    def lay_out(numbers: list[int], blank: int) -> list[list]:
        rows = [[name, *numbers[2 * i : 2 * i + 2]] for i, name in enumerate(names)]
        return [*([[]] * blank), ["By rank"], ["Rank", 2019, 2020], *rows]

    raw = tmp_path_factory.mktemp("editions")
    reply = compare(raw, lay_out(old, 0), lay_out(new, above), table)
    told = [(a, b) for change, a, _, b, _ in list_changes(reply) if change == "number changed"]
    assert told == [(str(a), str(b)) for a, b in zip(old, new, strict=True) if a != b]
    assert set(reply.changes["change"]) <= {"number changed", "moved"}


def test_a_long_list_that_nobody_reads_is_compared_in_a_moment(tmp_path):
    old = [[f"C{row}", row % 7, "open"] for row in range(4_000)]
    new = [*old[:500], ["X", 1, "new"], *([ref, days, "shut"] for ref, days, _ in old[500:])]
    above = [["Number in all"], ["All", 3], [], ["Details"]]
    table = {"find": "Number in all", "rows": "total", "columns": "count"}
    begun = perf_counter()
    reply = compare(tmp_path, [*above, *old], [*above, *new], table)
    assert perf_counter() - begun < 10  # a second; cells aligned at once would take a minute
    kinds = reply.changes["change"].value_counts().to_dict()
    assert kinds == {"words changed": 3_500, "words added": 3}


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ({"A1": "Complaints by rank (note 2)"}, "words changed: 1"),
        ({"B2": "Allegations"}, "words changed: 1"),
        ({"A3": "Constable"}, "label changed: 1"),
        ({"A6": "* is 2 to 4"}, ""),
    ],
)
def test_changed_words_of_a_table_are_no_agreement_though_its_figures_stand(tmp_path, cells, note):
    old = [["Complaints by rank"], ["Rank", "Complaints"], ["PC", 5], ["Sergeant", 3], [], ["* is"]]
    table = {"find": "Complaints by rank", "rows": "rank", "columns": "count"}
    reply = compare(tmp_path, old, change_cells(old, **cells), table)
    assert find_checks(reply) == [("2", "2", "differs" if note else "agrees", note)]


def test_figures_that_changed_or_went_do_not_stand_and_new_ones_take_nothing_away(tmp_path):
    table = {"find": "Complaints by rank", "rows": "rank", "columns": "count"}
    old = [["Complaints by rank"], ["Rank", "Complaints"], ["PC", 5], ["Sergeant", 3]]
    new = [*old[:2], ["PC", 6], ["Sergeant", 3], ["Inspector", 1]]
    (told,) = find_checks(compare(tmp_path, old, new, table))
    assert told[:3] == ("2", "1", "differs")
