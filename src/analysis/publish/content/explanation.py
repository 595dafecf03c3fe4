"""The walk back: how a figure was come by, from its value to the cells and what these print.

Told from the release alone, so that nothing is explained that is not published. The same words
stand in the report's trace and in what `python -m analysis explain` prints.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from analysis.model.address import Address, split_addresses
from analysis.model.checks import AGREES, OPEN, CheckKind
from analysis.model.count import NOT_ADDITIVE, format_range
from analysis.model.observation import SERIES
from analysis.model.window import Window
from analysis.publish.content.publication import Publication
from analysis.publish.content.wording import (
    format_runs,
    format_value,
    format_window,
    join_words,
)
from analysis.reconcile.methods.terms import take_times
from analysis.reconcile.replies.category_tree import UNPLACED
from analysis.reconcile.results.comparison import (
    ADDED,
    BESIDE,
    COMPARISON,
    ESTIMATES,
    EVENLY,
    FIRST_LINE,
    HARMONISED,
    RATIOS,
    TABLES,
    TOGETHER,
    Comparison,
)
from analysis.reconcile.results.rungs import Rung

MOST_TERMS = 24  # of a sum written out; a longer one names its ends and how many there are
ENDS = ("low", "high")
MINUS, TIMES, OVER = "\u2212", "\u00d7", "\u00f7"
RATES = ("rate_per_month", "rate_per_1000")
UNTOLD = "what the single cells hold is not told here"
Row = Mapping[str, Any]
Side = tuple[Any, ...]  # series, table, dimension, category, window, and whether one cell


class CellNote(NamedTuple):
    """One cell: where it stands, what it prints, the days and words it is of, and its role."""

    address: Address
    text: str
    days: str
    label: str
    role: str

    def __str__(self) -> str:
        place = f"{self.address.file}, sheet {self.address.sheet}, {self.address.cell}"
        noted = f" ({self.address.note})" if self.address.note else ""
        words = ", ".join(filter(None, [self.label, self.days]))
        printed = f" prints {_quote(self.text)}" if self.text else ""
        return f"{place}{noted}{printed}" + (f": {words}" if words else "")


@dataclass(frozen=True)
class Explanation:
    """How one figure was come by, in plain words without markup.

    `made` says what was added or divided, with the values; `checked` what it was held against;
    `over` what it is divided by. `lines` are those of comparison.csv that say the same.
    """

    lines: tuple[int, ...]
    figure: str
    value: str
    rung: str
    made: tuple[str, ...]
    checked: tuple[str, ...]
    over: tuple[str, ...]
    assumes: str
    cells: tuple[CellNote, ...]
    provenance: str


class Explainer:
    """Explains the figures of one publication; what is asked of all of them is looked up once."""

    def __init__(self, publication: Publication):
        self.publication = publication
        self.comparison: Comparison = publication.comparison

    def explain(self, label: int) -> Explanation:
        """How the figure in a row of the comparison was come by; `label` is the row's own."""
        row = self.comparison.figures.loc[label].to_dict()
        made, over = self._derive(row)
        return Explanation(
            (label + FIRST_LINE,),
            self.describe(row),
            format_value(pd.Series(row)),
            Rung(row["rung"]).word,
            tuple(made),
            tuple(self._check(row)),
            tuple(over),
            row["assumes"],
            tuple(self._list_cells(row)),
            row["provenance"],
        )

    def explain_all(self) -> list[Explanation]:
        """Every figure once: lines of the same figure over the same days stand together.

        A cell's rate is its count over its width, and stands with the count.
        """
        found: dict[tuple, Explanation] = {}
        figures = self.comparison.figures
        drawn_twice = figures["basis"].eq("cell") & figures["measure"].eq("rate_per_month")
        told = [name for name in COMPARISON.names if name not in ("basis", "rung", "label", "flag")]
        keys = figures[~drawn_twice]
        for label, row in zip(keys.index, keys.to_dict("records"), strict=True):
            whole = "" if row["dimension"] == "total" else row["table"]
            key = tuple("" if pd.isna(row[name]) else row[name] for name in told if name != "table")
            key += (whole, row["basis"] == "cell", row["basis"] == HARMONISED)
            if key in found:
                one = found[key]
                found[key] = replace(one, lines=(*one.lines, label + FIRST_LINE))
            else:
                found[key] = self.explain(label)
        return list(found.values())

    def describe(self, row: Row) -> str:
        """What a figure is, in words: its measure, what it counts, of which reply, which days."""
        names, key = self.publication.names, pd.Series(row)
        words = f"{row['measure'].replace('_', ' ')} ({self.publication.describe_counted(key)})"
        if row["dimension"] != "total":
            words += f", {names.category(row['dimension'], row['category'])}"
        elif row["basis"] == "cell":
            words += f", {row['label']}"
        words += f", {names.force(row['force'])}, {row['reference']}"
        words += f", {format_window(row['start'], row['end'])}"
        if row["other_force"]:
            words += f", against {names.force(row['other_force'])}, {row['other_reference']}"
        return words

    @cached_property
    def _parts(self) -> dict[Side, list[Row]]:
        found: dict[Side, list[Row]] = {}
        parts = self.comparison.tables.get("parts", TABLES["parts"].frame([]))
        for row in parts.to_dict("records"):
            place = [row[name] for name in ("table", "dimension", "category")]
            days = row["window_start"], row["window_end"]
            alone = row["cells"] if row["basis"] == "cell" else ""
            side = (*(row[name] for name in SERIES), *place, *days, alone)
            found.setdefault(side, []).append(row)
        return found

    def find_parts(self, row: Row, other: bool = False) -> list[Row]:
        """The rows of the table of parts of the count that a figure is or rests on.

        With `other` those of its other side: of another reply, or of the year before.
        """
        start, end = row["start"], row["end"]
        series = [row[name] for name in SERIES]
        if other:
            start, end = row["other_start"], row["other_end"]
            series = [row[f"other_{name}"] for name in SERIES] if row["other_force"] else series
        is_cell = row["basis"] == "cell"
        of_total = row["dimension"] == "total" and not is_cell
        place = ["" if of_total else row["table"], row["dimension"], row["category"]]
        found = self._parts.get((*series, *place, start, end, row["cells"] if is_cell else ""), [])
        if found or row["basis"] != HARMONISED or other:
            return found
        cited = {str(one) for one in split_addresses(row["cells"])}
        lines = self._lines.get((*series, row["table"], row["dimension"], start, end), ())
        return [part for part in lines if part["cells"] in cited]

    @cached_property
    def _lines(self) -> dict[Side, list[Row]]:
        """The parts of all categories of a table over the same days."""
        found: dict[Side, list[Row]] = {}
        for side, parts in self._parts.items():
            *series, table, dimension, _, start, end, alone = side
            if not alone:
                found.setdefault((*series, table, dimension, start, end), []).extend(parts)
        return found

    def _derive(self, row: Row) -> tuple[list[str], list[str]]:
        """What was added or divided, and what it was divided by."""
        measure = row["measure"]
        if measure == "count":
            return list(self._add_up(row)), []
        if measure in ESTIMATES.values():
            return list(self._divide_cells(row)), []
        if measure in RATES:
            return list(self._take_rate(row)), [
                f"{_round(row['exposure'])} {_word_unit(row['exposure_unit'])}"
            ]
        if measure in RATIOS or measure == "change":
            return list(self._take_ratio(row))
        if measure == "share":
            return list(self._take_share(row))
        return list(self._take_difference(row)), []

    def _add_up(self, row: Row) -> Iterator[str]:
        """The sums that make a count: one where it is a number, one for each end of a range."""
        parts = self.find_parts(row)
        if not parts or any(part["role"] == TOGETHER for part in parts):
            given = format_range(row["low"], row["high"])
            why = "all cells together leave it, and no sum of them does" if parts else UNTOLD
            yield f"{given}: {why}"
            return
        ends = [_format_sum(parts, place) for place in (0, 1)]
        added = [part for part in parts if part["role"] == ADDED]
        people = PEOPLE if row["unit"] in NOT_ADDITIVE and len(added) > 1 else ""
        if row["low"] == row["high"]:
            yield ends[0] if ends[0] == ends[1] or not people else ends[1]
            if ends[0] != ends[1]:
                yield f"no more: {ends[1]}; no fewer: {ends[0]}"
            return
        yield f"at least {ends[0]}{people}"
        yield f"{'at most' if math.isfinite(row['high']) else 'nothing limits it:'} {ends[1]}"
        out = [] if people else [part for part in added if _is_astride(part, row)]
        if out:
            cells = join_words([_name_cell(part) for part in out])
            yield f"{cells} may lie wholly outside these days: in the most, not in the least"

    def _divide_cells(self, row: Row) -> Iterator[str]:
        """An estimate: what is surely inside, and of each straddling cell its share."""
        parts = [part for part in self.find_parts(row) if part["role"] == ADDED]
        window = Window(row["start"].date(), row["end"].date())
        sure = sum(take_times(*_ends(part), *_times(part))[0] for part in parts)
        astride = [part for part in parts if _is_astride(part, row)]
        shares = [Window(*_days(part)).share_inside(window) for part in astride]
        evenly = row["measure"] == ESTIMATES[EVENLY]
        if len(astride) == 1 and not evenly and astride[0]["high"]:
            shares = [(row["estimate"] - sure) / astride[0]["high"]]
        total = sure + sum(
            share * part["high"] for share, part in zip(shares, astride, strict=True)
        )
        if not parts or not math.isclose(total, row["estimate"], rel_tol=1e-6):
            yield f"about {row['estimate']:,.1f}, divided as its assumption says"
            return
        terms = [f"{sure:,.0f}"]
        for share, part in zip(shares, astride, strict=True):
            terms.append(f"{share:.4f} {TIMES} {part['high']:,.0f} ({_name_cell(part)})")
        yield f"{' + '.join(terms)} = {total:,.1f}"
        how = "the part of its days" if evenly else "the part of the indicator's events"
        yield f"{sure:,.0f} are surely inside; of a cell that straddles, {how} that lie inside"

    def _take_rate(self, row: Row) -> Iterator[str]:
        counts = [row[end] * row["exposure"] for end in ENDS]
        count = {**row, "measure": "count", "low": _whole(counts[0]), "high": _whole(counts[1])}
        yield from self._add_up(count)
        divided = [f"{_format(count[end])} {OVER} {_round(row['exposure'])}" for end in ENDS]
        yield _pair(divided, [_round(row[end]) for end in ENDS])

    def _take_ratio(self, row: Row) -> tuple[list[str], list[str]]:
        """The two counts, each over its exposure where that is published, and the ratio."""
        made, spans, over = [], [], []
        for other, name in ((False, "first"), (True, "other")):
            parts = self.find_parts(row, other)
            span = _sum_ends(parts)
            spans.append(span)
            if span is None:
                made.append(f"{name}: {UNTOLD}")
                continue
            sums = [_format_sum(parts, place) for place in (0, 1)]
            both = sums[0] if span[0] == span[1] else f"at least {sums[0]}, at most {sums[1]}"
            made.append(f"{name}: {both}")
        exposures = [self._find_exposure(row, other) for other in (False, True)]
        if row["measure"] == "change":
            words = ("the year", "the year before")
            exposures = [
                (row["end"] - row["start"]).days,
                (row["other_end"] - row["other_start"]).days,
            ]
            over = [f"{days:,} days of {w}" for days, w in zip(exposures, words, strict=True)]
        elif row["measure"] == "rate_ratio":
            over = [
                f"{_round(years)} {unit} ({name})"
                for years, name in zip(exposures, ("first", "other"), strict=True)
                if years is not None
                for unit in ["1,000 workforce-years"]
            ] or ["the workforce-years of either over these days"]
        if None not in spans:
            made += list(_divide_spans(row, spans, exposures))
        return made, over

    def _find_exposure(self, row: Row, other: bool) -> float | None:
        """The exposure of one side, where its rate is published over the same days."""
        prefix = "other_" if other else ""
        if row["measure"] == "count_ratio":
            return 1.0
        days = row[f"{prefix}start"], row[f"{prefix}end"]
        return self._exposures.get((*(row[f"{prefix}{name}"] for name in SERIES), *days))

    @cached_property
    def _exposures(self) -> dict[Side, float]:
        figures = self.comparison.figures
        rates = figures[figures["measure"].eq("rate_per_1000")].to_dict("records")
        key = (*SERIES, "start", "end")
        return {tuple(row[name] for name in key): row["exposure"] for row in rates}

    @cached_property
    def _shares(self) -> dict[Side, tuple[int, Row]]:
        """The shares brought to a common level, with the label of their row."""
        figures = self.comparison.figures
        chosen = figures[figures["measure"].eq("share") & figures["basis"].eq(HARMONISED)]
        return {
            (*(row[name] for name in SERIES), row["dimension"], row["category"], row["start"]): (
                label,
                row,
            )
            for label, row in zip(chosen.index, chosen.to_dict("records"), strict=True)
        }

    def _take_share(self, row: Row) -> tuple[list[str], list[str]]:
        base, unit = row["exposure"], row["exposure_unit"]
        over = [f"{_format(base)} {unit}"]
        ends = [f"{row[end]:.1f} %" for end in ENDS]
        own = [round(row[end] * base / 100, 6) for end in ENDS]
        if math.isclose(row["low"], row["high"], rel_tol=1e-9):
            count = {**row, "measure": "count", "low": _whole(own[0]), "high": _whole(own[0])}
            # A category brought to a level that two replies share may be made of several lines.
            told = row["basis"] != HARMONISED or _sum_ends(self.find_parts(row)) == (own[0],) * 2
            made = list(self._add_up(count)) if told else []
            made.append(f"100 {TIMES} {_format(_whole(own[0]))} {OVER} {_format(base)} = {ends[0]}")
            return made, over
        span = _sum_ends(self.find_parts(row))
        if row["basis"] == "own" and span and row["low"] > 0 and math.isfinite(span[1]):
            made = list(self._add_up({**row, "measure": "count", "low": span[0], "high": span[1]}))
            spread = _spread_share(row, span, self._find_unknown(row))
            if spread:
                return [*made, *spread], [f"at least {over[0]}"]
        if row["basis"] == "common":
            how = "the least and the greatest share that the cells together allow"
        else:
            how = "the least where hidden and unplaced counts fall elsewhere, the most where here"
        return [f"{ends[0]} to {ends[1]}: {how}"], [f"at least {over[0]}"]

    def _find_unknown(self, row: Row) -> dict[str, float]:
        """The most events that the table of a category counts as of no known one, by its name."""
        found = {}
        for code in set(UNPLACED) - {row["category"]}:
            if span := _sum_ends(self.find_parts({**row, "category": code})):
                found[self.publication.names.category(row["dimension"], code)] = span[1]
        return dict(sorted(found.items()))

    def _take_difference(self, row: Row) -> Iterator[str]:
        """The two shares, the first less the second."""
        kind = row["dimension"], row["category"]
        sides = [
            (*(row[f"{side}{name}"] for name in SERIES), *kind, row[f"{side}start"])
            for side in ("", "other_")
        ]
        found = [self._shares[side] for side in sides if side in self._shares]
        if len(found) < 2:
            yield "the first share less the second"
            return
        first, second = (format_value(pd.Series(one)) for _, one in found)
        lines = [f"line {label + FIRST_LINE}" for label, _ in found]
        value = format_value(pd.Series(row))
        yield f"{first} ({lines[0]}) {MINUS} {second} ({lines[1]}) = {value}"

    def _check(self, row: Row) -> Iterator[str]:
        """What the count was held against: other cells of its days, and the reply's own checks."""
        if row["measure"] != "count":
            return
        parts = self.find_parts(row)
        made = {part["cells"] for part in parts if part["role"] != BESIDE}
        told: set[str] = set()
        own = frozenset(split_addresses(one)[0] for one in made)
        # Cells that straddle the days are of others too, and so is what they were held against.
        inside = not any(_is_astride(part, row) for part in parts) or row["unit"] in NOT_ADDITIVE
        for check, other in self._checks.get(_list_places(own), ()) if inside else ():
            told.update(map(str, split_addresses(check[other])))
            yield _word_check(check, other, own)
        beside = [part for part in parts if part["role"] == BESIDE and part["cells"] not in told]
        same = [part for part in beside if _is_same(part, row)]
        for part in same:
            yield f"{_name_cell(part)} prints {_quote(part['text'])} of the same days: {AGREES}"
        others = [part for part in beside if part not in same]
        if others:
            places = [one for part in others for one in split_addresses(part["cells"])]
            names = _name_places(places, own)
            yield f"{names}, of these days too: what it may be allows it"

    @cached_property
    def _checks(self) -> dict[frozenset, list[tuple[Row, str]]]:
        """The checks of figures by the cells of either side, each with the name of the other."""
        checks = self.comparison.checks
        chosen = checks["check"].isin([kind for kind in CheckKind if kind.of_figures])
        found: dict[frozenset, list[tuple[Row, str]]] = {}
        for check in checks[chosen].to_dict("records"):
            for name, other in (CHECKED, CHECKED[::-1]):
                places = _list_places(split_addresses(check[name]))
                if places and check[other]:
                    found.setdefault(places, []).append((check, other))
        return found

    def _list_cells(self, row: Row) -> Iterator[CellNote]:
        """Every cell that a figure rests on or is held against, with what it prints."""
        told = set()
        for other in (False, True):
            for part in self.find_parts(row, other):
                if part["cells"] in told:
                    continue
                told.add(part["cells"])
                (address,) = split_addresses(part["cells"])
                days = format_window(part["start"], part["end"])
                yield CellNote(address, part["text"], days, part["label"], _word_role(part))
        for name, role in (("cells", "rests on it"), ("exposure_cells", "divided by")):
            for address in split_addresses(row[name]):
                if str(address) not in told:
                    told.add(str(address))
                    yield CellNote(address, "", "", "", role)


