"""A second reply of one force, put into one system with the first where the study says so."""

from datetime import date

import pytest
from examples import COMMON, frame, observe, observe_met

from analysis.model.faults import Faults
from analysis.model.study import StudyReply
from analysis.model.window import Window
from analysis.reconcile.categories.category_counts import link_table
from analysis.reconcile.replies.ladder import place_count
from analysis.reconcile.replies.series import join_replies, split_series
from analysis.reconcile.results.refusals import Refusal

NAMES = {("staffordshire", "first"): "R 1", ("staffordshire", "second"): "R 2"}


class Study:
    name = "small"

    def __init__(self, **facts):
        first = StudyReply(force="staffordshire", reference="first")
        self.replies = [first, StudyReply(force="staffordshire", reference="second", **facts)]


def join(*later: dict, within: int = 0, adds_to: str | None = "first", **facts):
    rows = [*observe_met(), *(row | {"reference": "R 2"} | facts for row in later)]
    study = Study(adds_to=adds_to, within=within)
    return join_replies(split_series(frame(rows)), study, NAMES)


def place(series, window=COMMON):
    placed = place_count(series.evidence, window)
    return placed if isinstance(placed, Refusal) else (placed.low, placed.high)


HALF_2018 = observe(10, "2018-01-01", "2018-07-01", cell="Z1", table="Half years")


def test_one_more_number_tightens_the_count_as_worked_by_hand():
    lead, other = join(HALF_2018)
    assert place(lead) == (165, 175)
    assert (lead.leads, other.leads) == (True, False)
    placed = place_count(lead.evidence, COMMON)
    assert placed.assumes == "R 2 taken to count the same events as R 1"
    assert "Z1" in placed.cells


def test_nothing_is_joined_that_the_study_does_not_join():
    lead, other = join(HALF_2018, adds_to=None)
    assert place(lead) == (151, 175)
    assert lead.leads and other.leads


def test_a_later_figure_is_true_within_the_tolerance_the_study_names():
    # 10 within 2 is 8 to 12 in the half year, so 12 to 16 of the 24 in the other half.
    assert place(join(HALF_2018, within=2)[0]) == (163, 175)
    nothing = observe(1, "2018-01-01", "2018-07-01", table="Half years")
    assert place(join(nothing, within=2)[0]) == (172, 175)  # never under 0


def test_two_editions_of_one_year_are_not_mixed_in_silence():
    later = observe(27, "2018-01-01", "2019-01-01", cell="Z1")
    refused = place(join(later)[0])
    assert refused.code == "INCONSISTENT_SOURCES"
    assert "disagree by at least 3" in refused.evidence
    assert "Z1" in refused.evidence and "Z1" in refused.cells
    # Within 3 both are true at once only where the later one is 24.
    assert place(join(later, within=3)[0]) == (151, 175)
    assert place(join(later, within=3)[0], Window(date(2018, 1, 1), date(2019, 1, 1))) == (24, 24)


def test_a_table_of_one_name_in_two_replies_is_not_added_up():
    same = observe(24, "2018-01-01", "2019-01-01", cell="Z1")
    assert place(join(same)[0]) == (151, 175)


def test_a_joined_reply_weakens_the_provenance():
    lead, _ = join(HALF_2018 | {"provenance": "transcribed"}, provenance="transcribed")
    assert lead.provenance == "illustrative"  # the weaker of the two


@pytest.mark.parametrize("fact", ["unit", "population", "definition", "date_basis"])
def test_a_reply_that_counts_something_else_is_a_fault_of_the_study(fact):
    other = {"unit": "cases", "date_basis": "recorded"}.get(fact, "other")
    with pytest.raises(Faults) as caught:
        join(HALF_2018, **{fact: other})
    (fault,) = caught.value.faults
    assert "counts nothing that first counts" in str(fault) and other in str(fault)


def test_a_reply_that_adds_to_one_the_study_lacks_is_a_fault():
    with pytest.raises(Faults, match="the study does not have"):
        join(HALF_2018, adds_to="third")


