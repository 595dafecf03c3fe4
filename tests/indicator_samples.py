"""Quarters made up for the tests, each row labelled so, and the file that a study names."""

from pathlib import Path

import yaml
from examples import write_csv

from analysis.model.study import IndicatorFile

OLD, NEW = "Police Reform Act 2002", "Policing and Crime Act 2017"
HEAD = ["force", "first_day", "last_day", "count", "regime", "provenance", "source"]
SOURCE = {
    "title": "all complaints recorded", "publisher": "made up", "edition": "none",
    "released": "null", "retrieved_from": "nowhere", "licence": "none needed",
}  # fmt: skip
ENDS = ("03-31", "06-30", "09-30", "12-31")
STARTS = ("01-01", "04-01", "07-01", "10-01")
WHY = "most such complaints come from the public too"


def list_quarters(counts, year=2018, force="staffordshire", regime=OLD, provenance="illustrative"):
    """A row a quarter of a year, in its order."""
    return [
        [force, f"{year}-{start}", f"{year}-{end}", str(count), regime, provenance, "made up"]
        for start, end, count in zip(STARTS, ENDS, counts, strict=True)
    ]


def write_indicator(folder: Path, rows: list[list[str]], head=HEAD, **source) -> IndicatorFile:
    """The file and what stands beside it, as a study names them."""
    path = write_csv(folder / "quarters.csv", [head, *rows])
    told = {name: words for name, words in (SOURCE | source).items() if words is not None}
    path.with_suffix(".yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    return IndicatorFile.model_validate({"file": str(path), "why": WHY})
