"""The clean copy goes where git looks, the original where it does not."""

import os
import re
import subprocess
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from examples import BY_YEAR, FORCE, REFERENCE, YEARS_DOWN, make_letter, write_letter, write_xlsx
from formats import FORMATS, change_parts, write_book
from hostile_books import NUMBER, write_hostile

from analysis.ingest.clean import clean_reply
from analysis.ingest.files.workbook import read_file
from analysis.ingest.hidden.clean_copy import make_copy, put_files, write_clean_copy
from analysis.ingest.inspect import inspect_workbook, replace_by_copy
from analysis.ingest.reply_picture import draw_reply
from analysis.model.faults import Faults
from analysis.model.store.paths import ROOT

READ = {"hidden": "read", "reason": "the force confirmed the row in its letter"}


def inspect(path: Path, tmp_path: Path, into: Path) -> list[str]:
    raw = tmp_path / "raw"
    return list(inspect_workbook(path, into=into, build=tmp_path / "build", raw=raw))


@pytest.mark.parametrize("name", ["xlsx row in the table", "ods hidden sheet", "xls hidden sheet"])
def test_the_copy_and_the_original_go_to_their_places(tmp_path, name):
    path, into = write_hostile(name, tmp_path), tmp_path / "raw" / FORCE / "R2"
    told = inspect(path, tmp_path, into)
    draft = yaml.safe_load((into / "response.yaml").read_text("utf-8").replace("???", "x"))
    digest = sha256(path.read_bytes()).hexdigest()
    assert draft["workbook"] == "reply.xlsx"
    assert draft["original"] == {"file": path.name, "sha256": digest}
    kept = into / "original" / path.name
    assert kept.read_bytes() == path.read_bytes()
    assert kept.with_name(f"{path.name}.sha256").read_text("utf-8") == f"{digest}  {path.name}\n"
    check = ["sha256sum", "-c", f"{path.name}.sha256"]
    assert subprocess.run(check, cwd=kept.parent, capture_output=True).returncode == 0
    assert read_file(into / "reply.xlsx").hidden == ()
    assert any(line.startswith("copy ") for line in told)
    assert any(line.startswith("letter ") for line in told)
    assert any("not read" in line for line in (into / "response.yaml").read_text().splitlines())


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_in_which_nothing_was_found_goes_as_a_copy_as_well(tmp_path, form):
    path, into = tmp_path / f"reply{form}", tmp_path / "raw" / FORCE / "R2"
    write_book(path, {"Years": YEARS_DOWN})
    content = path.read_bytes()
    inspect(path, tmp_path, into)
    assert path.read_bytes() == content
    if form == ".csv":
        assert (into / path.name).read_bytes() == content and not (into / "original").exists()
        return
    assert (into / "original" / path.name).read_bytes() == content
    copy = (into / "reply.xlsx").read_bytes()
    assert copy == write_clean_copy(read_file(path).sheets)
    again = tmp_path / "raw" / FORCE / "R3"
    inspect(into / "reply.xlsx", tmp_path, again)  # the copy is its own
    assert (again / "reply.xlsx").read_bytes() == copy and not (again / "original").exists()
    assert "original:" not in (again / "response.yaml").read_text("utf-8")


def test_a_copy_under_another_name_is_kept_as_an_original(tmp_path):
    path, into = tmp_path / "reply.xlsx", tmp_path / "raw" / FORCE / "R2"
    write_book(path, {"Years": YEARS_DOWN})
    named = tmp_path / "reply.xlsm"
    named.write_bytes(write_clean_copy(read_file(path).sheets))
    inspect(named, tmp_path, into)
    assert (into / "original" / named.name).read_bytes() == (into / "reply.xlsx").read_bytes()


def test_what_lies_there_already_is_not_written_again(tmp_path):
    path, folder = tmp_path / "reply.xlsx", tmp_path / "folder"
    write_book(path, {"Years": YEARS_DOWN})
    name, copy = make_copy(read_file(path))
    put_files(folder, path, name, copy)
    os.utime(folder / name, (1, 1))
    put_files(folder, path, name, copy)
    assert (folder / name).stat().st_mtime == 1
    (folder / name).write_bytes(b"another")
    put_files(folder, path, name, copy)
    assert (folder / name).read_bytes() == copy


def test_a_workbook_that_shows_no_sheet_is_refused_before_anything_is_written(tmp_path):
    path, into = tmp_path / "reply.xlsx", tmp_path / "raw" / FORCE / "R2"
    write_book(path, {"Years": YEARS_DOWN})
    with zipfile.ZipFile(path) as archive:
        main = archive.read("xl/workbook.xml").decode()
    shut = re.sub("<sheet ", '<sheet state="veryHidden" ', main.replace('state="visible"', ""))
    change_parts(path, tmp_path / "shut.xlsx", {"xl/workbook.xml": shut})
    with pytest.raises(Faults, match="every sheet of it is hidden -> ask the force for one"):
        inspect(tmp_path / "shut.xlsx", tmp_path, into)
    assert not into.exists()


