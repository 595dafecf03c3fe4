"""A reader of finished reports that accounts for every number in them; it shares no code of ours.

A number is *traced* where a mark beside it leads to a line of comparison.csv that has it, *told* by
the slot of the text that it fills, *released* where it stands in a table or a sentence that the
program writes and is a value of the release, rounded; else it is on a list of what may stand, each
with its reason. Any other is untraced: somebody typed it.
"""

import csv
import math
import re
import subprocess
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w])|\d[\d,]*(?:\.\d+)?")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
SHORT = "|".join(month[:3] for month in MONTHS.split("|"))
# What may stand anywhere, each with its reason.
ALLOWED = {
    rf"\b\d{{1,2}} (?:{MONTHS})\b(?: \d{{4}})?": "a date",
    rf"\b(?:{MONTHS}|{SHORT})\.? \d{{4}}\b": "a month",
    r"\b(?:19|20)\d\d/\d\d\b": "a financial year",
    r"\b95 ?%": "the level of confidence, stated in methods.md",
    r"\b99 ?% Monte Carlo": "the level of confidence of the validation",
    r"\btakes in 1\b": "a ratio of equal rates",
    r"\b99\.8 ?% limits": "the outer limits of a funnel, methods.md 4.7",
    r"\b\d\d\.FOI\.\d\d\.\d+": "a force's own reference",
    r"\b1,000 workforce": "what a rate is of",
    r"\b(?:per|every) 1,000\b": "what a rate is of",
    r"\bmonths of 30\.4375 days\b": "the length of a month, methods.md 1.1",
    r"\b(?:Table|Figure|Section)s? [A-Z]?\d+(?:(?:,| and|–) [A-Z]?\d+)*": "a reference",
    r"\bv3\.0\b": "the version of a licence",
    r"\b(?:fewer than|under|up to) (?:10|20)\b": "a threshold of methods.md 4",
    r"\bfewer than (?:3|5)\b": "a threshold of methods.md 4 and 5",
    r"\bfrom 20 on\b": "a threshold of methods.md 4",
    r"\b(?:page|paragraph) \d+": "a place in a letter",
    r"\bmethods\.md \d+(?:\.\d+)?": "a section of methods.md",
    r"https?://\S+|\b[\w.-]+/[\w./-]+": "an address",
}
EQUATION = re.compile(r"((?:[\d,.]+|[-+−÷×() ]|\([A-Z]+\d+\))+) = (−?[\d,.]*\d)")
A_LINE = re.compile(r"\blines? (\d+)\b")  # of comparison.csv, if it has so many
IN_A_YEAR = re.compile(r"\b[Ii]n ((?:19|20)\d\d)\b")  # of which the release has days
# Tables of which some numbers are in no table of data, each with how they are come by.
WORKED_OUT = {"tbl:funnel": "limits and shrunk rates, of the rates of its rows by methods.md 4.7"}
# What may stand between a number and its mark: the rest of a range, a unit, a flag.
BESIDE_MARK = re.compile(r"(?:,? ?(?:to|within) −?[\d,.]*\d| ?%| points| \[\w\])*")
BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "td", "th", "caption", "figcaption", "dt", "dd", "div"}
LEFT_OUT = {"script", "style", "svg", "nav", "head"}
LETTERS = re.compile(r"[^a-z]+")


@dataclass
class Block:
    """One paragraph, cell or caption: its words, and the trace marks by where they stand in it."""

    kind: str
    text: str = ""
    place: str = ""  # the table or figure that it is in
    marks: list[tuple[int, int]] = field(default_factory=list)  # the place, the line
    told: str = ""  # the words of its marks
    anchors: list[tuple[int, int]] = field(default_factory=list)  # the same of lines told here


class _Page(HTMLParser):
    """The blocks of a page, in their order."""

    def __init__(self):
        super().__init__()
        self.blocks = [Block("div")]
        self._open: list[str] = []
        self._hidden = 0
        self._line = 0
        self._place = ""  # until its table ends

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if (found.get("id") or "").startswith("tbl:"):
            self._place = found["id"]
        if tag in LEFT_OUT:
            self._hidden += 1
        elif tag in BLOCKS:
            self.blocks.append(Block(tag, place=self._place))
        elif tag == "br":
            self.blocks[-1].text += " "
        if own := re.fullmatch(r"(?:.*-)?line-(\d+)", found.get("id") or ""):
            self.blocks[-1].anchors.append((len(self.blocks[-1].text), int(own[1])))
        match = re.search(r"#(?:.*-)?line-(\d+)$", found.get("href") or "")
        self._line = int(match[1]) if tag == "a" and match else self._line

    def handle_endtag(self, tag):
        if tag in LEFT_OUT:
            self._hidden -= 1
        elif tag in BLOCKS:
            self.blocks.append(Block("div", place=self._place))
        elif tag == "table":
            self._place = ""
        elif tag == "a":
            self._line = 0

    def handle_data(self, data):
        if self._hidden:
            return
        if self._line:
            self.blocks[-1].marks.append((len(self.blocks[-1].text), self._line))
            self.blocks[-1].told += f" {data} "
            return  # the mark is a place, not a number
        self.blocks[-1].text += data


