import pytest

from analysis.run import notebooks
from analysis.run import verify as refresh
from analysis.run.notebooks import NotebookFailed
from analysis.run.stages import Layout
from analysis.run.verify import refresh_notebooks


@pytest.fixture
def asked(write_notebook, tmp_path, monkeypatch):
    """Three notebooks, and in which order they and the replies are run."""
    for name in ("2_reconcile", "1_clean", "3_figures"):
        write_notebook("x = 1", path=tmp_path / f"{name}.ipynb")
    asked = []
    monkeypatch.setenv("ANALYSIS_PLAIN_KERNELS", "1")
    monkeypatch.setattr(
        refresh, "build_study", lambda study, **_: asked.append(study) or asked.count("broken")
    )
    monkeypatch.setattr(notebooks, "refresh_notebook", lambda path, _: asked.append(path.stem))
    return asked


def test_replies_are_read_first_then_notebooks_in_order(asked, tmp_path):
    assert refresh_notebooks("toy", Layout(notebooks=tmp_path)) == 0
    assert asked == ["toy", "1_clean", "2_reconcile", "3_figures"]


def test_it_stops_at_the_first_failure(asked, tmp_path, monkeypatch, capsys):
    def fail(path, _):
        raise NotebookFailed("a cell failed")

    monkeypatch.setattr(notebooks, "refresh_notebook", fail)
    assert refresh_notebooks("toy", Layout(root=tmp_path, notebooks=tmp_path)) == 1
    said = capsys.readouterr()
    assert "a cell failed\n1_clean.ipynb is as it was." in said.err
    assert "2_reconcile" not in said.out


def test_replies_that_cannot_be_read_refresh_nothing(asked, tmp_path):
    assert refresh_notebooks("broken", Layout(notebooks=tmp_path)) == 1
    assert asked == ["broken"]
