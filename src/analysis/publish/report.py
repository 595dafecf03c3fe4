"""The written report of a study: its prose filled, its appendix traced, in three formats."""

import json
from pathlib import Path

from analysis.model.paths import BUILD, PROCESSED, format_path
from analysis.model.study import Study, load_study
from analysis.publish.content.document import ReportMeta, render_report
from analysis.publish.content.numbers import split_report
from analysis.publish.content.prose import fill_prose
from analysis.publish.content.publication import gather_publication
from analysis.publish.tables import offer_tables
from analysis.publish.tables.background import count_validation
from analysis.reconcile.results.comparison import Comparison, read_comparison
from analysis.reconcile.validation.store import Validation, read_validation


def build_report(study_name: str, build: Path = BUILD, processed: Path = PROCESSED) -> dict:
    """Write report.html, report.pdf and report.docx into `<build>/<study>`; returns their paths.

    Raises Faults for an unknown or unused key, table or figure; earlier outputs then stand.
    """
    study = load_study(study_name)
    folder = Path(build) / study.name
    comparison = read_comparison(study, processed)
    numbers = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
    index = json.loads((folder / "figures" / "index.json").read_text(encoding="utf-8"))
    validation = read_validation(processed)
    header, markdown = write_markdown(study, comparison, numbers, index, validation)
    meta = ReportMeta(
        title=header.get("title", study.title),
        subtitle=header.get("subtitle", ""),
        provenance=tuple(sorted(set(comparison.figures["provenance"]))),
        edition=header.get("edition", ""),
        source=format_path(study.report),
    )
    return render_report(markdown, folder / "figures", folder, meta)


def write_markdown(
    study: Study,
    comparison: Comparison,
    numbers: dict,
    figures: dict,
    validation: Validation | None = None,
) -> tuple[dict, str]:
    """The report's header, and its Markdown with every slot filled."""
    header, prose = split_report(study.report)
    tables = offer_tables(gather_publication(study, comparison, validation))
    numbers = numbers | (count_validation(validation) if validation else {})
    return header, fill_prose(prose, format_path(study.report), numbers, tables, figures)
