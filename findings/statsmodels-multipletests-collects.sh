#!/usr/bin/env bash
# statsmodels 0.15.0: multipletests by Holm walks through every object of the process at each call.
#
# With method="holm", and with no other, it runs gc.collect(), a full collection. Its time is that of the
# objects that are alive, not that of the p-values: beside two million small lists three p-values take
# many times as long as with method="holm-sidak", whose steps are the same but for one formula.
#
# Why it matters: p-values are adjusted family by family, and a study of many replies has many small
# families. In a notebook that holds the study's rows a thousand calls take minutes, which look as if
# they were statistics. Holm's steps are four lines of numpy where they are asked for often.
#
# Fails once a call by Holm beside many objects is not at least twenty times as slow as the other.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet 'statsmodels==0.15.0'
cat >"$folder/check.py" <<'PY'
import gc
import time
from importlib.metadata import version

from statsmodels.stats.multitest import multipletests

print("statsmodels", version("statsmodels"))
alive = [[number] for number in range(2_000_000)]
p_values = [0.01, 0.02, 0.03]


def measure(method):
    begun, collections = time.process_time(), gc.get_stats()[2]["collections"]
    for _ in range(10):
        _, adjusted, *_ = multipletests(p_values, method=method)
    seconds = (time.process_time() - begun) / 10
    collections = gc.get_stats()[2]["collections"] - collections
    print(f"{method}: {adjusted.round(4).tolist()}, full collections in ten calls: {collections}")
    return seconds, collections


measure("holm")  # what was made at the start is looked at once
(slow, told), (fast, none) = measure("holm"), measure("holm-sidak")
print(f"a call by Holm takes {slow / fast:.0f} times as long")
assert (told, none) == (10, 0) and slow > 20 * fast and len(alive) == 2_000_000
PY
"$folder/venv/bin/python" "$folder/check.py"
echo 'as found'
