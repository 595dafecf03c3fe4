"""Where things lie, once, so that no other module spells a folder's name."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
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
