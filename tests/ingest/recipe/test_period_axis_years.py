"""Years and quarters that may be other days than they look, and glyphs on a period's label."""

import pytest
from examples import (
    FORCE,
    REFERENCE,
    list_faults,
    list_figures,
    make_letter,
    read_rows,
    write_letter,
    write_xlsx,
)

from analysis.ingest.clean import clean_reply

pytestmark = pytest.mark.costly

TITLE = "Complaints by rank"
TABLE = {"find": TITLE, "rows": "rank", "columns": "year"}


def make_rows(*years, title=TITLE, above=(), corner="") -> list[list]:
    """A table of constables and sergeants, each year's figures 1 and 2."""
    top = [["", *above]] if above else []
    figures = [["PC", *[1] * len(years)], ["Sergeant", *[2] * len(years)]]
    return [[title], *top, [corner, *years], *figures]


def list_days(reply) -> list[tuple[str, str]]:
    days = reply.observations[["start", "end"]].drop_duplicates()
    return [(str(row.start.date()), str(row.end.date())) for row in days.itertuples()]


def test_a_glyph_on_a_period_is_declared_or_its_days_are_written(tmp_path):
    rows = [*make_rows("2020/21", "2021/22*"), [], ["* to 28 February 2022 only"]]
    (fault,) = list_faults(tmp_path, rows, TABLE)
    assert "cell C2: '2021/22*' carries the mark '*', whose note may change its days" in fault
    assert '`marks: {"*": footnote}` where it does not' in fault
    noted = read_rows(tmp_path, rows, TABLE | {"marks": {"*": "footnote"}})
    assert list_days(noted)[1] == ("2021-04-01", "2022-04-01")
    assert list(noted.observations["note"]) == ["", "label marked *"] * 2
    days = {"2021/22*": "2021-04-01 to 2022-02-28"}
    settled = read_rows(tmp_path, rows, TABLE | {"periods": days})
    assert list_days(settled)[1] == ("2021-04-01", "2022-03-01")
    assert set(settled.observations["note"]) == {""}


def test_a_mark_that_hides_figures_does_not_explain_a_period(tmp_path):
    marks = {"marks": {"*": "suppressed 1 to 4"}}
    assert "carries the mark '*'" in list_faults(tmp_path, make_rows("2020*"), TABLE | marks)[0]


@pytest.mark.parametrize("glyphs", ["[note 3]", "¹", "(r)", "*†"])
def test_glyphs_of_every_kind_on_a_period_are_asked_about(tmp_path, glyphs):
    rows = make_rows(f"2020{glyphs}")
    (fault,) = list_faults(tmp_path, rows, TABLE)
    assert f"carries the mark {glyphs!r}" in fault
    assert not list_faults(tmp_path, rows, TABLE | {"marks": {glyphs: "footnote"}})


def test_a_glyph_on_a_banner_is_no_less_a_mark(tmp_path):
    rows = make_rows("Q1", "Q2", above=["2019/20*", ""])
    faults = list_faults(tmp_path, rows, TABLE)
    assert faults and all("'2019/20*' carries the mark '*'" in fault for fault in faults)
    whole = {"find": TITLE, "rows": "rank", "columns": "count", "under": "2019/20*"}
    (fault,) = list_faults(
        tmp_path, make_rows("2019/20*", "2020/21"), whole | {"ignore": "2020/21"}
    )
    assert "'2019/20*' carries the mark '*'" in fault


FINANCIAL = [
    {"title": f"{TITLE}, by financial year"},
    {"above": ["Financial year", ""]},
    {"corner": "Fiscal year"},
    {"corner": "Rank (year ending 31 March)"},
    {"above": ["April to March", ""]},
    {"corner": "FY"},
]


@pytest.mark.parametrize("words", FINANCIAL)
def test_bare_years_under_words_of_financial_years_are_a_fault(tmp_path, words):
    rows = make_rows(2019, 2020, **words)
    table = TABLE | {"find": words.get("title", TITLE)}
    faults = list_faults(tmp_path, rows, table)
    first, second = (fault for fault in faults if "financial years" in fault)
    assert "'2019' stands under words that speak of financial years" in first
    assert '`periods`, such as "2019": 2019-04-01 to 2020-03-31' in first and "'2020'" in second
    days = {"2019": "2019-04-01 to 2020-03-31", "2020": "2020-04-01 to 2021-03-31"}
    settled = read_rows(tmp_path, rows, table | {"periods": days})
    assert list_days(settled) == [("2019-04-01", "2020-04-01"), ("2020-04-01", "2021-04-01")]


def test_years_down_the_side_are_no_less_in_doubt(tmp_path):
    rows = [["Complaints"], ["Financial year", "Number"], [2019, 3], [2020, 4]]
    table = {"find": "Complaints", "rows": "year", "columns": "count"}
    faults = list_faults(tmp_path, rows, table)
    assert [fault.count("financial years") for fault in faults] == [1, 1]
    written = [*rows[:2], ["2019/20", 3], ["2020/21", 4]]
    assert not list_faults(tmp_path, written, table)


