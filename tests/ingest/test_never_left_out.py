"""What stands for no figure in words of another kind is asked about, never dropped or a heading."""

from datetime import datetime

import pytest
from surveyed import Survey, spread, survey_rows

pytestmark = pytest.mark.costly

FILES = (".xlsx", ".xls", ".ods", ".csv")
TOP = [["Complaints about social media use by rank"], [None]]
HEAD = ["Rank", "2018/19", "2020/21", "2021/22"]
RANKS = [["Sergeant", 4, 2, 3], ["Inspector", 1, 0, 2], ["PCSO", 5, 0, 1]]
SUM = ["Total", 10, 2, 6]
COLUMNS = "BCD"


def among_ranks(where: int, *rows, total: bool = False) -> tuple[list[list], int]:
    """Ranks by year with other rows before the rank counted from 0; the number of the first."""
    ranks = [list(row) for row in RANKS]
    ranks[where:where] = [list(row) for row in rows]
    return [*TOP, HEAD, *ranks, *([SUM] if total else [])], 4 + where


def is_left_out(found: Survey, label: str) -> bool:
    return any(label in draft.get("ignore", []) for draft in found.drafts)


def is_doubted(found: Survey, cells: list[str]) -> None:
    """A table asks about one of these cells at least, and is not sure of itself."""
    tables = found.drafted.workbook.tables
    assert any(found.asks_about(cell) for cell in cells), found.asked
    assert min(table.confidence for table in tables) < 0.8


SAID = (
    "Constable: no response",
    "Constable – information withheld under section 40(2)",
    "Constable (not held)",
    "Constable - Refused",
)


@pytest.mark.parametrize(
    ("form", "said", "where", "total", "merged"),
    spread(FILES, SAID, (1, 3), (False, True), (False, True)),
)
def test_a_label_that_says_there_is_no_figure_is_a_row(tmp_path, form, said, where, total, merged):
    rows, at = among_ranks(where, [said], total=total)
    spans = [f"A{at}:D{at}"] if merged and form != ".csv" else []
    found = survey_rows(tmp_path, form, rows, merged=spans)
    is_doubted(found, [f"A{at}"])
    assert not is_left_out(found, said)
    assert at - 1 in found.drafted.workbook.tables[0].rows


@pytest.mark.parametrize("plain", ["Officers", "Officers: by rank", "Staff (all)"])
def test_a_label_that_goes_on_otherwise_is_a_heading(tmp_path, plain):
    rows, _ = among_ranks(0, [plain])
    rows += [["Volunteers"], ["Special", 4, 5, 6], ["Cadet", 1, 1, 2]]
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.labels("B5")[0] == (plain, "Sergeant")


WHEN = ("March 2023", "1 April 2021", "30/06/2021", datetime(2023, 3, 1))


@pytest.mark.parametrize(
    ("form", "when", "where", "shape"),
    spread(FILES, WHEN, (0, 1, 3), ("all", "some", "merged")),
)
def test_a_date_in_place_of_figures_is_asked_about(tmp_path, form, when, where, shape):
    row = {
        "all": ["Constable", when, when, when],
        "some": ["Constable", when, when, None],
        "merged": ["Constable", when, None, None],
    }[shape]
    rows, at = among_ranks(where, row)
    spans = [f"B{at}:D{at}"] if shape == "merged" and form != ".csv" else []
    found = survey_rows(tmp_path, form, rows, merged=spans)
    assert found.asks_about(f"B{at}"), found.asked
    assert not is_left_out(found, "Constable")
    if where:
        assert found.labels(f"B{at}") == (("Constable",), ("2018/19",))
        assert len(found.drafted.workbook.tables) == 1


@pytest.mark.parametrize("where", [0, 1, 4])
def test_a_month_in_the_only_column_of_counts(tmp_path, where):
    counts = [["Kent", 4], ["Essex", 7], ["Avon", 9], ["Dorset", 5]]
    counts.insert(where, ["Cumbria", "Jan 2020"])
    rows = [["Complaints by force"], [None], ["Force", "Complaints"], *counts]
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.asks_about(f"B{4 + where}"), found.asked
    assert not is_left_out(found, "Cumbria")


def test_a_row_with_words_over_figures_is_not_drafted_to_be_left_out(tmp_path):
    """Words that no rule takes for figures are not headings, though figures stand beneath."""
    rows, at = among_ranks(1, ["Constable", "Ask the Quorvex unit first", "Then ask the Grelb"])
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert not is_left_out(found, "Constable")
    assert found.asks_about(f"B{at}")


