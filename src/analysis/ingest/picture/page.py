"""The whole picture of a workbook: one page that needs neither network nor script to be read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from analysis.ingest.picture.escaping import escape
from analysis.ingest.picture.grid import Place
from analysis.ingest.picture.sheet import (
    MOST_COLUMNS,
    MOST_ROWS,
    draw_legend,
    draw_sheet,
)
from analysis.ingest.survey.found import FoundTable, Question, Survey
from analysis.ingest.survey.roles import tell_cells
from analysis.ingest.telling import (
    count_of,
    find_place,
    list_places,
    tell_columns,
    tell_marks,
    tell_rows,
    tell_totals,
)

STYLE = Path(__file__).with_name("picture.css")
WORDS = {
    "title": "title",
    "header": "header over columns",
    "label": "label of a row",
    "data": "figure",
    "total": "printed total",
    "note": "note, in no table",
    "flag": "flag beside a figure",
    "empty": "blank among figures",
}
MOST_CELLS = 40_000  # drawn on one page, some 6 MB: the more sheets, the fewer rows of each
FEWEST_ROWS = 15
MOST_LINKED = 12  # cells of one question
INTRODUCTION = """<p>Each cell is coloured by what it was taken for, and lettered, so that colour
is not needed. Point at a cell, tap it, or reach it with the Tab key: its labels are shown at the
foot of the window. These are guesses. Compare them with the workbook before the recipe is used.</p>
"""


def draw_page(survey: Survey, sheets: Sequence[str]) -> Iterator[str]:
    """The page, piece by piece, so that a workbook of a hundred sheets is never held as text.

    Every text of the workbook is escaped: it stays text, whatever it looks like.
    """
    name = escape(survey.file)
    tables = [table for table in survey.tables if table.sheet in sheets]
    questions = [question for table in tables for question in table.questions]
    yield (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}: what was found</title>\n"
        f"<style>\nbody {{ margin: 0; }}\n{STYLE.read_text('utf-8')}</style>\n"
        f'</head>\n<body>\n<main class="picture">\n<h1>{name}</h1>\n{INTRODUCTION}'
    )
    yield draw_legend({**WORDS, "asked": "a question is open"})
    yield _draw_contents(survey, sheets, tables, len(questions))
    numbers = {id(question): number for number, question in enumerate(questions, start=1)}
    width = sum(min(survey.sheets[sheet].width, MOST_COLUMNS) for sheet in sheets)
    most = max(FEWEST_ROWS, min(MOST_ROWS, MOST_CELLS // max(width, 1)))
    for number, sheet in enumerate(sheets, start=1):
        yield from _draw_section(survey, sheet, f"s{number}", numbers, most)
    yield "</main>\n</body>\n</html>\n"


def _draw_contents(
    survey: Survey, sheets: Sequence[str], tables: Sequence[FoundTable], questions: int
) -> str:
    counts = (
        count_of(len(sheets), "sheet"),
        count_of(len(tables), "table"),
        count_of(questions, "question") + " about them",
    )
    about = "".join(f"<li>{escape(str(question))}</li>" for question in survey.questions)
    items = "".join(
        f'<li><a href="#s{number}"><bdi>{escape(name)}</bdi></a> '
        f"{count_of(sum(table.sheet == name for table in tables), 'table')}</li>"
        for number, name in enumerate(sheets, start=1)
    )
    return (
        f"<p>{', '.join(counts)}.</p>\n"
        + (f'<p>About the file:</p>\n<ul class="questions">{about}</ul>\n' if about else "")
        + f'<nav aria-label="Sheets"><ul class="sheets">{items}</ul></nav>\n'
    )


def _draw_section(
    survey: Survey, name: str, anchor: str, numbers: Mapping[int, int], most: int
) -> Iterator[str]:
    sheet = survey.sheets[name]
    hidden = "" if sheet.visible else " <small>(hidden in the workbook)</small>"
    yield f'<section id="{anchor}">\n<h2><bdi>{escape(name)}</bdi>{hidden}</h2>\n'
    tables = [table for table in survey.tables if table.sheet == name]
    asked: dict[Place, list[int]] = defaultdict(list)
    linked: set[Place] = set()
    for table in tables:
        yield _draw_table(table, anchor, numbers)
        for question in table.questions:
            for address in question.cells[:MOST_LINKED]:
                linked.add(find_place(address))
                for place in list_places(address):
                    asked[place].append(numbers[id(question)])
    if not tables:
        yield "<p>No table was found here.</p>\n"
    if sheet.width:
        figures = ({r for t in tables for r in t.rows}, {c for t in tables for c in t.columns})
        yield from draw_sheet(sheet, tell_cells(survey, name), figures, asked, linked, anchor, most)
    yield "</section>\n"


def _draw_table(table: FoundTable, anchor: str, numbers: Mapping[int, int]) -> str:
    facts = {
        "rows": tell_rows(table),
        "columns": tell_columns(table),
        "totals": tell_totals(table),
        "marks": "; ".join(tell_marks(table)),
        "confidence": f"{table.confidence:.2f}",
    }
    told = "".join(
        f"<dt>{name}</dt><dd><bdi>{escape(said)}</bdi></dd>" for name, said in facts.items() if said
    )
    items = "".join(
        f'<li value="{numbers[id(question)]}">{_draw_question(question, anchor)}</li>'
        for question in table.questions
    )
    title = escape(table.title) or "no title"
    return (
        f'<div class="found"><h3><bdi>{title}</bdi> <small>{table.range}</small></h3>\n'
        f"<dl>{told}</dl>\n" + (f'<ol class="questions">{items}</ol>' if items else "") + "</div>\n"
    )


def _draw_question(question: Question, anchor: str) -> str:
    links = ", ".join(
        f'<a href="#{anchor}-{escape(cell.partition(":")[0])}">{escape(cell)}</a>'
        for cell in question.cells[:MOST_LINKED]
    )
    left = len(question.cells) - MOST_LINKED
    more = f" and {left} more" if left > 0 else ""
    return f"{links}{more}: {escape(question.text)}" if links else escape(question.text)