def test_git_takes_no_original():
    named = "data/raw/kent/foi-1/original/reply.xlsx"
    for place in (named, f"{named}.sha256"):
        asked = ["git", "check-ignore", "--no-index", "-q", place]
        done = subprocess.run(asked, cwd=ROOT, capture_output=True)
        if done.returncode == 128:
            pytest.skip("not in a git checkout")
        assert done.returncode == 0
    asked = ["git", "check-ignore", "--no-index", "-q", "data/raw/kent/foi-1/reply.xlsx"]
    assert subprocess.run(asked, cwd=ROOT, capture_output=True).returncode == 1


def test_a_workbook_in_its_folder_gives_way_to_its_copy(tmp_path):
    folder = tmp_path / "raw" / FORCE / REFERENCE
    folder.mkdir(parents=True)
    path = write_hostile("xls hidden sheet", folder)
    content = path.read_bytes()
    inspect(path, tmp_path, folder)
    assert not path.exists() and (folder / "original" / "reply.xls").read_bytes() == content
    assert (folder / "reply.xlsx").exists()
    copy = (folder / "reply.xlsx").read_bytes()
    (told,) = replace_by_copy(folder / "reply.xlsx")
    assert told.endswith("is a clean copy already, and stays as it is")
    assert (folder / "reply.xlsx").read_bytes() == copy


def test_another_file_of_the_copys_name_is_left_alone(tmp_path):
    path = write_hostile("xls hidden sheet", tmp_path)
    other = write_xlsx(tmp_path / "reply.xlsx", {"a": [["b"]]}).read_bytes()
    with pytest.raises(Faults, match="lies there already"):
        list(replace_by_copy(path))
    assert (tmp_path / "reply.xlsx").read_bytes() == other and path.exists()
    assert not (tmp_path / "original").exists()


def test_another_original_is_left_alone(tmp_path):
    path, into = write_hostile("ods hidden sheet", tmp_path), tmp_path / "raw" / FORCE / "R2"
    (into / "original").mkdir(parents=True)
    (into / "original" / "reply.ods").write_bytes(b"the force's first")
    with pytest.raises(Faults, match="another 'reply\\.ods' lies in its original/"):
        inspect(path, tmp_path, into)
    assert not (into / "reply.xlsx").exists() and not (into / "response.yaml").exists()


def test_hidden_rows_are_read_from_the_original_for_a_reason(tmp_path):
    raw = tmp_path / "raw"
    folder = raw / FORCE / REFERENCE
    folder.mkdir(parents=True)
    path = write_hostile("xlsx row in the table", folder)
    said = yaml.safe_load("\n".join(list(replace_by_copy(path))[-2:]))
    table = BY_YEAR | READ | {"ignore": ["Quorvex 2020", "Quorvex row"]}
    write_letter(raw, make_letter(table, **said))
    with pytest.raises(Faults, match="nothing that this table reads is hidden"):
        clean_reply(FORCE, REFERENCE, raw)
    days = {"Quorvex 2020": "2020-01-01 to 2020-12-31"}
    table = BY_YEAR | READ | {"periods": days, "ignore": ["Quorvex row"]}
    write_letter(raw, make_letter(table, **said))
    clean = clean_reply(FORCE, REFERENCE, raw)
    assert NUMBER in set(clean.observations["low"])
    read = clean.observations.set_index("cell").loc["B4"]
    assert read["file"] == "reply.xlsx"
    assert "Quorvex 2020" in draw_reply(clean) and "Quorvex row" not in draw_reply(clean)
    kept = folder / "original" / "reply.xlsx"
    kept.write_bytes(kept.read_bytes() + b"x")
    with pytest.raises(Faults, match="this is not the file whose SHA-256"):
        clean_reply(FORCE, REFERENCE, raw)
    kept.unlink()
    with pytest.raises(Faults, match="the original of this reply is not here"):
        clean_reply(FORCE, REFERENCE, raw)


def test_a_reply_whose_workbook_hides_something_says_so_with_the_remedy(tmp_path):
    raw = tmp_path / "raw"
    folder = write_letter(raw, make_letter(BY_YEAR, workbook="reply.xlsx"))
    path = write_hostile("xlsx very hidden sheet", folder)
    remark = next(r for r in clean_reply(FORCE, REFERENCE, raw).edition.remarks if "hides" in r)
    assert "sheet 2 of 2: very hidden sheet, 4 cells" in remark
    assert remark.endswith("put its clean copy here, with `make clean-copy FILE=reply.xlsx`")
    list(replace_by_copy(path))
    assert not any("hides" in r for r in clean_reply(FORCE, REFERENCE, raw).edition.remarks)


def test_a_count_that_nobody_sees_is_told_so_and_not_called_unanswered(tmp_path):
    raw = tmp_path / "raw"
    folder = write_letter(raw, make_letter(BY_YEAR, workbook="reply.xlsx"))
    path = write_hostile("xlsx white on white", folder)
    with pytest.raises(Faults) as raised:
        clean_reply(FORCE, REFERENCE, raw)
    (fault,) = (fault for fault in raised.value.faults if fault.cell == "B4")
    assert fault.remedy.startswith("the file holds words here that nobody sees: ask the force")
    assert "not answered" not in fault.remedy
    said = yaml.safe_load("\n".join(list(replace_by_copy(path))[-2:]))
    write_letter(raw, make_letter(BY_YEAR, **said))
    with pytest.raises(Faults, match="and `make inspect` finds none hidden in the original"):
        clean_reply(FORCE, REFERENCE, raw)
