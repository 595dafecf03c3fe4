import pytest

from analysis.run import verify
from analysis.run.stages import Layout
from analysis.run.verify import verify_study, write_manifest


@pytest.fixture
def layout(tmp_path, monkeypatch):
    """A build that writes a table, a figure and what a manifest leaves out."""

    def build(study, layout):
        assert not list(layout.build.iterdir())
        for path in (
            layout.processed / "north" / "FOI 1" / "observations.csv",
            layout.build / study / "figures" / "years.svg",
            layout.build / study / "report.pdf",
        ):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content.get(path.name, "same"))
        (layout.build / study / "run.ipynb").write_text(str(layout.build))
        (layout.build / study / ".state").write_text(str(layout.build))
        return code

    content, code = {}, 0
    monkeypatch.setattr(verify, "build_study", lambda study, layout: build(study, layout))
    layout = Layout(root=tmp_path, processed=tmp_path / "data/processed", build=tmp_path / "build")
    layout.__dict__["content"] = content
    return layout


def test_a_study_that_rebuilds_to_the_same_bytes_passes(layout, capsys):
    assert write_manifest("toy", layout) == 0
    lines = (layout.root / "docs" / "manifest-toy.sha256").read_text().splitlines()
    assert [line.split("  ")[1] for line in lines] == [
        "build/toy/figures/years.svg",
        "build/toy/report.pdf",
        "data/processed/north/FOI 1/observations.csv",
    ]
    assert verify_study("toy", layout) == 0
    assert "all 3 files" in capsys.readouterr().out


def test_what_differs_is_named(layout, capsys):
    write_manifest("toy", layout)
    manifest = layout.root / "docs" / "manifest-toy.sha256"
    lines = manifest.read_text().splitlines(keepends=True)
    manifest.write_text("".join(lines[1:]) + f"{'0' * 64}  build/toy/gone.csv\n")
    layout.content["report.pdf"] = "another"
    assert verify_study("toy", layout) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("toy: 3 files differ") and said[1:] == [
        "  build/toy/figures/years.svg: built, not in the manifest",
        "  build/toy/gone.csv: in the manifest, not built",
        "  build/toy/report.pdf: other bytes",
    ]


def test_a_missing_manifest_is_said(layout, capsys):
    assert verify_study("toy", layout) == 1
    assert "docs/manifest-toy.sha256 is missing -> run make manifest" in capsys.readouterr().err


def test_a_failed_build_is_no_success(layout, monkeypatch):
    monkeypatch.setattr(verify, "build_study", lambda study, layout: 1)
    assert write_manifest("toy", layout) == 1
    assert not (layout.root / "docs").exists()
