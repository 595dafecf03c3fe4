import pytest

from analysis.model.faults import Faults
from analysis.reconcile.validation.count_trials import (
    CELL_TOO_LONG,
    SENSITIVITY,
    SHARP,
    THINNING,
    WIDE,
)
from analysis.reconcile.validation.end_to_end import AGREEMENT, CLAIM, RATIO
from analysis.reconcile.validation.end_to_end import RANK_AGREEMENT as OF_RANKS
from analysis.reconcile.validation.random_systems import CONTRADICTION, WITNESS
from analysis.reconcile.validation.ratio_trials import BOUNDS_UNION, FORCES, OWN_WINDOW, QUASI
from analysis.reconcile.validation.scores import as_scores
from analysis.reconcile.validation.targets import check_targets, require_targets

POOLED = f"{QUASI}, {FORCES} forces"


def score(claim: str, method: str, coverage: float = 1.0, repeats: int = 10_000, **told) -> dict:
    row = {"claim": claim, "method": method, "coverage": coverage, "repeats": repeats}
    row |= {"assumption": "holds", "a_year": "20", "hidden": "nothing", "refused": 0.0}
    row |= {"process": "p", "layout": "l", "width": 0.2, "error": 0.002}
    return row | {"missed": round((1 - coverage) * repeats)} | told


def keep_all() -> dict[str, dict]:
    """Scores that meet every target, by the target's name."""
    return {
        "bounds": score("count", SHARP),
        "sharpness": score(CLAIM, WITNESS, repeats=20),
        "published figures": score(CLAIM, AGREEMENT["estimate"], repeats=20),
        "published limits": score(CLAIM, RATIO, 0.95, repeats=20),
        "witnesses": score("system", WITNESS),
        "contradictions": score("system", CONTRADICTION),
        "thinning": score("count", THINNING, 0.96, width=0.03),
        "sensitivity": score("count", SENSITIVITY, 0.99, width=0.1),
        "wide limits": score("count", WIDE, 0.99, width=0.15),
        "ratio": score("ratio", OWN_WINDOW, 0.957),
        "ratio of bounds": score("ratio", BOUNDS_UNION, 0.986),
        "quasi-Poisson ratio": score("ratio", POOLED, 0.96),
        "refusals": score("refusal", "refused by name", repeats=20),
        "false refusals": score("refusal", "answered", repeats=300),
    }


def judge(**changed: dict) -> dict[str, str]:
    """The verdicts by target, with some fields of the rows behind them changed."""
    rows = keep_all()
    for name, fields in changed.items():
        rows[name.replace("_", " ")] |= fields
    table = check_targets(as_scores(list(rows.values())))
    return dict(zip(table["target"], table["verdict"], strict=True))


def test_scores_that_keep_every_promise_meet_every_target():
    verdicts = judge()
    assert set(verdicts.values()) == {"met"} and len(verdicts) == 14
    assert set(keep_all()) == set(verdicts)


@pytest.mark.parametrize(
    ("name", "coverage", "verdict"),
    [
        ("bounds", 0.9999, "missed"),
        ("sharpness", 0.95, "missed"),
        ("published figures", 0.95, "missed"),
        ("published limits", 0.90, "met"),  # two of twenty; two standard errors are 0.097
        ("published limits", 0.85, "missed"),
        ("wide limits", 0.9455, "missed"),
        ("witnesses", 0.9999, "missed"),
        ("contradictions", 0.9999, "missed"),
        ("thinning", 0.9457, "met"),  # two standard errors of 10,000 repeats under 0.95
        ("thinning", 0.9455, "missed"),
        ("thinning", 0.9970, "missed"),
        ("sensitivity", 0.9455, "missed"),
        ("ratio", 0.9455, "missed"),
        ("ratio of bounds", 0.9455, "missed"),
        ("quasi-Poisson ratio", 0.93, "warn"),
        ("quasi-Poisson ratio", 0.985, "warn"),
        ("refusals", 0.95, "missed"),
        ("false refusals", 0.98, "missed"),
        ("false refusals", 0.99, "met"),
    ],
)
def test_each_target_is_missed_by_what_falls_short_of_it_alone(name, coverage, verdict):
    rows = keep_all()
    missed = round((1 - coverage) * rows[name]["repeats"])
    verdicts = judge(**{name.replace(" ", "_"): {"coverage": coverage, "missed": missed}})
    assert verdicts.pop(name) == verdict
    assert set(verdicts.values()) == {"met"}


