"""Where one report is made, and the pandoc that makes it."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pypandoc

from analysis.model.paths import REPORT

ASSETS = REPORT / "assets"
FILTERS = ASSETS / "filters"
BANNER_COLOURS = {  # shade, words; style.css has the same
    "illustrative": ("fdeccd", "7a3e00"),
    "transcribed": ("dfeaf6", "1b4a7a"),
    "disclosed": ("dff0e3", "1d5a2e"),
}


def find_pandoc() -> str:
    """Return the path of the pandoc that ships in its package.

    Left to itself, pypandoc takes the newest pandoc it can find on the machine, and another
    pandoc may write other bytes.
    """
    bundled = Path(pypandoc.__file__).parent / "files" / "pandoc"
    return str(bundled) if bundled.exists() else pypandoc.get_pandoc_path()


@dataclass(frozen=True)
class Desk:
    """Where one report is made: the folder with `figures/`, the time its files bear (seconds
    since 1970) and the fields its templates fill in."""

    folder: Path
    clock: int
    fields: Mapping[str, str]

    @property
    def banner_colours(self) -> tuple[str, str]:
        """Shade and words of the banner, as six hexadecimal digits."""
        return BANNER_COLOURS[self.fields["banner-word"]]

    def run_pandoc(self, *arguments: str, text: str = "") -> str:
        """Run pandoc on `text`; return what it prints.

        Raises `RuntimeError` with pandoc's own words.
        """
        metadata = [f"--metadata={key}:{value}" for key, value in self.fields.items()]
        done = subprocess.run(
            # What a user keeps in a pandoc folder of their own must not change the report.
            [find_pandoc(), f"--data-dir={ASSETS}", *metadata, *arguments],
            input=text,
            cwd=self.folder,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(self.clock), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"pandoc failed: {done.stderr.strip()}")
        return done.stdout
