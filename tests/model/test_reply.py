import pytest
from examples import BY_RANK, BY_YEAR, FORCE, REFERENCE, make_letter, write_letter

from analysis.model.count import Count
from analysis.model.faults import Faults
from analysis.model.reply import FACETS, load_reply, read_mark


def load(raw, letter):
    write_letter(raw, letter)
    return load_reply(FORCE, REFERENCE, raw)


def list_faults(raw, letter) -> str:
    with pytest.raises(Faults) as caught:
        load(raw, letter)
    return str(caught.value)


def test_a_letter_is_read_with_its_recipe(tmp_path):
    table = BY_RANK | {"marks": {"*": "suppressed 1 to 4", "-": "zero", "..": "not applicable"}}
    table["marks"] |= {"~": "footnote"}
    response = load(tmp_path, make_letter(BY_YEAR, table, requested="2023-03-01"))
    assert response.requested.isoformat() == "2023-03-01"
    assert response.tables[1].marks == {
        "*": Count(1, 4, "suppressed"),
        "-": Count(0, 0),
        "..": None,
        "~": "footnote",
    }
    assert response.tables[0].totals == ("row",)


def test_every_fault_of_a_letter_is_listed_at_once(tmp_path):
    letter = make_letter(
        BY_YEAR | {"collumns": "year"},
        BY_RANK | {"marks": {"*": "few"}},
        requested="2023-02-31",
        window={"supplied": "2023-03-01 to 2018-03-01"},
    )
    del letter["unit"]
    listing = list_faults(tmp_path, letter)
    assert "5 faults, nothing was written" in listing
    for place in (
        "entry 1 of tables ('Complaints by year'), collumns: there is no such key",
        "entry 2 of tables ('Complaints by rank'), marks.*: 'few' is no meaning",
        "requested: ",
        "window.supplied: ",
        "unit: is missing",
    ):
        assert place in listing
    assert all("response.yaml" in line for line in listing.splitlines())


@pytest.mark.parametrize("day", ["2018-02-31", "31 February 2018", "soon"])
def test_an_impossible_date_of_request_is_a_fault(tmp_path, day):
    assert "requested: " in list_faults(tmp_path, make_letter(BY_YEAR, requested=day))


def test_an_impossible_window_shows_what_was_written(tmp_path):
    letter = make_letter(BY_YEAR, window={"supplied": "2018-02-31 to 2019-01-01"})
    assert "'2018-02-31' is no date" in list_faults(tmp_path, letter)


def test_a_key_written_twice_is_a_fault_and_not_the_last_of_the_two(tmp_path):
    letter = "force: staffordshire\nunit: complaints\nunit: people\n"
    listing = list_faults(tmp_path, letter)
    assert "'unit' stands twice, on line 2 and 3 -> keep one of them" in listing


def test_what_two_mappings_of_one_key_hold_is_to_be_put_under_one(tmp_path):
    letter = "tables:\n- find: Quorvex\n  marks:\n    '*': zero\n  marks: {'-': zero}\n"
    listing = list_faults(tmp_path, letter)
    assert "'marks' stands twice, on line 3 and 5 -> put both under one `marks:`" in listing


def test_values_are_read_as_they_are_written(tmp_path):
    letter = make_letter(BY_YEAR)
    write_letter(tmp_path, letter)
    path = tmp_path / FORCE / REFERENCE / "response.yaml"
    for printed in ("911_16", "0123", "12:30", "1.10"):
        text = path.read_text().splitlines()
        text = [f"reference: {printed}" if "reference" in line else line for line in text]
        path.write_text("\n".join(text))
        assert load_reply(FORCE, REFERENCE, tmp_path).reference == printed


def test_transcribed_figures_must_name_their_source(tmp_path):
    letter = make_letter(BY_YEAR, provenance="transcribed")
    assert "transcribed figures need a source" in list_faults(tmp_path, letter)
    assert load(tmp_path, letter | {"source": {"title": "a page"}}).source.title == "a page"


def test_a_letter_has_at_least_one_table(tmp_path):
    assert "a reply needs at least one table" in list_faults(tmp_path, make_letter())


@pytest.mark.parametrize("word", ["real", "Illustrative", ""])
def test_provenance_is_one_of_three_words(tmp_path, word):
    assert "provenance" in list_faults(tmp_path, make_letter(BY_YEAR, provenance=word))


def test_rows_and_columns_are_two_things(tmp_path):
    listing = list_faults(tmp_path, make_letter(BY_YEAR | {"columns": "year"}))
    assert "cannot both be the same thing" in listing


def test_a_letter_stands_in_the_folder_of_its_force(tmp_path):
    assert "stands in folder" in list_faults(tmp_path, make_letter(BY_YEAR, force="dorset"))


