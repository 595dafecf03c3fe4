"""Real counts by quarter: traffic tickets by town, as a police force disclosed them."""

import os
from pathlib import Path

import numpy as np
from formats import read_sheets

CORPUS = os.environ.get("FOI_CORPUS", "")
FIRST_YEAR, FIRST_ROW, HEAD = 2012, 5, 4
COLUMNS = range(2, 27)  # 2012 to 2016; of 2017 the workbook has two quarters


def read_tickets() -> np.ndarray:
    """Tickets of every town without a blank quarter, shape (towns, 20): a blank is never 0."""
    book = read_sheets(Path(CORPUS) / "israel-traffic-2012-2017-part.xls")
    sheet = next(iter(book.values()))
    quarters = [c for c in COLUMNS if str(sheet.cell(HEAD, c).value) in ("1", "2", "3", "4")]
    # The last row is the sum of all towns.
    towns = [[sheet.cell(r, c).value for c in quarters] for r in range(FIRST_ROW, sheet.height - 1)]
    return np.array([town for town in towns if all(isinstance(n, float) for n in town)], dtype=int)
