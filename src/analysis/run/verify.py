"""Reproducible means bytes: rebuild a study elsewhere and compare it with a committed manifest."""

import hashlib
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.run.pipeline import build_study
from analysis.run.stages import Layout

# Refresh the outputs stored in the committed notebooks, which nbval later holds them to.


def refresh_notebooks(study: str, layout: Layout | None = None) -> int:
    """Run every notebook with its default parameters, in order, storing its outputs in place.

    `study` is the one the notebooks' defaults name: its replies are read first, because the
    second notebook needs all of them. Stops at the first failure; returns the exit code.
    """
    layout = layout or Layout()
    if code := build_study(study, observations_only=True, layout=layout):
        return code
    from analysis.run.kernels import serve_kernels
    from analysis.run.notebooks import NotebookFailed, count_cells, refresh_notebook
    from analysis.run.progress import Display

    cells = {path: count_cells(path) for path in sorted(layout.notebooks.glob("*.ipynb"))}
    with serve_kernels(), Display(sum(cells.values())) as display:
        for path, count in cells.items():
            try:
                with display.step(path.stem, "stored outputs", count) as on_cell:
                    refresh_notebook(path, on_cell)
            except NotebookFailed as error:
                print(f"\n{error}\n{layout.name(path)} is as it was.", file=sys.stderr)
                return 1
    return 0


REMEDY = "look at what changed; if it is meant, run make manifest"


def verify_study(study: str, layout: Layout | None = None) -> int:
    """Rebuild a study in an empty folder, compare SHA-256 with its manifest, name what differs.

    Returns the exit code.
    """
    layout = layout or Layout()
    manifest = find_manifest(study, layout)
    if not manifest.exists():
        print(f"{layout.name(manifest)} is missing -> run make manifest", file=sys.stderr)
        return 1
    with rebuild(study, layout) as sums:
        if sums is None:
            return 1
        committed = read_manifest(manifest)
        differences = compare_sums(committed, sums)
    if differences:
        print(f"{study}: {len(differences)} files differ -> {REMEDY}", file=sys.stderr)
        print("\n".join(f"  {line}" for line in differences), file=sys.stderr)
        return 1
    print(f"{study}: all {len(sums)} files are what {layout.name(manifest)} says, byte for byte.")
    return 0


def write_manifest(study: str, layout: Layout | None = None) -> int:
    """Rebuild a study in an empty folder and write its manifest; returns the exit code.

    The lines are those of sha256sum, with paths from the project's root.
    """
    layout = layout or Layout()
    manifest = find_manifest(study, layout)
    with rebuild(study, layout) as sums:
        if sums is None:
            return 1
        lines = [f"{value}  {name}\n" for name, value in sorted(sums.items())]
    manifest.parent.mkdir(parents=True, exist_ok=True)
    manifest.write_text("".join(lines), encoding="utf-8", newline="\n")
    print(f"{layout.name(manifest)}: {len(sums)} files")
    return 0


def find_manifest(study: str, layout: Layout) -> Path:
    return layout.root / "docs" / f"manifest-{study}.sha256"


@contextmanager
def rebuild(study: str, layout: Layout) -> Iterator[dict[str, str] | None]:
    """Build in an empty folder; yields the sums of what was built, None where it failed."""
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        elsewhere = layout.move_outputs(Path(folder).resolve())
        if build_study(study, layout=elsewhere) != 0:
            yield None
            return
        yield {
            **sum_folder(elsewhere.processed, layout.name(layout.processed)),
            **sum_folder(elsewhere.build / study, f"{layout.name(layout.build)}/{study}"),
        }


def sum_folder(folder: Path, name: str) -> dict[str, str]:
    """SHA-256 by path, the folder written as `name`.

    Without executed notebooks, whose parameters name the folder they were built in, and without
    what begins with a dot, the engine's state.
    """
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb"]
    inside = {path.relative_to(folder): path for path in files}
    return {
        f"{name}/{relative.as_posix()}": hashlib.sha256(path.read_bytes()).hexdigest()
        for relative, path in inside.items()
        if not any(part.startswith(".") for part in relative.parts)
    }


def read_manifest(manifest: Path) -> dict[str, str]:
    lines = manifest.read_text(encoding="utf-8").splitlines()
    return {name: value for value, name in (line.split("  ", 1) for line in lines)}


def compare_sums(committed: dict[str, str], built: dict[str, str]) -> list[str]:
    """One line a file that differs, is missing, or is new."""
    lines = []
    for name in sorted(committed.keys() | built.keys()):
        if name not in built:
            lines.append(f"{name}: in the manifest, not built")
        elif name not in committed:
            lines.append(f"{name}: built, not in the manifest")
        elif committed[name] != built[name]:
            lines.append(f"{name}: other bytes")
    return lines
