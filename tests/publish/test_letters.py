"""The letters that ask a force for one number more, as text and as files."""

import hashlib
import re
import zipfile

import pytest
from examples import make_letter, observe, observe_met

from analysis.model.faults import Faults
from analysis.model.observation import as_observations
from analysis.model.reply import Reply, load_reply
from analysis.model.study import load_study
from analysis.model.window import Window, read_window
from analysis.publish.content.publication import Names
from analysis.publish.letters import (
    describe_follow_up,
    format_letter,
    write_follow_ups,
    write_letter,
)
from analysis.reconcile.follow_up import find_follow_ups
from analysis.reconcile.replies.series import split_series
from analysis.reconcile.results.comparison import FOLLOW_UP

COMMON = read_window("2018-03-01 to 2023-02-28")
TABLE = {"find": "Complaints by year", "rows": "total", "columns": "year"}
PRESS = {"title": "A newspaper", "second_hand": True}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")


def ask(rows: list[dict], common: Window | None = COMMON):
    return FOLLOW_UP.frame(find_follow_ups(split_series(as_observations(rows)), common))


def reply(**facts) -> Reply:
    told = {"requested": "2023-03-01", "answered": "2023-03-27", "provenance": "disclosed"}
    return Reply.model_validate(make_letter(TABLE, **told | facts))


def write(rows: list[dict] | None = None, common: Window | None = COMMON, **facts) -> str:
    asks = ask(observe_met() if rows is None else rows, common)
    return " ".join(format_letter(reply(**facts), asks, Names()).split())


def list_questions(text: str) -> list[str]:
    return re.findall(r"\d\. (\*\*.*?\*\*)", text)


def test_a_letter_asks_for_one_number_with_its_days_in_full():
    text = write()
    assert list_questions(text) == [
        "**How many complaints were there from 1 January 2018 to 28 February 2018, both days "
        "included?**"
    ]
    assert "lies between 151 and 175; your answer makes it exact" in text
    assert "We count from **1 March 2018 to 28 February 2023, both days included**" in text
    assert "cell B2" in text


def test_it_goes_to_the_forces_team_with_reference_and_dates():
    text = write()
    assert "To: the Freedom of Information team, Staffordshire Police" in text
    assert "Reference: R 1" in text
    assert "Our request of: 1 March 2023" in text and "Your reply of: 27 March 2023" in text
    assert "Your reply of: \\[date\\]" in write(answered=None)
    assert "\\[your name\\]" in text


def test_what_a_reply_counts_is_said_once_where_it_is_its_own_population():
    told = {"unit": "officers", "definition": "officer dismissed"}
    assert "It counts officers (officer dismissed), from " in write(population="officers", **told)
    assert "(officer dismissed), the population not stated, from " in write(
        population="unstated", **told
    )
    assert "It counts complaints (complaint), officers, from " in write(population="officers")


def test_a_hidden_answer_is_offered_with_what_it_would_leave():
    text = write()
    assert "“fewer than 5” or “5 or fewer” is a full answer" in text
    assert "in place of a range of 24, “fewer than 5” would leave one of 4" in text


def test_no_hidden_answer_is_offered_that_would_hide_nothing():
    people = [observe(n, f"{y}-03-01", f"{y + 1}-03-01", unit="people") for y, n in
              zip(range(2018, 2023), [1, 1, 2, 4, 1], strict=True)]  # fmt: skip
    text = write(people)
    assert list_questions(text) == [
        "**How many different people were counted from 1 March 2018 to 28 February 2023, both "
        "days included, each counted once?**"
    ]
    assert "fewer than 5" not in text


def test_the_cost_limit_is_named_and_left_to_the_force():
    text = write()
    assert "cost limit (section 12 of the Freedom of Information Act)" in text
    assert "yours to judge" in text


def test_at_most_two_numbers_follow_the_first():
    rows = observe_met()
    kinds = {"rank": "sergeant", "platform": "facebook", "source": "public", "outcome": "dismissed"}
    for dimension, code in kinds.items():
        told = {"table": dimension, "dimension": dimension, "category": code}
        rows += [
            observe((2, 4), f"{year}-01-01", f"{year + 1}-01-01", cell=f"{dimension}{year}", **told)
            for year in (2019, 2020, 2021)
        ]
    questions = list_questions(write(rows, read_window("2018-03-01 to 2021-12-31")))
    assert len(questions) == 3
    assert "complaints were there" in questions[0]


def test_an_illustrative_letter_says_in_bold_that_it_must_not_be_sent():
    text = write(provenance="illustrative")
    assert text.startswith("**This letter is an example and must not be sent.**")
    assert "are not the figures of Staffordshire Police" in text
    assert "example" not in write()


def test_of_a_press_report_the_reply_itself_is_asked_for_first():
    text = write(provenance="transcribed", source=PRESS)
    first, second = list_questions(text)
    assert first == "**Please send us the reply itself, with its spreadsheet.**"
    assert "1 January 2018 to 28 February 2018" in second
    assert "A newspaper" in text and "Reference:" not in text
    assert "cell B2" not in text  # cells of a transcription mean nothing to the force
    nothing = write(observe_met()[1:], read_window("2019-01-01 to 2023-02-28"),
                    provenance="transcribed", source=PRESS)  # fmt: skip
    assert list_questions(nothing) == [first]


