"""Exports of Alaveteli as its versions write them, and what becomes of a study's file."""

import csv
import io
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.batch import fill_requests, read_export, read_states
from analysis.model.faults import Faults
from analysis.model.force import list_single
from analysis.model.request import RequestState
from analysis.model.store.paths import format_path
from analysis.model.study import load_study

SITE = "https://www.whatdotheyknow.com"
PERSON = "PERSON-WHO-ASKED"  # stands for a name in every column that may hold one
ROWS = [
    ("Kent Police", "Successful.", "kent_1"),
    ("Metropolitan Police Service (MPS)", "Refused.", "met_1"),
    ("Essex Police", "Awaiting response.", "essex_1"),
    ("Hampshire and Isle of Wight Constabulary", "Partially successful.", "hants_1"),
]


def write(path, head, rows):
    stream = io.StringIO()
    csv.writer(stream).writerows([head, *rows])
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    return path


def project(path, rows=ROWS, answers=("Answer of the form",)):
    """As Project::Export writes it, with a column a question of the project behind the rest."""
    head = ["request", "request_url", "requested_by", "requested_by_url", "public_body",
            "public_body_url", "classified_by", "classified_by_url", "status", "extracted_by",
            "extracted_by_url", *answers]  # fmt: skip
    lines = [
        [f"Title by {PERSON}", f"{SITE}/request/{slug}", PERSON, f"{SITE}/user/{PERSON}", body,
         f"{SITE}/body/{slug}", PERSON, f"{SITE}/user/{PERSON}", words, PERSON,
         f"{SITE}/user/{PERSON}", *[PERSON for _ in answers]]
        for body, words, slug in rows
    ]  # fmt: skip
    return write(path, head, lines)


def shifted(path, rows=ROWS):
    """As the versions write it whose head names columns that the rows do not have."""
    head = ["info_request", "request", "request_url", "requested_by", "requested_by_url",
            "public_body", "public_body_url", "classified_by", "classified_by_url", "status",
            "classification_resource"]  # fmt: skip
    lines = [
        ["T", f"{SITE}/request/{slug}", PERSON, f"{SITE}/user/{PERSON}", body,
         f"{SITE}/body/{slug}", PERSON, f"{SITE}/user/{PERSON}", words]
        for body, words, slug in rows
    ]  # fmt: skip
    return write(path, head, lines)


def extracted(path, rows=ROWS):
    """The same of a project with questions, as issue 8973 of mysociety/alaveteli quotes one."""
    head = ["info_request", "request", "request_url", "requested_by", "requested_by_url",
            "public_body", "public_body_url", "classified_by", "classified_by_url", "status",
            "classification_resource", "key_set", "extracted_by", "extracted_by_url",
            "extraction_resource", "Year type", "Total, beginning 2020", "Notes"]  # fmt: skip
    lines = [
        ["T", f"{SITE}/request/{slug}", PERSON, f"{SITE}/user/{PERSON}", body,
         f"{SITE}/body/{slug}", "", "", words, "", "", "", "", f"two\nlines by {PERSON}"]
        for body, words, slug in rows
    ]  # fmt: skip
    return write(path, head, lines)


def oldest(path, rows=ROWS):
    codes = {"Successful.": "successful", "Refused.": "rejected",
             "Awaiting response.": "waiting_response",
             "Partially successful.": "partially_successful"}  # fmt: skip
    head = ["request_url", "request_title", "public_body_name", "request_owner",
            "latest_status_contributor", "status", "dataset_contributor"]  # fmt: skip
    lines = [
        [f"{SITE}/request/{slug}", "T", body, PERSON, PERSON, codes[words], PERSON]
        for body, words, slug in rows
    ]
    return write(path, head, lines)


def dashboard(path, rows=ROWS):
    """As a batch of Pro is exported: no names, the addresses those of whoever asked."""
    head = ["request_url", "authority_name", "number_of_replies", "request_status"]
    lines = [
        [f"{SITE}/en/alaveteli_pro/info_requests/{slug}", body, 1, words.rstrip(".")]
        for body, words, slug in rows
    ]
    return write(path, head, lines)


def fill(export, folder, study="national"):
    return "\n".join(fill_requests(export, study, folder))


def list_faults(*arguments):
    with pytest.raises(Faults) as caught:
        fill(*arguments)
    return [str(fault) for fault in caught.value.faults]


