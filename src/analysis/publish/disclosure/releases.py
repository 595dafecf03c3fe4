"""Where the releases of a study lie, which stay public beside the one that is to be made."""

from pathlib import Path


def list_releases(study: str, processed: Path, released: Path) -> list[Path]:
    """The folders of a study's releases: its own window's, those beside `processed`, and its own.

    `released` holds the study's own window; other windows are built beside one another, each in
    `<study>--<start>--<end>/processed`, and read each other. The study's own window does not read
    them: it must come out the same wherever it is built.
    """
    own = Path(processed).absolute() / study
    beside = sorted(own.parents[2].glob(f"{study}--*/processed/{study}"))
    found = dict.fromkeys([Path(released).absolute() / study, *beside, own])
    return [folder for folder in found if folder.is_dir()]
