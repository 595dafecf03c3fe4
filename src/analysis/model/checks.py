"""A check: two figures of one reply that ought to agree, with their cells and the verdict."""

from analysis.model.provenance import PROVENANCES
from analysis.model.schema import Column, Schema

PRINTED_TOTAL = "printed total"  # the check of one, and how an observation's note marks one
PART_READ = "part of the table read"  # an observation's note where categories were left out
# Hidden counts leave a range; where the ranges overlap without being one number it stays open.
AGREES, DIFFERS, OPEN = VERDICTS = "agrees", "differs", "not decided"

CHECKS = Schema(
    "checks",
    "Checks: figures that a reply gives twice",
    (
        Column("force", "Force", "the force's folder under data/raw", filled=True),
        Column("reference", "Reference", "the force's own reference of its reply", filled=True),
        Column("check", "Check", "what kind of figures are set side by side", filled=True),
        Column("table", "Table", "the table of the first figure"),
        Column("what", "What", "what both figures are of"),
        Column("first", "First", "the first figure, as a number or a range"),
        Column("first_cell", "First cell", "the address of the first figure"),
        Column("second", "Second", "the figure it ought to agree with"),
        Column("second_cells", "Second cells", "the addresses of the second figure"),
        Column("verdict", "Verdict", "how they agree", filled=True, choices=VERDICTS),
        Column("note", "Note", "what may explain a difference"),
        Column(
            "provenance", "Provenance", "whose figures they are", filled=True, choices=PROVENANCES
        ),
    ),
)
