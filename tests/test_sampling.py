"""What `make test` leaves out is seeded, and `make test-long` leaves out nothing."""

import sampling
from hypothesis import given, settings
from hypothesis import strategies as st
from sampling import FEWEST, take, take_examples

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
