import shutil

import pytest
from examples import (
    BY_RANK,
    BY_YEAR,
    FORCE,
    REFERENCE,
    YEARS_DOWN,
    list_faults,
    make_letter,
    read_rows,
    write_csv,
    write_letter,
    write_xlsx,
)

from analysis.ingest.clean import clean_reply, write_reply
from analysis.ingest.reply_summary import describe_reply
from analysis.ingest.words.vocabulary import Vocabulary
from analysis.model.faults import Faults
from analysis.model.observation import read_observations
from analysis.model.store.paths import VOCABULARY


def test_every_fault_of_a_workbook_is_listed_at_once_and_nothing_is_written(tmp_path):
    processed = tmp_path / "processed"
    good = read_rows(tmp_path / "raw", YEARS_DOWN, BY_YEAR)
    write_reply(good, FORCE, REFERENCE, processed)
    before = {p: p.read_bytes() for p in processed.rglob("*.csv")}
    ranks = [
        ["Complaints by rank"],
        ["PC", "a few"],
        ["Sargent", 2],
        ["Inspector", ""],
        ["PCSO", -1],
        ["Sergeant", 2.5],
        ["Total", 184],
    ]
    folder = write_letter(
        tmp_path / "raw",
        make_letter(BY_YEAR, BY_RANK, BY_RANK | {"find": "Nowhere"}, workbook="reply.xlsx"),
    )
    years = [row[:] for row in YEARS_DOWN]
    years[3][0] = "20x0"
    write_xlsx(folder / "reply.xlsx", {"Q1": years, "Q2": ranks})
    with pytest.raises(Faults) as caught:
        write_reply(clean_reply(FORCE, REFERENCE, tmp_path / "raw"), FORCE, REFERENCE, processed)
    lines = str(caught.value).splitlines()
    assert lines[0] == "staffordshire R1: 7 faults, nothing was written"
    places = [
        "sheet Q1, cell A4: '20x0' is no period",
        "sheet Q2, cell B2: 'a few' is neither a number nor a mark",
        "sheet Q2, cell A3: 'Sargent' is mapped to nothing",
        "sheet Q2, cell B4: the cell is blank",
        "sheet Q2, cell B5: a count cannot be negative",
        "sheet Q2, cell B6: 2.5 is no whole number",
        "no cell says 'Nowhere'",
    ]
    for place in places:
        (line,) = [line for line in lines[1:] if place in line]
        assert line.strip().startswith("reply.xlsx") and " -> " in line
    assert {p: p.read_bytes() for p in processed.rglob("*.csv")} == before


def test_a_reply_is_written_and_read_back(tmp_path):
    reply = read_rows(tmp_path / "raw", YEARS_DOWN, BY_YEAR)
    path, checks = write_reply(reply, FORCE, REFERENCE, tmp_path / "processed")
    again = read_observations(path)
    assert again.equals(reply.observations)
    first = path.read_bytes(), checks.read_bytes()
    write_reply(read_rows(tmp_path / "raw", YEARS_DOWN, BY_YEAR), FORCE, REFERENCE, tmp_path / "2")
    folder = tmp_path / "2" / FORCE / REFERENCE
    assert ((folder / path.name).read_bytes(), (folder / checks.name).read_bytes()) == first
    assert str(tmp_path).encode() not in first[0] + first[1]


def test_words_of_a_sheet_never_become_formulas(tmp_path):
    rows = [["Complaints by rank"], ["PC", "=1+1"], ["Total", "@"]]
    marks = {"marks": {"=1+1": "suppressed 1 to 4", "@": "withheld"}}
    reply = read_rows(tmp_path / "raw", rows, BY_RANK | marks)
    path, _ = write_reply(reply, FORCE, REFERENCE, tmp_path / "processed")
    assert "'=1+1" in path.read_text()
    assert list(read_observations(path)["text"]) == ["=1+1"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["Complaints by yaer"]], "no cell says 'Complaints by year'; nearest is"),
        ([["Complaints by year"], [], ["", "Complaints by year"]], "more than one cell"),
        ([["Complaints by year"]], "no column of figures"),
    ],
)
def test_a_table_that_is_not_there_is_a_fault(tmp_path, rows, says):
    (fault,) = list_faults(tmp_path, rows, BY_YEAR)
    assert says in fault and "reply.csv" in fault


def test_a_missing_sheet_is_a_fault_that_names_those_there_are(tmp_path):
    (fault,) = list_faults(tmp_path, YEARS_DOWN, BY_YEAR | {"sheet": "Q1"})
    assert "there is no sheet 'Q1'; there are: csv" in fault


def test_a_missing_workbook_is_a_fault(tmp_path):
    write_letter(tmp_path, make_letter(BY_YEAR))
    with pytest.raises(Faults, match=r"reply\.csv: there is no such workbook"):
        clean_reply(FORCE, REFERENCE, tmp_path)


def test_a_table_that_crosses_two_dimensions_is_refused(tmp_path):
    table = {"find": "Complaints by rank", "rows": "rank", "columns": "platform"}
    rows = [["Complaints by rank"], ["Rank", "Facebook"], ["PC", 1]]
    (fault,) = list_faults(tmp_path, rows, table)
    assert "rank by platform crosses two dimensions" in fault


def test_one_table_read_twice_is_a_fault(tmp_path):
    assert "two tables find" in list_faults(tmp_path, YEARS_DOWN, BY_YEAR, BY_YEAR)[0]


def test_two_recipes_that_lead_to_one_title_are_a_fault(tmp_path):
    rows = [["Q1: Complaints by rank (note 1)"], ["PC", 1], ["Total", 1]]
    other = BY_RANK | {"find": "Complaints by rank (note 1)"}
    (fault,) = list_faults(tmp_path, rows, BY_RANK, other)
    assert "more than one `find` leads to csv!A1" in fault