CHECKED = ("first_cell", "second_cells")
# Of these the first figure may be less than the second.
NO_MORE = (CheckKind.ORDER_OF_UNITS, CheckKind.SANCTIONS, CheckKind.FINISHED_AND_ALL)
PEOPLE = " (the same people may be in all of them, so one alone is sure)"


def _format_sum(parts: Sequence[Row], place: int) -> str:
    """`18 + 24 − 2 = 40`: the sum that makes the least (0) or the most (1) of a count."""
    terms = []
    for part in parts:
        times = _times(part)[place]
        if part["role"] == ADDED and times:
            value = take_times(*_ends(part), *_times(part))[place]
            terms.append((times, abs(value), part))
    total = sum(times * value for times, value, _ in terms)
    if len(terms) == 1 and terms[0][0] > 0:
        return _word_cell(terms[0][2], terms[0][1])
    if not terms:
        return "0"
    words = ""
    shown = terms if len(terms) <= MOST_TERMS else [*terms[: MOST_TERMS - 1], terms[-1]]
    for number, (times, value, _) in enumerate(shown):
        sign = (f" {MINUS} " if times < 0 else " + ") if words else MINUS if times < 0 else ""
        gap = " + …" if shown is not terms and number == len(shown) - 1 else ""
        words += f"{gap}{sign}{_format(value)}"
    return f"{words} = {_format(total)}"


