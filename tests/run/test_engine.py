import time

import pytest

from analysis.run.engine import EngineFailed, list_contents, run_engine
from analysis.run.stages import Layout, Step


@pytest.fixture
def steps(tmp_path):
    """Two steps in a row: the second reads what the first writes."""
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    return [Step("one", "", [], [first]), Step("two", "", [first], [second])]


def write(step):
    step.writes[0].write_text(step.name)


def test_no_time_is_lost_between_steps(steps, tmp_path):
    """The shortest of three waits, for a busy machine may lengthen any one of them."""

    def wait(number: int) -> float:
        moments = []

        def run(step):
            moments.append(time.perf_counter())
            time.sleep(0.6)
            write(step)
            moments.append(time.perf_counter())

        for step in steps:
            step.writes[0].unlink(missing_ok=True)
        run_engine(steps, Layout(root=tmp_path), tmp_path / f"state-{number}", run)
        return moments[2] - moments[1]

    assert min(map(wait, range(3))) < 0.3


def test_what_is_due_is_known_without_running_it(steps, tmp_path):
    layout, state = Layout(root=tmp_path), tmp_path / "state"
    due = run_engine(steps, layout, state)
    assert [outcome.state for outcome in due.values()] == ["due", "due"]
    done = run_engine(steps, layout, state, write)
    assert [outcome.state for outcome in done.values()] == ["done", "done"]
    steps[1].writes[0].unlink()
    assert [outcome.state for outcome in run_engine(steps, layout, state).values()] == [
        "unchanged",
        "due",
    ]


def test_a_step_that_writes_nothing_has_failed(steps, tmp_path):
    ended = run_engine(steps, Layout(root=tmp_path), tmp_path / "state", lambda step: None)
    assert [outcome.state for outcome in ended.values()] == ["failed", "held back"]
    assert "first.txt" in str(ended["one "].error)


def test_a_plan_that_cannot_be_is_an_error_with_a_text(steps, tmp_path):
    circle = [*steps, Step("three", "", steps[1].writes, steps[0].writes)]
    with pytest.raises(EngineFailed, match=r"first\.txt|cycle"):
        run_engine(circle, Layout(root=tmp_path), tmp_path / "state", write)


def test_files_of_editors_and_compiled_code_are_no_input(tmp_path):
    for name in ("book.xlsx", "~$book.xlsx", ".DS_Store", "__pycache__/a.pyc", "inner/note.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    names = [line.split()[0] for line in list_contents(tmp_path)]
    assert names == ["book.xlsx", "inner/note.txt"]
