"""Where things lie, once, so that no other module spells a folder's name."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
RAW = ROOT / "data" / "raw"
REFERENCE = RAW / "reference"
PROCESSED = ROOT / "data" / "processed"
INTERNAL = ROOT / "internal"  # what is worked out before the publication gate; never committed
VOCABULARY = ROOT / "data" / "vocabulary"
STUDIES = ROOT / "studies"
NOTEBOOKS = ROOT / "notebooks"
REPORT = ROOT / "report"
BUILD = ROOT / "build"


def format_path(path: Path) -> str:
    """The path as a reader should see it: from the project's root where it lies inside."""
    path = Path(path)
    resolved = path.resolve()
    return resolved.relative_to(ROOT).as_posix() if resolved.is_relative_to(ROOT) else path.name


def list_releases(study: str, processed: Path, released: Path) -> list[Path]:
    """The folders of a study's releases: its own window's, its earlier editions, those beside
    `processed`, and its own.

    `released` holds the study's own window; other windows are built beside one another, each in
    `<study>--<start>--<end>/processed`, and read each other. The study's own window does not read
    them: it must come out the same wherever it is built. An edition that was published before and
    is kept lies beside the release that took its place, as `<study>--<edition>`.
    """
    own = Path(processed).absolute() / study
    beside = sorted(own.parents[2].glob(f"{study}--*/processed/{study}"))
    standing = Path(released).absolute() / study
    editions = sorted(standing.parent.glob(f"{study}--*"))
    found = dict.fromkeys([standing, *editions, *beside, own])
    return [folder for folder in found if folder.is_dir()]


def is_edition(folder: Path) -> bool:
    """Whether the folder of a release is that of an earlier edition."""
    return "--" in folder.name
