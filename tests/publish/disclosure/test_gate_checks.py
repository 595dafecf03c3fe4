"""What a released check may say: nothing of a table that a merge took rows from."""

import pandas as pd
from examples import frame, observe

from analysis.model.checks import CHECKS
from analysis.model.study import Study
from analysis.publish.disclosure.gate import hide_figures

MERGE = {"dimension": "rank", "categories": ["sergeant", "inspector"], "into": "other", "why": "w"}
PRINTED = frame(
    [
        observe(9, "2019-01-01", "2020-01-01", table=table, dimension="rank", category=category)
        for table, category in [("By rank", "sergeant"), ("Constables", "constable")]
    ]
)
FORCE, REFERENCE = PRINTED.loc[0, ["force", "reference"]]


def hide(*rows: dict, merges=(MERGE,)) -> list[tuple[str, str]]:
    study = Study.model_validate(
        {
            "name": "sample", "title": "T", "question": "Q", "window": {"why": "w"},
            "replies": [{"force": FORCE, "reference": "folder"}], "merge": merges,
            "report": "report/report.md", "disclosure": "threshold",
            "denominators": {"workforce": "headcount", "worker_types": {}},
        }
    )  # fmt: skip
    blank = dict.fromkeys(CHECKS, "") | {"force": FORCE, "reference": REFERENCE}
    blank |= {"verdict": "agrees", "note": "n"}
    checks = pd.DataFrame([blank | row for row in rows], columns=CHECKS.names)
    shown = hide_figures(checks, study, [PRINTED])
    kept = checks.columns.drop(["first", "second", "verdict", "note"])
    assert shown[kept].equals(checks[kept])
    # One that agrees with 40, which stands beside it or elsewhere, is 40.
    hidden = shown[["first", "second"]].eq("[c]").any(axis=1)
    assert set(shown.loc[~hidden, "verdict"]) <= {"agrees"}
    assert set(shown.loc[hidden, "verdict"]) <= {"not decided"}
    assert shown.loc[hidden, "note"].str.contains("not told").all()
    return list(zip(shown["first"], shown["second"], strict=True))


def test_every_check_of_a_merged_table_is_hidden_whatever_its_figures():
    # 29 constables of 38 beside 6 sergeants would give back the 3 inspectors merged with them.
    rows = [
        {"table": "By rank", "what": f"total over year, {rank}", "first": n, "second": n}
        for rank, n in {"Constable": "29", "Sergeant": "6", "Inspector": "3"}.items()
    ]
    assert hide(*rows) == [("[c]", "[c]")] * 3
    assert hide(*rows, merges=()) == [("29", "29"), ("6", "6"), ("[c]", "[c]")]


def test_a_check_of_another_table_is_hidden_where_it_names_the_merged_one():
    figures = {"first": "40", "second": "38 to 44"}
    beside = {"table": "Constables", "what": "sum of this table beside By rank"}
    assert hide(beside | figures, {"table": "Constables", "what": "total"} | figures) == [
        ("[c]", "[c]"), ("40", "38 to 44")
    ]  # fmt: skip
    assert hide({"table": "By rank", "force": "dorset"} | figures) == [("40", "38 to 44")]
    assert hide({"table": "By rank", "reference": "R 2"} | figures) == [("40", "38 to 44")]


def test_days_are_no_counts_and_what_is_blank_stays_so():
    days = {"table": "By rank", "first": "2018-01-01 to 2021-01-01", "second": ""}
    assert hide(days) == [("2018-01-01 to 2021-01-01", "")]


def test_a_withdrawn_table_hides_its_checks_and_a_merge_of_another_reply_hides_none():
    check = {"table": "By rank", "first": "29", "second": "29"}
    assert hide(check, merges=[MERGE | {"into": "any_rank"}]) == [("[c]", "[c]")]
    assert hide(check, merges=[MERGE | {"reference": "another"}]) == [("29", "29")]