FIRST = (
    ("6-10", "1-5", "1-5"),
    ("5+", "10+", "5+"),
    ("Part held", "Full", "Part"),
    ("Awaiting info", "Ask the Quorvex", "Ask the Quorvex"),
    ("Grelb", "Refused", "Vornt"),
)


@pytest.mark.parametrize(("form", "row", "narrow"), spread(FILES, FIRST, (False, True)))
def test_a_first_row_that_looks_like_heads_is_asked_about(tmp_path, form, row, narrow):
    width = 3 if narrow else 4
    rows = [*TOP, *(line[:width] for line in (HEAD, ["Constable", *row], *RANKS))]
    found = survey_rows(tmp_path, form, rows)
    is_doubted(found, ["B4"])


def test_heads_under_a_blank_corner_are_not_asked_about(tmp_path):
    rows = [
        ["Complaints about social media use by force"],
        [None],
        [None, "2020", None, "2021", None],
        ["Force", "Upheld", "Dismissed", "Upheld", "Dismissed"],
        ["Kent", 4, 2, 3, 1],
        ["Essex", 1, 0, 2, 5],
    ]
    found = survey_rows(tmp_path, ".xlsx", rows, merged=["B3:C3", "D3:E3"])
    assert found.drafted.workbook.tables[0].confidence == 1.0


def test_a_heading_over_headings_may_say_why_its_rows_are_empty(tmp_path):
    area = "Grelby - Data is missing due to technical problems"
    rows = [*TOP, HEAD]
    for name in ("Quorv", area, "Vornt"):
        rows += [[name], ["Officers"], *RANKS, ["Staff"], ["Clerk", 0, 0, 0], ["Cook", 0, 1, 0]]
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.labels("B14")[0][0] == area


def test_several_labels_in_a_row_that_say_there_is_no_figure(tmp_path):
    rows, at = among_ranks(1, ["Constable: no response"], ["Chief Constable: not held"])
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert {at - 1, at} <= {*found.drafted.workbook.tables[0].rows}
    is_doubted(found, [f"A{at + 1}"])


FORCES = [["Avon", 4, 1], ["Beds", 5, 2], ["Cheshire", 3, 1], ["Cumbria", 3, 5]]


def with_column(head: str, words: str, place: int) -> list[list]:
    """Counts by force, and at a place counted from 0 a column that says the same throughout."""
    rows = [["Force", "Officers", "Staff"], *FORCES]
    added = [head, *(words for _ in FORCES)]
    lines = [[*row[:place], own, *row[place:]] for row, own in zip(rows, added, strict=True)]
    return [["Complaints by force"], [None], *lines]


@pytest.mark.parametrize(
    ("form", "words"),
    spread(FILES, ("Ask the Quorvex", "DPA", "40(2)", "Case open")),
)
def test_a_column_of_one_text_before_the_counts_is_asked_about(tmp_path, form, words):
    found = survey_rows(tmp_path, form, with_column("Others", words, 1))
    is_doubted(found, ["B4"])


@pytest.mark.parametrize(
    ("head", "words", "place"),
    spread(
        ("Outcome: proven", "Cases with response", "Closed with no outcome", "Status offences"),
        ("Withheld", "Not held"),
        (2, 3),
    ),
)
def test_a_count_whose_head_speaks_of_an_outcome(tmp_path, head, words, place):
    found = survey_rows(tmp_path, ".xlsx", with_column(head, words, place))
    cell = f"{'ABCD'[place]}4"
    assert found.labels(cell) == (("Avon",), (head,))
    assert found.cells[cell].status in ("withheld", "not_held")


@pytest.mark.parametrize("head", ["Outcome", "Response", "Status"])
def test_a_column_among_counts_that_is_withheld_throughout(tmp_path, head):
    found = survey_rows(tmp_path, ".xlsx", with_column(head, "Withheld", 2))
    assert found.cells["C4"].status == "withheld"


@pytest.mark.parametrize(
    "head", ["Outcome", "Notes (if any)", "Reason for refusal", "Force response"]
)
def test_a_column_of_remarks_counts_nothing(tmp_path, head):
    rows = with_column(head, "Withheld", 3)
    rows[4][3] = "Replied"
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.count("D4") is None
    assert found.count("C4") == (1, 1)


