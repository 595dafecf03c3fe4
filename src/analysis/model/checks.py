"""A check: two figures of one reply that ought to agree, with their cells and the verdict."""

from enum import StrEnum

from analysis.model.provenance import PROVENANCES
from analysis.model.store.schema import Column, Schema


class CheckKind(StrEnum):
    """What is set side by side; `of_figures` if figures, whose difference says that one is wrong.

    Days, rows and hidden cells say nothing of which figure is right.
    """

    of_figures: bool

    def __new__(cls, word: str, of_figures: bool = False) -> "CheckKind":
        kind = str.__new__(cls, word)
        kind._value_ = word
        kind.of_figures = of_figures
        return kind

    PRINTED_TOTAL = "printed total", True
    SUM_OF_CATEGORIES = "sum of categories", True
    TWO_TOTALS = "two totals", True
    DECLARED_COMPARISON = "declared comparison", True
    ORDER_OF_UNITS = "order of units", True
    SANCTIONS = "sanctions", True
    FINISHED_AND_ALL = "finished and all", True
    OF_WHICH = "of which"
    DECLARED_WINDOW = "declared window"
    DAYS_OF_THE_TITLE = "days of the title"
    ROWS_OF_A_LIST = "rows of a list"
    REPEATED_ROWS = "repeated rows"
    LABEL_OUTSIDE = "label outside the window"
    REPEATED_HEADS = "repeated heads"
    HIDDEN_CELLS = "hidden cells"
    EARLIER_EDITION = "earlier edition"


PRINTED_TOTAL = CheckKind.PRINTED_TOTAL.value  # how an observation's note marks one, too
# What may explain a total above the sum of its parts.
NOT_LISTED = "some may be in no line that the total is set beside"
PART_READ = "part of the table read"  # an observation's note where categories were left out
# Hidden counts leave a range; where the ranges overlap without being one number it stays open.
AGREES, DIFFERS, OPEN = VERDICTS = "agrees", "differs", "not decided"

CHECKS = Schema(
    "checks",
    "Checks: figures that a reply gives twice",
    (
        Column("force", "Force", "the force's folder under data/raw", filled=True),
        Column("reference", "Reference", "the force's own reference of its reply", filled=True),
        Column(
            *("check", "Check", "what is set side by side"),
            filled=True,
            choices=tuple(CheckKind),
        ),
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
