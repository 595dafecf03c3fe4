"""Schemas: the columns of a table, each with its title, unit and description.

To declare one needs no pandas, so that a table's words cost nothing to import. Frames are made,
read, written and held against it by pandera once they are asked for. A key that the table does not
have, or that a row lacks, is an error of the program and never dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from numbers import Integral, Real
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

Kind = Literal["text", "date", "whole", "number"]
DTYPES: dict[Kind, str] = {
    "text": "str",
    "date": "datetime64[us]",
    "whole": "int64",
    "number": "float64",
}

# What a value of each kind may be, in a row or as the text of a CSV.
HELD: dict[Kind, tuple[type, ...]] = {
    "text": (str,),
    "date": (date, NoneType, str),
    "whole": (int, Integral, str),
    "number": (int, float, Real, NoneType, str),
}


@dataclass(frozen=True)
class Column:
    """One column: what it is called, what it holds, and in what unit.

    A `text` is empty, a `date` or `number` missing where there is nothing to say, unless the column
    is `filled`; a `whole` number is always there. `choices` are the only texts it may hold, the
    empty one aside where it is not filled; `least` is the smallest number.
    """

    name: str
    title: str
    description: str
    kind: Kind = "text"
    unit: str = ""
    filled: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None

    @property
    def nullable(self) -> bool:
        """Whether a row may have no value here; a text is then empty, and not missing."""
        return self.kind in ("date", "number") and not self.filled

    def optional(self) -> Column:
        """The same column where it may be empty."""
        return replace(self, filled=False)


@dataclass(frozen=True)
class Schema:
    """A table by its columns, in their order; iterates over their names.

    `rules` say what holds between columns: an error message, and a test of a frame that gives a
    series of booleans.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rules: Mapping[str, Callable[[pd.DataFrame], pd.Series]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __getitem__(self, name: str) -> Column:
        return self.columns[self.names.index(name)]

    @cached_property
    def names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    def blank(self) -> dict[str, Any]:
        """A row that says nothing: empty texts, no number, no date."""
        return {column.name: "" if column.kind == "text" else None for column in self.columns}

    def take_over(self, row: Mapping[str, Any], *sources: Schema) -> dict[str, Any]:
        """A row of this table from one of other tables, the `sources`.

        What it lacks is blank, what only a source has is left out. Raises ValueError for a key that
        neither has: it would be lost without a word.
        """
        known = {name for schema in (self, *sources) for name in schema}
        if unknown := sorted(row.keys() - known):
            raise ValueError(f"{self.name}: unknown columns {unknown}")
        return self.blank() | {name: row[name] for name in self.names if name in row}

    def frame(self, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        """The rows as a frame: dates as dates, numbers as float64, the rest as text.

        Raises ValueError for a row that has a key too many or too few, and for a value that is not
        of its column's kind: none is made to fit.
        """
        rows = list(rows)
        wanted = set(self.names)
        for row in rows:
            if row.keys() != wanted:
                unknown, missing = sorted(row.keys() - wanted), sorted(wanted - row.keys())
                raise ValueError(f"{self.name}: unknown columns {unknown}, missing {missing}")
        return self._convert({name: [row[name] for row in rows] for name in self.names})

    def _convert(self, table: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
        """A frame in the schema's types, from the values of each column or their texts in a CSV."""
        import pandas as pd

        made = {}
        for column in self.columns:
            values, kind = table[column.name], column.kind
            held = {type(value) for value in values}
            if not all(issubclass(one, HELD[kind]) and one is not bool for one in held):
                names = ", ".join(sorted(one.__name__ for one in held))
                raise ValueError(f"{self.name}: {column.name} is no {kind}: {names}")
            if kind != "text" and str in held:
                read = READ[kind]
                values = [read(value) if isinstance(value, str) else value for value in values]
            made[column.name] = _make_array(values, kind)
        return pd.DataFrame(made, columns=self.names)

    def validate(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame itself, if it keeps the schema.

        Raises ValueError for a column too many, too few or out of order, for dates in another unit,
        and for a value that may not stand there, with its row.
        """
        self._check_columns(frame)
        # pandera takes dates of any unit (findings/pandera-datetime-unit.sh).
        for column in self.columns:
            if column.kind == "date" and frame[column.name].dtype != DTYPES["date"]:
                held = frame[column.name].dtype
                raise ValueError(f"{self.name}: {column.name} is {held}, not {DTYPES['date']}")
        # Of a frame of the right types little is left to check, and pandera is slow by the column.
        typed = self._is_typed(frame)
        if typed and frame.empty:
            return frame
        from pandera.errors import SchemaError

        try:
            return (self._limits if typed else self._checked).validate(frame)
        except SchemaError as error:
            what, _, _ = str(error).partition(" failure cases")
            rows = sorted({int(row) for row in error.failure_cases["index"].dropna()})
            raise ValueError(f"{self.name}: {what}, in rows {rows[:3]} from 0") from error

    def read(self, path: Path) -> pd.DataFrame:
        """Read back what `write` wrote.

        Raises ValueError for a file with other columns, or with a value that may not stand there.
        """
        from analysis.model.store.csv_file import read_table

        table = read_table(path)
        self._check_columns(table)
        return self.validate(self._convert({name: table[name].tolist() for name in self.names}))

    def write(self, frame: pd.DataFrame, path: Path) -> None:
        """Write the CSV of a frame that keeps the schema; the same rows give the same bytes."""
        from analysis.model.store.csv_file import write_table

        write_table(self.validate(frame), path)

    def _check_columns(self, frame: pd.DataFrame) -> None:
        if list(frame.columns) != self.names:
            raise ValueError(f"{self.name} has other columns than {list(frame.columns)}")

    def _is_typed(self, frame: pd.DataFrame) -> bool:
        """Whether every column is of its type, and has a value in each row where it must."""
        types, full = frame.dtypes.map(str), frame.notna().all()
        return all(
            types[column.name] == DTYPES[column.kind] and (column.nullable or full[column.name])
            for column in self.columns
        )

    @cached_property
    def _checked(self) -> pa.DataFrameSchema:
        import pandera.pandas as pa

        columns = {
            column.name: pa.Column(
                DTYPES[column.kind],
                nullable=column.nullable,
                title=column.title,
                description=column.description,
            )
            for column in self.columns
        }
        return pa.DataFrameSchema(columns, self._list_checks())

    @cached_property
    def _limits(self) -> pa.DataFrameSchema:
        """What is left to check where every column is of its type."""
        import pandera.pandas as pa

        return pa.DataFrameSchema(checks=self._list_checks())

    def _list_checks(self) -> list[pa.Check]:
        """What may stand in columns and rows; all asked of the frame, which is quicker."""
        import pandera.pandas as pa

        limits = [limit for column in self.columns for limit in _limit(column).items()]
        return [
            pa.Check(holds, error=error, ignore_na=False)
            for error, holds in (*limits, *self.rules.items())
        ]


def _limit(column: Column) -> dict[str, Callable[[pd.DataFrame], pd.Series]]:
    """What a column may not hold, as rules of a schema; a number may be missing."""
    name, least, choices = column.name, column.least, [*column.choices]
    found: dict[str, Callable[[pd.DataFrame], pd.Series]] = {}
    if choices:
        choices += [] if column.filled else [""]
        found[f"{name} is none of {choices}"] = lambda frame: frame[name].isin(choices)
    elif column.kind == "text" and column.filled:
        found[f"{name} is empty"] = lambda frame: frame[name].ne("")
    if least is not None:
        found[f"{name} is under {least}"] = lambda frame: ~frame[name].lt(least)
    return found


# What a text of a CSV says, of the kinds that are no text; each raises ValueError for others.
READ: dict[Kind, Callable[[str], Any]] = {
    "date": lambda text: date.fromisoformat(text) if text else None,
    "whole": int,
    "number": lambda text: float(text) if text else None,
}


def _make_array(values: Sequence[Any], kind: Kind) -> Any:
    """The values of a column as pandas stores them."""
    import numpy as np
    import pandas as pd

    if kind == "text":
        return pd.array(values, dtype=pd.StringDtype(na_value=np.nan))
    if kind == "date":
        values = [None if value is pd.NaT else value for value in values]
    return np.array(values, dtype=DTYPES[kind])
