"""The rules of the gate: their thresholds, what breaks them, and what an audit found.

They are policy and not law (methods.md 5): whether a small count is personal data turns on who
could identify somebody by it. They are the careful side of what statistical offices do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from analysis.model.address import Address
from analysis.model.store.csv_file import read_table
from analysis.model.store.paths import REFERENCE, VOCABULARY
from analysis.model.study import THRESHOLD, Disclosure
from analysis.model.window import Window
from analysis.reconcile.categories.merging import list_wider
from analysis.reconcile.replies.category_tree import OTHER
from analysis.reconcile.replies.snapshots import read_snapshots

METHODS = Disclosure.model_validate(THRESHOLD)  # the thresholds of methods.md 5.3
ALWAYS_MERGED = ("chief_officer",)  # the chief constable is known by name
HELD = ("rank", "role")  # the dimensions whose categories somebody holds
SNAPSHOT_REACH = timedelta(days=92)  # from a snapshot to the edge of a window it still speaks for

PRIMARY = "small count"
HOLDERS = "size of group"
AUDIT = "what can be worked out"
ADDED = "what publishing adds"
RULES = (PRIMARY, HOLDERS, AUDIT, ADDED)


def describe_rules(limits: Disclosure) -> dict[str, str]:
    """What each rule says under some thresholds, in words."""
    kind, every = limits.safe_threshold, limits.safe_threshold_of_all
    small = f"no figure tells a count of 1 to {kind - 1} of a category"
    if every > 1:
        small += f", or of {format_few(every)} in all"
    small += ", more closely"
    if limits.zeros_are_disclosive:
        small += "; none says that a category has no events at all, or has them all"
    return {
        PRIMARY: small,
        HOLDERS: f"no figure is of a rank or job that fewer than {limits.fewest_holders} people of "
        "the force hold",
        AUDIT: "no such count can be worked out from all that is published together",
        ADDED: "no cell that a force hid can be narrowed further with it than without",
    }


def describe_mode(mode: Disclosure, done: Mapping[str, str]) -> str:
    """What holds under a mode, and what the gate did for it: `done` is its numbers by rule."""
    if mode.is_threshold:
        return _describe_thresholds(mode)
    hidden, coarsened, withheld = (
        int(done.get(name, 0)) for name in ("hidden counts", "coarsened", "withheld")
    )
    words = (
        "Every figure that a body printed stands here as it was printed, small ones too; a total "
        "under its own lines was held against their sum. "
    )
    if not hidden:
        return words + "None of these replies hides a count."
    words += (
        "A count that it hid is shown as it shows it, and no figure that is worked out here tells "
        "more of it than the body’s own reply does by itself. What several replies of one body "
        "would tell when put together is left undone."
    )
    if coarsened:
        words += f" Shown wider for that than they could be worked out: {coarsened:,} figures."
    if withheld:
        words += f" Left out for that: {withheld:,} figures, each named in @tbl:refusals."
    return words


def _describe_thresholds(mode: Disclosure) -> str:
    rules = describe_rules(mode)
    words = "; ".join(rules.values())
    named = " The values are those of SACRO’s acro." if mode.preset == "acro" else ""
    return f"{words[:1].upper()}{words[1:]}.{named}"


def format_few(fewest: int) -> str:
    """The counts under a threshold of 2 or more in words.

    >>> [format_few(fewest) for fewest in (2, 3, 5)]
    ['1', '1 or 2', '1 to 4']
    """
    return {2: "1", 3: "1 or 2"}.get(fewest, f"1 to {fewest - 1}")


# Of these nothing is told but that there are events: what they concern is not known.
UNKNOWN = ("unknown", "not_recorded")
ALL = "all"  # the category of totals, and of a table that leaks as a whole


def choose_fewest(dimension: str, category: str, limits: Disclosure = METHODS) -> int:
    """The least count of a category that may be told exactly, under some thresholds.

    Rank, role, nature, source and outcome tell something of a person; a platform says where to
    look for what they wrote, so it counts among these. `other` does as well: none of those listed.
    The whole of a dimension, and what is not recorded, tell no more than a total does.
    """
    if dimension == "total" or category in UNKNOWN:
        return limits.safe_threshold_of_all
    if " " in category:  # several, counted together
        return limits.safe_threshold
    whole = category == list_wider(dimension, category)[-1]
    return limits.safe_threshold_of_all if whole else limits.safe_threshold


def is_disclosive(low: float, high: float, fewest: int) -> bool:
    """Whether a range says of somebody that they are one of fewer than `fewest`.

    It does where it has no 0, stays under `fewest`, and is closer than the range that hides a
    count in full. A count of 0 is nobody's: it may be told.

    >>> is_disclosive(1, 3, fewest=5), is_disclosive(1, 4, fewest=5), is_disclosive(0, 0, fewest=5)
    (True, False, False)
    """
    return low >= 1 and high < fewest and (low, high) != (1, fewest - 1)


def is_narrowed(low: float, high: float, printed: tuple[float, float]) -> bool:
    """Whether a range lies inside the one that a force printed in place of a count, and is closer.

    A lower end of 0 under a printed 1 is no knowledge, whatever the upper end.
    """
    return printed[0] <= low and high <= printed[1] and (low, high) != printed


@dataclass(frozen=True)
class Leak:
    """One rule broken: by which category of which table, first seen where. Never by how much."""

    rule: str
    force: str
    reference: str
    table: str
    dimension: str
    category: str
    what: str
    place: Address | None = None


@dataclass(frozen=True)
class Audit:
    """What was found, and by rule how much was looked at.

    `disclosed_by_replies` are the protected cells that the replies tell by themselves.
    """

    leaks: Sequence[Leak] = ()
    audited: Mapping[str, int] = field(default_factory=dict)
    disclosed_by_replies: int = 0


def join_audits(audits: Iterable[Audit]) -> Audit:
    """The audits of several parts of a study as one, with every rule in its place."""
    audits = list(audits)
    return Audit(
        [leak for audit in audits for leak in audit.leaks],
        {rule: sum(audit.audited.get(rule, 0) for audit in audits) for rule in RULES},
        sum(audit.disclosed_by_replies for audit in audits),
    )


class Holders:
    """How many people of a force hold a rank or a job: the group that one could be known in.

    From the Home Office's snapshots, by force, worker type and rank of officers;
    data/vocabulary/holders.csv says which of them each category is made of.
    """

    def __init__(self, reference: Path = REFERENCE, vocabulary: Path = VOCABULARY):
        self.reference, self.vocabulary = Path(reference), Path(vocabulary)
        self.count_fewest = cache(self._count_fewest)  # many figures are of one group

    def _count_fewest(
        self, force: str, dimension: str, category: str, window: Window
    ) -> int | None:
        """The fewest holders at any snapshot in or near a window; None where nobody knows.

        A wider category has the holders of all that are under it. Infinitely many are told of what
        says nothing of rank or job: the whole of a dimension and what the force did not place.
        """
        held = set(category.split())
        if held & {*UNKNOWN, OTHER, list_wider(dimension, OTHER)[-1]}:
            return 10**9
        kinds = self._kinds[self._kinds["dimension"] == dimension]
        kinds = kinds[[not held.isdisjoint(list_wider(dimension, c)) for c in kinds["code"]]]
        sizes = self._sizes[self._sizes["force"].eq(force)].merge(kinds, on=["worker_type", "rank"])
        first, last = window.start - SNAPSHOT_REACH, window.end + SNAPSHOT_REACH
        near = sizes["day"].map(lambda day: first <= day < last).astype(bool)
        by_day = sizes[near].groupby("day")["headcount"].agg(["sum", "size"])
        by_day = by_day[by_day["size"] == len(kinds)]
        return int(by_day["sum"].min()) if len(by_day) else None

    @cached_property
    def _kinds(self) -> pd.DataFrame:
        return read_table(self.vocabulary / "holders.csv")

    @cached_property
    def _sizes(self) -> pd.DataFrame:
        return read_snapshots(self.reference)


def is_few(
    holders: Holders,
    force: str,
    dimension: str,
    category: str,
    window: Window,
    limits: Disclosure = METHODS,
) -> bool:
    """Whether too few hold a rank or job to be told of, nobody knows how many, or one is known."""
    size = holders.count_fewest(force, dimension, category, window)
    return size is None or size < limits.fewest_holders or category in ALWAYS_MERGED
