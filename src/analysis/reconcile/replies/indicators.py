"""Indicators: months or quarters of another source, that say how a straddled year may have run.

A file that the researcher keeps, a row a force and period, with a `.yaml` of the same name beside
it; docs/a-study.md tells how it is written. It serves for one thing: by which share a stretch of
days that straddles a window's edge is divided (methods.md 3.4). Its counts are never added to those
of a reply.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from openpyxl.utils import get_column_letter

from analysis.model.address import Address, join_addresses
from analysis.model.faults import Fault, Faults
from analysis.model.force import read_nations
from analysis.model.provenance import PROVENANCES, find_weakest
from analysis.model.store.csv_file import read_table
from analysis.model.store.paths import format_path
from analysis.model.study import IndicatorFile
from analysis.model.window import ONE_DAY, Window, find_gaps, format_date
from analysis.model.yaml_file import Strict, Words, load_yaml
from analysis.reconcile.methods.apportion import Division, profile_indicator
from analysis.reconcile.results.refusals import Refusal
from analysis.reconcile.results.regimes import Regimes

COLUMNS = ("force", "first_day", "last_day", "count", "regime", "provenance", "source")
WORDED = {"regime": "under which rules it was counted", "source": "where the number stands"}
LONGEST_PERIOD = 92  # days: three months
FEWEST_EVENTS = 20  # of an indicator in a stretch; fewer say nothing of how the year ran (policy)
KEEP_TO_EVEN = "keep to the bounds and the even spread"


class IndicatorSource(Strict):
    """What stands beside the rows: what they count, who published it, on what terms."""

    title: Words  # what is counted, in words that go into a sentence: `all complaints recorded`
    publisher: Words
    edition: Words
    released: Words  # a day, or null
    retrieved_from: Words
    licence: Words
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class IndicatorPeriod:
    """One row: the events of a force in a month or quarter, and where they stand."""

    window: Window
    count: int
    regime: str
    provenance: str
    place: Address


@dataclass(frozen=True)
class Followed:
    """A division by an indicator: what it takes for granted, and the rows that it rests on."""

    division: Division
    assumes: str
    cells: str
    provenance: str


@dataclass(frozen=True)
class Indicator:
    """An indicator as the study names it: what it counts, and its periods, by force."""

    title: str
    file: str
    why: str
    periods: dict[str, list[IndicatorPeriod]]

    def follow(self, division: Division, force: str, regimes: Regimes) -> Followed | list[Refusal]:
        """The division with its stretches divided as the indicator ran, or every reason not to.

        Refused is a stretch that the indicator does not cover, in which its own counting changed,
        or in which it has too few events, or all of them on one side of the edge.
        """
        used: dict[Window, list[IndicatorPeriod]] = {}
        refused: list[Refusal] = []
        for stretch in division.astride:
            periods = [p for p in self.periods.get(force, ()) if p.window.meet(stretch)]
            used[stretch] = periods
            refused += self._find_objections(periods, stretch, division.window, force, regimes)
        if refused:
            return refused
        profiles = {
            stretch: profile_indicator(_list_counts(periods), stretch, division.window)
            for stretch, periods in used.items()
        }
        every = list(dict.fromkeys(period for periods in used.values() for period in periods))
        followed = replace(division, profiles=profiles)
        return Followed(
            followed,
            self._describe(followed, every),
            join_addresses(period.place for period in every),
            find_weakest(period.provenance for period in every),
        )

    def _find_objections(
        self,
        periods: Sequence[IndicatorPeriod],
        stretch: Window,
        window: Window,
        force: str,
        regimes: Regimes,
    ) -> Iterator[Refusal]:
        cells = join_addresses(period.place for period in periods)
        gaps = find_gaps([period.window for period in periods], stretch)
        if gaps:
            missing = " and ".join(map(str, gaps))
            evidence = f"{self.file} has no figure of {force} for {missing}"
            remedy = f"add the months or quarters, or {KEEP_TO_EVEN}"
            yield Refusal("COVERAGE_GAP", evidence, cells, remedy)
            return
        rules = list(dict.fromkeys(period.regime for period in periods))
        if len(rules) > 1:
            evidence = (
                f"within {stretch} the indicator was counted under {' and under '.join(rules)}"
            )
            yield Refusal("BREAK_SPANNED", evidence, cells, KEEP_TO_EVEN)
        for period in periods:
            when, change = regimes.find(period.window, force)
            if when == "spans":
                evidence = (
                    f"the way of counting changed on {format_date(change.date)}, within the "
                    f"indicator's {period.window}"
                )
                yield Refusal("BREAK_SPANNED", evidence, cells, KEEP_TO_EVEN)
        events = sum(count * one.share_inside(stretch) for one, count in _list_counts(periods))
        if events < FEWEST_EVENTS:
            evidence = (
                f"the indicator has {int(events)} events in {stretch}; by fewer than "
                f"{FEWEST_EVENTS} nothing is divided"
            )
            yield Refusal("TOO_FEW", evidence, cells, KEEP_TO_EVEN)
        elif profile_indicator(_list_counts(periods), stretch, window).share in (0.0, 1.0):
            evidence = (
                f"all {events:,.0f} events of the indicator in {stretch} lie on one side of the "
                "window's edge; that these events did so too would not be an estimate but a claim"
            )
            yield Refusal("TOO_FEW", evidence, cells, KEEP_TO_EVEN)

    def _describe(self, division: Division, periods: Sequence[IndicatorPeriod]) -> str:
        """What the estimate takes for granted, in words."""
        shares = " and ".join(
            f"{profile.share:.1%} of {profile.sample:,.0f} in {stretch}"
            for stretch, profile in division.profiles.items()
        )
        edges = {*division.astride, division.window}
        cut = [str(p.window) for p in periods if any(_is_cut(p.window, edge) for edge in edges)]
        split = f"; split by days, as it lies across an edge: {' and '.join(cut)}" if cut else ""
        held = f"of which the window holds {shares}{split}"
        return (
            f"the indicator is {self.title} ({self.why}), {held}; what is counted here need not "
            "have had the same seasons; the limits allow for chance in both"
        )


def _list_counts(periods: Sequence[IndicatorPeriod]) -> list[tuple[Window, int]]:
    return [(period.window, period.count) for period in periods]


def _is_cut(period: Window, by: Window) -> bool:
    """Whether an end of one span lies within the other."""
    return any(period.start < edge < period.end for edge in (by.start, by.end))


def read_indicator(named: IndicatorFile) -> Indicator:
    """Read the indicator that a study names, and what stands beside it.

    Raises Faults naming every row that is wrong: another force, day, count or provenance than may
    stand there, a period over three months, and two that share a day.
    """
    path, file = Path(named.file), format_path(named.file)
    faults: list[Fault] = []
    title = ""
    try:
        title = load_yaml(path.with_suffix(".yaml"), IndicatorSource).title
    except Faults as wrong:
        faults += wrong.faults
    rows = _read_rows(path, file, faults)
    periods: dict[str, list[IndicatorPeriod]] = {}
    for force, period in sorted(rows, key=lambda row: (row[0], row[1].window)):
        periods.setdefault(force, []).append(period)
    for force, some in periods.items():
        faults += _find_overlaps(force, some)
    if faults:
        raise Faults(f"indicator {file}", faults)
    return Indicator(title, file, named.why, periods)


def _read_rows(path: Path, file: str, faults: list[Fault]) -> list[tuple[str, IndicatorPeriod]]:
    """The rows that can be read, each with its force; `faults` grows by what is wrong."""
    try:
        table = read_table(path)
    except OSError as error:
        remedy = "write it as docs/a-study.md tells, or mend `indicator` in the study"
        faults.append(Fault.of_system(file, "read", error, remedy))
        return []
    except ValueError as error:  # no table, or none in UTF-8
        faults.append(Fault(file, f"is no CSV in UTF-8: {error}", "save it as CSV in UTF-8"))
        return []
    names = list(table.columns)
    if sorted(names) != sorted(COLUMNS):
        wrong = f"its columns are {', '.join(names)}"
        faults.append(Fault(file, wrong, f"let them be {', '.join(COLUMNS)}"))
        return []
    letters = {name: get_column_letter(names.index(name) + 1) for name in names}
    found = []
    for line, row in enumerate(table.to_dict("records"), start=2):
        row = {name: text.strip() for name, text in row.items()}
        wrong = list(_find_mistakes(row))
        for name, problem, remedy in wrong:
            faults.append(Fault(file, problem, remedy, cell=f"{letters[name]}{line}"))
        if not wrong:
            place = Address(file, "csv", f"{letters['count']}{line}", row["source"])
            facts = int(row["count"]), row["regime"], row["provenance"], place
            found.append((row["force"], IndicatorPeriod(_read_days(row), *facts)))
    return found


def _read_days(row: dict[str, str]) -> Window:
    first, last = (date.fromisoformat(row[name]) for name in ("first_day", "last_day"))
    return Window(first, last + ONE_DAY)


def _find_mistakes(row: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a row: the column, the problem, the remedy."""
    if row["force"] not in read_nations():
        remedy = "write the force as in data/vocabulary/forces.csv, such as metropolitan"
        yield "force", f"{row['force']!r} is no force", remedy
    if not re.fullmatch(r"[0-9]{1,9}", row["count"]):
        remedy = (
            "write a whole number, 0 or more, or leave the row out: a hidden count tells nothing"
        )
        yield "count", f"{row['count']!r} is no count", remedy
    if row["provenance"] not in PROVENANCES:
        yield "provenance", f"{row['provenance']!r} is no provenance", f"write {_NAMED}"
    for name, words in (
        ("regime", "under which rules it was counted"),
        ("source", "where it stands"),
    ):
        if not row[name]:
            yield name, f"{name} is empty", f"write {words}"
    bad = [name for name in ("first_day", "last_day") if not _is_day(row[name])]
    for name in bad:
        yield name, f"{row[name]!r} is no day", "write it as 2018-03-31"
    if bad:
        return
    first, last = (date.fromisoformat(row[name]) for name in ("first_day", "last_day"))
    if last < first:
        remedy = "write the first and the last day, both of the period"
        yield "last_day", f"the period ends on {last}, before its first day {first}", remedy
    elif (days := (last - first).days + 1) > LONGEST_PERIOD:
        remedy = "write the last day that is counted, of a month or quarter, or take the row out"
        yield "last_day", f"a period of {days} days, longer than three months", remedy


_NAMED = f"{', '.join(PROVENANCES[:-1])} or {PROVENANCES[-1]}"


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text) and date.fromisoformat(text))
    except ValueError:
        return False


def _find_overlaps(force: str, periods: Sequence[IndicatorPeriod]) -> Iterator[Fault]:
    """Periods of a force that share a day with an earlier row's, which are in order."""
    latest = periods[0]
    for period in periods[1:]:
        if shared := period.window.meet(latest.window):
            problem = f"{period.window} of {force} shares {shared} with {latest.place.cell}"
            remedy = "write each day in one period, the last day that is counted under last_day"
            yield Fault(period.place.file, problem, remedy, cell=period.place.cell)
        if period.window.end > latest.window.end:
            latest = period
