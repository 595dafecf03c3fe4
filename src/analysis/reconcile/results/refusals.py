"""Refusals: why a figure is not given, by a code that a reader can look up (methods.md 0.2)."""

from dataclasses import dataclass
from enum import StrEnum


class RefusalCode(StrEnum):
    """Every reason for which a figure is refused, with what it means in words."""

    meaning: str

    def __new__(cls, code: str, meaning: str) -> "RefusalCode":
        member = str.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member

    UNIT_MISMATCH = "UNIT_MISMATCH", "they count different things"
    DATE_BASIS_MISMATCH = "DATE_BASIS_MISMATCH", "they file an item under different dates"
    COVERAGE_GAP = "COVERAGE_GAP", "the window is not covered"
    DEFINITION_MISMATCH = (
        "DEFINITION_MISMATCH",
        "they count by different definitions, or in different people",
    )
    INCONSISTENT_SOURCES = "INCONSISTENT_SOURCES", "figures that should agree do not"
    NO_DENOMINATOR = "NO_DENOMINATOR", "no workforce matches the people counted"
    TOO_FEW = "TOO_FEW", "too few events for a rate"
    BREAK_SPANNED = "BREAK_SPANNED", "the way of counting changed in between"
    CROSS_TAB_REQUESTED = "CROSS_TAB_REQUESTED", "the tables cannot be crossed"
    UNMAPPED_CATEGORY = "UNMAPPED_CATEGORY", "no shared category"
    CELL_TOO_LONG = "CELL_TOO_LONG", "the cell is too long to be divided"
    DISCLOSIVE = "DISCLOSIVE", "it would tell what a force hid, or could identify a person"


@dataclass(frozen=True)
class Refusal:
    """Why a figure is not given: the code, the evidence, the cells, and what would cure it.

    `facet` names what differs between two replies: `unit`, `population`, `stage`, …
    Raises ValueError for a code that is none of `RefusalCode`.
    """

    code: RefusalCode
    evidence: str
    cells: str = ""
    remedy: str = ""
    facet: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "code", RefusalCode(self.code))

    def facts(self) -> dict[str, str]:
        """The columns of a row that it fills."""
        names = ("code", "evidence", "remedy", "cells")
        return {name: getattr(self, name) for name in names}
