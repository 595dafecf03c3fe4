"""README and docs/ say what is so: their generated parts, the files and names they speak of."""

import doctest
import importlib
import importlib.util
import re
import subprocess
import sys
from hashlib import sha256

import pytest

from analysis.model.store.csv_file import read_table
from analysis.model.store.paths import ROOT
from analysis.publish.content.prose import PARTS
from analysis.publish.figures import FIGURES
from analysis.publish.tables import TABLES

DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
SOURCE = ROOT / "src" / "analysis"
MADE = ("build/", "internal/")  # what a run makes, and a fresh clone does not have


def load_generator():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_parts_are_those_of_the_code():
    generator = load_generator()
    for name in generator.PAGES:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert generator.PART.search(text), name
        assert generator.fill(text) == text, f"{name} is out of date -> run make docs"
    with pytest.raises(KeyError):
        generator.fill("<!-- generated: nothing -->\nold\n<!-- end -->")
    stale = "<!-- generated: codes -->\nold\n<!-- end -->"
    assert "TOO_FEW" in generator.fill(stale) and "old" not in generator.fill(stale)


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_file_and_link_of_a_page_is_there(page):
    text = page.read_text(encoding="utf-8")
    targets = [link.partition("#")[0] for link in re.findall(r"\]\((?!http)([^)]+)\)", text)]
    for target in filter(None, targets):
        assert (page.parent / target).exists(), f"{page.name}: {target}"
    for name in re.findall(r"`((?:[\w-]+/)+[\w.-]+\.(?:py|ipynb|md|csv|yaml))`", text):
        if not name.startswith(MADE):
            places = [ROOT / name, SOURCE / name]
            assert any(place.exists() for place in places), f"{page.name}: {name}"


def test_every_slot_that_the_guide_to_reports_names_is_offered():
    text = (ROOT / "docs" / "writing-the-report.md").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if "{{table: findings}}" in line)
    tables = re.findall(r"\{\{table: (\w+)\}\}", text) + re.findall(r"`(\w+)`", row)
    assert len(set(tables)) > 5 and set(tables) <= set(TABLES)
    assert set(re.findall(r"\{\{figure: (\w+)\}\}", text)) <= set(FIGURES)
    assert set(re.findall(r"`:(\w+)`", text)) <= set(PARTS)


def test_every_target_of_make_that_a_page_names_is_there():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in DOCS:
        named = re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(named) <= targets, page.name


def test_names_of_code_in_the_architecture_are_there():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    names = set(re.findall(r"`([A-Za-z_]{4,})`", text))
    assert {"RefusalCode", "read_mark", "SIGNS"} <= names
    known = {name for name in names if re.search(rf"(?:def|class) {name}\b|^{name}\b", code, re.M)}
    assert names - known <= {"ingest", "reconcile"}  # floors


PICTURES = {
    "social-media-complaints": ["counts.png"],
    "national-request-2014": ["coverage.png", "league.png"],
}


def test_pictures_are_those_that_a_build_makes():
    for study, names in PICTURES.items():
        manifest = (ROOT / "docs" / f"manifest-{study}.sha256").read_text()
        made = dict(reversed(line.split("  ", 1)) for line in manifest.splitlines())
        for name in names:
            picture = (ROOT / "docs" / name).read_bytes()
            assert made[f"build/{study}/figures/{name}"] == sha256(picture).hexdigest()


def test_the_refusal_that_the_readme_quotes_is_one_of_the_study():
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").replace("> ", "").split())
    refusals = read_table(ROOT / "data" / "processed" / "social-media-complaints" / "refusals.csv")
    quoted = refusals[[evidence in readme for evidence in refusals["evidence"]]]
    assert [
        f"`{code}` {evidence} → {remedy}" in readme
        for code, evidence, remedy in zip(
            quoted["code"], quoted["evidence"], quoted["remedy"], strict=True
        )
    ] == [True]


ENGINE = (ROOT / "docs" / "engine.md").read_text(encoding="utf-8")


def test_the_cases_of_the_engine_come_out_as_printed():
    """As in test_methods: the fences are left blank, for output ends at a blank line."""
    text = re.sub(r"^```.*$", "", ENGINE, flags=re.MULTILINE)
    case = doctest.DocTestParser().get_doctest(text, {}, "engine.md", "docs/engine.md", 0)
    said: list[str] = []
    results = doctest.DocTestRunner(verbose=False).run(case, out=said.append)
    assert results.attempted > 25 and not results.failed, "".join(said)
    assert len(re.findall(r"^## \d ", ENGINE, re.MULTILINE)) == 6


def test_the_figures_of_the_engine_are_those_of_their_cells():
    row = re.compile(r"^\| (\d) \| ([^|]+) \| `data/raw/([^|]+)/[^/|]+` \| (\w+) \|$", re.MULTILINE)
    found = row.findall(ENGINE)
    assert len(found) == 16
    cases = dict(re.findall(r"^## (\d) (.*?)(?=^## )", ENGINE, re.MULTILINE | re.DOTALL))
    for case, figure, reply, cell in found:
        read = read_table(ROOT / "data" / "processed" / reply / "observations.csv")
        (one,) = read[read["cell"].eq(cell)].to_dict("records")
        assert (one["text"], one["provenance"]) == (figure, "transcribed")
        assert re.search(rf"\b{one['low']}\b", cases[case]), (case, figure)


def test_the_engine_is_imported_without_notebooks_frames_and_pictures():
    methods = ROOT / "src" / "analysis" / "reconcile" / "methods"
    for path in sorted(methods.glob("[a-z]*.py")):
        assert f"`{path.stem}`" in ENGINE, path.stem
    heavy = {"jupyterlab", "IPython", "matplotlib", "papermill", "seaborn", "pandera", "openpyxl"}
    heavy |= {"pydantic", "pytask"}
    code = "import sys, analysis.reconcile.methods.{}; print(*sys.modules)"
    for name, more in (("bounds", ["pandas", "statsmodels"]), ("shares", []), ("apportion", [])):
        ran = subprocess.run(
            [sys.executable, "-c", code.format(name)],
            capture_output=True, text=True, check=True, cwd=ROOT / "src",
        )  # fmt: skip
        assert set(ran.stdout.split()).isdisjoint(heavy | {*more}), name


def test_the_version_to_cite_is_that_of_the_package():
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert f"\nversion: {version[1]}\n" in cited


MODULES = sorted(
    ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
    for path in SOURCE.rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_come_out_as_printed(module, capsys):
    found = doctest.testmod(importlib.import_module(module.removesuffix(".__init__")))
    assert found.attempted and not found.failed, capsys.readouterr().out
