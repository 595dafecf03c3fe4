"""What words in place of a number say of it, in any wording."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.words.absence import OPEN, read_absence
from analysis.model.count import ABSENT, Count
from analysis.model.reply import read_mark

SAYINGS = {
    "withheld": [
        "Withheld", "Not disclosed", "Undisclosed", "Exempt", "Exempt - s.40(2)", "Section 31",
        "Refused", "Redacted", "The force neither confirms nor denies", "Declined to answer",
        "Information withheld as it would identify individuals", "Cannot be released",
        "Section 14 (vexatious)", "s.13", "Section 44(1)", "s42",
    ],
    "not held": [
        "Not held", "No information held", "Information not held", "No data", "No data held",
        "Not available", "We do not hold this", "No longer held", "Not retained", "No longer kept",
        "Section 12", "s12", "Refused under section 12", "Over the cost limit", "Records destroyed",
        "Would exceed the appropriate limit", "Would require a manual search", "Unable to provide",
    ],
    "not recorded": [
        "Not recorded", "Unrecorded", "No record kept", "No records are kept", "Not captured",
        "This is not captured by our systems", "Not collected before 2019", "Don't record this",
        "The force does not record ethnicity", "No data recorded", "No information is captured",
        "Not something we record", "We keep no record of this", "Not a recorded field",
        "Has never been recorded", "Not logged", "Not monitored", "Records not kept",
    ],
    "not answered": [
        "No response", "No reply received", "Did not respond", "Didn't reply", "Has not answered",
        "Awaiting response", "Still waiting", "Overdue", "Response overdue",
        "We did not receive an answer", "Not yet received",
        "Reply awaited", "Acknowledged 3 May", "Non-responder",
    ],
    "not applicable": ["Not applicable", "Does not apply"],
    "zero": ["Nil", "NIL RETURN", "None", "None recorded", "No complaints", "No cases reported"],
    "suppressed": ["Suppressed"],
    OPEN: [
        "Under investigation", "Ongoing", "N/A", "TBC", "See covering letter", "Pending",
        "Awaiting outcome", "Awaiting the court's decision", "Outcome still awaited",
        "Not held or withheld", "None held", "Confidential", "Unclear",
        "Not held or recorded", "Neither held nor recorded", "Not recorded, collected or held",
        "No record", "No records held", "No ethnicity recorded", "Not known", "Not yet recorded",
        "Not recorded centrally", "Not held in a searchable format", "Not always recorded",
    ],
}  # fmt: skip
OTHERS = ["Sergeant", "Written warning", "No further action", "No case to answer", "12", "", "*",
          "Officers", "2019/20", "Quorvex"]  # fmt: skip


@pytest.mark.parametrize("meaning", SAYINGS)
def test_each_wording_says_why_there_is_no_number(meaning):
    assert {words: read_absence(words) for words in SAYINGS[meaning]} == dict.fromkeys(
        SAYINGS[meaning], meaning
    )


def test_other_words_say_nothing_of_a_number():
    assert [words for words in OTHERS if read_absence(words) is not None] == []


@given(st.sampled_from([w for words in SAYINGS.values() for w in words]), st.data())
def test_case_spaces_and_marks_around_the_words_do_not_matter(words, data):
    around = data.draw(st.sampled_from(["{}", "({})", " {} ", "{}.", "* {}", "[{}]", "{}!"]))
    changed = data.draw(st.sampled_from([str.upper, str.lower, str]))
    assert read_absence(around.format(changed(words))) == read_absence(words)


@given(st.text(max_size=60))
def test_whatever_is_said_is_a_meaning_of_a_mark_or_open(text):
    said = read_absence(text)
    if said:
        meaning = read_mark(said)
        assert meaning is None or isinstance(meaning, Count)


def test_every_reason_has_a_status_of_its_own():
    reasons = ("withheld", "not held", "not recorded", "not answered")
    read = {read_mark(said).status for said in reasons}
    assert len(read) == len(reasons) and read < set(ABSENT)
    assert read_mark("not applicable") is None
    assert read_mark("zero") == Count(0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Fewer than 5 (s.40)",
        "Less than 10, withheld",
        "<5 withheld",
        "No complaints withheld",
        "No figures were refused",
    ],
)
def test_a_limit_or_a_denial_beside_the_reason_leaves_it_open(text):
    assert read_absence(text) == OPEN