def _word_cell(part: Row, value: float) -> str:
    """`24, as printed`; what a mark or a word stands for is said."""
    counted = part["text"].replace(",", "")
    how = "as printed" if counted == _format(value).replace(",", "") else "printed as "
    if how != "as printed":
        how += _quote(part["text"]) if part["text"] else "it is"
    return f"{_format(value)}, {how} in {_name_cell(part)}"


def _sum_ends(parts: Sequence[Row]) -> tuple[float, float] | None:
    if not parts or any(part["role"] == TOGETHER for part in parts):
        return None
    ends = [take_times(*_ends(p), *_times(p)) for p in parts if p["role"] == ADDED]
    return sum(low for low, _ in ends), sum(high for _, high in ends)


def _spread_share(row: Row, span: tuple[float, float], unknown: Mapping[str, float]) -> list[str]:
    """The ends of a share of a table with hidden or unknown counts: its own count beside the
    others. None where no whole number of others gives an end."""
    told = []
    for name, counts, end, others in (
        ("at least", {"": span[0]}, row["low"], "the others at their most"),
        ("at most", {"": span[1]} | unknown, row["high"], "the others at their least"),
    ):
        own = sum(counts.values())
        rest = 100 * own / end - own
        if not math.isclose(rest, round(rest), rel_tol=1e-6, abs_tol=1e-6):
            return []
        inside = " + ".join(map(_format, counts.values()))
        whole = f"({_format(own)} + {_format(rest)})"
        if len(counts) > 1:
            inside = f"({inside})"
            others += f", and all that is {join_words([w.casefold() for w in unknown])} its own"
        told.append(f"{name} 100 {TIMES} {inside} {OVER} {whole} = {end:.1f} %, {others}")
    return told


