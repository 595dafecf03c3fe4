"""No number of a finished report is typed: an independent reader accounts for each of them."""

import re
from collections import Counter
from pathlib import Path
from random import Random

import pypandoc
import pytest
from digit_reading import (
    MONTHS,
    Account,
    find_excess,
    list_numbers,
    read_docx,
    read_html,
    read_pdf,
)

from analysis.model.store.paths import BUILD, PROCESSED, RAW, ROOT
from analysis.model.study import load_study
from analysis.publish.content.document import READER
from analysis.publish.content.numbers import collect_numbers, split_report
from analysis.publish.content.prose import fill_prose, list_slots
from analysis.publish.content.publication import gather_publication
from analysis.publish.report import ANNEX, fill_report
from analysis.publish.tables import offer_tables
from analysis.publish.tables.validation_tables import list_validation_numbers
from analysis.reconcile.results.comparison import read_comparison
from analysis.reconcile.validation.store import read_validation

STUDIES = sorted(path.stem for path in (ROOT / "studies").glob("*.yaml"))
FIGURE = {"caption": "A caption", "alt": "Words"}


class Report:
    """One study's report: filled as the build fills it, and read as a page without its layout."""

    def __init__(self, name: str):
        self.study = load_study(name)
        comparison, validation = read_comparison(self.study), read_validation()
        self.publication = gather_publication(self.study, comparison, validation)
        numbers = collect_numbers(
            self.study, comparison, comparison.window, self.publication.coverage
        )
        self.numbers = numbers | list_validation_numbers(validation)
        _, self.prose = split_report(self.study.report)
        _, annex = split_report(ANNEX)
        replies = [RAW / reply.force / reply.reference for reply in self.study.replies]
        notes = [(folder / "response.yaml").read_text(encoding="utf-8") for folder in replies]
        self.account = Account(
            self.numbers, f"{self.prose}\n\n{annex}", "\n".join(notes),
            PROCESSED / name, PROCESSED / "validation",
        )  # fmt: skip
        self.tables = {
            slot: offer_tables(self.publication)[slot]() for slot in list_slots(self.prose, "table")
        }

    def render(self, prose: str) -> str:
        figures = dict.fromkeys(list_slots(prose, "figure"), FIGURE)
        tables = {slot: (lambda made=made: made) for slot, made in self.tables.items()}
        filled = fill_prose(prose, "report.md", self.numbers, tables, figures)
        return pypandoc.convert_text(filled, "html", format=READER)

    def fill_all(self) -> list[str]:
        """The Markdown of the report and of its annex."""
        figures = dict.fromkeys(list_slots(self.prose, "figure"), FIGURE)
        return [one.markdown for one in fill_report(self.publication, self.numbers, figures)]

    def render_all(self) -> list[str]:
        return [pypandoc.convert_text(text, "html", format=READER) for text in self.fill_all()]


@pytest.fixture(scope="module", params=STUDIES)
def report(request) -> Report:
    return Report(request.param)


def test_every_number_is_accounted_for(report):
    numbers = 0
    for page in report.render_all():
        blocks = read_html(page)
        numbers += sum(len(list_numbers(block.text)) for block in blocks)
        assert report.account.find_untraced(blocks) == []
    assert numbers > 1500


def test_every_number_of_a_report_opens_a_note(report):
    text, _ = report.fill_all()
    led, noted = (re.findall(rule, text) for rule in (r"\(#(line-\d+)\)", r"::: \{#(line-\d+) "))
    assert len(set(led)) >= 10 and sorted(set(led)) == sorted(noted)
    assert len(led) == len(re.findall(r"\(#line-\d+\)\{\.trace\}", text))


def list_places(prose: str) -> list[int]:
    """Where a word of the prose begins, slots, headings, code and dates aside.

    Nor behind "in", where a year of the release may stand.
    """
    taken = [m.span() for m in re.finditer(r"\{\{.*?\}\}|`[^`]*`|\]\(.*?\)|^#.*$|^: ", prose, re.M)]
    taken += [m.span() for m in re.finditer(rf"\b\d+ (?:{MONTHS})|(?:{MONTHS}) \d+", prose)]
    words = re.finditer(rf"(?<=[a-z,] )(?<!\b[Ii]n )(?=[a-z])(?!(?:{MONTHS}))", prose)
    return [m.start() for m in words if not any(a <= m.start() < b for a, b in taken)]


def test_fifty_numbers_typed_into_the_prose_are_all_found(report):
    random = Random(report.study.name)
    told = sorted({word for n in report.numbers.values() for _, word in list_numbers(n["text"])})
    prose, typed = report.prose, []
    for place in sorted(random.sample(list_places(prose), 50), reverse=True):
        # Among them numbers that the report tells elsewhere, so that no value gives them away.
        drawn = [str(random.randint(2, 9)), str(random.randint(10, 9999)), random.choice(told)]
        drawn.append(f"{random.uniform(0, 99):.1f}")
        typed.append(random.choice(drawn))
        prose = f"{prose[:place]}{typed[-1]} {prose[place:]}"
    found = report.account.find_untraced(read_html(report.render(prose)))
    told = Counter(word for word, _ in found)
    assert Counter(typed) - told == Counter()
    # One that is typed into words that are allowed, as "add up to 20", unsettles these as well.
    assert (told - Counter(typed)).total() <= 3


def test_a_wrong_mark_accounts_for_no_number(report):
    page = report.render(report.prose)
    changed, times = re.subn(r'href="#line-\d+"', 'href="#line-2"', page)
    assert times > 10
    assert len(report.account.find_untraced(read_html(changed))) > times / 2


@pytest.mark.parametrize("name", STUDIES)
def test_the_finished_files_tell_no_number_that_is_not_accounted_for(name):
    folder = BUILD / name
    if not is_current(folder, PROCESSED / name):
        pytest.skip("no finished report is at hand")
    made = Report(name)
    for page in sorted(folder.glob("*.html")):
        blocks = read_html(page.read_text(encoding="utf-8"))
        assert made.account.find_untraced(blocks) == []
        for ending, read in ((".docx", read_docx), (".pdf", read_pdf)):
            if page.with_suffix(ending).exists():
                assert find_excess(blocks, read(page.with_suffix(ending))) == Counter(), ending


def is_current(build: Path, release: Path) -> bool:
    """Whether a report was built of the release as it stands, and not before."""
    page = build / "report.html"
    newest = max(path.stat().st_mtime for path in release.glob("*.csv"))
    return page.exists() and page.stat().st_mtime >= newest