def test_a_comparison_with_a_table_that_is_not_read_is_a_fault(tmp_path):
    table = BY_YEAR | {"compare_total_with": "Elsewhere"}
    (fault,) = list_faults(tmp_path, YEARS_DOWN, table)
    assert "compared with 'Elsewhere', not read" in fault


def test_a_reply_without_one_figure_is_a_fault(tmp_path):
    rows = [["Complaints by rank"], ["PC", "n/a"]]
    table = BY_RANK | {"totals": [], "marks": {"n/a": "not applicable"}}
    (fault,) = list_faults(tmp_path, rows, table)
    assert "no figure was read" in fault


def test_the_same_sheet_as_xlsx_and_as_csv_gives_the_same_figures(tmp_path):
    text = read_rows(tmp_path / "a", YEARS_DOWN, BY_YEAR).observations
    folder = write_letter(tmp_path / "b", make_letter(BY_YEAR, workbook="reply.xlsx"))
    write_xlsx(folder / "reply.xlsx", {"csv": YEARS_DOWN})
    book = clean_reply(FORCE, REFERENCE, tmp_path / "b").observations
    assert book.assign(file="reply.csv").equals(text)


def test_a_semicolon_file_is_read_and_not_an_empty_reply(tmp_path):
    folder = write_letter(tmp_path, make_letter(BY_YEAR))
    write_csv(folder / "reply.csv", [[";".join(map(str, row))] for row in YEARS_DOWN])
    observed = clean_reply(FORCE, REFERENCE, tmp_path).observations
    assert list(observed["low"]) == [14, 16, 62, 92, 184]


def test_a_workbook_that_is_a_link_out_of_its_folder_is_a_fault(tmp_path):
    folder = write_letter(tmp_path, make_letter(BY_YEAR))
    outside = write_csv(tmp_path / "outside.csv", YEARS_DOWN)
    (folder / "reply.csv").symlink_to(outside)
    with pytest.raises(Faults, match=r"'reply\.csv' is a link out of the reply's folder"):
        clean_reply(FORCE, REFERENCE, tmp_path)


def test_a_workbook_that_is_a_link_within_its_folder_is_read(tmp_path):
    folder = write_letter(tmp_path, make_letter(BY_YEAR))
    write_csv(folder / "sent.csv", YEARS_DOWN)
    (folder / "reply.csv").symlink_to("sent.csv")
    assert len(clean_reply(FORCE, REFERENCE, tmp_path).observations) == 5


@pytest.mark.parametrize(
    ("banner", "claim", "refused"),
    [
        ("ILLUSTRATIVE - invented figures", "disclosed", True),
        ("Illustrative figures", "transcribed", True),
        ("TRANSCRIBED from a news story", "disclosed", True),
        ("TRANSCRIBED from a news story", "illustrative", False),
        ("ILLUSTRATIVE - invented figures", "illustrative", False),
        ("Complaints, illustrative of a trend", "disclosed", False),
        ("Please note: ILLUSTRATIVE data only", "disclosed", True),
        ("These figures are not illustrative.", "disclosed", False),
        ("Complaints " * 20 + "an illustrative case", "disclosed", False),
    ],
)
def test_a_sheet_that_calls_its_figures_made_up_cannot_be_declared_real(
    tmp_path, banner, claim, refused
):
    facts = {"provenance": claim}
    if claim == "transcribed":
        facts["source"] = {"title": "A page"}
    rows = [[banner], [], *YEARS_DOWN]
    if not refused:
        assert len(read_rows(tmp_path, rows, BY_YEAR, **facts).observations) == 5
        return
    (fault,) = list_faults(tmp_path, rows, BY_YEAR, **facts)
    assert "cell A1" in fault and f"response.yaml {claim}" in fault


def test_a_sheet_named_illustrative_cannot_be_declared_real(tmp_path):
    letter = make_letter(BY_YEAR, provenance="disclosed", workbook="reply.xlsx")
    write_xlsx(write_letter(tmp_path, letter) / "reply.xlsx", {"Data_illustrative": YEARS_DOWN})
    with pytest.raises(Faults, match="sheet Data_illustrative: the sheet calls itself ILLUS"):
        clean_reply(FORCE, REFERENCE, tmp_path)


def test_a_row_of_the_vocabulary_that_the_forces_only_reply_never_says_is_a_fault(
    tmp_path, monkeypatch
):
    words = shutil.copytree(VOCABULARY, tmp_path / "words")
    with (words / "labels.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"rank,Sargent,sergeant,{FORCE},,,\n")
    monkeypatch.setattr("analysis.ingest.clean.Vocabulary", lambda: Vocabulary(words))
    with pytest.raises(Faults, match="'sargent' is mapped in dimension rank for staffordshire"):
        read_rows(tmp_path, YEARS_DOWN, BY_YEAR)
    (tmp_path / FORCE / "R2").mkdir()
    shutil.copy(tmp_path / FORCE / REFERENCE / "response.yaml", tmp_path / FORCE / "R2")
    assert len(read_rows(tmp_path, YEARS_DOWN, BY_YEAR).observations)  # the other may say it


def test_what_was_met_in_reading_the_file_is_kept_for_the_notebook(tmp_path):
    folder = write_letter(tmp_path, make_letter(BY_YEAR))
    text = "\n".join(";".join(map(str, row)) for row in YEARS_DOWN)
    (folder / "reply.csv").write_bytes(text.encode("cp1252"))
    reply = clean_reply(FORCE, REFERENCE, tmp_path)
    assert any("semicolon" in remark for remark in reply.edition.remarks)
    told = describe_reply(reply)
    assert set(reply.edition.remarks) <= set(told["as the reply has it"])
