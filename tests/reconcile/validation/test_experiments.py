from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.model.faults import Faults
from analysis.reconcile.validation import experiments
from analysis.reconcile.validation.experiments import MODES, YEARS, make_generator, run_experiments
from analysis.reconcile.validation.simulate import BY_NAME, LAYOUTS, SHOWN
from analysis.reconcile.validation.store import Validation, read_validation, write_validation
from analysis.reconcile.validation.targets import check_targets

TINY = replace(
    MODES["quick"],
    designs=[("constant", YEARS, 20, SHOWN), ("variance 2", YEARS, 20, SHOWN)],
    pairs=[("constant", (20, 20))],
    published=[("constant", YEARS, 20, SHOWN)],
    repeats=50,
    ratio_repeats=20,
    share_repeats=40,
    published_repeats=2,
    published_ranks=1,
    systems=4,
    ill_posed=0,
    well_posed=1,
)


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(experiments, "try_refusals", lambda rng, *sizes: [])
    monkeypatch.setitem(MODES, "tiny", TINY)


@pytest.mark.costly
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tiny, tmp_path):
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        scores = run_experiments("tiny", seed)
        write_validation(Validation(scores, check_targets(scores)), tmp_path / folder)
    for name in ("coverage.csv", "targets.csv"):
        first, again, other = (
            (tmp_path / folder / "validation" / name).read_bytes() for folder in "abc"
        )
        assert first == again != other


def test_what_is_tried_beside_it_changes_no_design(tiny, monkeypatch):
    together = run_experiments("tiny")
    backwards = list(reversed(TINY.designs))[:1]
    monkeypatch.setitem(MODES, "tiny", replace(TINY, designs=backwards, pairs=[], published=[]))
    alone = run_experiments("tiny")
    of = alone["process"].eq("variance 2") & alone["claim"].eq("count")
    same = together["process"].eq("variance 2") & together["claim"].eq("count")
    pd.testing.assert_frame_equal(
        alone[of].reset_index(drop=True), together[same].reset_index(drop=True)
    )


def test_streams_belong_to_their_names():
    draws = {
        tuple(make_generator(*key).integers(10**9, size=2))
        for key in [(1, "a"), (1, "b"), (2, "a"), (1, "a", 4), (1, "a", 20), (1, "a", 4.0)]
    }
    assert len(draws) == 6
    again = make_generator(1, "a").integers(10**9, size=2)
    assert np.array_equal(again, make_generator(1, "a").integers(10**9, size=2))


def test_an_unknown_mode_is_told_with_those_there_are():
    with pytest.raises(ValueError, match="no mode 'fast'; choose from quick, full"):
        run_experiments("fast")


def test_scores_read_back_as_they_were(tiny, tmp_path):
    scores = run_experiments("tiny")
    targets = check_targets(scores)
    write_validation(Validation(scores, targets), tmp_path)
    again = read_validation(tmp_path)
    pd.testing.assert_frame_equal(again.scores, scores, check_dtype=False)
    pd.testing.assert_frame_equal(again.targets, targets, check_dtype=False)


def test_what_another_version_validated_is_not_taken(tiny, tmp_path):
    scores = run_experiments("tiny")
    folder = write_validation(Validation(scores, check_targets(scores)), tmp_path)
    path = folder / "targets.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("verdict", "result", 1))
    with pytest.raises(Faults, match="another version"):
        read_validation(tmp_path)


def test_what_was_not_validated_is_told_by_file(tmp_path):
    with pytest.raises(Faults) as caught:
        read_validation(tmp_path)
    assert [fault.file.rsplit("/")[-1] for fault in caught.value.faults] == [
        "coverage.csv",
        "targets.csv",
    ]


@pytest.mark.parametrize("mode", ["quick", "full"])
def test_the_designs_of_a_mode_are_real_and_each_is_there_once(mode):
    designs = MODES[mode].designs
    assert len(set(designs)) == len(designs)
    assert {d[0] for d in designs} == set(BY_NAME)
    assert {d[1] for d in designs} == {layout.name for layout in LAYOUTS}
    published = MODES[mode].published
    assert len(set(published)) == len(published) and {d[0] for d in published} <= set(BY_NAME)
    assert set(MODES["quick"].published) <= set(MODES["full"].published)
    assert MODES["full"].repeats >= 10_000 and set(MODES["quick"].designs) <= set(
        MODES["full"].designs
    )