def test_words_over_columns_that_are_not_read_say_nothing(tmp_path):
    rows = make_rows(2019, "2019/20", above=["Calendar year", "Financial year"])
    assert not list_faults(tmp_path, rows, TABLE | {"ignore": "Financial year"})


@pytest.mark.parametrize(("label", "start"), [("Q1 2019", "2019-01-01"), ("H2 2019", "2019-07-01")])
def test_a_quarter_of_a_bare_year_is_calendar_only_where_the_sheet_says_so(tmp_path, label, start):
    (fault,) = list_faults(tmp_path, make_rows(label), TABLE)
    assert f"{label!r} has quarters of a year that may be a calendar or a financial one" in fault
    assert f'such as "{label}": 2019-' in fault
    said = read_rows(tmp_path, make_rows(label, corner="Calendar quarters"), TABLE)
    assert list_days(said)[0][0] == start
    days = {label: "2019-04-01 to 2019-06-30"}
    assert not list_faults(tmp_path, make_rows(label), TABLE | {"periods": days})


@pytest.mark.parametrize(
    ("days", "start"),
    [("2019-01-01 to 2019-12-31", "2019-01-01"), ("2019-04-01 to 2020-03-31", "2019-04-01")],
)
def test_the_days_of_a_year_settle_the_quarters_under_it(tmp_path, days, start):
    rows = make_rows("Q1", "Q2", above=[2019, ""])
    (fault,) = list_faults(tmp_path, rows, TABLE)
    assert "cell B2: '2019' has quarters" in fault
    settled = read_rows(tmp_path, rows, TABLE | {"periods": {"2019": days}})
    assert list_days(settled)[0][0] == start


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("total", ["under", "beside", "down", ""])
@pytest.mark.parametrize("words", ["Calendar year", "Year", "Period", "CY", "FY", "Financial year"])
def test_words_over_the_years_are_no_period_themselves(tmp_path, words, total, merged):
    years = ["2019/20", "2020/21"] if words[0] == "F" else [2019, 2020]
    beside = "Total" if total in ("beside", "down") else ""
    below = "Total" if total == "under" else ""
    rows = [[TITLE], ["", words, "", beside], ["Ranks", *years, below], ["PC", 1, 2, 3]]
    spans = {"B2:D2" if total == "under" else "B2:C2": words} if merged else {}
    spans |= {"D2:D3": "Total"} if total == "down" else {}
    if not total:
        rows[3].pop()
    table = TABLE | ({"totals": "column"} if total else {})
    folder = write_letter(tmp_path, make_letter(table, workbook="reply.xlsx"))
    write_xlsx(folder / "reply.xlsx", {"Q1": rows}, spans)
    figures = list_figures(clean_reply(FORCE, REFERENCE, tmp_path).observations)
    assert [cell for *_, cell in figures.values()] == ["B4", "C4", *(["D4"] if total else [])]


def test_a_blank_column_is_inside_the_table_or_it_is_not(tmp_path):
    rows = [[TITLE], ["", "Total", "", "On duty"], ["PC", 3, "", 1]]
    table = {"find": TITLE, "rows": "rank", "columns": "count", "under": "Total"}
    (unsaid,) = list_faults(tmp_path, rows, table)
    assert "say `gaps: [column]`" in unsaid
    (said,) = list_faults(tmp_path, rows, table | {"gaps": "column"})
    assert "cell D2: 'On duty' stands behind a blank column" in said and "gaps" not in said
    assert not list_faults(tmp_path, rows, table | {"gaps": "column", "ignore": "On duty"})


@pytest.mark.parametrize("form", ["{}/{:02}", "{}-{:02}"])
def test_a_financial_year_among_months_is_never_taken_on_trust(tmp_path, form):
    supplied = {"window": {"supplied": "2008-01-01 to 2009-12-31"}}
    labels = [form.format(2008, month) for month in (8, 9, 10)]
    days = [f"2008-{month:02}-01 to 2008-{month:02}-28" for month in (8, 9, 10)]
    periods = dict(zip(labels, days, strict=True))
    rows = make_rows(*labels)
    table = TABLE | {"periods": {k: v for k, v in periods.items() if k != labels[1]}}
    *_, fault = list_faults(tmp_path / "a", rows, table, **supplied)
    assert f"cell C2: {labels[1]!r} stands among months, and may be one of them" in fault
    settled = read_rows(tmp_path / "b", rows, TABLE | {"periods": periods}, **supplied)
    assert list_days(settled)[1] == ("2008-09-01", "2008-09-29")


@pytest.mark.parametrize("label", ["2008/1", "2008/08", "Sept 08", "Week 12", "2008-9"])
def test_a_part_of_a_year_in_doubt_is_a_fault_that_its_remedy_answers(tmp_path, label):
    supplied = {"window": {"supplied": "2008-01-01 to 2009-12-31"}}
    rows = make_rows(label, "2009")
    (fault,) = list_faults(tmp_path / "a", rows, TABLE, **supplied)
    assert "cell B2:" in fault and f'`periods: {{"{label}": ' in fault
    table = TABLE | {"periods": {label: "2008-08-01 to 2008-08-31"}}
    assert len(list_days(read_rows(tmp_path / "b", rows, table, **supplied))) == 2