def read_requests(folder, study="national"):
    content = yaml.load((folder / f"{study}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    return {entry["force"]: entry for entry in content["requests"]}


STUDY = """\
# A study that a person wrote.
name: national
title: T     # its title
question: Q
window: {start: 2018-03-01, end: 2023-02-28, why: W}
replies: [{force: staffordshire, reference: R1}]

report: report/report.md
denominators: {workforce: headcount, worker_types: {officers: [police officer]}}
"""


@pytest.fixture
def studies(tmp_path):
    (tmp_path / "national.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("export", [project, shifted, extracted, oldest, dashboard])
def test_every_shape_of_export_gives_the_same_requests(tmp_path, export):
    found = read_export(export(tmp_path / "export.csv"))
    assert [each.body for each in found] == [body for body, _, _ in ROWS]
    assert [each.url for each in found] == [f"{SITE}/request/{slug}" for *_, slug in ROWS]
    states = [read_states()[each.words.casefold().rstrip(".")] for each in found]
    assert states == ["answered", "refused", "no answer", "partly"]


@pytest.mark.parametrize("export", [project, shifted, extracted, oldest, dashboard])
def test_columns_that_name_people_are_kept_nowhere(studies, export):
    said = fill(export(studies / "export.csv"), studies)
    assert PERSON not in said
    assert PERSON not in (studies / "national.yaml").read_text("utf-8")


def test_a_study_without_a_file_gets_a_draft_that_reads_once_its_blanks_are_filled(tmp_path):
    said = fill(project(tmp_path / "export.csv"), tmp_path)
    assert "4 requests, 1 answered, 1 partly, 1 refused, 1 no answer" in said
    assert "drafted" in said and "fill in every ???" in said
    draft = (tmp_path / "national.yaml").read_text("utf-8")
    with pytest.raises(Faults, match="still to be filled in"):
        load_study("national", tmp_path)
    filled = draft.replace("force: ???", "force: kent")
    (tmp_path / "national.yaml").write_text(filled.replace("???", "Words"), encoding="utf-8")
    study = load_study("national", tmp_path)
    assert {request.force: request.state for request in study.requests} == {
        "kent": "answered", "metropolitan": "refused", "essex": "no answer", "hampshire": "partly",
    }  # fmt: skip
    assert study.requests[1].under == "not known"
    assert study.requests[0].requested is None
    # The common words of populations are known without the draft: it overrides none of them.
    assert study.denominators.worker_types == {}
    assert study.denominators.find_types("All employees")


def test_outside_the_list_the_file_stays_byte_for_byte(studies):
    fill(project(studies / "export.csv"), studies)
    text = (studies / "national.yaml").read_bytes().decode()
    before, _, after = text.partition("requests:\n")
    listed, _, rest = after.partition("replies:")
    assert before + "replies:" + rest == STUDY
    assert len(listed.splitlines()) == 4
    assert len(load_study("national", studies).requests) == 4


def test_a_second_time_nothing_changes(studies):
    export = project(studies / "export.csv")
    fill(export, studies)
    first = (studies / "national.yaml").read_bytes()
    assert "4 as they were" in fill(export, studies)
    assert (studies / "national.yaml").read_bytes() == first


def test_a_later_export_moves_on_what_an_earlier_one_said(studies):
    fill(project(studies / "a.csv"), studies)
    path = studies / "national.yaml"
    typed = path.read_text("utf-8").replace("essex_1'}", "essex_1', requested: 2024-01-02}  # mine")
    path.write_text(typed, encoding="utf-8")
    later = [
        ROWS[0],
        ("Met Police", "Successful.", "met_1"),
        ("Essex Police", "Refused.", "essex_1"),
    ]
    said = fill(project(studies / "b.csv", [*later, ROWS[3]]), studies)
    assert "2 changed, 2 as they were" in said
    found = read_requests(studies)
    assert found["essex"] | {"url": ""} == {
        "force": "essex", "state": "refused", "words": "Refused.", "url": "",
        "requested": "2024-01-02", "under": "not known",
    }  # fmt: skip
    assert (found["metropolitan"]["state"], found["metropolitan"]["under"]) == ("answered", "")
    assert "# mine" in path.read_text("utf-8")
    load_study("national", studies)


TYPED = """\
requests:     # what is known
  - force: Kent Police   # by telephone
    state: answered
    answered: 2024-01-02

  # the Met
  - {force: metropolitan, state: cost limit, under: s.12, }
  - force: essex
    state: overdue
    words: >-
      they promised it
      for May
# the end
"""


def test_what_a_person_typed_stays_and_only_what_it_lacks_is_added(studies):
    path = studies / "national.yaml"
    path.write_text(STUDY + TYPED, encoding="utf-8")
    assert "1 new, 3 changed" in fill(project(studies / "export.csv"), studies)
    text = path.read_text("utf-8")
    for line in (STUDY + TYPED).splitlines():
        assert line.rstrip("}, ") in text
    found = read_requests(studies)
    assert found["Kent Police"] == {
        "force": "Kent Police", "state": "answered", "answered": "2024-01-02",
        "url": f"{SITE}/request/kent_1",
    }  # fmt: skip
    assert found["metropolitan"]["state"] == "cost limit"
    assert found["essex"]["words"] == "they promised it for May"
    assert found["hampshire"]["state"] == "partly"
    assert text.endswith("# the end\n")
    assert "4 as they were" in fill(project(studies / "export.csv"), studies)
    assert path.read_text("utf-8") == text


def test_what_contradicts_a_typed_state_is_a_fault_and_its_remedy_works(studies):
    path = studies / "national.yaml"
    typed = (
        STUDY + "requests:\n  - {force: kent, state: not held}\n  - {force: gwent, state: partly}\n"
    )
    path.write_text(typed, encoding="utf-8")
    export = project(studies / "export.csv")
    (fault,) = list_faults(export, studies)
    assert "entry 1 of requests (kent): its state is 'not held'" in fault
    assert "'Successful.', which is answered" in fault
    assert path.read_text("utf-8") == typed
    path.write_text(typed.replace("not held}", "not held, words: Successful.}"), encoding="utf-8")
    fill(export, studies)
    assert read_requests(studies)["kent"]["state"] == "not held"
    assert "4 as they were" in fill(export, studies)


def test_a_state_that_a_person_left_open_is_filled(studies):
    path = studies / "national.yaml"
    path.write_text(STUDY + "requests: [{force: kent, state: not known}]\n", encoding="utf-8")
    fill(project(studies / "export.csv"), studies)
    assert read_requests(studies)["kent"]["state"] == "answered"


@pytest.mark.parametrize(
    "listed",
    ["requests:\n", "requests: []  # none\n", "requests: [{force: gwent, state: partly}]\n",
     "requests: [\n  {force: gwent, state: partly},  # so far\n]\n", "requests:   # none\n",
     "requests:\n- {force: gwent, state: partly}\n"],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_list_in_any_style_is_added_to(studies, listed, end):
    path = studies / "national.yaml"
    text = (listed + STUDY).replace("\n", end)
    path.write_bytes(text.encode())
    fill(project(studies / "export.csv"), studies)
    written = path.read_bytes().decode()
    assert written.endswith(STUDY.replace("\n", end))
    assert written.count("\n") == written.count(end)
    assert {"kent", "essex"} <= read_requests(studies).keys()
    assert ("gwent" in listed) == ("gwent" in read_requests(studies))
    for comment in ("# none", "# so far"):
        assert (comment in listed) == (comment in written)
    load_study("national", studies)
    fill(project(studies / "export.csv"), studies)
    assert path.read_bytes().decode() == written


def test_a_body_with_a_reply_that_the_export_calls_silent_is_a_fault(studies):
    path = studies / "national.yaml"
    rows = [("Staffordshire Police", "Awaiting response.", "staffs")]
    (fault,) = list_faults(project(studies / "export.csv", rows), studies)
    assert "(staffordshire): its state is 'no answer', and its reply stands in `replies`" in fault
    assert path.read_text("utf-8") == STUDY


def test_unknown_bodies_and_sentences_are_told_all_together_and_once(studies):
    rows = [
        ("Metropolitan Polise", "Successful.", "a"),
        ("Ministry of Silly Walks", "Successful.", "b"),
        ("Kent Police", "Transferred.", "c"),
        ("Essex Police", "Transferred.", "d"),
    ]
    faults = list_faults(project(studies / "export.csv", rows), studies)
    assert len(faults) == 3
    assert ", line 2: no force 'Metropolitan Polise'" in faults[0]
    assert "nearest: metropolitan" in faults[0]
    assert "Silly Walks" in faults[1] and "nearest" not in faults[1]
    assert "'Transferred.'" in faults[2] and "request_states.csv with one of: answered" in faults[2]
    assert PERSON not in "".join(faults)


def test_two_requests_to_one_body_are_told_apart(studies):
    rows = [("Kent Police", "Successful.", "one"), ("Kent Police", "Refused.", "two")]
    fill(project(studies / "export.csv", rows), studies)
    study = load_study("national", studies)
    assert [(one.reference, one.state) for one in study.requests] == [
        ("one", "answered"),
        ("two", "refused"),
    ]
    assert "2 as they were" in fill(project(studies / "export.csv", rows), studies)


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        (["request", "status"], ["T", "Refused."], "no column public_body"),
        (["request_url", "public_body", "status"], [PERSON, "Kent Police", PERSON], "no address"),
        (["request_url", "public_body", "status"], [f"{SITE}/user/{PERSON}", PERSON, PERSON],
         "no address"),
        (["request_url", "public_body", "status"], [f"{SITE}/request/a", PERSON], "2 cells"),
    ],
)  # fmt: skip
def test_a_file_whose_cells_do_not_stand_under_their_heads_is_refused_unquoted(
    studies, head, row, said
):
    faults = list_faults(write(studies / "export.csv", head, [row]), studies)
    assert said in "".join(faults)
    assert PERSON not in "".join(faults)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'request_url,"a\nb', b"a,b,c\n"])
