"""The text under a format code is the one that spreadsheet programs show."""

import os
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.files.number_format import (
    NumberFormat,
    is_rounded,
    read_format,
    read_plain,
    show_general,
)

CORPUS = os.environ.get("FOI_CORPUS", "")
ACCOUNTS = '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-'


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        # words in place of a number
        *(('"<5"', 3, "<5"), ("\\<5", 3, "<5"), ('"*"', 4, "*"), ("**", 4, "*"), (";;;", 3, "")),
        *(('[<5]"<5";0', 3, "<5"), ('[<5]"<5";0', 5, "5"), ('[=0]"nil";0', 0, "nil")),
        *(('[>=1][<5]"x";0', 3, "x"), ('0;-0;"none"', 0, "none"), ("0;-0;;@", 0, "")),
        *(('[<=4]\\*;[>100]">100";0', 4, "*"), ('[<=4]\\*;[>100]">100";0', 101, ">100")),
        ('[<=4]\\*;[>100]">100";0', 50, "50"),
        # a number with something beside it, or divided
        *(("£#,##0", 1234, "£1,234"), ("[$£-809]#,##0.00", 3, "£3.00"), ('0"*"', 9, "9*")),
        *(('General"*"', 9, "9*"), ('0000"/"00', 201819, "2018/19"), ("000", 7, "007")),
        *(("000-00-0000", 123456789, "123-45-6789"), ('0" officers"', 2, "2 officers")),
        # parts, multiples, powers
        *(("0%", 0.12, "12%"), ("0.0%", 0.1234, "12.3%"), ("0%", 9, "900%")),
        *(("#,##0,", 9123, "9"), ('0.0,,"m"', 1234567, "1.2m"), ("# ?/?", 5.25, "5 1/4")),
        *(("?/8", 0.5, "4/8"), ("# ?/?", 3, "3"), ("0.00E+00", 12345, "1.23E+04")),
        ("##0.0E+0", 12345, "12.3E+3"),
        # rounding: half away from zero, of the fifteen digits that programs hold
        *(("0", 2.5, "3"), ("0", -2.5, "-3"), ("0.00", 0.125, "0.13"), ("0", -0.4, "0")),
        *(("#,##0", 1379.499999999997, "1,380"), ("0.0#", 1234.5, "1234.5"), ("#.##", 0.5, ".5")),
        *(("0.00", 1e300, "1" + "0" * 300 + ".00"), ("#,##0", 1234567, "1,234,567")),
        # signs
        *(("0;[Red](0)", -5, "(5)"), ("0;[Red]0", -5, "5"), ("0", -5, "-5")),
        *((ACCOUNTS, -1234, "-1,234"), (ACCOUNTS, 0, "-"), (ACCOUNTS, 1234, "1,234")),
    ],
)
def test_a_number_is_shown_as_spreadsheet_programs_show_it(code, value, text):
    assert " ".join(NumberFormat(code).show(value).split()) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [("@", "a"), (";;;", ""), ("0;0;0;", ""), ('@"*"', "a*"), ("0", "a"), ('0;0;0;"no "@', "no a")],
)
def test_a_text_is_shown_by_the_section_for_texts(code, text):
    assert NumberFormat(code).show_text("a") == text


@pytest.mark.parametrize(
    "text", ["007", "12%", "£9", "2018/19", "9*", "<5", "", "-", "1,23", "1e5", "٣"]
)
def test_what_is_no_plain_number_is_none(text):
    assert read_plain(text) is None


WHOLE = ["0", "#,##0", "0.00", "General"]


@given(number=st.integers(-(10**10), 10**10), code=st.sampled_from(WHOLE))
def test_a_whole_number_is_shown_as_itself(number, code):
    assert read_plain(read_format(code).show(number)) == number


@given(value=st.floats(0, 1e9), decimals=st.integers(0, 4))
def test_a_rounded_number_is_known_as_that(value, decimals):
    code = "0." + "0" * decimals if decimals else "0"
    shown = read_format(code).show(value)
    assert len(shown.partition(".")[2]) == decimals
    assert is_rounded(value, shown)


@given(code=st.text('0#?.,%;@*_"\\[]<5>=/£ -EeGdmyhs', max_size=12), value=st.floats(-1e12, 1e12))
def test_any_code_gives_some_text(code, value):
    shown = NumberFormat(code)
    assert isinstance(shown.show(value), str)
    assert isinstance(shown.show_text("a"), str)