def _divide_spans(
    row: Row, spans: Sequence[tuple[float, float]], exposures: Sequence[float | None]
) -> Iterator[str]:
    """The least and the most of a ratio, or change, of two counts; and if it is wider than they."""
    (low, high), (least, most) = spans
    known = None not in exposures
    mine, theirs = exposures if known else (1.0, 1.0)
    pairs = ((low, most), (high, least))
    words, values = [], []
    for over, under in pairs:
        divided = math.inf if not under else (over / mine) / (under / theirs)
        sides = [
            _format(count) if exposure == 1.0 else f"{_format(count)} {OVER} {_round(exposure)}"
            for count, exposure in zip((over, under), (mine, theirs), strict=True)
        ]
        if known and 1.0 not in (mine, theirs):
            sides = [f"({side})" for side in sides]
        words.append(f" {OVER} ".join(sides))
        values.append(100 * (divided - 1) if row["measure"] == "change" else divided)
    if row["measure"] == "change":
        words = [f"100 {TIMES} (({each}) {MINUS} 1)" for each in words]
    given = [row[end] for end in ENDS]
    if not known:
        yield f"{words[0] if words[0] == words[1] else ' to '.join(words)}, each per workforce-year"
    else:
        yield _pair(words, [_round(value) for value in values])
        if not all(math.isclose(*two, rel_tol=1e-6) for two in zip(values, given, strict=True)):
            ends = " to ".join(_round(value) for value in given)
            yield f"given is what both readings of the last day allow: {ends}"


