#!/usr/bin/env bash
# pandera 0.35.0: which exception a plain validate() raises depends on what is wrong.
#
# Without lazy=True a schema with strict=True and ordered=True raises SchemaError for a bad value
# and for a missing column, and SchemaErrors for a column too many or out of order. Neither class
# is a kind of the other, and both are only Exceptions beside that.
#
# Why it matters: code that guards a frame by `except SchemaError`, the class documented for
# validation that is not lazy, lets the failure that strict=True is there for go past its handler.
# Here columns are compared before pandera is asked, so that each fault has one exception.
#
# Fails once the four cases no longer differ so.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet 'pandera[pandas]==0.35.0' 'pandas==3.1.1'
cat >"$folder/check.py" <<'PY'
import pandas as pd
import pandera
import pandera.pandas as pa
from pandera.errors import SchemaError, SchemaErrors

print("pandera", pandera.__version__, "pandas", pd.__version__)
schema = pa.DataFrameSchema(
    {"first": pa.Column("int64"), "second": pa.Column("int64", pa.Check.ge(0))},
    strict=True,
    ordered=True,
)
good = pd.DataFrame({"first": [1], "second": [2]})
schema.validate(good)
cases = {
    "a bad value": good.assign(second=-1),
    "a missing column": good[["first"]],
    "a column too many": good.assign(third=3),
    "out of order": good[["second", "first"]],
}
found = {}
for name, frame in cases.items():
    try:
        schema.validate(frame)
    except Exception as error:
        found[name] = type(error)
        print(f"{name:18} {type(error).__name__}")
assert found == {
    "a bad value": SchemaError,
    "a missing column": SchemaError,
    "a column too many": SchemaErrors,
    "out of order": SchemaErrors,
}, found
assert not issubclass(SchemaErrors, SchemaError) and not issubclass(SchemaError, SchemaErrors)
PY
"$folder/venv/bin/python" "$folder/check.py"
echo 'as found'
