#!/usr/bin/env bash
# pytauargus 0.6.0: the audit of a table takes no hidden cell to be under the smallest count of the
# table, even where that count is hidden itself.
#
# A table of two by two, its four counts hidden (18, 22, 23, 21), its margins printed (44, 40; 43,
# 41). A reader who knows the margins alone can put from 3 to 43 into the cell of 21: with x there,
# the others are 44 - x, 43 - x and x - 3. Engine.audit says 21 to 25, for it begins with 18, the
# smallest count, as the least that any cell can be: a number that no reader of the table has.
#
# Why it matters: it finds less protection than the table has, and a comparison with another
# attacker fails wherever no small count is shown. Here the audit is given each
# cell's own range first (benchmarks/agreement_with_tauargus.py), and then agrees everywhere.
#
# Fails once the audit gives the margins' own interval, or any other than 21 to 25.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet 'pytauargus==0.6.0'
cat >"$folder/table.tab" <<'TAB'
Total;Total;84;10;S
A;Total;44;10;S
B;Total;40;10;S
Total;x;43;10;S
Total;y;41;10;S
A;x;21;10;U
A;y;23;10;M
B;x;22;10;M
B;y;18;10;M
TAB
cat >"$folder/table.rda" <<'RDA'
<SEPARATOR> ";"
<SAFE> S
<UNSAFE> U
<PROTECT> P
R
<RECODABLE>
<TOTCODE> "Total"
C
<RECODABLE>
<TOTCODE> "Total"
V
<NUMERIC>
<DECIMALS> 0
F
<FREQUENCY>
S
<STATUS>
RDA
cat >"$folder/table.arb" <<'ARB'
<OPENTABLEDATA> "table.tab"
<OPENMETADATA> "table.rda"
<SPECIFYTABLE> "R""C"|"V"||
<SAFETYRULE> MAN(10)
<READTABLE> 1
ARB
cat >"$folder/check.py" <<'PY'
from importlib.metadata import version
from itertools import product

from pytauargus import engine

print("pytauargus", version("pytauargus"))
cells = [
    x for x, y in product(range(45), range(45))
    if x + y == 44 and 43 - x >= 0 and 41 - y >= 0 and (43 - x) + (41 - y) == 40
]
print("by the margins:", min(cells), "to", max(cells))
(cell,) = [row for row in engine.run_batch("table.arb").audit(0) if row["value"] == 21]
print("by the audit:", cell)
assert (min(cells), max(cells)) == (3, 43)
assert (round(cell["min"]), round(cell["max"])) == (21, 25)
PY
(cd "$folder" && venv/bin/python check.py)
echo 'as found'
