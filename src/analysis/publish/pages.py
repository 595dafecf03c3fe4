"""One checked document becomes a web page and a PDF.

pandoc reads the Markdown once; a filter numbers, labels and checks it; every writer then makes
its file from that same result, so that the outputs cannot tell different stories. All work lies
in one folder that holds `figures/` and uses relative names: no path of this machine gets out.
"""

from importlib.util import find_spec
from pathlib import Path

import typst

from analysis.model.faults import Fault, Faults
from analysis.publish.desk import ASSETS, FILTERS, Desk

# An allow-list: what is not named here is plain text. Nothing raw, no mathematics, no metadata.
READER = (
    "markdown_strict-raw_html"
    "+all_symbols_escapable+auto_identifiers+backtick_code_blocks+blank_before_blockquote"
    "+blank_before_header+bracketed_spans+citations+definition_lists+escaped_line_breaks"
    "+fenced_divs+footnotes+header_attributes+implicit_figures+inline_notes+intraword_underscores"
    "+link_attributes+pipe_tables+smart+space_in_atx_header+startnum+table_attributes"
    "+table_captions"
)


def check_markdown(markdown: str, desk: Desk, source: str) -> str:
    """Return the document as pandoc's JSON, numbered and labelled, every reference resolved.

    Raises `Faults` naming, as faults of the file `source`, each unknown reference, each missing
    alt text, caption or figure file, and the like.
    """
    try:
        return desk.run_pandoc(
            f"--from={READER}",
            "--to=json",
            "--columns=1000000",  # longer lines fix column widths; ours follow the contents
            f"--lua-filter={FILTERS / 'references.lua'}",
            text=markdown,
        )
    except RuntimeError as error:
        found = [line.partition("FAULT\t")[2] for line in str(error).splitlines()]
        faults = [Fault(source, *line.split("\t")) for line in found if line]
        if not faults:
            raise
        raise Faults("report", faults) from None


def write_html(document: str, desk: Desk) -> Path:
    """Write `report.html`, one file that asks the network for nothing."""
    # In a CSS string a backslash and hexadecimal digits stand for any character.
    header = "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in desk.fields["page-header"])
    desk.run_pandoc(
        "--from=json",
        "--to=html5",
        "--embed-resources",
        f"--template={ASSETS / 'page.html'}",
        f"--css={ASSETS / 'style.css'}",
        f"--variable=page-header-css:'{header}'",
        "--toc",
        "--toc-depth=3",
        "--shift-heading-level-by=1",
        "--figure-caption-position=above",
        f"--lua-filter={FILTERS / 'html.lua'}",
        "--output=report.html",
        text=document,
    )
    return desk.folder / "report.html"


def find_fonts() -> Path:
    """The fonts that matplotlib ships; found without importing it, which takes half a second."""
    package = Path(find_spec("matplotlib").origin).parent
    return package / "mpl-data" / "fonts" / "ttf"


def write_pdf(document: str, desk: Desk) -> Path:
    """Write `report.pdf`, tagged to PDF/UA-1, with fonts that ship inside packages only."""
    shade, colour = desk.banner_colours
    language, _, region = desk.fields["lang"].partition("-")
    desk.run_pandoc(
        "--from=json",
        "--to=typst",
        f"--template={ASSETS / 'template.typ'}",
        f"--variable=banner-shade:{shade}",
        f"--variable=banner-colour:{colour}",
        f"--variable=lang-code:{language}",
        f"--variable=lang-region:{region}",
        f"--lua-filter={FILTERS / 'typst.lua'}",
        "--output=report.typ",
        text=document,
    )
    typst.compile(
        desk.folder / "report.typ",
        output=desk.folder / "report.pdf",
        root=desk.folder,
        font_paths=[find_fonts()],
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        timestamp=desk.clock,
    )
    return desk.folder / "report.pdf"
