"""The letters of a study as Markdown and Word files, and a line that says what each asks."""

import math
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analysis.model.paths import BUILD, PROCESSED, show
from analysis.model.response import Response, load_response
from analysis.model.study import load_study
from analysis.publish.desk import Desk
from analysis.publish.document import ReportMeta
from analysis.publish.follow_up.letter import is_second_hand, name_letter, write_letter
from analysis.publish.names import Names
from analysis.publish.pages import check_markdown
from analysis.publish.word import write_docx
from analysis.reconcile.comparison import read_comparison

HEADERS = {
    "illustrative": "EXAMPLE, NOT TO BE SENT – its figures are ILLUSTRATIVE, not the force’s own",
    "transcribed": "DRAFT LETTER – its figures are TRANSCRIBED from what was published",
    "disclosed": "DRAFT LETTER – its figures are DISCLOSED by the force",
}


def write_follow_ups(
    study_name: str,
    start: str = "",
    end: str = "",
    build: Path = BUILD,
    processed: Path = PROCESSED,
) -> Iterator[str]:
    """Write a letter a reply into `<build>/<study>/follow-up`; yields a line for each reply.

    What they ask is in the study's release under `processed`: it has passed the gate. `start` and
    `end` (ISO, both included) are the release's window where it is not the study's. A reply that
    needs nothing has no letter, and one written earlier for it is taken away. Raises Faults for an
    unknown study, a bad window, and a study that has not been released.
    """
    study = load_study(study_name)
    common = study.choose_window(start, end)
    asks = read_comparison(study, processed).tables["follow_up"]
    names, folder = Names(), Path(build) / study.name / "follow-up"
    if common is None:
        yield f"{study.name} has no common window: each reply is asked about days of its own"
    for reply in study.replies:
        letter = load_response(reply.force, reply.reference)
        own = asks[asks["force"].eq(letter.force) & asks["reference"].eq(letter.reference)]
        files = [folder / f"{reply.force}-{reply.reference}{ending}" for ending in (".md", ".docx")]
        named = f"{names.force(letter.force)}, {letter.reference}"
        if own.empty and not is_second_hand(letter):
            for file in files:
                file.unlink(missing_ok=True)
            yield f"{named}: nothing to ask"
            continue
        post_letter(write_letter(letter, own, names), letter, files)
        yield f"{named}: {tell_ask(letter, own)}\n  {' '.join(map(show, files))}"


def post_letter(text: str, reply: Response, files: list[Path]) -> None:
    """Write one letter as Markdown and as a Word file; both are new, or both as they were."""
    title = name_letter(reply)
    is_example = reply.provenance == "illustrative"
    meta = ReportMeta(
        title=title,
        provenance=(reply.provenance,),
        page_header=HEADERS[reply.provenance],
        edition="Example, not to be sent" if is_example else "Draft letter",
    )
    folder = files[0].parent
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".letter-", dir=folder) as temporary:
        desk = Desk(Path(temporary), meta.clock, meta.describe())
        document = check_markdown(text, desk, files[0].name)
        plain = desk.run_pandoc("--from=json", "--to=gfm", "--wrap=none", text=document)
        made = desk.folder / "letter.md"
        made.write_text(f"# {title}\n\n{plain}", encoding="utf-8", newline="\n")
        for file, page in zip(files, (made, write_docx(document, desk)), strict=True):
            page.replace(file)


def tell_ask(reply: Response, asks: pd.DataFrame) -> str:
    """What the letter asks for first, and how much that would tighten the result."""
    told = ["asks for the reply itself"] if is_second_hand(reply) else []
    for _, first in asks.head(1).iterrows():
        told.append(f"asks: {first['asked']}")
        if not first["disagree_by"]:
            told[-1] += f" -> {_tell_width(first)}"
    return "; ".join(told)


def _tell_width(ask: pd.Series) -> str:
    """`a range of 24 becomes exact (4 as “fewer than 5”)`."""
    now, after, hidden = ask["width_now"], ask["width_after"], ask["width_if_hidden"]
    told = "a count without an upper end" if math.isinf(now) else f"a range of {now:,.0f}"
    told += " becomes exact" if after == 0 else f" becomes {after:,.0f} at most"
    # An answer that is hidden and leaves nothing open would hide nothing: it is not offered.
    return told + (f" ({hidden:,.0f} as “fewer than 5”)" if hidden > 0 else "")
