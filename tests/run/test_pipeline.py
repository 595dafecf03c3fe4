import itertools
import shutil
import sys
import types
from pathlib import Path

import pytest

from analysis.model.faults import Fault, Faults
from analysis.run import kernels
from analysis.run import notebooks as runner
from analysis.run.notebooks import NotebookFailed
from analysis.run.pipeline import build_study, explain_outcomes
from analysis.run.stages import DOCUMENTS, Layout

STUDY = """
name: toy
title: A toy
question: How many?
window: {start: 2018-03-01, end: 2023-02-28, why: both forces cover it}
replies:
  - {force: north, reference: FOI 1}
  - {force: south, reference: FOI 2}
report: @REPORT@
denominators: {workforce: headcount, worker_types: {all employees: [officer]}}
"""
CLEAN = [
    "force = ''\nreference = ''\nprocessed = ''",
    "from pathlib import Path\nfrom analysis.ingest import count",
    "out = Path(processed) / force / reference\nout.mkdir(parents=True, exist_ok=True)",
    "text = (Path(@RAW@) / force / reference / 'book.csv').read_text()",
    "(out / 'checks.csv').write_text('half-written')",
    "class Faults(Exception): pass\nif 'bad' in text: raise Faults(f'{force}: a bad cell')",
    "(out / 'observations.csv').write_text(text)",
    "(out / 'checks.csv').write_text('verdict\\nagrees\\nnot decided\\nagrees\\n')",
]
RECONCILE = [
    "study = ''\nstart = ''\nend = ''\nprocessed = ''\ninternal = ''",
    "from pathlib import Path\nimport analysis.reconcile",
    "text = ''.join(p.read_text() for p in sorted(Path(processed).rglob('observations.csv')))",
    "out = Path(internal) / study\nout.mkdir(parents=True, exist_ok=True)",
    "(out / 'comparison.csv').write_text(text + start + end)",
    "for name in ('refusals.csv', 'checks.csv'): (out / name).write_text('ok')",
]
FIGURES = [
    "study = ''\nprocessed = ''\ninternal = ''\nbuild = ''",
    "from pathlib import Path\nimport analysis.publish",
    "out = Path(build) / study\n(out / 'figures').mkdir(parents=True, exist_ok=True)",
    "text = (Path(internal) / study / 'comparison.csv').read_text()",
    "public = Path(processed) / study\npublic.mkdir(parents=True, exist_ok=True)",
    "if 'leak' in text: raise ValueError('the gate is shut')",
    "(public / 'comparison.csv').write_text(text)",
    "(out / 'numbers.json').write_text(text)",
    "for name in ('index.json', 'years.svg'): (out / 'figures' / name).write_text(text)",
]
VALIDATION = [
    "processed = ''",
    "from pathlib import Path\nimport analysis.reconcile",
    "out = Path(processed) / 'validation'\nout.mkdir(parents=True, exist_ok=True)",
    "(out / 'coverage.csv').write_text('right\\n')",
]


@pytest.fixture
def layout(tmp_path, write_notebook, monkeypatch):
    """A study of two replies, with sources of its own, in a folder with a space in its name."""
    root = tmp_path / "the project"
    layout = Layout(
        root=root,
        raw=root / "raw",
        vocabulary=root / "vocabulary",
        studies=root / "studies",
        notebooks=root / "notebooks",
        report=root / "report",
        source=root / "src",
        lock=root / "requirements.lock",
        internal=root / "internal",
        processed=root / "processed",
        released=root / "processed",
        build=root / "build",
    )
    texts = {
        layout.raw / "north" / "FOI 1" / "book.csv": "north 1\n",
        layout.raw / "south" / "FOI 2" / "book.csv": "south 2\n",
        layout.raw / "reference" / "workforce.csv": "9\n",
        layout.vocabulary / "rank.csv": "constable\n",
        layout.report / "report.md": "# Report\n",
        layout.studies / "toy.yaml": STUDY.replace("@REPORT@", str(layout.report / "report.md")),
        layout.lock: "",
    }
    for floor in ("model", "ingest", "reconcile", "publish"):
        texts[layout.source / floor / "module.py"] = "x = 1\n"
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for name, cells in (
        ("1_clean", CLEAN),
        ("2_reconcile", RECONCILE),
        ("3_figures", FIGURES),
        ("4_validation", VALIDATION),
    ):
        cells = [cell.replace("@RAW@", repr(str(layout.raw))) for cell in cells]
        write_notebook(*cells, path=layout.notebooks / f"{name}.ipynb")

    def build_report(study: str, build: Path, processed: Path) -> None:
        numbers = (build / study / "numbers.json").read_text()
        for name, kind in itertools.product(DOCUMENTS, ("html", "docx", "pdf")):
            (build / study / f"{name}.{kind}").write_text(numbers)

    fake = types.SimpleNamespace(build_report=build_report)
    monkeypatch.setitem(sys.modules, "analysis.publish.report", fake)
    return layout


