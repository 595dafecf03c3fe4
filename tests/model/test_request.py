from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.faults import Faults
from analysis.model.force import list_single
from analysis.model.reply import Reply
from analysis.model.request import (
    NOT_KNOWN,
    Enquiry,
    Folder,
    RequestState,
)
from analysis.model.study import load_study

STUDY = """
name: small
title: T
question: Q
window: {start: 2018-03-01, end: 2023-02-28, why: W}
replies: [{force: staffordshire, reference: R1}]
report: report/report.md
denominators: {workforce: headcount, worker_types: {officers: [police officer]}}
"""
WALES = {"dyfed-powys", "gwent", "north-wales", "south-wales"}
FORCES = sorted(list_single())


def load(folder, more):
    (folder / "small.yaml").write_text(STUDY + more, encoding="utf-8")
    return load_study("small", folder)


def list_faults(folder, more):
    with pytest.raises(Faults) as caught:
        load(folder, more)
    return [str(fault) for fault in caught.value.faults]


def letter(force="staffordshire", reference="FOI 1", **told):
    return Reply.model_validate(
        {
            "force": force, "reference": reference, "provenance": "disclosed",
            "workbook": "w.csv", "window": {"supplied": "2018-01-01 to 2018-12-31"},
            "unit": "complaints", "population": "all employees", "definition": "complaint",
            "date_basis": "unstated",
            "tables": [{"find": "t", "rows": "total", "columns": "count"}],
        }
        | told
    )  # fmt: skip


def gather(study, **told):
    return study.gather_coverage(study.folders, [letter(**told)], "small.yaml").requests


def test_all_forces_of_two_nations_are_forty_three(tmp_path):
    study = load(
        tmp_path,
        """
asked: all forces of England and Wales
requests:
  - {force: Essex Police, state: refused, under: s.12, words: refused}
others: {state: answered, words: printed nowhere}
""",
    )
    found = gather(study)
    assert len(found) == len({one.force for one in found}) == 43
    assert {one.force for one in found} >= WALES
    assert "btp" not in {one.force for one in found}
    states = {one.force: one.state for one in found}
    assert states.pop("essex") == "refused"
    assert set(states.values()) == {"answered"}
    replied = [one.force for one in found if one.replies]
    assert replied == ["staffordshire"]
    assert study.is_complete


def test_names_of_any_spelling_are_bodies(tmp_path):
    study = load(
        tmp_path,
        """
asked: [all forces of Wales, Met Police, "London, City of", PSNI]
others: {state: not known}
""",
    )
    assert set(study.asked) == WALES | {"metropolitan", "city-of-london", "psni"}
    assert next(one.force for one in gather(study)) == "city-of-london"


@pytest.mark.parametrize(
    ("written", "found", "nearest"),
    [("the-met", "the-met", "metropolitan"), ("Merseysyde", "Merseysyde", "merseyside")],
)
def test_a_name_that_no_body_has_comes_with_the_nearest(tmp_path, written, found, nearest):
    more = f"requests: [{{force: {written}, state: answered}}, {{force: Kemt, state: overdue}}]"
    faults = list_faults(tmp_path, more)
    assert len(faults) == 2
    assert f"entry 1 of requests, force: no force '{found}'" in faults[0]
    assert nearest in faults[0].split("nearest: ")[1]
    assert "nearest: kent" in faults[1]


def test_a_nation_that_is_none_is_told_with_the_choices(tmp_path):
    (fault,) = list_faults(tmp_path, "asked: all forces of Cornwall\nothers: {state: answered}")
    assert "'Cornwall' is no nation" in fault
    assert "England, Wales" in fault


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{force: kent, state: ignored}", "'ignored' is none of"),
        ("{force: kent, state: refused}", "`refused` needs `under`"),
        ("{force: kent, state: overdue, answered: 2020-01-01}", "beside the state 'overdue'"),
        (
            "{force: kent, state: answered, requested: 2020-02-01, answered: 2020-01-01}",
            "answered before it is requested",
        ),
        ("{force: kent, state: answered, requested: in May}", "a day such as 2018-03-01"),
        ("{force: kent}", "state: is missing"),
    ],
)
def test_an_entry_that_cannot_be_is_a_fault(tmp_path, entry, said):
    (fault,) = list_faults(tmp_path, f"requests: [{entry}]")
    assert said in fault


