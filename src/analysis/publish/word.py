"""One checked document becomes a Word file.

pandoc takes styles, paper and page header from a reference document. Ours is pandoc's own with
the parts of `report/assets/word/` laid over it, so that the repository holds readable XML and
no binary file.
"""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from analysis.publish.desk import ASSETS, FILTERS, Desk

PART = "application/vnd.openxmlformats-officedocument.wordprocessingml."
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATIONS = "".join(
    f'<Relationship Type="{LINK}{part}" Id="{identity}" Target="{part}.xml"/>'
    for part, identity in {"header": "rId101", "footer": "rId102"}.items()
)
CONTENT_TYPES = "".join(
    f'<Override PartName="/word/{part}.xml" ContentType="{PART}{part}+xml"/>'
    for part in ("header", "footer")
)


def write_docx(document: str, desk: Desk) -> Path:
    """Write `report.docx`: A4, heading styles, repeating header rows, a header on every page."""
    build_reference(desk)
    desk.run_pandoc(
        "--from=json",
        "--to=docx",
        "--reference-doc=reference.docx",
        f"--metadata=date:{desk.fields['edition']}",
        "--figure-caption-position=above",
        f"--lua-filter={FILTERS / 'docx.lua'}",
        "--output=report.docx",
        text=document,
    )
    return keep_rows_whole(desk.folder / "report.docx")


def keep_rows_whole(docx: Path) -> Path:
    """Mark every table row as not to be broken across pages, which pandoc cannot say."""
    with zipfile.ZipFile(docx) as archive:
        parts = {item: archive.read(item) for item in archive.infolist()}
    with zipfile.ZipFile(docx, "w", zipfile.ZIP_DEFLATED) as out:
        for item, content in parts.items():
            if item.filename == "word/document.xml":
                content = content.replace(b"<w:trPr>", b"<w:trPr><w:cantSplit/>")
                content = content.replace(
                    b"<w:tr><w:tc>", b"<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>"
                )
            out.writestr(item, content)
    return docx


def build_reference(desk: Desk) -> Path:
    """Write `reference.docx`: pandoc's own with our styles, paper, page header and footer."""
    desk.run_pandoc("--output=base.docx", "--print-default-data-file=reference.docx")
    target = desk.folder / "reference.docx"
    with zipfile.ZipFile(desk.folder / "base.docx") as base, zipfile.ZipFile(target, "w") as out:
        parts = {name: base.read(name).decode("utf-8") for name in base.namelist()}
        body, _, _ = parts["word/document.xml"].rpartition("<w:sectPr>")
        parts["word/document.xml"] = f"{body}{fill_part('section.xml', desk)}</w:body></w:document>"
        for name in ("styles.xml", "header.xml", "footer.xml"):
            parts[f"word/{name}"] = fill_part(name, desk)
        for name, end, more in (
            ("word/_rels/document.xml.rels", "</Relationships>", RELATIONS),
            ("[Content_Types].xml", "</Types>", CONTENT_TYPES),
        ):
            parts[name] = parts[name].replace(end, more + end)
        for name, text in parts.items():
            # A ZipInfo made by hand bears 1980, not this minute; pandoc copies the part as it is.
            out.writestr(zipfile.ZipInfo(name), text)
    return target


def fill_part(name: str, desk: Desk) -> str:
    """Return the XML of `report/assets/word/<name>` with its four fields filled in."""
    text = (ASSETS / "word" / name).read_text(encoding="utf-8")
    shade, colour = desk.banner_colours
    for field, value in {
        "{page_header}": escape(desk.fields["page-header"]),
        "{edition}": escape(desk.fields["edition"]),
        "{shade}": shade.upper(),
        "{colour}": colour.upper(),
    }.items():
        text = text.replace(field, value)
    return text