@pytest.fixture
def ran(monkeypatch):
    """Run the toy notebooks without a kernel, and note which; the list is emptied at will."""
    names = []

    def run(source, target, parameters, on_cell):
        names.append(target.stem)
        import nbformat

        space = {}
        for cell in nbformat.read(source, as_version=4).cells[1:]:
            code = cell.source.replace("from analysis.ingest import count", "")
            try:
                exec(code, space)
            except Exception as error:
                raise NotebookFailed(str(error)) from None
            if "parameters" in cell.metadata.get("tags", []):
                space.update(parameters)
            on_cell()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("executed")

    monkeypatch.setattr(runner, "run_notebook", run)
    monkeypatch.setenv("ANALYSIS_PLAIN_KERNELS", "1")
    return names


def relocate(monkeypatch, layout):
    """Notebooks run from the project's root; here, from the toy's."""
    monkeypatch.chdir(layout.root)


def snapshot(layout: Layout) -> dict[str, bytes]:
    folders = (layout.processed, layout.build / "toy")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {str(p): p.read_bytes() for p in files if ".state" not in p.parts}


def record_forks(monkeypatch) -> list[bool]:
    """Whether each kernel asked for from here on came from the server, in turn."""
    asked, ask = [], kernels.request_kernel

    def request(*arguments):
        kernel = ask(*arguments)
        asked.append(kernel is not None)
        return kernel

    monkeypatch.setattr(kernels, "request_kernel", request)
    return asked


ALL = [
    *("1_clean-north-FOI 1", "1_clean-south-FOI 2"),
    *("2_reconcile", "3_figures", "4_validation"),
]


def test_the_whole_way_with_real_kernels_then_nothing_to_do(
    layout, kernel_server, monkeypatch, capsys
):
    from analysis.run import notebooks as execution

    forked = record_forks(monkeypatch)

    monkeypatch.setattr(execution, "ROOT", layout.root)
    for notebook in layout.notebooks.iterdir():
        text = notebook.read_text().replace("from analysis.ingest import count", "")
        notebook.write_text(text)
    assert build_study("toy", layout=layout) == 0
    out = layout.build / "toy"
    assert (out / "report.html").read_text() == "north 1\nsouth 2\n"
    # What is worked out before the gate stays inside.
    shown, inside = (
        sorted(path.stem for path in folder.iterdir())
        for folder in (out / "notebooks", layout.internal / "notebooks" / "toy")
    )
    assert (shown, inside) == ([name for name in ALL if name != "2_reconcile"], ["2_reconcile"])
    assert capsys.readouterr().out.splitlines()[-6:] == [
        f"  build/toy/{name}.{kind}" for name in DOCUMENTS for kind in ("html", "docx", "pdf")
    ]
    assert forked == [True] * len(ALL)  # pytask leaves the environment as forking needs it
    before = snapshot(layout)
    assert build_study("toy", layout=layout) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Nothing to do: build/toy matches")
    assert "build/toy/report.html" in said.out and not said.err
    assert snapshot(layout) == before


