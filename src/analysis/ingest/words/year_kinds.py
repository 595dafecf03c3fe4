"""Calendar or financial years: what the words above a table say of labels such as `2019`."""

import re
from collections.abc import Iterable, Sequence

from analysis.ingest.words.calendars import DASH, FINANCIAL, YEAR
from analysis.ingest.words.periods import split_label

_FINANCIAL = re.compile(
    r"\b(?:financial|fiscal) years?\b|\b(?:fys?|f/y)(?=\b|\d)|"
    r"\b(?:years?|12 months) (?:ending|ended|to)(?: on)? (?:31(?:st)? march|march 31(?:st)?)\b|"
    rf"\bapr(?:il)?\.?(?: {YEAR})?{DASH}(?:31(?:st)? )?mar(?:ch)?\b"
)
_CALENDAR = re.compile(
    r"\bcalendar (?:years?|quarters?)\b|\bcy\b|"
    r"\b(?:years?|12 months) (?:ending|ended|to)(?: on)? "
    r"(?:31(?:st)? december|december 31(?:st)?)\b|"
    rf"\bjan(?:uary)?\.?(?: {YEAR})?{DASH}(?:31(?:st)? )?dec(?:ember)?\b"
)
_BARE_YEAR = rf"{YEAR}(?:{DASH}{YEAR})?"
_PART = (
    r"\b(?:q(?:uarter|tr)? ?[1-4]|h[12]|"
    r"(?:1st|2nd|3rd|4th|first|second|third|fourth) (?:quarter|qtr))\b"
)
_YEAR_WORDS = (
    r"(?:(?:calendar|financial|fiscal|reporting) )?years?|cys?|fys?|f/y|"
    rf"\(?apr(?:il)?{DASH}mar(?:ch)?\)?"
)


def names_years(text: str) -> bool:
    """Whether a text only says that years stand below it: `Calendar year`, `FY`."""
    return bool(re.fullmatch(_YEAR_WORDS, split_label(text)[0].strip(" :")))


def doubt_year(labels: Sequence[str], words: Iterable[str]) -> tuple[str, str] | None:
    """The label whose year may be another than it looks, and why; None where its days are clear.

    `labels` is a period's own label after those over it, outermost first; `words` are all that
    stand above the figures. `2019` is a calendar year unless they speak of financial years, and a
    quarter of it is asked about unless they speak of calendar years.
    """
    bare = [split_label(label)[0] for label in labels]
    year = next((n for n, text in enumerate(bare) if re.fullmatch(_BARE_YEAR, text)), None)
    part = next((n for n, text in enumerate(bare) if re.search(_PART, text)), None)
    if year is None:
        dated = part is not None and re.search(YEAR, bare[part])
        if not dated or any(re.search(FINANCIAL, text) for text in bare):
            return None
        year = part
    said = " \n ".join(" ".join(str(text).lower().split()) for text in words)
    if _FINANCIAL.search(said):
        return labels[year], "stands under words that speak of financial years"
    if part is not None and not _CALENDAR.search(said):
        return labels[year], "has quarters of a year that may be a calendar or a financial one"
    return None
