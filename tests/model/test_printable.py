import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.faults import make_printable


@pytest.mark.parametrize(
    "sign",
    ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800"],
)
def test_what_steers_a_terminal_or_cannot_be_seen_is_replaced(sign):
    assert make_printable(f"a{sign}b") == "a\ufffdb"


@pytest.mark.parametrize("sign", ["\n", "\t", "\r", "\v", "\x85", "\u2028"])
def test_what_ends_a_line_becomes_a_space(sign):
    assert make_printable(f"a{sign}b") == "a b"


@pytest.mark.parametrize("text", ["نیم\u200cفاصله", "שלום\u200f!", "क्\u200dष", "Öl – 5 €"])
def test_ordinary_words_of_any_script_stay(text):
    assert make_printable(text) == text


@given(st.text(st.characters(exclude_categories=())))
def test_one_line_of_the_same_length_without_control_signs(text):
    shown = make_printable(text)
    assert len(shown) == len(text) and len(shown.splitlines()) <= 1
    assert not {"Cc", "Cs"} & {unicodedata.category(letter) for letter in shown}
