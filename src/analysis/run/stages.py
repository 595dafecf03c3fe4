"""What a study is built of: each step with what it reads, what it writes, what it is told."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis.model.store import paths
from analysis.model.store.paths import list_releases
from analysis.model.study import Study
from analysis.model.window import ONE_DAY

DOCUMENTS = ("report", "annex")  # that analysis.publish.report writes

#: Imports run one way, so a change in a floor reaches the floors above it and nothing else.
FLOORS = {
    "model": ["model"],
    "ingest": ["model", "ingest"],
    "reconcile": ["model", "reconcile"],
    "publish": ["model", "ingest", "reconcile", "publish"],
}


@dataclass(frozen=True)
class Layout:
    """Where a build reads and writes. Everything else takes its folders from here."""

    root: Path = paths.ROOT
    raw: Path = paths.RAW
    vocabulary: Path = paths.VOCABULARY
    studies: Path = paths.STUDIES
    notebooks: Path = paths.NOTEBOOKS
    report: Path = paths.REPORT
    source: Path = paths.ROOT / "src" / "analysis"
    lock: Path = paths.ROOT / "requirements.lock"
    internal: Path = paths.INTERNAL
    processed: Path = paths.PROCESSED
    released: Path = paths.PROCESSED  # where the release lies that any other is built beside
    build: Path = paths.BUILD

    def name(self, path: Path) -> str:
        """The path as written in parameters and messages: from the root where it lies inside."""
        inside = path.is_relative_to(self.root)
        return path.relative_to(self.root).as_posix() if inside else path.as_posix()

    def move_outputs(self, folder: Path) -> "Layout":
        """The same inputs, all outputs inside `folder`."""
        places = {"internal": folder / "internal", "processed": folder / "processed"}
        return replace(self, **places, build=folder)


@dataclass(frozen=True)
class Step:
    """One thing to run: a notebook with its parameters, or the report where there is none."""

    name: str
    detail: str
    reads: list[Path]
    writes: list[Path]
    notebook: Path | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    executed: Path | None = None

    @property
    def title(self) -> str:
        return f"{self.name} {self.detail}"


def choose_layout(study: Study, layout: Layout, start: str, end: str) -> tuple[Layout, dict]:
    """The layout and the window parameters: another window is built in a folder of its own.

    `start` and `end` are ISO dates, both included, empty for the study's own. Raises Faults.
    """
    if not (start or end):
        return layout, {}
    window = study.choose_window(start, end)
    told = {"start": f"{window.start}", "end": f"{window.end - ONE_DAY}"}
    folder = layout.build / f"{study.name}--{told['start']}--{told['end']}"
    # What is worked out before the gate stays out of a folder that somebody may hand on.
    return replace(layout.move_outputs(folder), internal=layout.internal / folder.name), told


def plan_steps(study: Study, layout: Layout, window: dict[str, str]) -> list[Step]:
    """All steps of a study, each after those it depends on."""
    cleans = [plan_clean(reply.force, reply.reference, study, layout) for reply in study.replies]
    out, public = layout.build / study.name, layout.processed / study.name
    inside = layout.internal / study.name
    # Over-wide on purpose: a step that reads too much runs once too often, one that reads too
    # little leaves a stale number standing.
    shared = [
        layout.studies / f"{study.name}.yaml",
        *(layout.raw / reply.force / reply.reference / "response.yaml" for reply in study.replies),
        *(study.indicator.files if study.indicator else ()),
        layout.raw / "reference",
        layout.vocabulary,
        layout.lock,
    ]
    told = {
        "study": study.name,
        "processed": layout.name(layout.processed),
        "internal": layout.name(layout.internal),
    }
    observations = [path for clean in cleans for path in clean.writes[:2]]
    reconcile = plan_notebook(
        "2_reconcile",
        study.name,
        [*shared, *observations],
        [inside],
        {**told, **window},
        # It shows what is worked out before the gate.
        layout.internal / "notebooks" / study.name / "2_reconcile.ipynb",
        layout,
    )
    validation = plan_notebook(
        "4_validation",
        "the methods",
        [layout.raw / "reference", layout.vocabulary, layout.lock],
        [layout.processed / "validation"],
        {"processed": layout.name(layout.processed)},
        out / "notebooks" / "4_validation.ipynb",
        layout,
    )
    releases = list_releases(study.name, layout.processed, layout.released)
    beside = [folder for folder in releases if folder != public]
    figures = plan_notebook(
        "3_figures",
        study.name,
        [*shared, inside, *observations, *beside, study.report],
        [public, out / "numbers.json", out / "figures" / "index.json", out / "figures"],
        {**told, "build": layout.name(layout.build)},
        out / "notebooks" / "3_figures.ipynb",
        layout,
    )
    report = Step(
        "report",
        study.name,
        [
            *shared,
            *figures.writes[:4],
            *validation.writes[:1],
            study.report,
            layout.report,
            *(layout.source / floor for floor in FLOORS["publish"]),
        ],
        [out / f"{name}.{kind}" for name in DOCUMENTS for kind in ("html", "docx", "pdf")],
    )
    # First, for it takes longest and waits for nothing.
    return [validation, *cleans, reconcile, figures, report]


def plan_clean(force: str, reference: str, study: Study, layout: Layout) -> Step:
    """The step that reads one reply."""
    processed = layout.processed / force / reference
    return plan_notebook(
        "1_clean",
        f"{force} {reference}",
        [layout.raw / force / reference, layout.vocabulary, layout.lock],
        [processed / "observations.csv", processed / "checks.csv"],
        {"force": force, "reference": reference, "processed": layout.name(layout.processed)},
        place_notebooks(study, layout) / f"1_clean-{force}-{reference}.ipynb",
        layout,
    )


def place_notebooks(study: Study, layout: Layout) -> Path:
    """Where the executed notebooks go that show what the replies print.

    Under thresholds that is not to be published, so they stay inside.
    """
    modes = [study.find_disclosure(reply) for reply in study.replies]
    if any(mode.is_threshold for mode in modes):
        return layout.internal / "notebooks" / study.name
    return layout.build / study.name / "notebooks"


def plan_notebook(
    name: str,
    detail: str,
    reads: list[Path],
    writes: list[Path],
    parameters: dict[str, str],
    executed: Path,
    layout: Layout,
) -> Step:
    notebook = layout.notebooks / f"{name}.ipynb"
    if not notebook.exists():
        raise ValueError(f"{layout.name(notebook)} is missing -> restore it from the repository")
    code = [notebook, *(layout.source / floor for floor in find_floors(notebook))]
    return Step(name, detail, [*reads, *code], [*writes, executed], notebook, parameters, executed)


def find_floors(notebook: Path) -> list[str]:
    """The packages of ours that a notebook stands on, by what it imports."""
    text = notebook.read_text(encoding="utf-8")
    named = set(re.findall(r"\banalysis\.(\w+)", text)) & set(FLOORS)
    return [floor for floor in FLOORS if any(floor in FLOORS[name] for name in named)]