def test_a_day_that_may_be_counted_is_asked_about_without_claiming_it():
    *rows, last = observe_met()[1:]
    rows.append(last | {"end_latest": "2023-03-02"})
    window = {"supplied": "2019-01-01 to 2023-03-01"}
    text = write(rows, read_window("2019-01-01 to 2023-02-28"), window=window)
    assert list_questions(text) == [
        "**Do your figures count 1 March 2023 itself, and if so how many complaints were of that "
        "day?**"
    ]
    assert "from 1 January 2019 to 1 March 2023. We count" in text


def test_figures_that_contradict_each_other_are_named_and_asked_about():
    half = observe(30, "2018-01-01", "2018-07-01", cell="H2")
    text = write([*observe_met(), half])
    assert list_questions(text) == ["**Which of these figures is right?**"]
    told = "They disagree by at least 6: 2018 = 24 against January to June 2018 = 30. Until you"
    assert told in text.replace("\\", "") and "cannot all be true" in text


def test_words_of_a_reply_are_shown_and_never_run():
    text = write(definition="a *complaint* <script> @cite [x](http://y)")
    assert "\\*complaint\\* \\<script\\>" in text and "[x](http" not in text


def test_a_letter_is_written_as_word_and_markdown_the_same_bytes_each_time(tmp_path):
    text = format_letter(reply(provenance="illustrative"), ask(observe_met()), Names())
    sums = []
    for run in ("one", "two"):
        files = [tmp_path / run / f"letter{ending}" for ending in (".md", ".docx")]
        write_letter(text, reply(provenance="illustrative"), files)
        sums.append([hashlib.sha256(file.read_bytes()).hexdigest() for file in files])
        assert sorted(path.name for path in files[0].parent.iterdir()) == [
            "letter.docx",
            "letter.md",
        ]
    assert sums[0] == sums[1]
    plain = files[0].read_text(encoding="utf-8")
    assert plain.startswith("# Follow-up to R 1\n") and "**This letter is an example" in plain
    with zipfile.ZipFile(files[1]) as docx:
        header = docx.read("word/header.xml").decode()
        body = docx.read("word/document.xml").decode()
    assert "NOT TO BE SENT" in header and "must not be sent" in body


def test_a_letters_line_says_what_is_asked_and_how_much_it_tightens():
    assert describe_follow_up(reply(), ask(observe_met())) == (
        "asks: complaints, 1 January 2018 to 28 February 2018 -> a range of 24 becomes exact "
        "(4 as “fewer than 5”)"
    )
    press = reply(provenance="transcribed", source=PRESS)
    assert describe_follow_up(press, ask(observe_met()).head(0)) == "asks for the reply itself"


@pytest.fixture(scope="module")
def posted(tmp_path_factory):
    build = tmp_path_factory.mktemp("build")
    folder = build / "published-replies" / "follow-up"
    folder.mkdir(parents=True)
    stale = folder / "northumbria-593-20.md"
    stale.write_text("a letter from before")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795305600")
        patch.setattr("analysis.publish.letters.write_letter", lambda text, reply, files: [
            file.write_text(text) for file in files])  # fmt: skip
        return folder, list(write_follow_ups("published-replies", build=build))


def test_a_study_without_a_common_window_says_so_first(posted):
    _, lines = posted
    assert lines[0].startswith("published-replies has no common window")


def test_a_reply_that_needs_nothing_says_so_and_keeps_no_letter(posted):
    folder, lines = posted
    assert "Northumbria Police, 593/20: nothing to ask" in lines
    assert not list(folder.glob("northumbria*"))
    written = {file.stem for file in folder.iterdir()}
    # Of a press report the reply itself is asked for; of a force's own page what it left open.
    study = load_study("published-replies")
    letters = [load_reply(reply.force, reply.reference) for reply in study.replies]
    press = {
        f"{reply.force}-{reply.reference}"
        for reply, letter in zip(study.replies, letters, strict=True)
        if letter.source.second_hand
    }
    assert written == press | {"avon-and-somerset-221-21", "cleveland-529-25"}


def test_what_counts_many_bodies_or_stands_beside_a_reply_is_sent_no_letter(tmp_path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.publish.letters.write_letter", lambda *_: None)
        lines = list(write_follow_ups("national-request-2014", build=tmp_path))
    assert not [line for line in lines if "43 forces" in line]
    assert [line for line in lines if "Droitwich" in line or "Guardian" in line] == []
    assert sum("asks for the reply itself" in line for line in lines) == 19


def test_an_unknown_study_is_a_fault_and_not_a_trace(tmp_path):
    with pytest.raises(Faults, match="no-such"):
        list(write_follow_ups("no-such", build=tmp_path))
    with pytest.raises(Faults, match="2018-03-01"):
        list(write_follow_ups("published-replies", start="2018-02-31", build=tmp_path))