def read_html(text: str) -> list[Block]:
    page = _Page()
    page.feed(text)
    for block in page.blocks:
        kept = re.sub(r"[\s\u00a0\u202f]", " ", block.text)  # the places of the marks stay
        block.text = kept.replace("\u2011", "-").replace("\u2060", " ")
    return [block for block in page.blocks if block.text.strip()]


def read_docx(path: Path) -> str:
    """All words of a Word file, a line a paragraph."""
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(path) as parts:
        root = ElementTree.fromstring(parts.read("word/document.xml"))
    lines = []
    for paragraph in root.iter(f"{space}p"):
        lines.append("".join(node.text or "" for node in paragraph.iter(f"{space}t")))
    return "\n".join(lines)


def read_pdf(path: Path) -> str:
    """All words of a PDF but the contents, and what stands at the head and foot of its pages."""
    text = subprocess.run(
        ["pdftotext", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    text = re.sub(r"^(?:.*(?:\. ){8}.*|Page \d+ of \d+)$", "", text, flags=re.MULTILINE)
    pages = [[line for line in page.splitlines() if line] for page in text.split("\f")]
    shown = Counter(line for page in pages for line in set(page))
    running = {line for line, number in shown.items() if number > 0.7 * len(pages)}
    return "\n".join(line for page in pages for line in page if line not in running)


def list_numbers(text: str) -> list[tuple[int, str]]:
    """The place and the words of each number."""
    return [(found.start(), found[0].rstrip(",")) for found in NUMBER.finditer(text)]


def find_allowed(text: str) -> list[tuple[int, int]]:
    """Where a date, a reference or another number stands that `ALLOWED` gives a reason for."""
    return [found.span() for rule in ALLOWED for found in re.finditer(rule, text)]


class Account:
    """What a report may say: its release, the numbers of its slots, its prose with the slots, and
    the notes of its replies, which are quoted."""

    def __init__(self, numbers: dict, prose: str, notes: str, release: Path, *more: Path):
        self.lines = _read_csv(release / "comparison.csv")
        self.numbers = numbers
        self.values, self.words = _gather_values(release, *more)
        told = [str(number.get(part, "")) for number in numbers.values() for part in number]
        self.words |= {word for text in told for _, word in list_numbers(text)}
        self.words |= {word for _, word in list_numbers(notes)}
        self.paragraphs = [_Paragraph(text) for text in re.split(r"\n\s*\n|\n(?=- )", prose)]

    def find_untraced(self, blocks: list[Block]) -> list[tuple[str, str]]:
        """Each number that nothing accounts for, with the words around it."""
        found = []
        for block in blocks:
            if block.place in WORKED_OUT:
                continue
            numbers = list_numbers(block.text)
            allowed = find_allowed(block.text)
            allowed += [(at, at + len(str(line))) for at, line in block.anchors]
            allowed += _find_equations(block.text)
            allowed += [
                found.span(1)
                for found in A_LINE.finditer(block.text)
                if 2 <= int(found[1]) < len(self.lines) + 2
            ]
            years = IN_A_YEAR.finditer(block.text)
            allowed += [year.span() for year in years if year[1] in self.words]
            source = self._find_source(block) if numbers else None
            budget = source.count_slots(self.numbers) if source else Counter()
            marked = {at: self._follow_mark(block, at, word) for at, word in numbers}
            budget.subtract(word for at, word in numbers if marked[at])
            for place, word in numbers:
                if marked[place] or any(start <= place < end for start, end in allowed):
                    continue
                budget[word] -= 1
                is_told = budget[word] >= 0
                if source is None or source.is_written(block.text, place):
                    is_percent = block.text[place + len(word) :].lstrip().startswith("%")
                    is_told = self._is_released(word, is_percent)
                is_misled = marked[place] is False  # its own mark leads elsewhere
                if is_misled or not is_told:
                    found.append((word, block.text[max(0, place - 40) : place + 40]))
        return found

    def _find_source(self, block: Block) -> "_Paragraph | None":
        """The paragraph of the prose that a block is; None of what the program writes."""
        if block.kind in ("td", "th", "caption", "figcaption"):
            return None
        letters = LETTERS.sub("", block.text.casefold())
        return next((one for one in self.paragraphs if one.matches(letters)), None)

    def _follow_mark(self, block: Block, place: int, word: str) -> bool | None:
        """Whether the mark that stands behind it leads to a line that has the number, if any."""
        after = [(at, line) for at, line in block.marks if at >= place]
        if not after:
            return None
        at, line = after[0]
        between = block.text[place + len(word) : at]
        if not BESIDE_MARK.fullmatch(between):
            return None
        if not 2 <= line < len(self.lines) + 2:
            return False
        row = self.lines[line - 2]
        names = ("low", "high", "estimate", "lower", "upper", "wide_lower", "wide_upper")
        return any(_is_rounded(word, float(row[name])) for name in names if row[name])

    def _is_released(self, word: str, is_percent: bool) -> bool:
        """Whether it is a value of the release, rounded; a percentage may be of a fraction."""
        if word in self.words or any(_is_rounded(word, value) for value in self.values):
            return True
        return is_percent and any(_is_rounded(word, 100 * value) for value in self.values)


def find_excess(blocks: list[Block], text: str) -> Counter:
    """The numbers that another form of a report has more often than its page.

    A number or reference may be broken over two lines, and the heads of a table stand again on
    each page that it reaches.
    """
    counted, heads = Counter(), set()
    for block in blocks:
        numbers = [word for _, word in list_numbers(f"{block.text} {block.told}")]
        counted.update(numbers)
        heads |= set(numbers) if block.kind == "th" else set()
    found = [
        Counter(word for _, word in list_numbers(re.sub(r"\S*/\S+", " ", words))) - counted
        for words in (text, text.replace("\n", ""))  # addresses are broken where they may be
    ]
    return Counter({word: n for word, n in (found[0] & found[1]).items() if word not in heads})


class _Paragraph:
    """One paragraph of the prose: the letters between its slots, and the slots."""

    def __init__(self, text: str):
        self.slots = [slot.strip() for slot in re.findall(r"\{\{(.+?)\}\}", text)]
        # A reference becomes words, such as `Table 3`; what a link leads to is not seen.
        plain = re.sub(r"\]\([^)]*\)|\{[#.][^}]*\}", "", text)
        plain = re.sub(r"@[a-z]+:[\w-]+", "{{reference}}", plain)
        pieces = re.split(r"\{\{.+?\}\}", plain)
        self.pieces = [LETTERS.sub("", piece.casefold()) for piece in pieces]
        self._pattern = re.compile("([a-z]*?)".join(map(re.escape, self.pieces)))
        # Which of the slots, and references, the program writes sentences into.
        written = re.findall(r"\{\{(.+?)\}\}", plain)
        self._written = [slot.startswith(("table:", "glossary:")) for slot in written]

    def matches(self, letters: str) -> bool:
        return sum(map(len, self.pieces)) >= 6 and bool(self._pattern.fullmatch(letters))

    def is_written(self, text: str, place: int) -> bool:
        """Whether a place of a block lies within a sentence that the program writes into it."""
        letters, before = (LETTERS.sub("", part.casefold()) for part in (text, text[:place]))
        found = self._pattern.fullmatch(letters)
        spans = [found.span(n) for n, written in enumerate(self._written, 1) if written]
        last = len(letters) if self._written and not self.pieces[-1] else -1
        return any(
            start <= len(before) < end
            or (start == len(before) and not self.pieces[0])
            or start < len(before) <= end == last
            for start, end in spans
        )

    def count_slots(self, numbers: dict) -> Counter:
        """How often each number may stand here, as its slots are filled."""
        budget: Counter = Counter()
        for slot in self.slots:
            key, _, part = slot.partition(":")
            if key in numbers:
                text = str(numbers[key].get(part.strip() or "text", ""))
                allowed = find_allowed(text)
                budget.update(
                    word
                    for at, word in list_numbers(text)
                    if not any(start <= at < end for start, end in allowed)
                )
        return budget


def _find_equations(text: str) -> list[tuple[int, int]]:
    """Where a sum or quotient stands that is written out, and is right."""
    found = []
    for match in EQUATION.finditer(text):
        left = re.sub(r"\([A-Z][^)]*\)|,", "", match[1])
        for sign, operator in {"÷": "/", "×": "*", "−": "-"}.items():
            left = left.replace(sign, operator)
        try:
            worked = eval(left, {"__builtins__": {}})
        except (SyntaxError, ZeroDivisionError, TypeError):
            continue
        right = match[2].replace(",", "").replace("−", "-")
        decimals = len(right.partition(".")[2])
        # Four figures are written of what is divided, so that the last may be one off.
        if abs(worked - float(right)) <= max(0.51 * 10**-decimals, 2e-3 * abs(worked)):
            found.append(match.span())
    return found


def _is_rounded(word: str, value: float) -> bool:
    """Whether a number is a value rounded to its decimals, up, down or to the nearest."""
    decimals = len(word.partition(".")[2])
    number = float(word.replace(",", ""))
    if math.isinf(value):
        return False
    return abs(abs(value) - number) < 10**-decimals * (1.0 if decimals or value % 1 else 0.01)


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _gather_values(*folders: Path) -> tuple[list[float], set[str]]:
    """The values of all numeric cells of some tables, and the numbers in the other cells."""
    values, words = set(), set()
    for path in (path for folder in folders for path in sorted(folder.glob("*.csv"))):
        for row in _read_csv(path):
            for text in row.values():
                try:
                    values.add(float(text))
                except ValueError:
                    words.update(word for _, word in list_numbers(text))
    return sorted(value for value in values if math.isfinite(value)), words