@pytest.mark.parametrize(
    "heads", [("Force", "Upheld", "Not known"), ("Outcome", "Upheld", "Refused")]
)
def test_a_second_table_right_beneath_is_not_joined(tmp_path, heads):
    rows = [["Table 1"], ["Force", "2019", "2020"], ["Avon", 4, 2], ["Beds", 2, 1]]
    rows += [list(heads), ["Avon", 3, 1], ["Beds", 1, 1]]
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.labels("B6") == (("Avon",), (heads[1],))
    assert found.labels("B3") == (("Avon",), ("2019",))
    assert found.asks_about("B5")


@pytest.mark.parametrize("words", ["See note", "See letter", "Under investigation", "Withheld"])
def test_a_table_all_of_one_statement_is_a_table(tmp_path, words):
    rows = [*TOP, ["Rank", "2019", "2020"], ["Constable", words, words], ["Sergeant", words, words]]
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.labels("C5") == (("Sergeant",), ("2020",))
    assert found.asks_about("C5"), found.asked


OPEN_CASES = ("Case open", "Awaiting outcome", "Under investigation", "Still with the Quorvex")


@pytest.mark.parametrize(
    ("form", "heads", "labels", "note"),
    spread(
        FILES,
        (("2019", "2020"), ("Upheld", "Not upheld"), ("Quorv", "Vornt"), ("Complaints", "Cases")),
        (("Rank", "Constable", "Sergeant", "Inspector"), ("Ward", "Grelb", "Plim", "Trosk")),
        ((), ("Source: annual return",)),
    ),
)
@pytest.mark.parametrize("words", OPEN_CASES)
def test_a_table_all_of_words_that_are_no_known_statement(
    tmp_path, form, words, heads, labels, note
):
    corner, *names = labels
    rows = [*TOP, [corner, *heads], *([name, words, words] for name in names), list(note)]
    found = survey_rows(tmp_path, form, rows)
    (table,) = found.drafted.workbook.tables
    assert found.labels("C5") == ((names[1],), (heads[1],))
    assert found.labels("B6") == ((names[2],), (heads[0],))
    assert [found.count(cell) for cell in ("B4", "C5", "B6")] == [(None, None)] * 3
    assert found.asks_about("C5") and table.confidence < 0.8
    assert list(table.row_labels.values()) == [(name,) for name in names]
    assert found.drafts[0]["marks"] == {words: "???"}


def test_a_table_of_several_such_words_and_blanks(tmp_path):
    rows = [*TOP, ["Rank", "2019", "2020"], ["Constable", *OPEN_CASES[:2]]]
    rows += [["Sergeant", OPEN_CASES[2], None], ["Inspector", None, OPEN_CASES[0]]]
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.labels("C6") == (("Inspector",), ("2020",))
    assert all(found.asks_about(cell) for cell in ("B4", "C4", "B5", "C5", "B6", "C6"))


@pytest.mark.parametrize("form", FILES)
def test_a_single_column_of_counts_all_of_words(tmp_path, form):
    ranks = [[name, "Case open"] for name in ("Constable", "Sergeant", "Inspector")]
    found = survey_rows(tmp_path, form, [*TOP, ["Rank", "Complaints"], *ranks])
    assert found.labels("B5") == (("Sergeant",), ("Complaints",))
    assert found.asks_about("B5")


@pytest.mark.parametrize(
    "rows",
    [
        [["Term", "Meaning"], ["PSD", "Professional standards"], ["FOI", "Freedom of information"]],
        [["Force", "Policy", "Training"], ["Kent", "Yes", "Yes"], ["Essex", "Yes", "Yes"]],
        [["Our ref", "FOI 123/20"], ["Date", "1 May 2020"], ["Officer", "PC 12"]],
        [["Force", "2019"], ["Kent", "Yes"], ["Essex", "No"], ["Avon", "Yes"]],
        [["Rank", "Status"], ["Constable", "Case open"], ["Sergeant", "Case open"]],
    ],
)
def test_other_tables_of_words_hold_no_counts(tmp_path, rows):
    found = survey_rows(tmp_path, ".xlsx", [["Quorvex"], [None], *rows])
    assert not [cell for cell in found.cells.values() if found.count(cell.cell)]


LAST_WORDS = ("Case open", "Closed", "Case open", "Still with the Quorvex")


