"""Absence: words that say, where a number should stand, that there is none, and why."""

import re
from functools import lru_cache

from analysis.ingest.words.footnote_marks import strip_notes

# What a statement means is given in the words of a recipe, and open where it leaves the reason
# open. A statement of two reasons is open too, but for the cost of an answer: then nothing was
# looked up, whatever else is said.
OPEN = ""
_SECTION = r"(?:s(?:s|ec(?:tion)?s?|ect)?\.?\s*|section\s*\()"


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in patterns))


_COST = _any_of(
    rf"{_SECTION}12",
    r"(?:cost|fees?|appropriate|time|18[- ]hours?) (?:limit|threshold|cap)",
    r"exce\w+ (?:the )?(?:\w+ )?(?:cost|limit|time)",
    r"(?:excessive|disproportionate) (?:cost|time|effort)",
    r"too (?:costly|expensive)",
    r"costs? (?:exempt\w*|refus\w*|exce\w*)",
    r"manual (?:search|review|trawl|check)",
)
# What nobody wrote down, as against what is no longer there or lies elsewhere.
_WRITTEN = (
    r"record(?:ed|able)?|collect(?:ed)?|captur(?:ed?|able)|kept|keep|logged|stored?|"
    r"maintain(?:ed)?|monitor(?:ed)?|track(?:ed)?|document(?:ed)?|counted"
)
_DATA = r"(?:data|info(?:rmation)?|figures?|statistics|stats)"
_BE = r"(?:is |are |was |were |being |been |has been |have been )?"
_REASONS = {
    "not applicable": _any_of("not applicable", "(?:does|do|did) not apply", "inapplicable"),
    "suppressed": _any_of(r"suppress\w*"),
    "withheld": _any_of(
        r"withh[eo]ld\w*|exempt\w*|redact\w*|declin(?:ed|es)|refus(?:ed|al|es)|ncnd|vexatious",
        r"(?:not|nor|never|cannot|unable to) (?:be )?(?:disclos\w+|releas\w+|publish\w*)",
        r"undisclosed|non-?disclos\w+|neither confirm\w*",
        r"personal (?:data|information)|data protection|(?:is|are|as) confidential",
        rf"{_SECTION}(?:1[34]|2[1-9]|3\d|4[0-4])",
    ),
    "not recorded": _any_of(
        rf"(?:not|never) (?:\w+ )?{_BE}(?:{_WRITTEN})",
        rf"(?:not|never) (?:\w+ )?(?:something|data|information) (?:that )?\w+ (?:{_WRITTEN})",
        rf"no (?:\w+ )?(?:{_DATA}|records?) {_BE}(?:{_WRITTEN})",
        rf"(?:or|nor) {_BE}(?:{_WRITTEN})",
        r"unrecorded|records? no|(?:keeps?|makes?|have|has) no (?:such )?records?",
    ),
    "not held": _any_of(
        r"(?:not|never|neither|n?or|no longer) (?:\w+ )?(?:held|hold|available|"
        r"retain(?:ed)?|compiled|recoverable)|no longer (?:kept|stored)",
        r"(?:not|unable to|cannot|could not) (?:be )?(?:provided?|suppl(?:y|ied)|given?|"
        r"retriev\w+|extract(?:ed)?|identif(?:y|ied))",
        rf"no (?:\w+ )?{_DATA}(?! {_BE}(?:{_WRITTEN}))",
        r"unavailable|destroyed|deleted|purged|lost|missing",
    ),
    "not answered": _any_of(
        r"no (?:\w+ )?(?:response|reply|replies|answer|return|acknowledg\w+)",
        r"(?:not|never|yet to) (?:yet )?(?:been )?(?:respond(?:ed|ing)?|repl(?:y|ied)|"
        r"answer(?:ed|ing)?)",
        r"non-?respon\w+|unanswered|overdue|acknowledged|a?waiting|awaits?|awaited|chas(?:ed|ing)",
        r"pending (?:a |the |their )?(?:response|reply|answer|return)",
        r"(?:response|reply|answer|return) (?:is |was |still )*(?:late|pending|outstanding|due)",
        r"(?:nothing|not) (?:yet )?received?|to follow|past (?:the )?deadline",
    ),
    "zero": re.compile(
        r"^(?:(?:a )?nil(?: returns?| recorded| reported)?|zero(?: returns?| recorded)?|"
        r"none(?: recorded| reported| identified| received| found| known)?|"
        r"(?:no|zero) (?:such |recorded )?(?:complaints?|cases|incidents|allegations|"
        r"investigations|referrals|reports|instances)(?: (?:were |was |have been )?(?:recorded|"
        r"reported|received|made|found|identified))?)"
        r"(?: (?:in|for|during) (?:this|that|the) (?:period|year|time))?$"
    ),
}
# What a case waits for; a body that is asked for figures is waited for by whoever asks.
_ENDING = r"outcomes?|hearing|decision|results?|trial|inquest|verdict|conclusion|investigation"
# A limit is given besides, it is denied that a figure was kept back, or there are records, but in
# another place or shape.
_SAYS_MORE = re.compile(
    r"\b(?:fewer|less|more|under|over) (?:than )?\d|[<>≤≥] ?\d|"
    r"\b(?:central(?:ly)?|separately|search(?:ed|able)|retrievable|format)\b|"
    rf"\b(?:{_ENDING}) (?:is |still )*awaited|\ba?wait(?:ing|s|ed) (?:\S+ )*(?:{_ENDING})\b|"
    r"\bnot (?:always|consistently|fully|reliably|yet (?!re(?:spond|pl|ceived)|answ))|"
    r"^no (?:\w+ ){1,3}(?:were |was )?(?:withh[eo]ld|refused|exempt(?:ed)?|redacted|suppressed)$"
)
# That there is no figure is said, or nearly so; why is not.
_UNSETTLED = _any_of(
    r"under (?:investigation|review|consideration|appeal)|in progress|on-?going|pending",
    r"being (?:investigated|processed|reviewed|compiled|collated|validated)|outstanding|late",
    r"to be (?:confirmed|advised|announced|determined|decided|supplied|provided)|t\.?b\.?[acd]",
    r"(?:un|not )known|unclear|unsure|uncertain|n/?a|n/?k|n/?r|not|confidential|error|blank",
    r"see (?:notes?|below|letter|comments?|above|response|reply|covering)",
    r"(?:unable to|cannot|could not|would not|will not) \w+",
    r"no (?:records?|details?|comment|cases held|number|count)|none held",
    rf"no (?:\w+ ){{1,3}}(?:{_WRITTEN})",
)


@lru_cache(maxsize=2**12)
def read_absence(text: str) -> str | None:
    """What a text says of a number that is not there, in the words that `read_mark` takes.

    `OPEN` where it says that there is none, or may say so, but not why; None where it speaks of
    nothing absent. It is so only in place of a number: "Refused" may be an outcome elsewhere.

    >>> read_absence("No response received"), read_absence("Under investigation")
    ('not answered', '')
    >>> read_absence("Sergeant") is None
    True
    """
    words = " ".join(strip_notes(text).casefold().replace("’", "'").split()).strip(
        " .,;:!*()[]-–—'\""
    )
    words = words.replace("can't", "cannot").replace("n't ", " not ")
    if _COST.search(words):
        return "not held"
    found = [meaning for meaning, said in _REASONS.items() if said.search(words)]
    if len(found) == 1 and not _SAYS_MORE.search(words):
        return found[0]
    return OPEN if found or _UNSETTLED.search(words) else None
