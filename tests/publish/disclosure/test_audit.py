"""The audit of random tables, held against brute force over every table that could be true."""

from datetime import date
from itertools import product

from examples import observe
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.model.observation import as_observations
from analysis.model.study import Merge
from analysis.model.window import Window
from analysis.publish.disclosure.audit import audit_figures
from analysis.publish.disclosure.published_counts import GROUP, PublishedCount
from analysis.publish.disclosure.rules import ADDED, AUDIT, PRIMARY, Holders
from analysis.reconcile.categories.merging import merge_rows

FIVE = ("2018-03-01", "2023-03-01")
WINDOW = Window(date(2018, 3, 1), date(2023, 3, 1))
RANKS = ("sergeant", "inspector", "chief_inspector")
ABOVE = {"police_officer": RANKS, "sergeant_and_above": RANKS, "inspector_and_above": RANKS[1:]}
KINDS = {rank: (rank,) for rank in RANKS} | ABOVE
HOLDERS = Holders()


def print_table(counts: dict[str, tuple[int, int]], total: int, **facts):
    """The observations of one reply: a total, and a count or a range for each rank."""
    rows = [observe(total, *FIVE, force="metropolitan", **facts)]
    for i, (rank, count) in enumerate(counts.items()):
        kind = {"dimension": "rank", "category": rank, "label": rank, "table": "By rank"}
        rows.append(observe(count, *FIVE, force="metropolitan", cell=f"B{i + 3}", **kind, **facts))
    return as_observations(rows)


def publish(frame) -> list[PublishedCount]:
    """What would be published of some observations: the sum of each category's rows."""
    shown = []
    keys = ["reference", "table", "dimension", "category"]
    for key, rows in frame.groupby(keys, sort=False):
        group = tuple(rows.iloc[0][name] for name in GROUP)
        count = int(rows["low"].sum()), rows["high"].sum()
        shown.append(PublishedCount(group, *key, WINDOW, *count, "count, own window", ""))
    return shown


def merge(frame, into: str, *categories: str):
    return merge_rows(frame, Merge(dimension="rank", categories=categories, into=into, why="w"))


def audit(printed, merged=None, shown=None):
    merged = printed if merged is None else merged
    return audit_figures(publish(merged) if shown is None else shown, printed, merged, HOLDERS)


def is_disclosive(values: set[int]) -> bool:
    return min(values) >= 1 and max(values) < 5 and (min(values), max(values)) != (1, 4)


MERGES = [(), ("sergeant_and_above", *RANKS), ("inspector_and_above", *RANKS[1:])]


@given(
    st.tuples(*[st.integers(0, 7)] * 3), st.tuples(*[st.booleans()] * 3), st.sampled_from(MERGES)
)
@example((6, 2, 1), (False, True, True), MERGES[0])
@example((6, 2, 1), (False, True, True), MERGES[1])
@example((4, 0, 0), (True, False, False), MERGES[0])
@settings(max_examples=10, deadline=None)
def test_the_audit_finds_what_trying_every_table_finds_and_no_more(counts, hidden, merging):
    total = sum(counts)
    small = [rank for rank, n, h in zip(RANKS, counts, hidden, strict=True) if h and 1 <= n <= 4]
    table = dict(zip(RANKS, ((n, n) for n in counts), strict=True)) | dict.fromkeys(small, (1, 4))
    # Three more are not recorded, so that the total itself may always be told.
    printed = print_table(table | {"not_recorded": (3, 3)}, total + 3)
    merged = merge(printed, *merging) if merging else printed
    found = [leak for leak in audit(printed, merged).leaks if leak.rule in (PRIMARY, AUDIT)]
    shown = {one.category: one for one in publish(merged) if one.category in KINDS}
    tables = (w for w in product(range(total + 1), repeat=3) if sum(w) == total)
    ways = [
        way
        for way in (dict(zip(RANKS, table, strict=True)) for table in tables)
        if all(one.low <= sum(way[r] for r in KINDS[c]) <= one.high for c, one in shown.items())
    ]
    values = {
        kind: {sum(way[rank] for rank in held) for way in ways} for kind, held in KINDS.items()
    }
    told = {KINDS[kind] for kind, met in values.items() if is_disclosive(met)}
    narrowed = {KINDS[rank] for rank in small if values[rank] < {1, 2, 3, 4}}
    assert {KINDS[leak.category] for leak in found} == told | narrowed


def test_what_the_force_itself_tells_is_counted_and_what_we_add_is_a_leak():
    counts = {
        "constable": (29, 29),
        "sergeant": (6, 6),
        "inspector": (1, 4),
        "chief_inspector": (1, 4),
    }
    printed = print_table(counts, 38)
    merged = merge(printed, "sergeant_and_above", *RANKS)
    passed = audit(printed, merged)
    assert passed.leaks == [] and passed.disclosed_by_replies == 2
    # A figure of ours that no reply prints: 37 without the chief inspectors.
    shown = publish(merged)
    ours = {"category": "constable sergeant inspector", "low": 37, "high": 37}
    added = audit(printed, merged, [*shown, PublishedCount(**(vars(shown[1]) | ours))])
    assert {(leak.rule, leak.category) for leak in added.leaks if leak.rule == ADDED} == {
        (ADDED, "inspector"), (ADDED, "chief_inspector")
    }  # fmt: skip


def test_two_replies_that_disagree_are_audited_each_by_itself():
    one = print_table({"constable": (20, 20), "sergeant": (3, 3)}, 40)
    two = print_table({"constable": (30, 30), "sergeant": (9, 9)}, 60, reference="R 2")
    both = as_observations([*one.to_dict("records"), *two.to_dict("records")])
    found = {(leak.reference, leak.category) for leak in audit(both).leaks if leak.rule == AUDIT}
    assert found == {("R 1", "sergeant")}
