"""Question kinds: what a person is asked about a found table, and what to write where."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from string import Template

from analysis.model.yaml_file import BLANK

MOST_CELLS = 6  # named of one question


class QuestionKind(Enum):
    """What a person is asked about a found table, and what to write where.

    What begins with a dollar sign is filled in for each table; what stands in backticks is typed
    into its recipe as it is printed, each pair on a line of its own. `of_letter` are those that
    only the letter answers.
    """

    def __init__(self, text: str, remedy: str, of_letter: bool = False):
        self.text, self.remedy, self.of_letter = text, remedy, of_letter

    UNIT_OF_RECORDS = (
        "is each row one record, a complaint or a person?",
        "say in response.yaml what one row is: `unit: complaints` or `unit: people`",
        True,
    )
    DATED_LINES = (
        "do these lines date the records beneath them?",
        "to count by them, write what each says beside its records, under a head of its own, in a "
        "copy of the file; else leave them out, `ignore: [$labels]` in response.yaml",
    )
    NO_TITLE = (
        "no title stands above this table: what does it count?",
        "name it in response.yaml by words near its head, `find: $words`",
        True,
    )
    NO_NAME = (
        "no title stands above this table, and its heads stand elsewhere too: what does it count?",
        "write a title above $cell in a copy of the file",
        True,
    )
    GUESSED_TITLE = (
        "is this the title of the table?",
        "in response.yaml keep `find: $words`, or write other words that stand above it",
        True,
    )
    RIVAL_TITLES = (
        "which of these lines is the title?",
        "in response.yaml keep `find: $words` or `find: $other`",
        True,
    )
    NO_HEADS = (
        "no heads stand over these figures: what are they?",
        "write a head over each in a copy of the file; a lone column is read as `columns: "
        "count` in response.yaml",
    )
    NO_HEAD = (
        "these columns have no head",
        "write into $cells what stands beneath, in a copy of the file",
    )
    SAME_HEADS = (
        "the same heads stand over several columns",
        "write into $cells what tells them apart, in a copy of the file",
    )
    CROSSING_BANNER = (
        "does this banner reach over the blank column as well?",
        "if so, `gaps: [column]` in response.yaml; else put a banner over the columns behind it "
        "in a copy of the file",
    )
    DISPLACED_BANNERS = (
        "over which columns do these banners reach?",
        "put each of them into the first column that it heads, in a copy of the file",
    )
    ABOVE_HEADS = (
        "these figures stand above the heads: do they belong to the columns beneath?",
        "if so, put them beneath the heads in a copy of the file; else delete $cells there",
    )
    HEADS_BELOW = (
        "heads stand below figures of the same table",
        "if another table begins here, write its title above $cell in a copy of the file",
    )
    LONE_WORDS = (
        "do these words head their column alone, or the rows beneath?",
        "of the rows, write them before these in a copy of the file; else there is nothing "
        "to write",
    )
    ABSENT_HEADS = (
        "are these heads of columns, or do they say that there is no figure?",
        "if there is none, one recipe reads them all in response.yaml, "
        "`under: []`, `columns: $axis` and `marks: {$marks}`",
    )
    HEADS_UNDER_FIGURES = (
        "do these words head a table, or stand for figures of the one just above?",
        "of the one above, `marks: {$marks}` in its recipe in response.yaml, and delete this "
        "one; else "
        "write a title above $cell in a copy of the file",
    )
    NUMBERS_AS_HEADS = (
        "are these numbers heads of columns, not counts?",
        "if they are counts, write a head over each and over their labels in a copy of the file",
    )
    DAYS_AS_HEADS = (
        "$ask",
        "if so, one recipe reads them all in response.yaml, "
        "`under: []`, `columns: year` and `periods: {$periods}`",
    )
    DAYS_AS_LABELS = (
        "$ask",
        "if so, say which in response.yaml, `rows: year` and `periods: {$periods}`",
    )
    NO_LABEL = (
        "these rows of figures have no label",
        "write a label before each of $cells in a copy of the file",
    )
    SAME_LABEL = (
        "the same label stands beside several rows: what tells them apart?",
        "write it into $cells in a copy of the file, or leave them out: `ignore: [$label]` "
        "in response.yaml",
    )
    STRETCHED_LABELS = (
        "do these words name the rows beneath as well, until the next?",
        "if so, write them into the cells beneath in a copy of the file; else `ignore: "
        "[$head]` in response.yaml",
    )
    HEADING_OR_BLANK = (
        "are these words the heading of the rows beneath, or were their figures left blank?",
        'a heading: `ignore: [$label]` in response.yaml; blank figures: `marks: {"": not answered}`'
        " and no such `ignore`",
    )
    BLANK_ROW = (
        "no figures stand in this row: blank is not 0. What is meant?",
        'ask the force, and say it in response.yaml: `marks: {"": not answered}`, or another '
        "reason;"
        " a heading is named there, `ignore: [$label]`",
    )
    LABELS_OR_NONE = (
        "do these words label the rows, or say that there is no figure?",
        "if there is no figure, leave them out in response.yaml: "
        "`labels: $first`, `rows: $axis` and `ignore: [$head]`",
    )
    NUMBERS_AS_LABELS = (
        "are these numbers labels, not counts?",
        "if so, write them in words into $cells in a copy of the file, such as 14 years; else put "
        "labels before them there",
    )
    CODES_OR_YEARS = (
        "are these codes, or years?",
        "codes beside labels are left out, `ignore: [$head]` in response.yaml; where they alone "
        "name the rows, one is read there by `rows: total` and `pick: [$label]`",
    )
    STRAY_FIGURES = (
        "these figures stand under no head: do they belong to the table?",
        "if so, write a head over $cells in a copy of the file; else delete them there",
    )
    REMARKS = (
        "these words stand beside the figures and label nothing",
        "a remark is left out, `ignore: [$head]` in response.yaml; of words for counts that are "
        "not "
        "there say what they mean, `marks: {$marks}`",
    )
    LOST_WORDS = (
        "do these words stand for figures? Nothing is read here",
        "if so, say what they mean, `marks: {$marks}` in response.yaml; else name their row, "
        "`ignore: [$label]`",
    )
    GOES_ON = (
        "does the table go on after $blank blank rows?",
        "if so, `gaps: [row]` in response.yaml; else give the rows beneath a title in a copy of "
        "the workbook",
    )
    TOTAL = (
        "is this $line a total? $why",
        "if so, `totals: [$line]` in response.yaml, or, where it is the sum of some alone, "
        "`ignore: [$label]`; if not, neither",
    )
    HIDDEN = (
        "$ask",
        "ask the force; if it may be read, `hidden: read` and `reason: ???` in response.yaml",
    )
    STATED = (
        "words say that there is no figure, and are taken for $meaning: is that what they mean?"
        " ($words)",
        "if not, say what is meant, such as `marks: {$marks}` in response.yaml",
    )
    UNSETTLED_WORDS = (
        "words stand for a figure: are they withheld, not held, not recorded, not answered, "
        "not applicable or zero? ($words)",
        "say which in response.yaml, such as `marks: {$marks}`",
    )
    MERGED_FIGURE = (
        "$ask",
        "write the count of each into $cells in a copy of the file",
    )
    BLANK_FIGURE = (
        "$ask",
        'ask the force, and say it in response.yaml: `marks: {"": not answered}`, or another '
        "reason",
    )
    OTHER_WORDS = (
        "$ask",
        "say what they mean, such as `marks: {$marks}` in response.yaml",
    )
    UNEXPLAINED_MARK = (
        "$ask",
        "say it in response.yaml, such as `marks: {$glyph: suppressed 1 to 4}`",
    )
    OPEN_RANGE = (
        "$ask",
        "say which in response.yaml, `marks: {$above}` or `marks: {$whole}`",
    )
    UNEXPLAINED_NOTE = (
        "$ask",
        "where the number counts as it stands, `marks: {$glyph: footnote}` in response.yaml; else "
        "write what was meant into $cells in a copy of the file",
    )
    DOUBTFUL_FIGURE = (
        "$ask",
        "write the count that was meant into $cells in a copy of the file, or say why there "
        "is none, such "
        "as `marks: {$marks}` in response.yaml",
    )
    LISTED_COUNTS = (
        "each of these cells lists counts with their words",
        "a recipe of their own reads them in response.yaml, $own and `cells: $axis`; the other one "
        "leaves them out, `ignore: [$label]`",
    )
    RULED_FIGURE = (
        "$ask",
        "look at the sheet; in a copy of the file take the conditional format off $cells, and "
        "write there what the sheet shows",
    )
    NO_COUNTS = (
        "$ask",
        "leave them out, `ignore: [$head]` in response.yaml, or write counts into $cells in a "
        "copy of the workbook",
    )
    LONE_FIGURE = (
        "one label and one number: is it what the reply counts?",
        "if not, delete its recipe in response.yaml; a head over $cell, written in a copy of the "
        "workbook, says what it counts",
    )
    FIGURES_IN_NO_TABLE = (
        "figures in no table",
        "to have them read, write heads over $cells and labels before them, in a copy of the "
        "workbook",
    )
    NO_FIGURES_SAID = (
        "these words say that there are no figures: of which table, and why?",
        "say it in response.yaml before its tables, `withheld: [{what: $above, under: $words}]`",
    )

    def ask(self, cells: tuple[str, ...] = (), sheet: str = "", **words: object) -> "OpenQuestion":
        """The question about these cells, with the `words` that its text and remedy name."""
        shown = clip_list(cells)
        named = {"cells": shown, "cell": cells[0].split(":")[0] if cells else ""} | words
        text, remedy = (Template(said).substitute(named) for said in (self.text, self.remedy))
        return OpenQuestion(text, cells, sheet, remedy, self.name, self.of_letter)


@dataclass(frozen=True)
class OpenQuestion:
    """Something a person must decide, with the cells it is about (`B5`, or `B5:D9`).

    A question about a table lies on the table's sheet; any other names its `sheet`. `remedy` says
    what to write where, and `of_letter` whether only the letter answers it: then it says nothing
    against a figure or a label.
    """

    text: str
    cells: tuple[str, ...] = ()
    sheet: str = ""
    remedy: str = ""
    kind: str = ""  # the name of its `QuestionKind`, where it has one
    of_letter: bool = False

    def __str__(self) -> str:
        return self.place(self.cells)

    def place(self, cells: Sequence[str]) -> str:
        """The question after its sheet and these of its cells, and before its remedy."""
        where = ", ".join((*([f"sheet {self.sheet}"] if self.sheet else []), *cells))
        text = f"{where}: {self.text}" if where else self.text
        return f"{text} -> {self.remedy}" if self.remedy else text


def describe_question(question: OpenQuestion) -> str:
    """The question after the first of its cells."""
    return question.place([clip_list(question.cells)] if question.cells else [])


def clip_list(cells: Sequence[str]) -> str:
    """The first of some cells, and how many more there are.

    >>> clip_list(["A1", "B2:B9"])
    'A1, B2:B9'
    """
    more = len(cells) - MOST_CELLS
    return ", ".join(cells[:MOST_CELLS]) + (f" and {more} more" if more > 0 else "")


def quote_yaml(words: str) -> str:
    """Words as they can be typed into response.yaml, whatever they hold.

    >>> quote_yaml('Staff: "civil"')
    '"Staff: \\\\"civil\\\\""'
    """
    return json.dumps(words, ensure_ascii=False)


def show_days(labels: Iterable[str]) -> str:
    """Labels with a place for the days of each, as a recipe has them: only the force knows them.

    >>> show_days(["2020 to date", "So far"])
    '"2020 to date": ??? to ???, "So far": ??? to ???'
    """
    return ", ".join(f"{quote_yaml(label)}: {BLANK} to {BLANK}" for label in labels)
