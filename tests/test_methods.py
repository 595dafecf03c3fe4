"""docs/methods.md: its examples come out as printed, and every citation of it leads somewhere."""

import doctest
import json
import re
from collections.abc import Iterator

from analysis.model.count import Status
from analysis.model.store.paths import ROOT
from analysis.reconcile.results.refusals import RefusalCode
from analysis.reconcile.results.rungs import Rung

DOCUMENT = ROOT / "docs" / "methods.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
NUMBERS = re.findall(r"^#+ (\d+(?:\.\d+)?) ", TEXT, re.MULTILINE)

CITING = ("src", "tests", "benchmarks", "notebooks", "docs")
NUMBER = r"\d+(?:\.\d+)?"
# A citation may break over lines, within a comment as well, and name several sections.
CITATION = re.compile(
    rf"methods\.md`?,?[\s#]+(?:sections?[\s#]+)?({NUMBER}(?:(?:,|[\s#]+and)[\s#]+{NUMBER})*)"
)
OLD = re.compile(r"\bMETHODS,?[\s#]+(?:page[\s#]+)?\d|methods\.md,?[\s#]+page\b")


def list_sources() -> Iterator[tuple[str, str]]:
    """The path and text of every source that may cite; of a notebook, its cells alone."""
    for folder in CITING:
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in (".py", ".md"):
                yield name, path.read_text(encoding="utf-8")
            elif path.suffix == ".ipynb" and ".ipynb_checkpoints" not in path.parts:
                cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
                yield name, "\n".join("".join(cell["source"]) for cell in cells)


def test_the_examples_come_out_as_printed():
    """The fences are left blank, for output ends at a blank line; line numbers stay."""
    text = re.sub(r"^```.*$", "", TEXT, flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(text, {}, DOCUMENT.name, str(DOCUMENT), 0)
    said: list[str] = []
    results = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert results.attempted > 80
    assert not results.failed, "".join(said)


def test_sections_are_numbered_in_order_and_once():
    places = [[int(part) for part in number.split(".")] for number in NUMBERS]
    assert places == sorted(places) and len(set(NUMBERS)) == len(NUMBERS)


def test_every_citation_leads_to_a_section():
    cited = [
        (name, number)
        for name, text in list_sources()
        for found in CITATION.finditer(text)
        for number in re.findall(NUMBER, found[1])
    ]
    assert len(cited) > 50
    assert [place for place in cited if place[1] not in NUMBERS] == []


def test_citations_are_read_over_lines_and_in_lists():
    text = "(methods.md 2.4, 5). methods.md\n    # 2.2; docs/methods.md, section 3.1 and 7: 9 days"
    found = [re.findall(NUMBER, one[1]) for one in CITATION.finditer(text)]
    assert found == [["2.4", "5"], ["2.2"], ["3.1", "7"]]


def test_nothing_is_cited_by_the_old_name():
    assert [name for name, text in list_sources() if OLD.search(text)] == []


def test_every_rung_refusal_and_status_has_its_row():
    rows = [line for line in TEXT.splitlines() if line.startswith("|")]
    heads = [f"| **{rung}** {rung.word.lower()} |" for rung in Rung]
    heads += [f"| `{code}` |" for code in RefusalCode]
    assert [head for head in heads if not any(row.startswith(head) for row in rows)] == []
    assert [word for word in Status if not any(f"| `{word}` |" in row for row in rows)] == []


def test_every_file_it_names_is_there():
    """Paths stand below src/analysis, or from the root; `internal/` is made by a build."""
    named = set(re.findall(r"`([\w./-]+(?:\.\w+|/))`", TEXT)) - {"internal/"}
    roots = (ROOT / "src" / "analysis", ROOT, ROOT / "data" / "vocabulary")
    named = {name for name in named if "/" in name or name.endswith(".csv")}
    assert len(named) > 25
    assert [name for name in named if not any((root / name).exists() for root in roots)] == []