EDITS = {
    "raw/south/FOI 2/book.csv": ALL[1:4],
    "vocabulary/rank.csv": ALL,
    "raw/reference/workforce.csv": ALL[2:],
    "studies/toy.yaml": ALL[2:4],
    "report/report.md": ["3_figures"],  # its numbers and figures are chosen there
    "src/ingest/module.py": [*ALL[:2], "3_figures"],
    "src/reconcile/module.py": ALL[2:],
    "src/publish/module.py": ["3_figures"],
    "src/model/module.py": ALL,
    "requirements.lock": ALL,
}


def test_an_edit_runs_again_exactly_what_depends_on_it(layout, ran, monkeypatch, capsys, tmp_path):
    relocate(monkeypatch, layout)
    assert build_study("toy", layout=layout) == 0 and sorted(ran) == ALL
    built = shutil.copytree(layout.root, tmp_path / "built")
    for edited, expected in EDITS.items():
        shutil.rmtree(layout.root)
        shutil.copytree(built, layout.root)
        relocate(monkeypatch, layout)
        ran.clear()
        capsys.readouterr()
        file = layout.root / edited
        file.write_text(file.read_text() + "\n# edited\n")
        assert build_study("toy", layout=layout) == 0
        assert sorted(ran) == sorted(expected), edited
        assert "  report " in capsys.readouterr().out, edited


def test_what_was_removed_is_seen(layout, ran, monkeypatch):
    relocate(monkeypatch, layout)
    build_study("toy", layout=layout)
    ran.clear()
    (layout.build / "toy" / "figures" / "years.svg").unlink()
    assert build_study("toy", layout=layout) == 0 and ran == ["3_figures"]
    ran.clear()
    (layout.raw / "north" / "FOI 1" / "~$book.csv").write_text("an editor's lock")
    assert build_study("toy", layout=layout) == 0 and not ran
    (layout.raw / "north" / "FOI 1" / "book.csv").unlink()
    assert build_study("toy", layout=layout) == 1 and ran == ALL[:1]


def test_a_failing_reply_stops_no_other_and_leaves_earlier_outputs(
    layout, ran, monkeypatch, capsys
):
    relocate(monkeypatch, layout)
    build_study("toy", layout=layout)
    before = snapshot(layout)
    ran.clear()
    capsys.readouterr()
    for folder in ("north/FOI 1", "south/FOI 2"):
        (layout.raw / folder / "book.csv").write_text("bad\n")
    assert build_study("toy", layout=layout) == 1
    said = capsys.readouterr().err
    assert "north: a bad cell" in said and "south: a bad cell" in said
    assert "Not built for that reason: 2_reconcile toy, 3_figures toy, report toy." in said
    assert sorted(ran) == ALL[:2] and snapshot(layout) == before
    for folder, text in (("north/FOI 1", "north 1\n"), ("south/FOI 2", "south 2\n")):
        (layout.raw / folder / "book.csv").write_text(text)
    ran.clear()
    assert build_study("toy", layout=layout) == 0 and not ran


def test_a_gate_that_stays_shut_leaves_the_earlier_release(layout, ran, monkeypatch, capsys):
    relocate(monkeypatch, layout)
    build_study("toy", layout=layout)
    before = snapshot(layout)
    (layout.raw / "north" / "FOI 1" / "book.csv").write_text("a leak\n")
    assert build_study("toy", layout=layout) == 1
    assert "the gate is shut" in capsys.readouterr().err
    public = {k: v for k, v in snapshot(layout).items() if "FOI" not in k and "2_rec" not in k}
    assert public == {k: v for k, v in before.items() if "FOI" not in k and "2_rec" not in k}
    assert "leak" in (layout.internal / "toy" / "comparison.csv").read_text()


@pytest.mark.costly
def test_another_window_is_audited_again_when_the_release_beside_it_changes(
    layout, ran, monkeypatch
):
    relocate(monkeypatch, layout)
    build_study("toy", layout=layout)
    there = {"start": "2019-01-01", "end": "2019-12-31"}
    build_study("toy", layout=layout, **there)
    ran.clear()
    assert build_study("toy", layout=layout, **there) == 0 and not ran
    (layout.processed / "toy" / "comparison.csv").write_text("another release")
    assert build_study("toy", layout=layout, **there) == 0 and ran == ["3_figures"]