def test_general_leaves_the_dust_of_sums_out():
    shown = [show_general(number) for number in (0.1 + 0.2, 12.0, 1e-7, 1.5, 1e11)]
    assert shown == ["0.3", "12", "1E-07", "1.5", "1E+11"]


# The .ods files hold, beside a value and its style, the text that the program showed for it.

NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
NUMBER, STYLE, TABLE, OFFICE, TEXT = (
    NAMESPACE % name for name in ("datastyle", "style", "table", "office", "text")
)
AFTER_PARTS = {"value()>=0": 0, "value()>0": 0, "value()<0": 1, "value()=0": 2}


def spell_code(style: ElementTree.Element) -> str:
    """A number style of an .ods as a format code; its parts for other signs are spelled apart."""
    code = ""
    for part in style:
        long = part.get(f"{NUMBER}style") == "long"
        match part.tag.removeprefix(NUMBER):
            case "number":
                decimals = int(part.get(f"{NUMBER}decimal-places", 0))
                whole = "0" * int(part.get(f"{NUMBER}min-integer-digits", 1))
                grouped = part.get(f"{NUMBER}grouping") == "true"
                code += ("#,##0" if grouped else whole) + "." * bool(decimals) + "0" * decimals
            case "text" if part.text:
                code += "%" if part.text == "%" else f'"{part.text}"'
            case "year":
                code += "yyyy" if long else "yy"
            case "month":
                named = part.get(f"{NUMBER}textual") == "true"
                code += "m" * (1 + long + 2 * named)
            case "day":
                code += "dd" if long else "d"
    return code


def list_shown(path: Path) -> Iterator[tuple[float, str, str]]:
    """Every number of an .ods with the code that its style comes to, and its own text."""
    with zipfile.ZipFile(path) as archive:
        roots = [ElementTree.fromstring(archive.read(n)) for n in ("styles.xml", "content.xml")]
    codes, names = {}, {}
    for element in (element for root in roots for element in root.iter()):
        if element.tag.startswith(NUMBER) and element.tag.endswith("-style"):
            own = spell_code(element)
            parts = {
                AFTER_PARTS[other.get(f"{STYLE}condition")]: codes[
                    other.get(f"{STYLE}apply-style-name")
                ]
                for other in element.iter(f"{STYLE}map")
            }
            places = range(max(parts, default=0) + 1 if 2 in parts or not parts else 3)
            codes[element.get(f"{STYLE}name")] = ";".join(parts.get(n, own) for n in places)
        elif element.get(f"{STYLE}family") == "table-cell":
            facts = (element.get(f"{STYLE}{n}") for n in ("data-style-name", "parent-style-name"))
            names[element.get(f"{STYLE}name")] = tuple(facts)
    for cell in roots[1].iter(f"{TABLE}table-cell"):
        value, day = cell.get(f"{OFFICE}value"), cell.get(f"{OFFICE}date-value")
        if not (value or day):
            continue
        name = cell.get(f"{TABLE}style-name")
        while name in names and not names[name][0]:
            name = names[name][1]
        code = codes.get(names.get(name, ("",))[0], "General")
        days = (datetime.fromisoformat(day) - datetime(1899, 12, 30)).days if day else 0
        yield float(value or days), code, "".join(cell.find(f"{TEXT}p").itertext())


@pytest.mark.skipif(not CORPUS, reason="FOI_CORPUS names no folder of spreadsheets")
def test_every_number_of_the_real_ods_files_is_shown_as_they_say():
    pairs = [pair for path in sorted(Path(CORPUS).glob("*.ods")) for pair in list_shown(path)]
    assert len(pairs) > 15_000
    assert len({code for _, code, _ in pairs}) >= 7
    wrong = [
        (value, code, text, shown)
        for value, code, text in pairs
        if (shown := read_format(code).show(value)).split() != text.split()
    ]
    assert wrong == []


@pytest.mark.skipif(not CORPUS, reason="FOI_CORPUS names no folder of spreadsheets")
def test_the_codes_of_the_real_ods_files_are_those_of_reports():
    codes = {code for path in Path(CORPUS).glob("*.ods") for _, code, _ in list_shown(path)}
    assert {"#,##0", "0", "0.0"} <= codes
    assert any(re.search("y", code) for code in codes)


@pytest.mark.parametrize(
    "code", ["%" * 250 + "0", "0." + "0" * 253, "# " + "?" * 120 + "/" + "?" * 120, "0" * 100_000]
)
@pytest.mark.parametrize("value", [1e308, 5e-324, 12.345])
def test_the_longest_codes_give_some_text(code, value):
    assert NumberFormat(code).show(value)
