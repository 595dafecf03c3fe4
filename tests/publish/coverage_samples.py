"""Studies that asked many bodies, for the tests of the coverage: its table, map and numbers."""

from dataclasses import replace
from functools import cache

from figure_samples import make_reply, two_forces

from analysis.model.request import Enquiry, Folder
from analysis.publish.content.publication import Publication

NATIONAL = {
    "asked": "all forces of England and Wales",
    "requests": [
        {"force": "essex", "state": "refused", "under": "s.40(2)"},
        {"force": "hampshire", "state": "refused", "under": "not known"},
        {"force": "kent", "state": "cost limit"},
        {"force": "gwent", "state": "overdue", "requested": "2014-02-17"},
        {
            "force": "surrey", "state": "partly", "requested": "2014-02-17",
            "answered": "2014-03-19", "words": "only the total", "url": "https://example.org/1",
        },
    ],
    "others": {"state": "answered", "requested": "not known"},
}  # fmt: skip


@cache
def asked_many() -> Publication:
    """Forty-three bodies asked, two of whose answers are read: one is refused, one is silent."""
    return ask(NATIONAL)


def ask(told: dict) -> Publication:
    """The replies of `two_forces`, of a study that says this of whom it asked."""
    made = two_forces()
    letters = [
        make_reply(force, f"{force} ref", **days)
        for force, days in {
            "staffordshire": {"requested": "2023-03-01", "answered": "2023-03-27"},
            "metropolitan": {},
        }.items()
    ]
    folders = [Folder(letter.force, "r") for letter in letters]
    coverage = Enquiry.model_validate(told).gather_coverage(folders, letters, "sample.yaml")
    return replace(made, replies=letters, coverage=coverage)
