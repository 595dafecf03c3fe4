import json
import os
import threading
import time

import nbformat
import pytest

from analysis.model.store.paths import ROOT
from analysis.run.notebooks import NotebookFailed, count_cells, refresh_notebook, run_notebook

pytestmark = pytest.mark.usefixtures("kernel_server")


def test_parameters_reach_the_notebook_and_every_cell_is_counted(write_notebook, tmp_path):
    source = write_notebook("x = 1", "import os; print(x, os.getcwd())", "# a remark")
    done, here = [], os.getcwd()
    run_notebook(source, tmp_path / "out.ipynb", {"x": 5}, on_cell=lambda: done.append(1))
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert executed.cells[3].outputs[0].text == f"5 {ROOT}\n"
    assert len(done) == count_cells(source, {"x": 5}) == 4
    assert os.getcwd() == here


def test_two_runs_give_equal_bytes_with_no_time_and_no_path(write_notebook, tmp_path):
    source = write_notebook(
        "x = 1",
        "import sys\nfor n in range(6): print(n, file=(sys.stdout, sys.stderr)[n % 2], flush=True)",
    )
    for name in ("a", "b"):
        run_notebook(source, tmp_path / name / "out.ipynb", {"x": 2})
    first, second = ((tmp_path / name / "out.ipynb").read_bytes() for name in ("a", "b"))
    assert first == second
    assert str(tmp_path).encode() not in first and b"papermill" not in first
    assert b"iopub" not in first and b"time" not in first
    assert not list(tmp_path.rglob("*.tmp"))


def test_threads_do_not_disturb_each_other(write_notebook, tmp_path):
    source = write_notebook("x = 1", "print(x)")
    targets = {n: tmp_path / f"{n}.ipynb" for n in (1, 2)}
    threads = [
        threading.Thread(target=run_notebook, args=(source, target, {"x": n}))
        for n, target in targets.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for n, target in targets.items():
        assert nbformat.read(target, as_version=4).cells[3].outputs[0].text == f"{n}\n"


def test_an_unknown_parameter_is_refused_before_anything_runs(write_notebook, tmp_path):
    source = write_notebook("x = 1", f"open({str(tmp_path / 'ran')!r}, 'w')")
    with pytest.raises(NotebookFailed, match=r"has no parameter y, z -> choose from x"):
        run_notebook(source, tmp_path / "out.ipynb", {"x": 1, "y": 2, "z": 3})
    assert not (tmp_path / "ran").exists()


LISTING = "force F: 2 faults\n  a.xlsx, sheet S, cell B2: no number -> write one\n  b {x}"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (f"class Faults(Exception): pass\nraise Faults({LISTING!r})", LISTING),
        (
            "def divide(n):\n    return 1 / n\n\ndivide(0)",
            "notebook.ipynb stopped in its code cell 2, at\n"
            "    divide(0)\nZeroDivisionError: division by zero",
        ),
        ("import sys\nsys.exit()", "notebook.ipynb stopped before its end, at `import sys`"),
        ("import os\nos.kill(os.getpid(), 9)", "notebook.ipynb: Kernel died"),
    ],
    ids=["faults", "error", "exit", "killed"],
)
def test_a_failed_notebook_says_why_and_leaves_the_earlier_one(
    write_notebook, tmp_path, cell, text
):
    source, target = write_notebook("x = 1", cell, "print('never')"), tmp_path / "out.ipynb"
    target.write_text("earlier")
    started = time.monotonic()
    with pytest.raises(NotebookFailed) as failure:
        run_notebook(source, target, {})
    said = str(failure.value)
    assert said.startswith(text) if "died" in text else said == text
    assert target.read_text() == "earlier" and time.monotonic() - started < 15
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notebook.ipynb", "out.ipynb"]


def test_a_folder_with_braces_and_spaces_is_no_format_string(write_notebook, tmp_path):
    folder = tmp_path / "a {force} folder"
    source = write_notebook("x = 1", "print(x)", path=folder / "notebook.ipynb")
    run_notebook(source, folder / "out.ipynb", {"x": 3})
    assert "3" in (folder / "out.ipynb").read_text()


def test_refresh_stores_outputs_and_changes_nothing_else(write_notebook):
    path = write_notebook("x = 1", "print(x)")
    before = json.loads(path.read_text())
    refresh_notebook(path)
    first = path.read_bytes()
    refresh_notebook(path)
    assert path.read_bytes() == first
    after = json.loads(first)
    assert after["cells"][2]["outputs"][0]["text"] == ["1\n"]
    for cell in (*before["cells"], *after["cells"]):
        cell.pop("outputs", None), cell.pop("execution_count", None)
    assert after["cells"] == before["cells"]
    assert after["metadata"]["kernelspec"] == before["metadata"]["kernelspec"]
    assert "version" not in after["metadata"]["language_info"]


def test_refresh_refuses_an_output_that_names_this_machine(write_notebook):
    path = write_notebook("x = 1", "import os\nprint(os.getcwd())")
    before = path.read_bytes()
    with pytest.raises(NotebookFailed, match="the output of `import os` names"):
        refresh_notebook(path)
    assert path.read_bytes() == before