def _pair(words: Sequence[str], values: Sequence[str]) -> str:
    """`151 ÷ 5 = 30.2` or, of two ends, `at least …, at most …`."""
    both = [f"{word} = {value}" for word, value in zip(words, values, strict=True)]
    return both[0] if both[0] == both[1] else f"at least {both[0]}; at most {both[1]}"


def _word_role(part: Row) -> str:
    if part["role"] == BESIDE:
        return "held against it"
    if part["role"] == TOGETHER:
        return "leaves it, with the others"
    least, most = _times(part)
    if (least, most) == (1, 1):
        return "added"
    if least == most:
        return "taken away"
    named = {0: "not in", 1: "added to", -1: "taken from"}
    return f"{named[least]} the least, {named[most]} the most"


def _is_same(part: Row, row: Row) -> bool:
    same = (part["start"], part["end"]) == (row["start"], row["end"])
    return same and (part["low"], part["high"]) == (row["low"], row["high"])


def _is_astride(part: Row, row: Row) -> bool:
    """Whether a cell that reaches over the days of a count is in its most, and not in its least."""
    within = row["start"] <= part["start"] and part["end"] <= row["end"]
    return _times(part) == (0, 1) and not within


def _name_cell(part: Row) -> str:
    (address,) = split_addresses(part["cells"])
    cells = address.cell
    return f"the cells {cells}" if ":" in cells or " " in cells else cells


