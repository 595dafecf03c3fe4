"""What `make test` leaves out is seeded, and `make test-long` leaves out nothing."""

import sampling
from hypothesis import given, settings
from hypothesis import strategies as st
from sampling import FEWEST, LARGE, split_costly, take, take_examples, take_files

NAME = "_hypothesis_internal_use_settings"


@settings(max_examples=40)
@given(st.integers())
def draw(number):
    """A property of forty examples."""


class Item:
    obj = draw


def test_a_sample_is_a_share_in_order_and_the_same_every_time(monkeypatch):
    monkeypatch.setattr(sampling, "LONG", False)
    monkeypatch.setattr(sampling, "SHARE", 0.25)
    taken = take(range(40))
    assert len(taken) == 10 and taken == sorted(set(taken)) == take(range(40))
    assert len(take(range(8), fewest=4)) == 4 and take(range(2), fewest=4) == [0, 1]


def test_of_files_the_small_ones_and_a_share_of_the_large_ones_are_taken(monkeypatch, tmp_path):
    monkeypatch.setattr(sampling, "LONG", False)
    monkeypatch.setattr(sampling, "SHARE", 0.25)
    files = [tmp_path / f"{number}" for number in range(12)]
    for number, path in enumerate(files):
        path.write_bytes(b"0" * (LARGE + 1 if number % 3 else 1))
    taken = take_files(files)
    assert (
        set(files[::3]) < set(taken)
        and len(taken) == 4 + 2
        and taken == sorted(taken, key=files.index)
    )
    monkeypatch.setattr(sampling, "LONG", True)
    assert take_files(iter(files)) == files


def test_the_long_run_takes_all(monkeypatch):
    monkeypatch.setattr(sampling, "LONG", True)
    assert take(range(40)) == list(range(40))
    before = getattr(draw, NAME)
    take_examples([Item])
    assert getattr(draw, NAME) is before and before.max_examples == 40


def test_a_property_keeps_its_settings_but_for_the_number_of_examples(monkeypatch):
    monkeypatch.setattr(sampling, "LONG", False)
    monkeypatch.setattr(sampling, "SHARE", 0.25)
    whole = getattr(draw, NAME)
    for number, left in ((40, 10), (12, FEWEST), (3, 3)):
        monkeypatch.setattr(draw, NAME, settings(whole, max_examples=number))
        take_examples([Item])
        less = getattr(draw, NAME)
        assert less.max_examples == left and less.derandomize == whole.derandomize


class Costly:
    def __init__(self, path, is_costly=True, case=""):
        self.path, self.is_costly, self.originalname = path, is_costly, case
        if case:
            self.callspec = None  # as pytest's items of a test with several cases have

    def get_closest_marker(self, name):
        return self.is_costly or None


def test_of_the_costly_tests_of_each_file_a_share_runs_and_of_the_others_all(monkeypatch):
    monkeypatch.setattr(sampling, "LONG", False)
    monkeypatch.setattr(sampling, "SHARE", 0.25)
    items = [Costly(file) for file in "aaaaaaaabb"] + [Costly("a", is_costly=False)] * 3
    taken, left = split_costly(items)
    assert [sum(item.path == file for item in taken) for file in "ab"] == [2 + 3, 1]
    assert [item for item in items if item not in left] == taken
    monkeypatch.setattr(sampling, "LONG", True)
    assert split_costly(items) == (items, [])


def test_of_a_costly_test_with_several_cases_at_least_one_runs(monkeypatch):
    monkeypatch.setattr(sampling, "LONG", False)
    monkeypatch.setattr(sampling, "SHARE", 0.25)
    names = ["test_m"] * 8 + ["test_n"] * 2 + ["test_o"]
    taken, _ = split_costly([Costly("a", case=name) for name in names])
    assert [item.originalname for item in taken] == ["test_m"] * 2 + ["test_n", "test_o"]