def test_what_is_no_export_is_a_fault(studies, content):
    (studies / "export.csv").write_bytes(content)
    assert list_faults(studies / "export.csv", studies)
    assert list_faults(studies / "nowhere.csv", studies)


def test_a_name_that_leads_elsewhere_is_no_study(studies):
    (fault,) = list_faults(project(studies / "export.csv"), studies, "../national")
    assert "no name for a study" in fault


def test_every_state_that_a_row_of_the_vocabulary_names_is_one():
    assert set(read_states().values()) == set(RequestState) - {"cost limit"}


WORDS = st.sampled_from(["Successful.", "Refused.", "Long overdue.", "Withdrawn", "Delayed."])
FORCES = st.lists(st.sampled_from(list_single()), unique=True, min_size=1, max_size=8)


@given(FORCES, st.data())
def test_any_export_is_taken_in_once_and_a_later_one_moves_it_on(tmp_path_factory, forces, data):
    folder = tmp_path_factory.mktemp("batch")
    (folder / "national.yaml").write_text(STUDY, encoding="utf-8")
    for name in ("a.csv", "b.csv"):
        rows = [(force, data.draw(WORDS), f"r_{force}") for force in forces]
        if "staffordshire" in forces:
            rows = [(f, "Successful." if f == "staffordshire" else w, u) for f, w, u in rows]
        fill(project(folder / name, rows), folder)
        once = (folder / "national.yaml").read_bytes()
        fill(project(folder / name, rows), folder)
        assert (folder / "national.yaml").read_bytes() == once
        found = {one.force: one.state for one in load_study("national", folder).requests}
        assert found == {
            force: read_states()[words.casefold().rstrip(".")] for force, words, _ in rows
        }