@pytest.mark.parametrize("content", ["", "- a\n- b\n", "force: [", "force: \x00"])
def test_a_file_that_is_no_letter_is_one_clear_fault(tmp_path, content):
    assert "response.yaml" in list_faults(tmp_path, content)


def test_a_missing_letter_is_a_fault(tmp_path):
    with pytest.raises(Faults, match="there is no such file"):
        load_reply(FORCE, "nowhere", tmp_path)


@pytest.mark.parametrize(
    ("meaning", "count"),
    [
        ("zero", Count(0, 0)),
        ("Suppressed  1 to 4", Count(1, 4, "suppressed")),
        ("rounded 8 to 12", Count(8, 12, "rounded")),
        ("withheld", Count(0, float("inf"), "withheld")),
        ("suppressed", Count(0, float("inf"), "suppressed")),
        ("suppressed 6 or more", Count(6, float("inf"), "suppressed")),
        ("not held", Count(0, float("inf"), "not_held")),
        ("not recorded", Count(0, float("inf"), "not_recorded")),
        ("Footnote", "footnote"),
        ("not applicable", None),
    ],
)
def test_a_mark_means_what_the_recipe_says(meaning, count):
    assert read_mark(meaning) == count


@pytest.mark.parametrize(
    "meaning", ["few", "suppressed 5", "suppressed 4 to 1", "rounded 5 or more", "0"]
)
def test_a_mark_without_a_known_meaning_is_refused(meaning):
    with pytest.raises(ValueError):
        read_mark(meaning)


@pytest.mark.parametrize(
    "name", ["../reply.csv", "/tmp/reply.csv", "a/reply.csv", "..\\r.csv", ".."]
)
def test_a_workbook_outside_the_folder_of_its_reply_is_a_fault(tmp_path, name):
    listing = list_faults(tmp_path, make_letter(BY_YEAR, workbook=name))
    assert "workbook: write the name of a file beside response.yaml" in listing


def test_dots_inside_the_name_of_a_workbook_are_no_fault(tmp_path):
    assert (
        load(tmp_path, make_letter(BY_YEAR, workbook="reply..v2.csv")).workbook == "reply..v2.csv"
    )


def test_a_blank_of_a_draft_is_refused_wherever_words_would_do(tmp_path):
    letter = make_letter(BY_RANK | {"find": "???"}, population="???")
    write_letter(tmp_path, letter | {"unit": "???", "date_basis": "never"})
    with pytest.raises(Faults) as refused:
        load_reply("staffordshire", "R1", tmp_path)
    problems = [fault.problem for fault in refused.value.faults]
    assert [p.partition(":")[0] for p in problems if "filled in" in p] == [
        "unit",
        "population",
        "entry 1 of tables ('???'), find",
    ]
    assert len(problems) == 4 and "date_basis" in problems[-1]


def list_facets(reply):
    return [tuple(reply.list_facts(table)[name] for name in FACETS) for table in reply.tables]


def test_a_table_has_the_replys_facets_unless_it_states_its_own(tmp_path):
    said = {"stage": "investigated", "topic": "social media"}
    alleged = BY_RANK | {"unit": "people", "stage": "alleged", "topic": "unstated"}
    reply = load(tmp_path, make_letter(BY_YEAR, alleged, **said))
    assert list_facets(reply) == [("investigated", "social media", ""), ("alleged", "", "")]


def test_facets_go_with_the_definition_that_they_are_of(tmp_path):
    dismissed = BY_RANK | {"definition": "officer dismissed", "stage": "dismissed"}
    reply = load(tmp_path, make_letter(BY_YEAR, dismissed, stage="alleged", topic="social media"))
    assert list_facets(reply) == [("alleged", "social media", ""), ("dismissed", "", "")]


def test_one_definition_of_two_stages_is_a_fault(tmp_path):
    letter = make_letter(BY_YEAR, BY_RANK | {"stage": "dismissed"}, stage="investigated")
    listing = list_faults(tmp_path, letter)
    assert "differ in `stage` (investigated and dismissed)" in listing
    assert "give one of them a `definition` of its own" in listing
    table = BY_RANK | {"stage": "dismissed", "definition": "officer dismissed"}
    load(tmp_path, make_letter(BY_YEAR, table, stage="investigated"))  # the remedy works


@pytest.mark.parametrize("name", FACETS)
def test_a_facet_is_of_a_closed_list(tmp_path, name):
    listing = list_faults(tmp_path, make_letter(BY_YEAR, **{name: "gossip"}))
    assert name in listing and FACETS[name][0] in listing
    assert name in list_faults(tmp_path, make_letter(BY_YEAR | {name: "gossip"}))