@pytest.mark.parametrize(("form", "place", "alike"), spread(FILES, (0, 1, 2), (True, False)))
def test_a_column_of_words_under_a_head_of_its_neighbours_kind(tmp_path, form, place, alike):
    """Between counts, before and behind them: a year among years heads counts, be they words."""
    words = [LAST_WORDS[0]] * 4 if alike else LAST_WORDS
    heads = ["2018", "2019"]
    heads.insert(place, "2020")
    lines = [[name, *counts] for name, *counts in FORCES]
    for line, said in zip(lines, words, strict=True):
        line.insert(1 + place, said)
    found = survey_rows(tmp_path, form, [["Complaints"], ["Force", *heads], *lines])
    at = "BCD"[place]
    for number, (line, said) in enumerate(zip(lines, words, strict=True), 3):
        assert found.labels(f"{at}{number}") == ((line[0],), ("2020",))
        assert found.cells[f"{at}{number}"].text == said
        assert found.asks_about(f"{at}{number}")
        assert all(found.labels(f"{c}{number}")[0] == (line[0],) for c in "BCD")


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("place", [2, 3])
@pytest.mark.parametrize("head", ["Others", "Outcome", "Quorvex"])
def test_a_column_of_words_under_another_head_is_told(tmp_path, form, place, head):
    found = survey_rows(tmp_path, form, with_column(head, "Case open", place))
    is_doubted(found, [f"{'ABCD'[place]}4"])
    assert found.labels("B4") == (("Avon",), ("Officers",))


@pytest.mark.parametrize("form", FILES)
def test_one_statement_in_a_column_of_blanks_stands_for_a_figure_under_a_year(tmp_path, form):
    """Under a head of no known kind it may be a remark."""
    lines = [[name, count, None] for name, count, _ in FORCES]
    lines[1][2] = "Awaiting data"
    rows = [["Complaints"], ["Force", "2018", "2019"], *lines]
    found = survey_rows(tmp_path, form, rows)
    assert found.labels("C4") == (("Beds",), ("2019",))
    assert found.cells["C4"].status == "not_answered"
    assert all(found.asks_about(cell) for cell in ("C3", "C4", "C5", "C6"))
    rows[1][2] = "Quorvex"
    found = survey_rows(tmp_path, form, rows)
    assert found.count("C4") is None and found.asks_about("C4")


def test_a_column_of_statements_may_have_a_blank_under_any_head(tmp_path):
    lines = [[name, count, "Withheld"] for name, count, _ in FORCES]
    lines[2][2] = None
    found = survey_rows(tmp_path, ".xlsx", [["Complaints"], ["Force", "2018", "Quorvex"], *lines])
    assert found.labels("C3") == (("Avon",), ("Quorvex",))
    assert found.cells["C6"].status == "withheld" and found.asks_about("C5")


def test_a_row_of_statements_beside_rows_with_blanks(tmp_path):
    """What its columns hold is told by several rows, not by the next alone."""
    rows = [["Constable", 4, 2], ["Sergeant", 3, None], ["Chief", "Withheld", "Withheld"]]
    rows += [["Inspector", 1, None], ["PCSO", 5, 1]]
    found = survey_rows(tmp_path, ".xlsx", [["Complaints"], ["Rank", "2018", "2019"], *rows])
    assert [found.cells[cell].status for cell in ("B5", "C5")] == ["withheld"] * 2


@pytest.mark.parametrize("words", ["Case open", "Still with the Quorvex"])
def test_a_first_row_under_a_line_beneath_its_heads(tmp_path, words):
    rows = [["Complaints"], ["Rank", "2018", "2019"], ["(as recorded)"], ["Chief", words, words]]
    found = survey_rows(tmp_path, ".xlsx", [*rows, ["Constable", 4, 2], ["Sergeant", 3, 1]])
    labels, heads = found.labels("C4")
    assert (labels[-1], heads) == ("Chief", ("2019",))
    assert found.asks_about("B4")


def test_months_over_the_heads_of_a_second_table_are_no_row_of_the_first(tmp_path):
    rows = [["Complaints"], ["Rank", "2019", "2020"], ["Constable", 4, 2], ["Sergeant", 3, 1]]
    rows += [["Grade", "Jan 2021", "Jan 2021"], ["", "Upheld", "Dismissed"]]
    rows += [["Inspector", 5, 6], ["PCSO", 7, 8]]
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.labels("C7") == (("Inspector",), ("Jan 2021", "Dismissed"))
    assert found.count("B5") is None


