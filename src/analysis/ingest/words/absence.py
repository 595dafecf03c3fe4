"""Absence: words that say, where a number should stand, that there is none, and why."""

import re
from functools import lru_cache

# The words of a recipe that each statement asks for; "" where it leaves the reason open. A
# statement of two reasons is open, but that of the cost of an answer: then nothing was looked up.
OPEN = ""
_S = r"(?:s(?:s|ec(?:tion)?s?|ect)?\.?\s*|section\s*\()"
_COST = re.compile(
    rf"\b{_S}12\b(?!\s*(?:months|years))|\b(?:cost|fees?|appropriate|time|18[- ]hours?) "
    r"(?:limit|threshold|cap)\b|\bexce\w+ (?:the )?(?:\w+ )?(?:cost|limit|time)|"
    r"\b(?:excessive|disproportionate) (?:cost|time|effort)|\btoo (?:costly|expensive)\b|"
    r"\bcost(?:s)? (?:exempt\w*|refus\w*|exce\w*)|\bmanual (?:search|review|trawl|check)"
)
_REASONS = {
    "not applicable": re.compile(
        r"\bnot applicable\b|\b(?:does|do|did) not apply\b|\binapplicable\b"
    ),
    "withheld": re.compile(
        r"\bwithh[eo]ld\w*|\bexempt\w*|\bredact\w*|\brefus(?:ed|al|es)\b|\bnon-?disclos\w*|"
        r"\b(?:not|un|cannot be|can't be|nor|unable to|never) ?(?:be )?disclos\w*|\bundisclosed\b|"
        r"\bncnd\b|\bneither confirm|\bnot (?:be )?(?:released|published|releas\w+)\b|"
        r"\bvexatious\b|\bpersonal (?:data|information)\b|^confidential$|\b(?:is|are|as) confidential\b|\bdata protection\b|"
        rf"\b{_S}(?:1[34]|2[1-9]|3\d|4[0-4])\b|\bfoi ?exempt|\bdeclin(?:ed|es)\b"
    ),
    "suppressed": re.compile(r"\bsuppress\w*"),
    "not held": re.compile(
        r"\b(?:not|never|isn't|aren't|wasn't) (?:\w+ )?(?:held|hold|available|recorded?|collected|"
        r"kept|captured|retained|known|stored|maintained|retriev\w+|recoverable|compiled|"
        r"(?:readily |centrally |currently )+(?:held|available|recorded))\b|\bunavailable\b|"
        r"\bno (?:\w+ )?(?:data|info(?:rmation)?|figures?|statistics|stats)\b|"
        r"\b(?:destroyed|deleted|purged|lost)\b|\bunrecorded\b|"
        r"\b(?:not|unable to|cannot|could not|can't) (?:be )?(?:provided?|suppl(?:y|ied)|given?|"
        r"retrieved?|extract(?:ed)?|identif(?:y|ied))\b|\b(?:does|do|did) n(?:o|')t (?:hold|record|"
        r"collect|keep)\b|\bmissing\b"
    ),
    "not answered": re.compile(
        r"\bno (?:\w+ )?(?:response|reply|answer|replies|acknowledg\w+)\b|\b(?:not|n't|never|yet to) "
        r"(?:yet )?(?:been )?(?:respond(?:ed|ing)?|repl(?:y|ied)|answer(?:ed|ing)?)\b|"
        r"\bnon-?respon\w+|\bunanswered\b|\b(?:a?waiting|awaits?|awaited|chas(?:ed|ing))\b|"
        r"\bpending (?:a |the |their )?(?:response|reply|answer|return)|"
        r"\b(?:response|reply|answer|return) (?:is |was |still )*(?:late|pending|outstanding|due)|"
        r"\boverdue\b|\backnowledged\b|"
        r"\b(?:nothing|not) (?:yet )?received\b|\bno return\b(?! to)|\bto follow\b|"
        r"\bpast (?:the )?deadline\b|\blate\b(?= *$)"
    ),
    "zero": re.compile(
        r"^(?:(?:a )?nil(?: returns?| recorded| reported)?|none(?: recorded| reported| identified|"
        r" received| found| known)?|zero(?: returns?| complaints?| cases?| recorded)?|"
        r"no (?:such )?(?:complaints?|cases|incidents|allegations|investigations|referrals|reports|"
        r"instances)(?: (?:were |was |have been )?(?:recorded|reported|received|made|found|"
        r"identified))?)(?: (?:in|for|during) (?:this|that|the) (?:period|year|time))?$"
    ),
}
# Why a figure is not there is left open, but that it is not is said.
_UNSETTLED = re.compile(
    r"\b(?:under (?:investigation|review|consideration|appeal)|being (?:investigated|processed|"
    r"reviewed|compiled|collated|validated)|in progress|ongoing|on-?going|pending|outstanding|"
    r"t\.?b\.?[cda]\.?|to be (?:confirmed|advised|announced|determined|decided|supplied|provided)|"
    r"unknown|unclear|unsure|uncertain|n/?a|n/?k|n/?r|not (?:given|stated|supplied|shared|"
    r"reported|specified|complete\w*|yet \w+|sure|possible|able|obtained|received|obtainable|"
    r"calculable|clear)|see (?:note|notes|below|letter|comments?|above|response|reply|covering)\b.*|"
    r"unable to \w+|cannot \w+|can't \w+|could not \w+|would not \w+|error|blank|"
    r"no (?:records?|details?|comment|cases held|figure|number|count)|none held|not)\b"
)


@lru_cache(maxsize=2**12)
def read_absence(text: str) -> str | None:
    """What a text says of a number that is not there, in the words that `read_mark` takes.

    `OPEN` where it says that there is none, or may say so, but not why; None where it speaks of
    nothing absent. Only in place of a number does it: "Refused" is an outcome beside one.

    >>> read_absence("No response received"), read_absence("Under investigation")
    ('not answered', '')
    >>> read_absence("Sergeant") is None
    True
    """
    words = " ".join(text.casefold().replace("’", "'").split()).strip(" .,;:!*()[]-–—'\"")
    if not words or not any(map(str.isalpha, words)):
        return None
    if _COST.search(words):
        return "not held"
    found = [meaning for meaning, pattern in _REASONS.items() if pattern.search(words)]
    if len(found) == 1:
        return found[0]
    return OPEN if found or _UNSETTLED.search(words) else None
