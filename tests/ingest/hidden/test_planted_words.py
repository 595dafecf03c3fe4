"""No planted word in any byte that is written or printed; each is told whose kind is looked for."""

import io
import re
import struct
import traceback
import zipfile
from collections import Counter
from pathlib import Path

import pytest
import yaml
from examples import BY_YEAR, FORCE, REFERENCE, YEARS_DOWN, make_letter, write_letter
from hostile_books import HOSTILE, NUMBER, PLANTED, WORD, write_hostile, write_ods_book
from sampling import take

from analysis.ingest.clean import clean_reply, write_reply
from analysis.ingest.files.workbook import read_file
from analysis.ingest.hidden.hidden_search import find_hidden_matter
from analysis.ingest.inspect import inspect_as_json, inspect_workbook, replace_by_copy
from analysis.ingest.reply_picture import draw_reply
from analysis.ingest.reply_summary import describe_changes, describe_reply, list_tables
from analysis.model.faults import Faults
from analysis.model.hidden_matter import HiddenKind

CLEAN = BY_YEAR | {"sheet": "Years"}


def list_bytes(folder: Path) -> list[tuple[str, bytes]]:
    """Every file below a folder, and every part of those that are zips; originals left out."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.parent.name != "original":
            found.append((path.as_posix(), path.read_bytes()))
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    found += [(f"{path}:{part}", archive.read(part)) for part in archive.namelist()]
    return found


def find_leaks(written: list[tuple[str, bytes]]) -> list[str]:
    """Where a planted word stands, in one byte a letter or in two."""
    leaks = []
    for name, content in written:
        small = content.lower()
        wide = [word.decode().encode("utf-16-le") for word in PLANTED]
        leaks += [name for word in (*PLANTED, *wide) if word in small]
    return leaks


def tell(run) -> str:
    """What a person reads of a run: its lines, or the faults it ends with."""
    try:
        told = run()
        return told if isinstance(told, str) else "\n".join(map(str, told))
    except Faults as faults:
        return "".join(traceback.format_exception(faults))


def read_as_json(path: Path, sheet: str = "") -> str:
    stream = io.StringIO()
    inspect_as_json(path, stream, sheet)
    return stream.getvalue()


def read_reply(raw: Path, processed: Path) -> list:
    """All that reading a reply says: its frames, its picture, its summary."""
    clean = clean_reply(FORCE, REFERENCE, raw)
    write_reply(clean, FORCE, REFERENCE, processed)
    frames = clean.observations, clean.checks, clean.changes, describe_reply(clean)
    told = [frame.to_csv() for frame in (*frames, list_tables(clean.observations))]
    return [*told, draw_reply(clean), describe_changes(clean), clean.edition.remarks, repr(clean)]


def run_everything(path: Path, folder: Path) -> list[tuple[str, bytes]]:
    """What is printed and written by every command that meets the workbook."""
    raw, build = folder / "raw", folder / "build"
    into = raw / FORCE / "R2"
    told = {
        "listing": tell(lambda: inspect_workbook(path, build=build, raw=raw)),
        "json": tell(lambda: read_as_json(path)),
        "no such sheet": tell(lambda: inspect_workbook(path, "none", build=build, raw=raw)),
        "no such sheet, json": tell(lambda: read_as_json(path, "none")),
        "into": tell(lambda: inspect_workbook(path, into=into, build=build, raw=raw)),
        "into again": tell(lambda: inspect_workbook(path, into=into, build=build, raw=raw)),
    }
    lost = {"find": "Complaints by yaer", "sheet": "Yaers"}
    for name, keys in {
        "": {},
        "lost": lost,
        "nearest": {"find": "Quorvix by nam", "sheet": ""},
        "axis": {"rows": "rank"},
    }.items():
        letter = make_letter(CLEAN | keys, workbook=path.name)
        write_letter(raw, letter)
        put = raw / FORCE / REFERENCE / path.name
        put.write_bytes(path.read_bytes())
        told[f"report {name}"] = tell(lambda: read_reply(raw, folder / "processed"))
        put.unlink()
    alone = folder / "alone"
    alone.mkdir()
    (alone / path.name).write_bytes(path.read_bytes())
    told["clean copy"] = tell(lambda: replace_by_copy(alone / path.name))
    return [*((name, text.encode()) for name, text in told.items()), *list_bytes(folder)]


@pytest.mark.parametrize("name", take(list(HOSTILE)))
def test_no_planted_word_is_written_or_printed_and_its_kind_is_told(tmp_path, name):
    path = write_hostile(name, tmp_path)
    assert any(
        word in content.lower() or word in content
        for _, content in list_bytes(tmp_path)
        for word in (*PLANTED, WORD.encode("utf-16-le"), struct.pack("<I", NUMBER << 2 | 2))
    )
    found = find_hidden_matter(read_file(path))
    kind = HOSTILE[name][0]
    assert kind in {None, *(each.kind for each in found)}, [str(each) for each in found]
    assert all(each.count > 0 for each in found)
    work = tmp_path / "work"
    work.mkdir()
    written = run_everything(path, work)
    assert find_leaks(written) == []
    lines = dict(written)["listing"].decode().splitlines()
    assert (
        not found
        or lines[0] == f"{path.name}: hidden matter, none of which is read, drawn or copied"
    )
    assert (work / "alone" / "reply.xlsx").exists()


OF_CELLS = (HiddenKind.LINES, HiddenKind.FLAT_LINES, HiddenKind.COVERED, HiddenKind.INVISIBLE)


@pytest.mark.parametrize(
    "name", take([name for name, (kind, _) in HOSTILE.items() if kind not in OF_CELLS])
)
def test_a_recipe_that_reads_hidden_cells_is_shown_no_other_matter(tmp_path, name):
    path, raw = write_hostile(name, tmp_path), tmp_path / "raw"
    read = {"hidden": "read", "reason": "a slip"}
    folder = write_letter(raw, make_letter(CLEAN | read, workbook=path.name))
    (folder / path.name).write_bytes(path.read_bytes())
    told = tell(lambda: read_reply(raw, tmp_path / "processed"))
    assert "nothing that this table reads is hidden" in told
    assert find_leaks([("told", told.encode())]) == []


@pytest.mark.parametrize("name", take(list(HOSTILE)))
def test_the_clean_copy_gives_the_same_observations(tmp_path, name):
    path, raw = write_hostile(name, tmp_path), tmp_path / "raw"
    folder = write_letter(raw, make_letter(CLEAN, workbook=path.name))
    (folder / path.name).write_bytes(path.read_bytes())
    columns = ["category", "start", "end", "low", "high", "status", "sheet", "cell", "text", "note"]

    def observe():
        try:
            return clean_reply(FORCE, REFERENCE, raw).observations[columns].to_csv()
        except Faults as faults:
            return [(fault.cell, fault.problem) for fault in faults.faults]

    before = observe()
    said = yaml.safe_load("\n".join(list(replace_by_copy(folder / path.name))[-2:]))
    write_letter(raw, make_letter(CLEAN, **said))
    assert observe() == before
    assert sorted(each.name for each in folder.iterdir()) == [
        "original",
        "reply.xlsx",
        "response.yaml",
    ]
    again = read_file(folder / "reply.xlsx")
    # The numbers of lines stay, and so those that are hidden; nothing stands in them.
    assert find_hidden_matter(again) == ()


def test_every_kind_is_planted_in_every_format_that_has_it():
    planted = {
        (name.split()[0].replace("xlsm", "xlsx"), kind)
        for name, (kind, _) in HOSTILE.items()
        if kind
    }
    count = Counter(form for form, _ in planted)
    assert count == {"xlsx": 12, "ods": 11, "xls": 12} and len(HOSTILE) >= 110


def test_a_hidden_name_is_in_no_message(tmp_path):
    path = write_hostile("xlsx very hidden sheet", tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, change in {
        "one name twice": lambda xml: re.sub(b'name="Years"', b'name="Quorvex"', xml),
        "not well formed": lambda xml: xml.replace(b"</sheets>", b""),
    }.items():
        changed = tmp_path / f"{name}.xlsx"
        with zipfile.ZipFile(changed, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, change(content) if part == "xl/workbook.xml" else content)
        told = tell(lambda changed=changed: inspect_workbook(changed, build=tmp_path))
        assert "1 fault" in told and find_leaks([("told", told.encode())]) == []
    sheet = "xl/worksheets/sheet2.xml"
    for number, broken in enumerate(
        (
            parts[sheet].replace(b"<v>7654321</v>", b"<v>Quorvex7654321</v>"),
            parts[sheet].replace(b"<row ", b'<row Quorvex="7654321" <', 1),
            parts[sheet].replace(b'r="A1"', b'r="Quorvex"', 1),
            parts[sheet].replace(b't="s"', b't="Quorvex"', 1),
            parts[sheet].replace(b't="s"><v>', b't="s"><v>Quorvex', 1),
        )
    ):
        changed = tmp_path / f"broken {number}.xlsx"
        with zipfile.ZipFile(changed, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, broken if part == sheet else content)
        told = tell(lambda changed=changed: inspect_workbook(changed, build=tmp_path))
        assert find_leaks([("told", told.encode())]) == [], told


def test_a_number_that_is_none_is_not_quoted(tmp_path):
    cell = f'<table:table-cell table:number-columns-repeated="{WORD}"/>'
    write_ods_book(tmp_path / "reply.ods", rows=f"<table:table-row>{cell}</table:table-row>")
    told = tell(lambda: inspect_workbook(tmp_path / "reply.ods", build=tmp_path))
    assert "1 fault" in told and find_leaks([("told", told.encode())]) == []


def test_words_within_the_table_stay_as_they_are(tmp_path):
    """The plants are found at all: a word that is seen comes through."""
    assert find_leaks([("seen", str(YEARS_DOWN).encode() + b"QUORVEX")]) == ["seen"]
