"""Does anything that a workbook hides come out? Planted words, kind by kind and format by format.

    .venv/bin/python benchmarks/planted_words.py

Writes each hostile workbook of the tests, runs every command that meets one, and searches every
byte that was written or printed, zips unpacked, for the planted words. Prints a table: workbooks,
those whose kind was told, and planted words found. Exits with 1 where one is found or not told.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "tests" / "ingest" / "hidden"), str(ROOT / "tests")]

from hostile_books import HOSTILE, write_hostile  # noqa: E402
from test_planted_words import find_leaks, run_everything  # noqa: E402

from analysis.ingest.files.workbook import read_file  # noqa: E402
from analysis.ingest.hidden.hidden_search import find_hidden_matter  # noqa: E402
from analysis.model.hidden_matter import HiddenKind  # noqa: E402

FORMATS = ("xlsx", "ods", "xls")


def main() -> int:
    books, told, leaks, size = Counter(), Counter(), Counter(), 0
    for name, (kind, _) in HOSTILE.items():
        place = kind, name.split()[0].replace("xlsm", "xlsx")
        with tempfile.TemporaryDirectory() as folder:
            path = write_hostile(name, Path(folder))
            found = find_hidden_matter(read_file(path))
            work = Path(folder) / "work"
            work.mkdir()
            written = run_everything(path, work)
        books[place] += 1
        told[place] += kind is None or any(matter.kind is kind for matter in found)
        leaks[place] += len(find_leaks(written))
        size += sum(len(content) for _, content in written)
    print(f"{'books / told / planted words found':50}", *(f"{form:>12}" for form in FORMATS))
    for kind in (*HiddenKind, None):
        cells = [
            " / ".join(str(count[kind, form]) for count in (books, told, leaks))
            if books[kind, form]
            else "-"
            for form in FORMATS
        ]
        name = kind.value if kind else "not looked for, and in no clean copy"
        print(f"{name:50}", *(f"{cell:>12}" for cell in cells))
    print(
        f"{books.total()} workbooks, {size:,} bytes searched, {leaks.total()} planted words found"
    )
    return int(leaks.total() > 0 or told != books)


if __name__ == "__main__":
    sys.exit(main())
