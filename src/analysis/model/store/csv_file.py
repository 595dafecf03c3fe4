"""Tables on disk: CSV whose bytes depend on the rows alone, and never run as formulas."""

import math
import os
import tempfile
from pathlib import Path

import pandas as pd

# A leading apostrophe keeps these, and their wide forms, from becoming formulas in spreadsheet
# programs, some of which pass over a tab or a carriage return before them.
RUNS = frozenset("'=+-@\t\r＝＋－＠")


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as UTF-8 CSV with `\\n` ends, whole or not at all.

    Whole numbers are written without a point, other numbers with nine significant digits, dates
    as ISO days, infinity as `inf`. Text that a spreadsheet would run as a formula is quoted.
    """
    columns = {name: frame[name].tolist() for name in frame.columns}
    shown = pd.DataFrame({name: list(map(_show, values)) for name, values in columns.items()})
    replace_text(path, shown.to_csv(index=False, lineterminator="\n"))


def read_table(path: Path) -> pd.DataFrame:
    """Read a CSV of ours as text, blanks as empty strings: nothing is guessed."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    texts = {name: list(map(_unquote, frame[name].tolist())) for name in frame.columns}
    return pd.DataFrame(texts, dtype=str)


def replace_text(path: Path, text: str) -> None:
    """Write a text as UTF-8, whole or not at all."""
    replace_file(path, text.encode("utf-8"))


def replace_file(path: Path, content: bytes) -> None:
    """Write beside the target, then rename: a reader sees the old file or the new, never half."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _show(value: object) -> str:
    if isinstance(value, str):
        return "'" + value if value[:1] in RUNS else value
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float):
        return "inf" if math.isinf(value) else f"{value:.9g}"
    return str(value)


def _unquote(text: str) -> str:
    return text[1:] if text[:1] == "'" else text
