"""The command `batch`: an export of requests from WhatDoTheyKnow fills the list of a study.

Alaveteli, which that site runs on, exports a project or a batch as CSV with a row for every
request, silent ones too: the body, the address, its state in a sentence, no dates. Other columns
name people, or hold what they typed: they are dropped on reading, and no fault repeats them.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from analysis.ingest.draft.response_draft import format_scalar
from analysis.ingest.words.vocabulary import read_rows
from analysis.model.faults import Fault, Faults, make_printable
from analysis.model.force import find_force_named
from analysis.model.request import NOT_KNOWN, Enquiry, Folder, RequestState, Unwritten
from analysis.model.store.csv_file import replace_text
from analysis.model.store.paths import STUDIES, VOCABULARY, format_path
from analysis.model.yaml_file import BLANK, list_mistakes

# The columns that are read, by their names in the versions that data/README.md lists.
BODY = ("public_body", "public_body_name", "authority_name")
STATE = ("status", "classification", "request_status")
ADDRESS = ("request_url",)
# Exports before November 2025 have these heads over no column: every cell stands under the wrong
# head, and whoever asked under `request_url` (mysociety/alaveteli, issue 8973).
UNWRITTEN = {"info_request", "key_set", "classification_resource", "extraction_resource"}
_ADDRESS = re.compile(r"https?://[\w.:-]+(?:/\w+)*?/(?:request|info_requests)/[\w%./-]+")
_PRIVATE = re.compile(r"/(?:\w\w(?:_\w\w)?/)?alaveteli_pro/info_requests/")
_STUDY = re.compile(r"[\w-]+")
# What a person may know better than the site tells: a typed state, and that of an export.
FINER = {
    (RequestState.COST_LIMIT, RequestState.REFUSED),
    (RequestState.OVERDUE, RequestState.NO_ANSWER),
}

DRAFT = """\
# A first draft: fill in every ???, and name the replies that came. The file is refused while one
# is left.
name: {name}
title: ???
question: ???
window:
  why: ???                          # with start: and end: where the replies have days in common
{requests}replies:
  - force: ???                      # the folders under data/raw/
    reference: ???
report: report/any-study.md
denominators:
  workforce: headcount