def _ends(part: Row) -> tuple[float, float]:
    return part["low"], part["high"]


def _times(part: Row) -> tuple[int, int]:
    """How often a cell counts in the least and in the most; 0 where it is not added."""
    least, most = (part[f"{end}_times"] for end in ("least", "most"))
    return (0, 0) if pd.isna(most) else (int(least), int(most))


def _days(part: Row) -> tuple:
    return part["start"].date(), part["end"].date()


def _list_places(addresses: Iterable[Address]) -> frozenset[tuple[str, str, str]]:
    return frozenset((one.file, one.sheet, one.cell) for one in addresses)


def _word_check(check: Row, other: str, own: Collection[Address]) -> str:
    """A check from the side of one of its figures: what the other is, where, and how they agree."""
    kind, is_first = CheckKind(check["check"]), other == CHECKED[0]
    names = ("first", "second") if is_first else ("second", "first")
    value, mine = (check[name] for name in names)
    where = _name_places(split_addresses(check[other]), own)
    if kind in NO_MORE:
        return f"{check['what']}: {check['first']} against {check['second']}: {check['verdict']}"
    parts = {CheckKind.PRINTED_TOTAL: "the cells it is the total of"}
    name = str(kind) if is_first or kind == CheckKind.SUM_OF_CATEGORIES else parts.get(kind, kind)
    if is_first and kind == CheckKind.SUM_OF_CATEGORIES:
        name = "total of all categories"
    verdict = check["verdict"]
    if verdict == OPEN and " to " in value:
        verdict = "some are hidden, and what they may be allows it"
    elif verdict == OPEN and " to " in mine:
        verdict = "it lies in what the cells may be"
    return f"{name}, {where}, {value}: {verdict}"


def _name_places(addresses: Sequence[Address], own: Collection[Address]) -> str:
    """`B8–G8`, with the sheet where it is another than that of the figure's own cells."""
    mine = {(one.file, one.sheet) for one in own}
    sheets: dict[tuple[str, str], list[str]] = {}
    for one in addresses:
        sheets.setdefault((one.file, one.sheet), []).append(one.cell)
    return "; ".join(
        ("" if place in mine else f"{place[1]}!") + format_runs(cells)
        for place, cells in sheets.items()
    )


def _word_unit(unit: str) -> str:
    """`thousand workforce-years`: behind a number, "1,000" would read as a part of it."""
    return unit.replace("1,000 ", "thousand ") or "months"


def _quote(text: str) -> str:
    return f"“{text}”"


def _whole(value: float) -> float:
    return value if math.isinf(value) else round(value)


def _format(value: float) -> str:
    """A count, or the least of one without an end."""
    return "no end" if math.isinf(value) else f"{value:,.0f}"


def _round(value: float | None) -> str:
    """Four figures: enough to divide again and see the same."""
    if value is None or math.isinf(value):
        return "no end"
    if value == 0:
        return "0"
    decimals = max(0, 3 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(decimals, 6)}f}".replace("-", MINUS)
