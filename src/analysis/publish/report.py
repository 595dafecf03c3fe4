"""The publication pipeline: the comparison of a study becomes its written report.

Audit, release, tell, document. Each step is a function from one named thing to the next:

- `release_study`: a comparison that the gate lets through becomes a publication;
- `collect_contents`: the publication becomes the numbers and figures that its report asks for;
- `write_contents`: they are written beside the release;
- `build_report`: they and the tables fill the prose of the report and of its annex, each of which
  becomes a document in three formats.

notebooks/3_figures.ipynb takes the first three and shows what each comes to; the build takes the
last, in a process that draws nothing.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import yaml

from analysis.model.faults import Fault, Faults, gather
from analysis.model.store.paths import BUILD, INTERNAL, PROCESSED, REFERENCE, REPORT, format_path
from analysis.model.study import Study, load_study
from analysis.model.window import format_date
from analysis.publish.content.document import (
    Manuscript,
    ReportMeta,
    make_documents,
    render_report,
)
from analysis.publish.content.numbers import Number, collect_numbers, split_report, write_numbers
from analysis.publish.content.prose import GENERAL, fill_prose, list_slots
from analysis.publish.content.publication import Publication, gather_publication
from analysis.publish.disclosure.gate import pass_gate
from analysis.publish.tables import OF_METHODS, TABLES, offer_tables
from analysis.publish.tables.coverage import COVERAGE, list_coverage_rows
from analysis.publish.tables.trace import list_notes
from analysis.publish.tables.validation_tables import list_validation_numbers
from analysis.reconcile.results.comparison import read_comparison
from analysis.reconcile.validation.store import read_validation

if TYPE_CHECKING:
    from analysis.publish.figures.drawing import Drawing


ANNEX = REPORT / "annex.md"
# Stands for a picture while the text is looked through, before any is drawn.
UNDRAWN = {"caption": "?", "alt": "? ?"}
QUOTED = re.compile(r"'([^']+)'|\"([^\"]+)\"|([@#][\w:-]*\w)")  # the words that a fault names
SLOTS = {"fig": "figure", "tbl": "table"}  # that place what a reference names
IN_REPORT = "This table stands in the report."


class Contents(NamedTuple):
    """What a report asks for, by name: its numbers, and its figures or what is said in place."""

    numbers: dict[str, Number]
    figures: dict[str, "Drawing | str"]


def release_study(
    study: Study, internal: Path = INTERNAL, processed: Path = PROCESSED
) -> Publication:
    """Audit the comparison under `internal` and release what may be published to `processed`.

    Who was asked stands beside it. Raises Faults naming every rule that is broken, and the merge
    that cures it.
    """
    publication = gather_publication(study, pass_gate(study, internal, processed))
    rows = COVERAGE.frame(list_coverage_rows(publication))
    COVERAGE.write(rows, Path(processed) / study.name / "coverage.csv")
    return publication


def collect_contents(publication: Publication) -> Contents:
    """The figures and numbers that the study's report asks for, told from the release alone.

    Raises Faults, before anything is drawn, for each number of the report's header that is not one
    row of the comparison and each picture that there is not, with all else that is wrong in the
    report and the annex.
    """
    # Only here: the build's own process draws nothing and need not wait for matplotlib.
    from analysis.publish.figures import draw_figures, offer_figures

    study, comparison = publication.study, publication.comparison
    faults: list[Fault] = []
    numbers = collect_numbers(study, comparison, publication.window, publication.coverage, faults)
    offered = offer_figures(publication)
    if faults or set(list_slots(split_report(study.report)[1], "figure")) - set(offered):
        known = replace(publication, validation=publication.validation or read_validation())
        raise Faults(format_path(study.report), _list_faults(known, numbers, {}, faults))
    return Contents(numbers, draw_figures(publication))


def write_contents(contents: Contents, folder: Path) -> list[Path]:
    """Write figures/ with its index.json, and numbers.json, into `folder`; returns both files."""
    from analysis.publish.figures import save_figures

    index = save_figures(contents.figures, folder / "figures")
    return [index, write_numbers(contents.numbers, folder / "numbers.json")]


def build_report(
    study_name: str, build: Path = BUILD, processed: Path = PROCESSED
) -> dict[str, Path]:
    """Write the report and its annex, each as .html, .pdf and .docx, into `<build>/<study>`.

    Returns their paths by name, as `report.pdf`.
    They are made of the release under `processed` and of what `write_contents` wrote. Raises Faults
    for every unknown or unused key, table, figure, reference and so on of either text, in one list;
    earlier outputs then stand.
    """
    study = load_study(study_name)
    folder = Path(build) / study.name
    released, validation = read_comparison(study, processed), read_validation(processed)
    publication = gather_publication(study, released, validation)
    numbers = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
    figures = json.loads((folder / "figures" / "index.json").read_text(encoding="utf-8"))
    try:
        manuscripts = fill_report(publication, numbers, figures)
        return render_report(manuscripts, folder / "figures", folder)
    except Faults as first:  # what was found first is seldom all
        faults = _list_faults(publication, numbers, figures) or first.faults
        raise Faults(format_path(study.report), faults) from None


def fill_report(
    publication: Publication,
    numbers: dict[str, Number],
    figures: dict[str, dict],
    faults: list[Fault] | None = None,
) -> list[Manuscript]:
    """The Markdown of the study's report, and of its annex, with every slot filled.

    `figures` are those of index.json: the caption and alt text of each, or what is said in place.
    The annex is one text for every study and holds what the report does not: a table that the
    report has says so in its place there. Raises Faults of both texts; where `faults` is given they
    are added to it instead, and wrong slots filled by their nearest names.
    """
    study, meta = publication.study, describe_report(publication)
    _, prose = split_report(study.report)
    if publication.validation:
        numbers = numbers | list_validation_numbers(publication.validation)
    tables = offer_tables(publication)
    header, more = split_report(ANNEX)
    placed: list[str] = []
    noting = {name: lambda name=name: placed.append(name) or tables[name]() for name in tables}
    general = {name: number for name, number in numbers.items() if name.startswith(GENERAL)}
    words = replace(meta, title=f"{meta.title}: annex", source=format_path(ANNEX))
    words = replace(words, subtitle=header["subtitle"], landscape=True)  # its tables are wide
    above, higher = (_count_above(*one) for one in ((study.report, prose), (ANNEX, more)))
    with gather(meta.source, faults) as found:
        report = fill_prose(prose, meta.source, numbers, noting, figures, found, above)
        beside = tables | {name: lambda: IN_REPORT for name in placed}
        beside |= {"categories": lambda: list_dimensions(publication, placed)}
        annex = fill_prose(more, words.source, general, beside, {}, found, higher)
    report += f"\n\n{list_notes(publication, report)}"
    return [Manuscript("report", report, meta), Manuscript("annex", annex, words)]


def _count_above(path: Path, prose: str) -> int:
    """How many lines of a file stand above its prose."""
    return path.read_text(encoding="utf-8").removesuffix(prose).count("\n")


def _list_faults(
    publication: Publication,
    numbers: dict[str, Number],
    drawn: dict[str, dict],
    known: Sequence[Fault] = (),
) -> list[Fault]:
    """All that is wrong in the report and its annex: those known already, slots, references."""
    from analysis.publish.figures import offer_figures

    faults, figures = list(known), dict.fromkeys(offer_figures(publication), UNDRAWN) | drawn
    manuscripts = fill_report(publication, numbers, figures, faults)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "figures"
        folder.mkdir()
        for name in figures:  # whether they were drawn is no matter of the text
            for ending in ("svg", "png"):
                (folder / f"{name}.{ending}").touch()
        try:
            make_documents(manuscripts, (), Path(temporary))
        except Faults as more:
            faults += more.faults
    paths = (publication.study.report, ANNEX)
    texts = {format_path(path): path.read_text(encoding="utf-8") for path in paths}
    offered: dict[str, Mapping] = {"fig": figures, "tbl": offer_tables(publication)}
    return tell_lines([_say_how_to_place(fault, offered, texts) for fault in faults], texts)


def _say_how_to_place(
    fault: Fault, offered: Mapping[str, Mapping], texts: Mapping[str, str]
) -> Fault:
    """The fault; of what could be there, with the slot that places it, or why nothing is drawn."""
    found = re.match(r"@(fig|tbl):([\w-]+):", fault.problem)
    if not found or found[2] not in offered[found[1]]:
        return fault
    slot = f"{{{{{SLOTS[found[1]]}: {found[2]}}}}}"
    if not any(slot in text for text in texts.values()):
        return replace(fault, remedy=f"write {slot} where it shall stand")
    made = offered[found[1]][found[2]]
    if isinstance(made, Mapping) and "nothing" in made:
        problem = f"@{found[1]}:{found[2]} leads to what is not drawn: {made['nothing']}"
        return replace(fault, problem=problem, remedy="drop the sentence that refers to it")
    return fault


def tell_lines(faults: list[Fault], texts: dict[str, str]) -> list[Fault]:
    """The faults in the order of the lines that they stand on, each with its line.

    Where none is known yet, it is the first on which the words stand that the fault names: quoted,
    or with @ or # before. Of faults that are alike, each is the next such line.
    """
    told: list[tuple[str, int, Fault]] = []
    for fault in faults:
        line = int(fault.cell.removeprefix("line ") or 0)
        named = QUOTED.search(fault.problem)
        if not line and named:
            words = re.escape(next(filter(None, named.groups())))
            if placed := re.fullmatch(r"\\#(fig|tbl):(\S+)", words):
                words = rf"\{{\{{\s*{SLOTS[placed[1]]}:\s*{placed[2]}"
            lines = texts.get(fault.file, "").split("\n")
            taken = [at for file, at, one in told if (file, one) == (fault.file, fault)]
            found = [
                at for at, text in enumerate(lines, 1) if re.search(rf"{words}(?![\w-])", text)
            ]
            found = found[1:] if "twice" in fault.problem else found
            line = next((at for at in found if at not in taken), 0)
        told.append((fault.file, line, fault))
    told.sort(key=lambda each: (list(texts).index(each[0]) if each[0] in texts else 9, each[1]))
    return [replace(fault, cell=f"line {line}") if line else fault for _, line, fault in told]


def list_dimensions(publication: Publication, placed: Sequence[str]) -> str:
    """A heading and a table for each dimension that the replies break down by and that is not
    `placed` in the report."""
    tables = offer_tables(publication)
    dimensions = (name for name in tables if name not in TABLES | OF_METHODS)
    parts = [f"## By {name}\n\n{tables[name]()}" for name in dimensions if name not in placed]
    return "\n\n".join(parts) or "No table of the replies breaks a total down."


def describe_report(publication: Publication) -> ReportMeta:
    """What stands around the text: title, edition, and every provenance it rests on."""
    study = publication.study
    header, _ = split_report(study.report)
    return ReportMeta(
        title=header.get("title", study.title),
        subtitle=header.get("subtitle", ""),
        provenance=tuple(sorted(set(publication.comparison.figures["provenance"]))),
        edition=header.get("edition", "") or _format_edition(publication),
        source=format_path(study.report),
    )


def _format_edition(publication: Publication) -> str:
    """The edition that the study names, else the newest day that any of its inputs bears."""
    if publication.study.edition:
        return f"Edition of {format_date(publication.study.edition)}"
    newest = find_newest_day(publication)
    return f"Newest input: {format_date(newest)}" if newest else ""


def find_newest_day(publication: Publication, reference: Path = REFERENCE) -> date | None:
    """The last day on which a request was sent or answered, or reference data was released."""
    told = [day for one in publication.coverage.requests for day in (one.requested, one.answered)]
    for letter in publication.replies:
        told += [letter.requested, letter.answered]
    for path in sorted(reference.glob("*.yaml")):
        told.append(yaml.safe_load(path.read_text(encoding="utf-8")).get("released"))
    return max((day for day in told if isinstance(day, date)), default=None)
