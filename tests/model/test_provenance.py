import pytest

from analysis.model.provenance import (
    Provenance,
    choose_stamp,
    find_weakest,
    list_weaker,
)
from analysis.model.store.paths import REPORT


def test_the_weakest_provenance_is_that_of_the_whole():
    assert find_weakest(["disclosed", "illustrative", "transcribed"]) == "illustrative"
    assert find_weakest(["disclosed", "transcribed"]) == "transcribed"
    assert find_weakest(["disclosed", "disclosed"]) == "disclosed"


def test_what_claims_less_is_told_from_what_claims_more():
    assert list_weaker("disclosed") == ["transcribed", "illustrative"]
    assert list_weaker("illustrative") == []
    with pytest.raises(ValueError):
        list_weaker("real")


def test_the_stamp_is_that_of_the_weakest_and_says_where_others_stand_beside_it():
    alone, words = choose_stamp(["illustrative"])
    assert alone == "illustrative" and words.startswith("ILLUSTRATIVE")
    mixed, words = choose_stamp(["illustrative", "disclosed"])
    assert mixed == "illustrative" and words.startswith("PART ILLUSTRATIVE")
    for second_hand, words in (
        ([True, False], "replies, some second-hand"),
        ([True, True], "replies, second-hand"),
        ([False], "replies"),
    ):
        assert choose_stamp(["transcribed"], second_hand)[1].endswith(words)
    with pytest.raises(ValueError, match="no provenance"):
        choose_stamp([])


def test_every_header_of_a_kind_names_it():
    for kind in Provenance:
        assert kind in kind.mark.header.lower()
        assert kind in kind.mark.letter_header.lower()


@pytest.mark.parametrize("kind", Provenance)
def test_the_style_sheets_of_the_report_have_the_same_colours(kind):
    assets = REPORT / "assets"
    shade, ink = kind.mark.shade, kind.mark.ink
    assert f"--{kind}: {ink}; --{kind}-shade: {shade};" in (assets / "style.css").read_text()
    assert f'{kind}: (rgb("{shade}"), rgb("{ink}"))' in (assets / "template.typ").read_text()