"""


@dataclass(frozen=True)
class ExportedRequest:
    """One row of an export: the body as the site calls it, its state in words, its address."""

    line: int
    body: str
    words: str
    url: str


@cache
def read_states(folder: Path = VOCABULARY) -> Mapping[str, RequestState]:
    """The state that each sentence of a site stands for, by the sentence folded."""
    path, states = Path(folder) / "request_states.csv", {}
    for row in read_rows(path):
        try:
            states[_fold(row["words"])] = RequestState(row["state"])
        except ValueError:
            problem = f"{row['words']!r} stands for {row['state']!r}, which is no state"
            fault = Fault(format_path(path), problem, f"choose from {', '.join(RequestState)}")
            raise Faults(format_path(path), [fault]) from None
    return states


def _fold(words: str) -> str:
    return " ".join(words.split()).casefold().rstrip(".")


def read_export(path: Path) -> list[ExportedRequest]:
    """The requests of an export, in its order: three columns of it, whatever else it holds.

    Raises Faults where a column is missing, or where cells do not stand under their heads.
    """
    name = format_path(Path(path))
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        rows = [(n, row) for n, row in enumerate(csv.reader(StringIO(text), strict=True), 1) if row]
    except OSError as error:
        raise Faults(name, [Fault.of_system(name, "read", error, "name the CSV file")]) from None
    except (UnicodeDecodeError, csv.Error):
        wrong = Fault(name, "it is no CSV in UTF-8", "export it anew and leave it unopened")
        raise Faults(name, [wrong]) from None
    head = [cell.strip() for cell in rows[0][1]] if rows else []
    rows = rows[1:]
    unwritten = UNWRITTEN & set(head)
    if rows and unwritten and all(len(row) == len(head) - len(unwritten) for _, row in rows):
        head = [cell for cell in head if cell not in unwritten]
    places, faults = [], []
    for wanted in (BODY, STATE, ADDRESS):
        found = [head.index(column) for column in wanted if column in head]
        places += found[:1]
        if not found:
            problem = f"it has no column {' or '.join(wanted)}"
            remedy = "export the project, or the batch, as CSV from the site itself"
            faults.append(Fault(name, problem, remedy))
    if not faults and not rows:
        faults.append(Fault(name, "it has no request", "export a project or a batch that has some"))
    if faults:
        raise Faults(name, faults)
    found = []
    for line, row in rows:
        remedy = "export it anew and leave it unopened"
        if len(row) != len(head):
            problem = f"it has {len(row)} cells, and the head has {len(head)}"
            faults.append(Fault(name, problem, remedy, cell=f"line {line}"))
            continue
        body, words, url = (" ".join(row[place].split()) for place in places)
        if not _ADDRESS.fullmatch(url.partition("#")[0]):
            problem = "what stands under request_url is no address of a request"
            faults.append(Fault(name, problem, remedy, cell=f"line {line}"))
            continue
        public = _PRIVATE.sub("/request/", url.partition("#")[0])
        found.append(ExportedRequest(line, body, words, public))
    if faults:
        raise Faults(name, faults)
    return found


def fill_requests(path: Path, study: str, studies: Path = STUDIES) -> Iterator[str]:
    """Write the requests of an export into the study's file; yields the lines to print.

    A study that has no file gets a draft of one. Outside `requests` a file stays byte for byte as
    it is, and inside it nothing is changed that a person typed. Raises Faults, and writes nothing,
    for a body or a sentence that nobody knows, and where the export says otherwise than the file.
    """
    exported = read_export(path)
    target = Path(studies) / f"{study}.yaml"
    name = format_path(target)
    if not _STUDY.fullmatch(study):
        wrong = Fault(name, "this is no name for a study", "use letters, digits and hyphens")
        raise Faults(name, [wrong])
    told = _translate(exported, format_path(Path(path)))
    is_new = not target.exists()
    before = "" if is_new else _read_text(target, name)
    after, counted, added = _write_list(before, told, name) if before else _draft(study, told)
    lines = {id(entry): each.line for entry, each in zip(told, exported, strict=True)}
    places = [f"line {lines[id(entry)]} of {format_path(Path(path))}" for entry in added]
    _check(after, name, places, added)
    if after != before:
        replace_text(target, after)
    states = Counter(each["state"] for each in told)
    kinds = ", ".join(f"{states[state]} {state.value}" for state in RequestState if states[state])
    yield make_printable(f"export   {format_path(Path(path))}: {len(told)} requests, {kinds}")
    changes = ", ".join(f"{number} {kind}" for kind, number in counted.items() if number)
    yield make_printable(f"study    {name}: {'drafted' if is_new else changes}")
    yield "dropped  every other column: they name people, or hold what people typed"
    yield "days     are not in an export: write `requested` and `answered`, or `not known`"
    if BLANK in after:
        yield f"blanks   fill in every {BLANK} before `make report STUDY={study}`"


def _translate(exported: Sequence[ExportedRequest], file: str) -> list[dict[str, str]]:
    """The entries of `requests` that an export comes to.

    Raises Faults for every body and every sentence that is unknown, each once.
    """
    states, faults, entries = read_states(), {}, []
    for each in exported:
        cell = f"line {each.line}"
        try:
            force = find_force_named(each.body)
        except ValueError as error:
            remedy = "put the name under `also` of its force there, or add a row for it"
            faults.setdefault(each.body, Fault(file, str(error), remedy, cell=cell))
            continue
        state = states.get(_fold(each.words))
        if state is None:
            problem = f"nobody has said what the state {each.words!r} stands for"
            remedy = (
                "add it to data/vocabulary/request_states.csv with one of: "
                f"{', '.join(RequestState)}"
            )
            faults.setdefault(each.words, Fault(file, problem, remedy, cell=cell))
            continue
        entry = {"force": force, "state": state.value}
        if state is RequestState.REFUSED:
            entry["under"] = NOT_KNOWN
        entries.append(entry | {"words": each.words, "url": each.url})
    if faults:
        raise Faults(file, faults.values())
    counted = Counter(entry["force"] for entry in entries)
    for entry in entries:
        if counted[entry["force"]] > 1:  # two requests to one body are told apart
            entry["reference"] = entry["url"].rstrip("/").rpartition("/")[2]
    return entries


def _draft(
    study: str, told: Sequence[dict[str, str]]
) -> tuple[str, dict[str, int], Sequence[dict[str, str]]]:
    lines = "".join(f"  - {_format_entry(entry)}\n" for entry in told)
    text = DRAFT.format(name=format_scalar(study), requests=f"requests:\n{lines}")
    return text, {"new": len(told)}, told


def _read_text(path: Path, name: str) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as stream:  # its line ends as they are
            return stream.read()
    except UnicodeDecodeError:
        wrong = Fault(name, "it is not written in UTF-8", "save it as UTF-8")
        raise Faults(name, [wrong]) from None
    except OSError as error:
        wrong = Fault.of_system(name, "read", error, "see that you may open it")
        raise Faults(name, [wrong]) from None


@dataclass(frozen=True)
class _Edit:
    """A piece of a text, from one place up to another, and what is to stand there instead."""

    start: int
    end: int
    instead: str


def _write_list(
    text: str, told: Sequence[dict[str, str]], file: str
) -> tuple[str, dict[str, int], Sequence[dict[str, str]]]:
    """The text of a study's file with the entries put in, how many were new, changed or kept, and
    the new ones, which stand last.

    Raises Faults where an entry that a person typed says otherwise.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    top = _compose(text, file)
    pairs = {key.value: (key, value) for key, value in top.value}
    listed = pairs["requests"][1] if "requests" in pairs else None
    nodes = listed.value if isinstance(listed, yaml.SequenceNode) else []
    known = [(_read_entry(node), node) for node in nodes if isinstance(node, yaml.MappingNode)]
    edits: list[_Edit] = []
    faults: list[Fault] = []
    added, counted = [], {"new": 0, "changed": 0, "as they were": 0}
    free = set(range(len(known)))
    for entry in told:
        number = _find_entry(entry, {each: known[each][0] for each in sorted(free)})
        free.discard(number)
        if number is None:
            added.append(entry)
            counted["new"] += 1
            continue
        old, node = known[number]
        try:
            changes = _compare(old, entry)
        except ValueError as error:
            place = f"entry {number + 1} of requests ({entry['force']})"
            remedy = (
                f"correct `state`; if it is right, write `words: {format_scalar(entry['words'])}` "
                "beside it"
            )
            faults.append(Fault(file, f"{place}: {error}", remedy))
            continue
        counted["changed" if changes else "as they were"] += 1
        edits += _edit_entry(node, changes, text, end)
    if faults:
        raise Faults(file, faults)
    if added:
        edits.append(_append(added, pairs, text, end))
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.instead + text[edit.end :]
    return text, counted, added


