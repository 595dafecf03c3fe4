"""The commands behind make."""

import json
import re
import subprocess
import sys

import pytest

from analysis.__main__ import main
from analysis.model.store.paths import ROOT


def test_a_missing_workbook_is_one_clear_line_and_a_failure(capsys, tmp_path):
    assert main(["inspect", str(tmp_path / "absent.xlsx")]) == 1
    told = capsys.readouterr()
    assert "there is no such workbook" in told.err
    assert "Traceback" not in told.err and str(tmp_path) not in told.err


REPLY = ROOT / "data/raw/staffordshire/foi-15350/foi-15350-illustrative.xlsx"


def test_inspect_lists_the_tables_of_a_workbook_and_names_what_it_wrote(capsys):
    assert main(["inspect", str(REPLY)]) == 0
    told = capsys.readouterr().out
    assert "Complaints by nature" in told
    folder = r"build/inspect/foi-15350-illustrative-[0-9a-f]{6}"
    named = rf"\ndraft    ({folder})/response\.yaml\npicture  \1/sheet\.html\n$"
    assert re.search(named, told)


def test_the_home_folder_may_be_written_as_in_a_shell(capsys, monkeypatch):
    monkeypatch.setenv("HOME", str(REPLY.parent))
    assert main(["inspect", f"~/{REPLY.name}"]) == 0
    assert "Complaints by nature" in capsys.readouterr().out


def test_a_clean_copy_takes_the_place_of_a_workbook(capsys, tmp_path):
    path = tmp_path / REPLY.name
    path.write_bytes(REPLY.read_bytes())
    assert main(["clean-copy", str(path)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[2:4] == ["say in response.yaml:", f"workbook: {path.name}"]
    assert (tmp_path / "original" / path.name).read_bytes() == REPLY.read_bytes()
    assert main(["clean-copy", str(path)]) == 0
    assert capsys.readouterr().out.endswith("is a clean copy already, and stays as it is\n")


def test_batch_asks_for_a_study_and_lists_what_is_wrong_with_an_export(capsys, tmp_path):
    export = tmp_path / "export.csv"
    export.write_text("request_url,public_body\n", encoding="utf-8")
    with pytest.raises(SystemExit) as refused:
        main(["batch", str(export)])
    assert refused.value.code == 2
    assert "--study" in capsys.readouterr().err
    assert main(["batch", str(export), "--study", "none-such"]) == 1
    assert "no column status or classification or request_status" in capsys.readouterr().err


def test_inspect_as_json_prints_nothing_else(capsys):
    assert main(["inspect", str(REPLY), "--json", "--sheet", "Q2"]) == 0
    told = capsys.readouterr()
    assert list(json.loads(told.out)) == [
        "file",
        "sha256",
        "hidden",
        "tables",
        "questions",
        "cells",
    ]
    assert not told.err


def test_json_starts_no_replys_folder(capsys):
    with pytest.raises(SystemExit) as refused:
        main(["inspect", str(REPLY), "--json", "--into", "data/raw/kent/r1"])
    told = capsys.readouterr()
    assert refused.value.code == 2 and not told.out
    assert "--into: not allowed with argument --json" in told.err.splitlines()[-1]


def test_a_reader_that_has_seen_enough_is_no_failure_of_the_program():
    command = [sys.executable, "-m", "analysis", "inspect", str(REPLY)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        assert running.stderr.read() == b""


def test_inspect_refuses_to_start_a_reply_where_one_is(capsys):
    assert main(["inspect", str(REPLY), "--into", str(REPLY.parent)]) == 1
    assert "there is a response.yaml already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["report", "--study", "no-such"], "choose one of: national-request-2014, published-"),
        (["report", "--start", "2018-02-31", "--end", "2020-01-01"], "2018-02-31"),
        (["report", "--start", "2020-01-01", "--end", "2018-01-01"], "comes after its last"),
        (["observations", "--force", "kent"], "no reply of 'kent'"),
        (["follow-up", "--study", "no-such"], "choose one of: national-request-2014, published-"),
        (["follow-up", "--start", "2020-01-01", "--end", "2018-01-01"], "comes after its last"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_words(capsys, arguments, words):
    assert main(arguments) == 1
    told = capsys.readouterr().err
    assert words in told and "Traceback" not in told
