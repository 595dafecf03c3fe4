"""Figures on disk: SVG for pages, PNG for Word, PDF for print; the same bytes on every run."""

import io
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from analysis.model.tables import replace_text
from analysis.publish.figures.drawing import Drawing
from analysis.publish.style import house_style

# The settings of each format without which a file would say when and with what it was made.
UNDATED = {
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
SUBJECT = {"png": "Description", "pdf": "Subject"}


def save_figure(figure: Drawing, name: str, folder: Path) -> dict[str, object]:
    """Write `<folder>/<name>.svg`, `.png` (300 dots an inch) and `.pdf`; return the index entry.

    Each file also says in its metadata whose figures it shows. Raises ValueError without an alt
    text, or where it repeats the caption.
    """
    caption, alt = figure.caption, figure.alt
    if not caption or not alt or caption == alt:
        raise ValueError(f"figure {name!r}: give a caption, and an alt text that differs from it")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with house_style():
        _replace(folder / f"{name}.svg", figure.svg.encode())
        for kind, undated in UNDATED.items():
            said = {"Title": caption, SUBJECT[kind]: figure.stamp}
            stream = io.BytesIO()
            figure.savefig(stream, format=kind, metadata=undated | said)
            _replace(folder / f"{name}.{kind}", stream.getvalue())
    return {
        "name": name,
        "caption": caption,
        "alt": alt,
        "provenance": figure.provenance,
        "stamp": figure.stamp,
        "cells": figure.cells,
    }


def write_index(folder: Path, entries: Iterable[dict]) -> Path:
    """Write `<folder>/index.json`: per name its caption, alt text, provenance and source cells.

    Raises ValueError where two figures bear one name.
    """
    index: dict[str, dict] = {}
    for entry in entries:
        if entry["name"] in index:
            raise ValueError(f"two figures are named {entry['name']!r}; name each once")
        index[str(entry["name"])] = entry
    path = Path(folder) / "index.json"
    replace_text(path, json.dumps(index, indent=1, ensure_ascii=False) + "\n")
    return path


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader sees the old picture or the new."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
