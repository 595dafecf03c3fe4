#!/usr/bin/env bash
# python-calamine 0.9.1: numbers in a date format are read as days, and different numbers as one.
#
# 0 and -3 both come out as datetime.time(0, 0), and 59 and 60 both as 28 February 1900, with no
# error. Excel shows 00/01/1900 for 0, ######## for -3, and 29/02/1900 for 60. The number that was
# stored cannot be had back from the value.
#
# Why it matters: a count typed into a column of dates, 9 shown as 09/01/1900, is common enough in
# replies to be asked about, and the question has to name the likeliest count. Below 61 the value
# alone does not settle it.
#
# Fails once the four numbers come out as four values.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet 'python-calamine==0.9.1' 'xlsxwriter==3.2.9'
cat >"$folder/check.py" <<'PY'
import sys
from datetime import date, time
from importlib.metadata import version

import xlsxwriter
from python_calamine import CalamineWorkbook

print("python-calamine", version("python-calamine"))
numbers = [0, -3, 59, 60, 61]
path = sys.argv[1]
with xlsxwriter.Workbook(path) as book:
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    book.add_worksheet().write_row(0, 0, numbers, day)
(values,) = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
for number, value in zip(numbers, values, strict=True):
    print(f"stored {number:3}: {value!r}")
assert values == [
    time(0, 0), time(0, 0), date(1900, 2, 28), date(1900, 2, 28), date(1900, 3, 1)
]
PY
"$folder/venv/bin/python" "$folder/check.py" "$folder/days.xlsx"
echo 'as found'