def test_categories_of_a_joined_reply_bound_the_table():
    facts = {"table": "By rank", "dimension": "rank"}
    whole = ("2018-01-01", "2023-03-01")
    ranks = [
        observe(n, *whole, category=code, label=code, cell=f"B{n}", **facts)
        for code, n in {"constable": 120, "sergeant": 55}.items()
    ]
    later = observe(
        4, "2018-01-01", "2018-03-01", category="sergeant", label="Sgt", cell="Z9", **facts
    )
    rows = [*observe_met(), *ranks, later | {"reference": "R 2"}]
    lead, _ = join_replies(split_series(frame(rows)), Study(adds_to="first"), NAMES)
    table = lead.figures[lead.figures["dimension"] == "rank"]
    # Of the year's 24, 4 sergeants came before March 2018: at most 20 constables did.
    assert link_table(lead, table, COMMON).bound_counts(["sergeant", "constable"]) == {
        "sergeant": (51, 51),
        "constable": (100, 120),
    }


WHOLE = ("2018-01-01", "2023-03-01")
RANKS = {"table": "By rank", "dimension": "rank"}


def rank(count, code: str, days: tuple[str, str] = WHOLE, **facts) -> dict:
    return observe(count, *days, category=code, label=code, **RANKS | facts)


def bound_ranks(*rows: dict, later: list[dict]) -> dict:
    second = [row | {"reference": "R 2"} for row in later]
    lead, *_ = join_replies(
        split_series(frame([*observe_met(), *rows, *second])), Study(adds_to="first"), NAMES
    )
    table = lead.figures[lead.figures["dimension"] == "rank"]
    return link_table(lead, table, COMMON).bound_counts(sorted(set(table["category"])))


def test_a_finer_category_of_a_joined_reply_is_not_set_apart_from_the_wider_one():
    # Of 175 less 120, 55 are sergeants and above; 5 sergeants of 2018 are among them.
    rows = [rank(120, "constable"), rank((40, 60), "sergeant_and_above", cell="B10")]
    year = ("2018-01-01", "2019-01-01")
    later = [observe(24, *year, cell="A1"), rank(5, "sergeant", year, cell="B5")]
    later.append(rank(19, "constable", year, cell="B6"))
    low, high = bound_ranks(*rows, later=later)["sergeant_and_above"]
    assert low <= 50 and high == 55


def test_another_table_of_a_joined_reply_never_widens_a_bound():
    rows = [rank(120, "constable"), rank((40, 60), "sergeant", cell="B10")]
    days = ("2018-01-01", "2018-03-01")
    few = [observe(5, *days, cell="Z0")]
    narrow = bound_ranks(*rows, later=few)
    for more in (rank(0, "inspector", days, cell="Z2"), rank(2, "sergeant", days, cell="Z2")):
        wider = bound_ranks(*rows, later=[*few, more])
        for code, (low, high) in narrow.items():
            assert low <= wider[code][0] and wider[code][1] <= high
    assert bound_ranks(*rows, later=[*few, rank(2, "sergeant", days, cell="Z2")])["sergeant"] == (
        53,
        53,
    )


def test_what_else_a_joined_reply_counts_stands_alone():
    other = HALF_2018 | {"reference": "R 2", "unit": "allegations", "cell": "Z2"}
    rows = [*observe_met(), HALF_2018 | {"reference": "R 2"}, other]
    series = join_replies(split_series(frame(rows)), Study(adds_to="first"), NAMES)
    assert [(one.unit, one.reference, one.leads) for one in series] == [
        ("complaints", "R 1", True),
        ("complaints", "R 2", False),
        ("allegations", "R 2", True),
    ]


def test_a_reply_that_adds_to_one_that_adds_itself_is_a_fault():
    study = Study(adds_to="first")
    third = StudyReply(force="staffordshire", reference="third", adds_to="second")
    study.replies = [*study.replies, third]
    rows = [*observe_met(), HALF_2018 | {"reference": "R 2"}, HALF_2018 | {"reference": "R 3"}]
    names = NAMES | {("staffordshire", "third"): "R 3"}
    with pytest.raises(Faults, match="adds to another itself"):
        join_replies(split_series(frame(rows)), study, names)