def test_what_contradicts_itself_is_listed_at_once(tmp_path):
    faults = list_faults(
        tmp_path,
        """
asked: [staffordshire, kent, essex, gwent]
requests:
  - {force: staffordshire, state: refused, under: s.40}
  - {force: kent, state: answered}
  - {force: kent, state: withdrawn}
  - {force: dorset, state: answered}
""",
    )
    assert len(faults) == 4
    assert "entry 1 of requests (staffordshire): its state is 'refused', and its reply" in faults[0]
    assert "`state: partly`" in faults[0]
    assert "entry 3 of requests (kent): it stands in entry 2 already" in faults[1]
    assert "entry 4 of requests (dorset): it is not among the bodies" in faults[2]
    assert "nothing is said: essex, gwent" in faults[3]


def test_others_that_speak_of_nobody_are_a_fault(tmp_path):
    more = "asked: [staffordshire]\nothers: {state: refused, under: s.40}"
    assert "`others` speaks of nobody" in list_faults(tmp_path, more)[0]


def test_another_request_to_a_body_that_answered_one_stands_beside_it(tmp_path):
    study = load(
        tmp_path,
        "requests: [{force: staffordshire, reference: FOI 2, state: refused, under: s.31}]",
    )
    found = gather(study)
    assert [(one.reference, one.state, bool(one.replies)) for one in found] == [
        ("FOI 2", "refused", False),
        ("FOI 1", "answered", True),
    ]


def test_a_reply_that_is_not_listed_is_answered_with_the_days_of_its_letter(tmp_path):
    study = load(tmp_path, "")
    assert not study.is_complete
    told = {"withheld": [{"what": "w", "under": "s.40(2)"}], "requested": "2023-03-01"}
    (one,) = gather(study, answered="2023-03-27", **told)
    assert (one.state, one.under, one.reference) == ("answered", "s.40(2)", "FOI 1")
    assert (one.requested, one.days) == (date(2023, 3, 1), 26)


def test_a_day_not_known_is_told_apart_from_one_that_nobody_filled_in(tmp_path):
    more = "requests: [{force: staffordshire, state: partly, requested: not known}]"
    (one,) = gather(load(tmp_path, more))
    assert (one.requested, one.answered, one.days) == (NOT_KNOWN, None, None)


def test_a_day_that_the_letter_leaves_unstated_is_not_known(tmp_path):
    (one,) = gather(load(tmp_path, ""), requested="unstated")
    assert (one.requested, one.answered) == (NOT_KNOWN, None)


def test_days_of_an_entry_and_of_its_letter_may_not_differ(tmp_path):
    more = "requests: [{force: staffordshire, state: answered, requested: 2023-03-02}]"
    study = load(tmp_path, more)
    assert gather(study, requested="2023-03-02")[0].requested == date(2023, 3, 2)
    with pytest.raises(Faults, match="requested 2023-03-02, and its"):
        gather(study, requested="2023-03-01")


def test_a_reply_that_adds_to_another_is_no_request_of_its_own():
    folders = [Folder("kent", "a"), Folder("kent", "b", "a"), Folder("kent", "c")]
    letters = [letter("kent", each.reference) for each in folders]
    found = Enquiry().gather_coverage(folders, letters, "f").requests
    assert [[each.reference for each in one.replies] for one in found] == [["a", "b"], ["c"]]
    listed = Enquiry(requests=[{"force": "kent", "state": "partly", "reference": "a"}])
    found = listed.gather_coverage(folders, letters, "f").requests
    assert [(one.state, len(one.replies)) for one in found] == [("partly", 2), ("answered", 1)]


def test_the_sum_of_several_bodies_is_no_body_that_was_asked():
    folders = [Folder("43-forces", "a"), Folder("kent", "b")]
    letters = [letter(each.force, each.reference) for each in folders]
    found = Enquiry(asked="all forces", others={"state": "answered"}).gather_coverage(
        folders, letters, "f"
    )
    assert [one.force for one in found.requests if one.replies] == ["kent"]
    assert len(found.states) == 46
    with pytest.raises(ValueError, match="is no body that can be asked, but several"):
        Enquiry(requests=[{"force": "43-forces", "state": "answered"}])


