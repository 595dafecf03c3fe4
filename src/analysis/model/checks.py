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
# Hidden counts leave a range; where the ranges overlap without being one number it stays open.
AGREES, DIFFERS, OPEN = "agrees", "differs", "not decided"