def test_a_fault_of_a_new_entry_names_its_line_of_the_export_and_its_remedy_works(studies):
    path = studies / "national.yaml"
    rows = [("Kent Police", "Successful.", "kent_9"), ("Staffordshire Police", "Refused.", "st_1")]
    export = project(studies / "export.csv", rows)
    (fault,) = list_faults(export, studies)
    assert f"line 3 of {format_path(export)} (staffordshire): its state is 'refused'" in fault
    assert "entry" not in fault.partition(" -> ")[0]
    (entry,) = re.findall(r"`(- \{.*\})`", fault)
    path.write_text(f"{STUDY}requests:\n  {entry}\n", encoding="utf-8")
    fill(export, studies)
    found = read_requests(studies)["staffordshire"]
    assert (found["state"], found["url"]) == ("answered", f"{SITE}/request/st_1")


def test_a_second_request_to_a_body_names_the_entry_that_it_is_told_apart_from(studies):
    path = studies / "national.yaml"
    listed = f"  - {{force: gwent, state: answered, url: '{SITE}/request/gwent_1'}}"
    path.write_text(f"{STUDY}requests:\n{listed}\n", encoding="utf-8")
    export = project(studies / "export.csv", [("Gwent Police", "Refused.", "gwent_2")])
    (fault,) = list_faults(export, studies)
    assert "line 2 of" in fault and "it stands in entry 1 already" in fault
    assert "give entry 1 a `reference` of its own" in fault
    own = listed.replace("{force: gwent,", "{force: gwent, reference: first,")
    path.write_text(path.read_text("utf-8").replace(listed, own), encoding="utf-8")
    fill(export, studies)
    assert path.read_text("utf-8").count("force: gwent") == 2