def test_who_was_asked_may_be_not_known(tmp_path):
    study = load(tmp_path, "asked: not known\nrequests: [{force: kent, state: not held}]")
    assert not study.is_complete
    assert [one.force for one in gather(study)] == ["kent", "staffordshire"]


@given(
    st.lists(st.sampled_from(FORCES), unique=True, min_size=1),
    st.lists(st.sampled_from(FORCES), unique=True),
    st.lists(st.sampled_from(FORCES)),
)
def test_no_body_is_lost_and_every_reply_stands_once(asked, listed, replied):
    folders = [Folder(force, f"r{n}") for n, force in enumerate(replied)]
    letters = [letter(each.force, each.reference) for each in folders]
    requests = [{"force": force, "state": "answered"} for force in listed]
    enquiry = Enquiry(asked=asked, requests=requests, others={"state": "not known"})
    found = enquiry.gather_coverage(folders, letters, "f").requests
    assert {one.force for one in found} == {*asked, *listed, *replied}
    of_replies = [each for one in found for each in one.replies]
    assert sorted(each.reference for each in of_replies) == sorted(f.reference for f in folders)
    assert all(each.force == one.force for one in found for each in one.replies)


def test_every_state_has_its_meaning():
    assert len({state.meaning for state in RequestState}) == len(RequestState) == 9


def test_all_forces_together_are_no_body_that_is_asked(tmp_path):
    study = load(tmp_path, "asked: all forces\nothers: {state: not known}")
    assert len(study.asked) == 46 and "43-forces" not in study.asked


def of_states(*states, asked=()):
    requests = [
        {"force": force, "state": state, "under": "s.40", "reference": str(n)}
        for n, (force, state) in enumerate(states)
    ]
    return Enquiry(requests=requests, asked=asked).gather_coverage([], [], "f")


def test_the_response_rate_is_of_bodies_and_leaves_open_what_is_not_known():
    coverage = of_states(
        ("kent", "refused"), ("kent", "partly"), ("essex", "answered"), ("dorset", "not held")
    )
    assert coverage.states == {"dorset": "not held", "essex": "answered", "kent": "partly"}
    assert coverage.response_rate == (2 / 3, 2 / 3)
    coverage = of_states(("kent", "answered"), ("essex", "not known"), ("dorset", "withdrawn"))
    assert coverage.response_rate == (1 / 3, 2 / 3)


def test_no_share_is_told_of_bodies_that_happen_to_be_known():
    coverage = of_states(("kent", "answered"), asked=NOT_KNOWN)
    assert (coverage.answered, coverage.is_listed) == (1, True)
    with pytest.raises(ValueError, match="not known who was asked"):
        _ = coverage.response_rate


def test_days_to_answer_are_of_requests_with_both_dates():
    enquiry = Enquiry(
        requests=[
            {"force": "kent", "state": "answered", "requested": "2020-01-01"},
            {
                "force": "essex",
                "state": "refused",
                "under": "s.12",
                "requested": "2020-01-01",
                "answered": "2020-03-01",
            },
            {
                "force": "dorset",
                "state": "partly",
                "requested": "2019-12-31",
                "answered": "2020-01-01",
            },
            {
                "force": "gwent",
                "state": "answered",
                "requested": "2020-01-01",
                "answered": "not known",
            },
        ]
    )
    assert enquiry.gather_coverage([], [], "f").days == [1, 60]


@given(st.lists(st.tuples(st.sampled_from(FORCES), st.sampled_from(RequestState)), min_size=1))
def test_the_least_rate_is_never_above_the_largest_and_both_are_shares(states):
    low, high = of_states(*states).response_rate
    assert 0 <= low <= high <= 1


def test_a_request_without_a_reference_has_that_of_its_reply():
    told = {"requests": [{"force": "staffordshire", "state": "answered"}]}
    own = letter(reference="FOI 15350")
    folders = [Folder("staffordshire", "foi-15350", None)]
    coverage = Enquiry.model_validate(told).gather_coverage(folders, [own], "f")
    assert [one.reference for one in coverage.requests] == ["FOI 15350"]
