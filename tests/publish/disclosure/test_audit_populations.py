"""What two totals tell together that count different people, and what rank and role do."""

from gate_samples import ALL, FIRST, LAST, find_kinds, publish, see

from analysis.publish.disclosure.audit import audit_populations
from analysis.publish.disclosure.rules import AUDIT

TYPES = {"all employees": ("police officer", "police staff"), "officers": ("police officer",)}
OFFICERS = {"population": "officers", "table": "Officers"}


def find(*rows: dict) -> list[tuple[str, str, str]]:
    leaks = audit_populations(publish(list(rows)), TYPES).leaks
    return [(leak.rule, leak.table, leak.category) for leak in dict.fromkeys(leaks)]


def test_all_employees_less_officers_are_staff():
    told = [(AUDIT, "Officers", "all employees less officers")]
    assert find(see(40, "all", ALL), see(38, "all", ALL, **OFFICERS)) == told
    assert find(see(43, "all", ALL), see(38, "all", ALL, **OFFICERS)) == []
    assert find(see(38, "all", ALL), see(38, "all", ALL, **OFFICERS)) == []
    # 50 less 20 less 27 are 3 in the years that neither part tells of.
    parts = [see(20, "all", FIRST), see(27, "all", LAST)]
    assert find(see(50, "all", ALL), *parts, see(0, "all", (1, 2), **OFFICERS)) == told


def test_other_people_and_other_counts_tell_nothing_together():
    assert find(see(40, "all", ALL), see(38, "all", ALL, population="unstated")) == []
    assert find(see(40, "all", ALL), see(38, "all", ALL, definition="other", **OFFICERS)) == []
    people = {"unit": "people"}
    assert find(see(40, "all", ALL, **people), see(38, "all", ALL, **OFFICERS)) == []
    assert find(see(40, "all", ALL, **people), see(38, "all", ALL, **people, **OFFICERS))


def test_totals_that_contradict_each_other_hide_nothing_else():
    # 41 officers of 40 employees in the last year; 2 more employees than officers in the first.
    wrong = [see(40, "all", LAST), see(41, "all", LAST, **OFFICERS)]
    assert find(see(20, "all", FIRST), see(18, "all", FIRST, **OFFICERS), *wrong)


RANKS = [see(29, "constable", ALL), see(6, "sergeant", ALL), see((1, 4), "inspector", ALL)]


def count_officers(number, years=ALL, **told):
    kind = {"dimension": "role", "category": "police_officer", "table": "By role"}
    return see(number, "police_officer", years, **told) | kind


def test_officers_by_role_are_the_sum_of_their_ranks():
    # 38 officers less 29 constables and 6 sergeants are 3 inspectors.
    assert find_kinds(RANKS) == set()
    assert find_kinds([*RANKS, see(60, "all", ALL), count_officers(38)]) == {(1,)}


def test_officers_of_ranks_not_listed_leave_the_others_open():
    # 44 officers less 35 are 9 inspectors, or fewer where Other holds officers too.
    hidden = [*RANKS[:2], see((1, 9), "inspector", ALL), count_officers(44)]
    assert find_kinds(hidden) == {(1,)}
    assert find_kinds([*hidden, see(9, "other", ALL)]) == set()
