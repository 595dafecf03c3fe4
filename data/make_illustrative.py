"""Write the two illustrative workbooks of the study of social-media complaints.

The spreadsheets that Staffordshire Police (FOI 15350) and the Metropolitan Police Service
(01.FOI.23.029010) attached to their replies could not be obtained. The letters say what the
tables held; these workbooks have that shape, and the figures of `illustrative.yaml`, invented by
hand, so that the whole way from a reply to a report can be run and seen. None is the forces'.

    python data/make_illustrative.py
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter
import yaml
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

HERE = Path(__file__).resolve().parent
BANNER = "ILLUSTRATIVE - invented figures, not the force's"
WHY = (
    "The force's own workbook could not be obtained. This one has the shape its letter describes "
    "and figures invented for illustration: quote none of them."
)
ANY_DAY = datetime(2023, 4, 1)  # a workbook stamped with the time of writing differs every time
LABEL_WIDTH, FIGURE_WIDTH, GAP_WIDTH = 38, 13, 4


@dataclass(frozen=True)
class Block:
    """One table: its title, a note under the title or none, and its rows, the header first."""

    title: str
    rows: list[list[str | int]]
    note: str = ""

    @property
    def width(self) -> int:
        return len(self.rows[0])

    @property
    def height(self) -> int:
        return 1 + bool(self.note) + len(self.rows)


def write_workbooks(raw: Path) -> list[Path]:
    """Write both workbooks under `raw`, the same bytes every time; returns their paths."""
    books = yaml.safe_load((HERE / "illustrative.yaml").read_text(encoding="utf-8"))
    return [write_workbook(raw / name, sheets) for name, sheets in books.items()]


def write_workbook(path: Path, sheets: list[dict]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": BANNER, "comments": WHY, "created": ANY_DAY})
        styles = define_styles(book)
        for sheet in sheets:
            bands = [[read_block(block) for block in band] for band in sheet.get("bands", [])]
            write_sheet(book.add_worksheet(sheet["name"]), sheet["notes"], bands, styles)
    return path


def read_block(block: dict) -> Block:
    lines = [line.split("|") for line in block["rows"].splitlines()]
    cells = [[cell.strip() for cell in line] for line in lines]
    rows = [[int(cell) if cell.isdigit() else cell for cell in line] for line in cells]
    return Block(block["title"], rows, block.get("note", ""))


def define_styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    grid = {"border": 1, "border_color": "#808080"}
    shapes = {
        "banner": {"bold": True, "font_size": 14, "font_color": "white", "bg_color": "#9C0006"},
        "why": {"text_wrap": True, "valign": "top", "font_color": "#9C0006"},
        "note": {"italic": True, **grid},
        "heading": {"bold": True, "font_size": 12},
        "title": {"bold": True, "bg_color": "#D9E1F2", **grid},
        "header": {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", **grid},
        "label": grid,
        "figure": {"num_format": "#,##0", "align": "right", **grid},
    }
    for part in ("label", "figure"):
        shapes[f"total {part}"] = {**shapes[part], "bold": True, "top": 2}
    return {name: book.add_format(shape) for name, shape in shapes.items()}


def write_sheet(
    page: Worksheet, notes: str, bands: list[list[Block]], styles: dict[str, Format]
) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    page.set_tab_color("#9C0006")
    page.set_header(f'&C&"-,Bold"{BANNER}')
    page.set_footer(f"&L{BANNER}&R&A, page &P of &N")
    widths = choose_widths(bands)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.merge_range(0, 0, 0, len(widths) - 1, BANNER, styles["banner"])
    page.merge_range(1, 0, 1, len(widths) - 1, WHY, styles["why"])
    page.set_row(0, 22)
    # No program grows a row to fit merged text, so its height follows from the width there is.
    page.set_row(1, 16 * (1 + len(WHY) // sum(widths)))
    row = 3
    for line in notes.splitlines():
        page.write(row, 0, line, styles["heading"] if row == 3 else None)
        row += 1
    for band in bands:
        column, row = 0, row + 1
        for block in band:
            write_block(page, row, column, block, styles)
            column += block.width + 1
        row += max(block.height for block in band)


def choose_widths(bands: list[list[Block]]) -> list[int]:
    """The widths of the columns in characters, as the widest band needs them."""
    widths: list[int] = []
    for block in max(bands, key=lambda band: sum(block.width for block in band), default=[]):
        gap = [GAP_WIDTH] if widths else []
        widths += [*gap, LABEL_WIDTH, *[FIGURE_WIDTH] * (block.width - 1)]
    return [*widths, *[LABEL_WIDTH] * (4 - len(widths))]


def write_block(
    page: Worksheet, row: int, column: int, block: Block, styles: dict[str, Format]
) -> None:
    last = column + block.width - 1
    page.merge_range(row, column, row, last, block.title, styles["title"])
    if block.note:
        row += 1
        page.merge_range(row, column, row, last, block.note, styles["note"])
    header, *body = block.rows
    row += 1
    page.write_row(row, column, header, styles["header"])
    if any(len(str(cell)) > FIGURE_WIDTH for cell in header[1:]):
        page.set_row(row, 32)
    for label, *figures in body:
        row += 1
        total = "total " if label == "Total" else ""
        page.write(row, column, label, styles[f"{total}label"])
        page.write_row(row, column + 1, figures, styles[f"{total}figure"])


if __name__ == "__main__":
    for written in write_workbooks(HERE / "raw"):
        print(written.relative_to(HERE.parent))
