"""Write the parts of README.md and docs/ that the code knows: `make docs`.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`; `tests/test_docs.py` fails
where one is out of date.
"""

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from analysis.model.checks import CHECKS
from analysis.model.count import Status
from analysis.model.observation import OBSERVATIONS
from analysis.model.provenance import Provenance
from analysis.model.request import RequestState
from analysis.model.store.csv_file import replace_text
from analysis.model.store.schema import Schema
from analysis.publish.content.prose import describe_rungs, list_terms
from analysis.publish.tables.coverage import COVERAGE
from analysis.reconcile.results.comparison import COMPARISON, REFUSALS, TABLES
from analysis.reconcile.results.refusals import RefusalCode
from analysis.reconcile.validation.store import SCORES, TARGETS_CHECKED

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "docs/terminology.md", "docs/a-study.md")
PART = re.compile(r"(<!-- generated: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)


def list_rungs() -> str:
    return describe_rungs() + "\n"


def list_codes() -> str:
    return _table(("Code", "Meaning"), ((f"`{code}`", code.meaning) for code in RefusalCode))


def list_statuses() -> str:
    rows = (
        (f"`{status}`", f"`{status.shorthand}`" if status.shorthand else "") for status in Status
    )
    return _table(("Status", "Shorthand beside a figure"), rows)


def list_states() -> str:
    return _table(("State", "What it means"), ((state, state.meaning) for state in RequestState))


def list_provenances() -> str:
    rows = ((f"`{kind}`", kind.mark.meaning, kind.mark.stamp) for kind in Provenance)
    return _table(("Word", "Meaning", "Stamp"), rows)


def list_tables() -> str:
    schemas: tuple[Schema, ...] = (
        OBSERVATIONS,
        CHECKS,
        COMPARISON,
        REFUSALS,
        *TABLES.values(),
        COVERAGE,
        SCORES,
        TARGETS_CHECKED,
    )
    rows = ((f"`{one.name}.csv`", one.title.partition(": ")[2] or one.title) for one in schemas)
    return _table(("File", "What it holds"), rows)


def list_columns() -> str:
    rows = ((f"`{one.name}`", one.description, one.unit) for one in COMPARISON.columns)
    return _table(("Column of `comparison.csv`", "What it holds", "Unit"), rows)


def list_glossary() -> str:
    return _table(("Word", "What it means"), ((one.word, one.meaning) for one in list_terms()))


PARTS: dict[str, Callable[[], str]] = {
    "rungs": list_rungs,
    "glossary": list_glossary,
    "codes": list_codes,
    "statuses": list_statuses,
    "states": list_states,
    "provenances": list_provenances,
    "tables": list_tables,
    "columns": list_columns,
}


def fill(text: str) -> str:
    """The page with every generated part as the code has it; raises KeyError for an unknown one."""
    return PART.sub(lambda part: part[1] + PARTS[part[2]]() + part[3], text)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    for name in PAGES:
        page = ROOT / name
        text = page.read_text(encoding="utf-8")
        if (filled := fill(text)) != text:
            replace_text(page, filled)
            print(f"{name} written anew", file=sys.stderr)
