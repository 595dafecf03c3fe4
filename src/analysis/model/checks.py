"""A check: two figures of one reply that ought to agree, with their cells and the verdict."""

COLUMNS = [
    "force",
    "reference",
    "check",
    "table",
    "what",
    "first",
    "first_cell",
    "second",
    "second_cells",
    "verdict",
    "note",
    "provenance",
]
PRINTED_TOTAL = "printed total"  # the check of one, and how an observation's note marks one
PART_READ = "part of the table read"  # an observation's note where categories were left out
# Hidden counts leave a range; where the ranges overlap without being one number it stays open.
AGREES, DIFFERS, OPEN = "agrees", "differs", "not decided"