def test_fewer_repeats_allow_for_more_chance():
    fields = {"coverage": 0.94, "repeats": 1000, "missed": 60}
    assert judge(thinning=fields)["thinning"] == "met"
    assert judge(thinning=fields | {"repeats": 10_000})["thinning"] == "missed"


@pytest.mark.parametrize(
    "fields",
    [
        {"assumption": "violated"},
        {"rule": CELL_TOO_LONG},
        {"a_year": "4"},
        {"hidden": "1 to 4"},
    ],
)
def test_a_design_that_promises_nothing_is_not_judged_but_one_must_be(fields):
    """The only design of thinning drops out, and what was not measured is not met."""
    assert judge(thinning=fields | {"coverage": 0.2})["thinning"] == "missed"
    rows = [*keep_all().values(), score("count", THINNING, 0.2, width=0.03, **fields)]
    table = check_targets(as_scores(rows)).set_index("target")
    assert table.loc["thinning", ["measured", "designs", "verdict"]].tolist() == [0.96, 1, "met"]


def test_one_miss_in_many_is_not_rounded_away():
    assert judge(bounds={"coverage": 1.0, "missed": 1, "repeats": 10**6})["bounds"] == "missed"


@pytest.mark.parametrize("method", [*AGREEMENT.values(), *OF_RANKS.values()])
def test_one_published_figure_that_is_not_as_worked_out_anew_is_missed(method):
    rows = [*keep_all().values(), score(CLAIM, method, 0.99, repeats=100)]
    table = check_targets(as_scores(rows)).set_index("target")
    assert table.loc["published figures", "verdict"] == "missed"


def test_few_published_limits_are_judged_together_and_only_where_their_assumption_holds():
    """Of 20, 17 right are too few; of 20 and 60 more all right, 77 of 80 are not."""
    rows = keep_all() | {"published limits": score(CLAIM, RATIO, 0.85, repeats=20)}
    verdict = check_targets(as_scores(list(rows.values()))).set_index("target")["verdict"]
    assert verdict["published limits"] == "missed"
    more = [*rows.values(), score(CLAIM, WIDE, 1.0, repeats=60)]
    broken = score(CLAIM, SENSITIVITY, 0.1, repeats=60, assumption="violated")
    row = check_targets(as_scores([*more, broken])).set_index("target").loc["published limits"]
    assert (row["measured"], row["designs"], row["verdict"]) == (0.9625, 2, "met")
    assert row["least"] == 0.9013  # 0.95 less two standard errors of 80


def test_what_was_applied_stands_beside_what_was_measured():
    table = check_targets(as_scores(list(keep_all().values()))).set_index("target")
    ends = table[["least", "most"]].apply(tuple, axis=1)
    assert ends["bounds"] == (1, 1) and ends["false refusals"] == (0, 0.01)
    assert ends["sensitivity"] == (0.9456, 1) and ends["thinning"] == (0.9456, 0.9964)


def test_a_few_questions_cannot_tell_of_one_in_a_hundred():
    """Of 300 none refused, at most 1 in 100 would be; of 299, perhaps more."""
    assert judge(false_refusals={"repeats": 300})["false refusals"] == "met"
    assert judge(false_refusals={"repeats": 299})["false refusals"] == "open"
    refused = {"repeats": 6, "missed": 1, "coverage": 5 / 6}
    assert judge(false_refusals=refused)["false refusals"] == "missed"


def test_the_worst_of_several_designs_is_the_one_told():
    rows = [*keep_all().values(), score("count", THINNING, 0.951, process="q", width=0.03)]
    table = check_targets(as_scores(rows)).set_index("target")
    assert table.loc["thinning", ["measured", "designs", "repeats"]].tolist() == [0.951, 2, 20_000]


def test_a_missed_target_stops_with_one_line_and_a_warning_does_not():
    rows = keep_all()
    rows["quasi-Poisson ratio"]["coverage"] = 0.9
    told = require_targets(check_targets(as_scores(list(rows.values()))))
    assert told == "13 of 14 targets are met; not quite: quasi-Poisson ratio"
    rows["false refusals"]["repeats"] = 6
    told = require_targets(check_targets(as_scores(list(rows.values()))))
    assert told.endswith("; too few repeats to tell: false refusals")
    rows["bounds"] |= {"coverage": 0.999, "missed": 10}
    with pytest.raises(Faults) as caught:
        require_targets(check_targets(as_scores(list(rows.values()))))
    assert [fault.file for fault in caught.value.faults] == ["bounds"]
    assert "0.9990 measured, promised is coverage exactly 1 (held against 1.0000 to 1.0000)" in str(
        caught.value
    )
