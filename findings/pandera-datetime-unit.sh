#!/usr/bin/env bash
# pandera 0.35.0 with pandas 3.1.1: the unit of a declared datetime64 is not kept.
#
# A column declared as datetime64[us], or [s], becomes datetime64[ns] in the schema, whether it is
# declared as a word or as a numpy dtype. So (1) validation accepts a column of any unit; (2) with
# coerce=True it turns a column that already has the declared unit into nanoseconds; (3) coercing
# to seconds refuses a day of 1066, which seconds hold and nanoseconds do not.
#
# Why it matters: pandas 3 reads dates as microseconds. A schema that says so neither notices a
# frame of another unit nor leaves one of the right unit alone, and old dates are refused for a
# type that nobody declared. Here columns are therefore converted before they are validated, and
# never coerced by the schema.
#
# Fails once any of the three no longer holds.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet 'pandera[pandas]==0.35.0' 'pandas==3.1.1'
cat >"$folder/check.py" <<'PY'
import warnings

import numpy as np
import pandas as pd
import pandera
import pandera.pandas as pa

warnings.filterwarnings("ignore")
print("pandera", pandera.__version__, "pandas", pd.__version__)
units = ("s", "ms", "us", "ns")
days = {unit: pd.DataFrame({"day": pd.to_datetime(["2018-03-01"]).astype(f"datetime64[{unit}]")})
        for unit in units}
for declared in (*(f"datetime64[{unit}]" for unit in units), np.dtype("datetime64[s]")):
    column = pa.Column(declared)
    schema = pa.DataFrameSchema({"day": column})
    accepted = [unit for unit in units if schema.validate(days[unit]) is not None]
    print(f"declared {declared!s:15} kept as {column.dtype}, accepts", *accepted)
    assert str(column.dtype) == "datetime64[ns]" and accepted == list(units)

coerced = pa.DataFrameSchema({"day": pa.Column("datetime64[us]", coerce=True)}).validate(days["us"])
print("microseconds coerced to datetime64[us] become", coerced["day"].dtype)
assert coerced["day"].dtype == "datetime64[ns]"

old = pd.DataFrame({"day": np.array(["1066-10-14"], dtype="datetime64[s]")})
assert old["day"].dtype == "datetime64[s]"
try:
    pa.DataFrameSchema({"day": pa.Column("datetime64[s]", coerce=True)}).validate(old)
except (pa.errors.SchemaError, pa.errors.SchemaErrors) as error:
    print("seconds coerced to datetime64[s]:", type(error).__name__)
else:
    raise SystemExit("a day of 1066 in seconds is accepted now")
PY
"$folder/venv/bin/python" "$folder/check.py"
echo 'as found'