def test_a_table_without_figures_under_its_own_number(tmp_path):
    rows = [["Table 1: officers"], ["Rank", "2019", "2020"], ["Constable", 4, 2], ["PCSO", 3, 1]]
    rows += [["Table 2: staff"], ["Grade", "2021", "2022"], ["Clerk", "Not held", "Not held"]]
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert len(found.drafted.workbook.tables) == 2
    assert found.labels("C7") == (("Clerk",), ("2022",))
    assert found.cells["C7"].status == "not_held"


@pytest.mark.parametrize("head", ["Comments", "Response"])
def test_remarks_behind_the_counts_count_nothing_though_all_say_the_same(tmp_path, head):
    found = survey_rows(tmp_path, ".xlsx", with_column(head, "Withheld", 3))
    assert found.count("D4") is None and found.count("C4") == (1, 1)


@pytest.mark.parametrize("words", ["Not held", "Case open"])
def test_a_note_right_under_a_table_without_figures(tmp_path, words):
    rows = [*TOP, ["Ward", "Quorv", "Vornt"], ["Grelb", words, words], ["Plim", words, words]]
    found = survey_rows(tmp_path, ".xlsx", [*rows, ["Source: annual return"]])
    (table,) = found.drafted.workbook.tables
    assert list(table.row_labels.values()) == [("Grelb",), ("Plim",)]
    assert found.asks_about("C5")


@pytest.mark.parametrize("words", ["Not held", "Case open"])
def test_a_table_without_figures_under_heads_that_come_again(tmp_path, words):
    rows = [*TOP, ["Rank", "Male", "Male"], ["Constable", words, words], ["Sergeant", words, words]]
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.labels("C5") == (("Sergeant",), ("Male",))
    assert found.asks_about("C5")


def test_a_row_of_one_text_between_tables_is_no_row_of_the_first(tmp_path):
    rows = [["Complaints"], ["Rank", "2019", "2020"], ["Constable", 4, 2], ["Sergeant", 3, 1]]
    rows += [[None], ["Grade", "Quorvex", "Quorvex"], [None], ["Inspector", 5, 6], ["PCSO", 7, 8]]
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.count("B6") is None


def test_long_words_head_no_columns(tmp_path):
    ask = "Ask the Quorvex of the Grelb"
    said = ["Withheld, as it would identify the officer", ask, ask]
    rows, at = among_ranks(1, ["Chief", *said])
    found = survey_rows(tmp_path, ".xlsx", rows)
    assert found.labels(f"C{at}") == (("Chief",), ("2020/21",))
    assert found.cells[f"B{at}"].status == "withheld"
    assert found.labels(f"B{at + 1}") == (("Inspector",), ("2018/19",))


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("later", [[], [["PCSO", 5]]])
@pytest.mark.parametrize("heads", [("Rank", "Number"), ("Rank", "Officers")])
def test_the_heads_of_one_column_said_once_more_are_no_row(tmp_path, form, later, heads):
    rows = [["Complaints"], [*heads], ["Constable", 4], ["Sergeant", 3], [*heads], *later]
    found = survey_rows(tmp_path, form, rows)
    (table,) = found.drafted.workbook.tables
    assert 4 not in table.rows
    assert found.labels("B4") == (("Sergeant",), (heads[1],))


def test_heads_said_twice_over_the_first_figures_are_no_row(tmp_path):
    rows = [["Complaints"], ["Rank", "Number"], ["Chief", None], ["Rank", "Number"]]
    found = survey_rows(tmp_path, ".xlsx", [*rows, ["Constable", 4], ["Sergeant", 3], ["PCSO", 5]])
    assert found.labels("B5") == (("Constable",), ("Number",))


@pytest.mark.parametrize("words", ["Case open", "Closed"])
def test_words_under_a_year_before_the_counts_are_no_sure_labels(tmp_path, words):
    rows = with_column("2020", "Case open", 1)
    rows[3][1] = words
    found = survey_rows(tmp_path, ".xlsx", rows)
    is_doubted(found, ["B4"])


@pytest.mark.parametrize("head", ["No.", "Number"])
@pytest.mark.parametrize("counts", [(1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5)])
def test_counts_that_go_up_by_one_beside_labels(tmp_path, head, counts):
    """They may be counts or places: no list of records, whose numbers nobody would count."""
    ranks = ["Constable", "Sergeant", "Inspector", "PCSO"]
    pairs = zip(ranks, counts, strict=False)
    found = survey_rows(tmp_path, ".xlsx", [*TOP, ["Rank", head], *map(list, pairs)])
    assert found.labels("B5") == (("Sergeant",), (head,))
    if counts[0] == 1:
        assert found.asks_about("B5"), found.asked
