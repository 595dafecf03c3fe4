#!/usr/bin/env bash
# ssf 0.2.2, xlsx2html 0.6.4, excelize 0.1.0: the text shown for a number is not what Excel shows.
#
# Excel formats the fifteen digits that a number has in decimal, not the binary fraction behind
# them: 1379.499999999997 in #,##0 is shown as 1,380, since fifteen digits make 1379.5 of it. Excel
# itself wrote "1,380" beside that value into an .ods of the Home Office. ssf, which is made to
# follow Excel to the letter, shows 1,379. Of numbers that round to zero from below Excel shows no
# sign; xlsx2html and excelize show -0. With a Babel of today ssf does not start at all.
#
# Why it matters: a reader that takes a sheet as it is shown is out by one, or finds a negative
# count where the sheet has 0. Here number formats are our own, and are held to the text that
# 15,890 cells of published .ods files have beside their values.
#
# Fails once one of them shows what Excel shows, or ssf starts.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
python="$folder/venv/bin/python"
"$python" -m pip install --quiet 'ssf==0.2.2' 'xlsx2html==0.6.4' 'excelize==0.1.0' 'babel==2.19.0' 'openpyxl==3.1.5'
cat >"$folder/start.py" <<'PY'
import warnings

warnings.simplefilter("ignore")
from ssf import SSF

try:
    SSF()
except KeyError as error:
    print("ssf with Babel 2.19.0 does not start: KeyError", error)
else:
    raise SystemExit("ssf starts")
PY
"$python" "$folder/start.py"
cat >"$folder/signs.py" <<'PY'
import excelize
import openpyxl
from xlsx2html.format import format_cell

cell = openpyxl.Workbook().active["A1"]
cell.value, cell.number_format = -0.2758, "#,##0"
book = excelize.new_file()
style = book.new_style(excelize.Style(custom_num_fmt="#,##0"))
book.set_cell_value("Sheet1", "A1", -0.2758)
book.set_cell_style("Sheet1", "A1", "A1", style)
shown = {
    "xlsx2html": format_cell(cell, locale="en_GB"),
    "excelize": book.get_cell_value("Sheet1", "A1"),
}
print("-0.2758 in #,##0, shown as 0 by Excel:", shown)
assert set(shown.values()) == {"-0"}, shown
PY
"$python" "$folder/signs.py"
"$python" -m pip install --quiet 'babel==2.9.1' 'setuptools<81'
cat >"$folder/digits.py" <<'PY'
from ssf import SSF

shown = SSF(locale="en-GB").format("#,##0", 1379.499999999997)
print("1379.499999999997 in #,##0, shown as 1,380 by Excel: ssf shows", shown)
assert f"{1379.499999999997:.15g}" == "1379.5"
assert shown == "1,379", shown
PY
"$python" "$folder/digits.py"
echo 'as found'
