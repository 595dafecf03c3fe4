"""Refusals: why a figure is not given, by a code that a reader can look up (METHODS, page 1)."""

from dataclasses import dataclass

CODES = {
    "UNIT_MISMATCH": "they count different things",
    "DATE_BASIS_MISMATCH": "they file an item under different dates",
    "COVERAGE_GAP": "the window is not covered",
    "DEFINITION_MISMATCH": "they count by different definitions, or in different people",
    "INCONSISTENT_SOURCES": "figures that should agree do not",
    "TOO_FEW": "too few events for a rate",
    "BREAK_SPANNED": "the way of counting changed in between",
    "CROSS_TAB_REQUESTED": "the tables cannot be crossed",
    "UNMAPPED_CATEGORY": "no shared category",
    "CELL_TOO_LONG": "the cell is too long to be divided",
    "DISCLOSIVE": "it could identify a person",
}


@dataclass(frozen=True)
class Refusal:
    """Why a figure is not given: the code, the evidence, the cells, and what would cure it."""

    code: str
    evidence: str
    cells: str = ""
    remedy: str = ""