@pytest.mark.costly
def test_a_figure_no_longer_drawn_does_not_stay(layout, ran, monkeypatch):
    relocate(monkeypatch, layout)
    build_study("toy", layout=layout)
    notebook = layout.notebooks / "3_figures.ipynb"
    notebook.write_text(notebook.read_text().replace("years.svg", "months.svg"))
    build_study("toy", layout=layout)
    figures = {path.name for path in (layout.build / "toy" / "figures").iterdir()}
    assert figures == {"index.json", "months.svg"}


@pytest.mark.costly
def test_another_window_is_built_in_a_folder_of_its_own(layout, ran, monkeypatch, capsys):
    relocate(monkeypatch, layout)
    build_study("toy", layout=layout)
    before = snapshot(layout)
    assert build_study("toy", start="2019-01-01", end="2019-12-31", layout=layout) == 0
    folder = layout.build / "toy--2019-01-01--2019-12-31"
    assert "2019-01-012019-12-31" in (folder / "toy" / "report.html").read_text()
    assert (folder / "processed" / "toy" / "comparison.csv").exists()
    inside = layout.internal / folder.name / "toy" / "comparison.csv"
    assert inside.exists() and not (folder / "internal").exists()
    assert "build/toy--2019-01-01--2019-12-31/toy/report.pdf" in capsys.readouterr().out
    assert snapshot(layout) == before


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"start": "1 March"}, "1 March"),
        ({"start": "2020-02-30"}, "2020-02-30"),
        ({"start": "2020-01-01", "end": "2019-01-01"}, "comes after its last, 1 January 2019"),
        ({"force": "east"}, "no reply of 'east' -> choose from north, south"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_runs(layout, ran, capsys, given, text):
    assert build_study("toy", layout=layout, **given) == 1
    assert text in capsys.readouterr().err and not ran and not layout.build.exists()


def test_an_unknown_study_is_refused_with_those_there_are(layout, ran, capsys):
    assert build_study("toys", layout=layout) == 1
    assert "toy" in capsys.readouterr().err and not ran


def test_force_limits_the_run_to_reading_its_replies(layout, ran, monkeypatch, capsys):
    relocate(monkeypatch, layout)
    assert build_study("toy", force="south", layout=layout) == 0 and ran == [ALL[1]]
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "  south FOI 2: 3 checks: agrees 2, differs 0, not decided 1"
        " -> processed/south/FOI 2/checks.csv",
        "  processed/south/FOI 2/observations.csv",
    ]
    assert build_study("toy", observations_only=True, layout=layout) == 0
    assert sorted(ran) == ALL[:2]


def test_a_missing_notebook_is_named(layout, ran, capsys):
    shutil.move(layout.notebooks / "2_reconcile.ipynb", layout.root / "aside.ipynb")
    assert build_study("toy", layout=layout) == 1
    assert "notebooks/2_reconcile.ipynb is missing" in capsys.readouterr().err


def test_what_stops_several_steps_alike_is_told_once_with_all_of_them(capsys):
    wrong = Faults("data/vocabulary/labels.csv", [Fault("labels.csv", "mapped twice", "keep one")])
    other = Faults("north R2", [Fault("reply.csv", "no figure was read", "mend the tables")])
    titles = {"1_clean north R1": wrong, "1_clean south R1": wrong, "1_clean north R2": other}
    outcomes = {
        title: types.SimpleNamespace(state="failed", error=e) for title, e in titles.items()
    }
    assert explain_outcomes(outcomes) == 1
    said = capsys.readouterr().err
    assert said.count("mapped twice") == 1 and said.count("no figure was read") == 1
    assert "In 1_clean north R1, 1_clean south R1 alike:\ndata/vocabulary/labels.csv: 1" in said
    assert said.count(" alike:") == 1