def _compose(text: str, file: str) -> yaml.MappingNode:
    try:
        top = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        wrong = Fault(file, " ".join(str(error).split()), "write it as YAML in UTF-8")
        raise Faults(file, [wrong]) from None
    if not isinstance(top, yaml.MappingNode):
        wrong = Fault(file, "keys with their values belong here", "write a study, or move it away")
        raise Faults(file, [wrong])
    return top


def _read_entry(node: yaml.MappingNode) -> dict[str, str]:
    """An entry of the file, its force as folders have it."""
    entry = {
        key.value: value.value for key, value in node.value if isinstance(value, yaml.ScalarNode)
    }
    try:
        return entry | {"force": find_force_named(entry.get("force", ""))}
    except ValueError:  # the reading of the study tells it, with the nearest names
        return entry


def _find_entry(told: Mapping[str, str], known: Mapping[int, Mapping[str, str]]) -> int | None:
    """Which entry of the file is of the same request: by its address, else by its body alone."""
    for number, old in known.items():
        if old.get("url") == told["url"]:
            return number
    same = [
        number
        for number, old in known.items()
        if old.get("force") == told["force"]
        and not old.get("url")
        and old.get("reference", "") in ("", told.get("reference", ""))
    ]
    return same[0] if same else None


def _compare(old: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """What of an entry is to change. Raises ValueError where a person typed another state.

    A state that follows from the words beside it came of an earlier export, and goes with them. One
    that does not was typed: it stands, unless the site says something new that contradicts it.
    """
    changes = {"url": told["url"]} if not old.get("url") else {}
    state, words = old.get("state", ""), old.get("words", "")
    if _fold(words) == _fold(told["words"]):
        return changes
    is_typed = read_states().get(_fold(words)) != state if words else state != NOT_KNOWN
    if not is_typed:
        changes |= {"state": told["state"], "words": told["words"]}
        if "under" in told and not old.get("under"):
            changes["under"] = told["under"]
        if "under" not in told and old.get("under") == NOT_KNOWN:
            changes["under"] = ""
        return {key: value for key, value in changes.items() if old.get(key) != value}
    is_alike = (
        state == told["state"] or told["state"] == NOT_KNOWN or (state, told["state"]) in FINER
    )
    if not is_alike:
        raise ValueError(
            f"its state is {state!r}, and the export says {told['words']!r}, which is "
            f"{told['state']}"
        )
    return changes  # the site's words would make the state look like the site's own


def _format_entry(entry: Mapping[str, str]) -> str:
    pairs = (f"{key}: {format_scalar(value)}" for key, value in entry.items())
    return f"{{{', '.join(pairs)}}}"


def _edit_entry(
    node: yaml.MappingNode, changes: Mapping[str, str], text: str, end: str
) -> Iterator[_Edit]:
    """The edits that give an entry other values, with nothing else of it touched."""
    values = {key.value: value for key, value in node.value}
    for key in changes.keys() & values.keys():
        start, stop = values[key].start_mark.index, values[key].end_mark.index
        kept = text[start:stop]
        rest = kept[len(kept.rstrip()) :]  # a folded text ends with the line after it
        gap = "" if kept else " "  # a key without a value ends with its colon
        yield _Edit(start, stop, gap + format_scalar(changes[key]) + rest)
    more = [(key, value) for key, value in changes.items() if key not in values]
    if not more:
        return
    if node.flow_style:
        place = max(value.end_mark.index for value in values.values())
        written = "".join(f", {key}: {format_scalar(value)}" for key, value in more)
    else:
        place = _find_line_end(text, values["force"].end_mark.index)
        indent = " " * node.start_mark.column
        written = "".join(f"{end}{indent}{key}: {format_scalar(value)}" for key, value in more)
    yield _Edit(place, place, written)


def _append(
    added: Sequence[dict[str, str]], pairs: Mapping[str, tuple], text: str, end: str
) -> _Edit:
    """The edit that puts new entries at the end of the list, or the list before `replies`."""
    entries = [_format_entry(entry) for entry in added]
    if "requests" not in pairs:
        start = pairs["replies"][0].start_mark.index if "replies" in pairs else len(text)
        gap = end if start == len(text) and text and not text.endswith("\n") else ""
        lines = "".join(f"  - {entry}{end}" for entry in entries)
        return _Edit(start, start, f"{gap}requests:{end}{lines}")
    key, listed = pairs["requests"]
    if not isinstance(listed, yaml.SequenceNode) or not listed.value:  # nothing, or `[]`
        lines = "".join(f"{end}  - {entry}" for entry in entries)
        start, stop = listed.start_mark.index, listed.end_mark.index
        if not isinstance(listed, yaml.SequenceNode):
            start = stop = key.end_mark.index + 1
        return _Edit(start, stop, lines)
    last = _find_last(listed)
    if listed.flow_style:
        place = listed.value[-1].end_mark.index
        return _Edit(place, place, "".join(f",{end}  {entry}" for entry in entries))
    place = _find_line_end(text, last)
    indent = " " * listed.start_mark.column
    return _Edit(place, place, "".join(f"{end}{indent}- {entry}" for entry in entries))


def _find_last(node: yaml.Node) -> int:
    """Where the last thing of a node ends that is written, before comments and blank lines."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        return node.end_mark.index
    last = node.value[-1]
    return _find_last(last[1] if isinstance(last, tuple) else last)


def _find_line_end(text: str, place: int) -> int:
    """Where the line ends that a thing ends on; a folded text ends on the line before `place`."""
    if text[place - 1 : place] == "\n":
        place -= 1
    ends = [found for mark in ("\r", "\n") if (found := text.find(mark, place)) >= 0]
    return min(ends, default=len(text))


def _check(text: str, file: str, places: Sequence[str], added: Sequence[Mapping[str, str]]) -> None:
    """Raises Faults where the list contradicts itself or the study's replies.

    Of the entries `added` at its end, which nobody finds in the file, `places` are in the export.
    """
    content: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    own = {key: content[key] for key in Enquiry.model_fields if key in content}
    try:
        enquiry = Enquiry.model_validate(own)
    except ValidationError as error:
        mistakes = list_mistakes(error, own)
        raise Faults(file, [Fault(file, each, "mend this entry") for each in mistakes]) from None
    replies = content.get("replies")
    folders = [
        Folder(reply.get("force", ""), reply.get("reference", ""), reply.get("adds_to"))
        for reply in (replies if isinstance(replies, list) else [])
        if isinstance(reply, dict)
    ]
    first = len(enquiry.requests) - len(added) + 1
    answered = [{**entry, "state": RequestState.ANSWERED.value} for entry in added]
    for entry in answered:
        entry.pop("under", None)
    entries = (f"- {_format_entry(entry)}" for entry in answered)
    unwritten = dict(enumerate(map(Unwritten, places, entries), first))
    if faults := list(enquiry.find_contradictions(folders, file, unwritten)):
        raise Faults(file, faults)
