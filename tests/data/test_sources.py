"""The data as it lies in the repository: true to its sources, well formed, honestly labelled."""

import hashlib
import importlib.util
import os
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import yaml
from formats import read_sheets
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.ingest.clean import clean_reply
from analysis.ingest.files.sheet import fold
from analysis.ingest.files.workbook import read_file
from analysis.ingest.hidden.hidden_search import find_hidden_matter
from analysis.ingest.words.vocabulary import Vocabulary
from analysis.model.force import read_forces
from analysis.model.hidden_matter import is_kept_out
from analysis.model.reply import load_reply
from analysis.model.store.csv_file import read_table
from analysis.model.store.paths import RAW, REFERENCE, ROOT, STUDIES, VOCABULARY
from analysis.model.study import load_study
from analysis.reconcile.replies.denominators import Workforce

REPLIES = sorted(path.parent for path in RAW.glob("*/*/response.yaml"))
STUDY_NAMES = sorted(path.stem for path in STUDIES.glob("*.yaml"))
ILLUSTRATIVE = sorted(RAW.glob("*/*/*-illustrative.xlsx"))
EDITIONS = {"": "2018_2023", "-2007-2017": "2007_2017"}  # of the workforce: the end of its name
FACTS = os.environ.get("FOI_FACTS", "")


def name_reply(folder: Path) -> str:
    return folder.relative_to(RAW).as_posix()


# --- Every reply


@pytest.mark.parametrize("folder", REPLIES, ids=name_reply)
def test_reply_is_read_without_a_fault(folder):
    clean = clean_reply(folder.parent.name, folder.name)
    assert len(clean.observations) > 0


@pytest.mark.parametrize("folder", REPLIES, ids=name_reply)
def test_reply_is_labelled_as_what_it_is(folder):
    response = load_reply(folder.parent.name, folder.name)
    assert response.provenance in Path(response.workbook).stem
    for sheet in read_sheets(folder / response.workbook).values():
        assert sheet.cell(0, 0).text.startswith(response.provenance.upper())


@pytest.mark.parametrize("folder", REPLIES, ids=name_reply)
def test_every_word_is_kept_as_it_was_written(folder):
    # YAML reads an unquoted 911_16 as the number 91116, and 2018/19 or NO as worse.
    content = yaml.safe_load((folder / "response.yaml").read_text(encoding="utf-8"))
    words = [content["reference"], *content["questions"], *content["caveats"]]
    words += [table["find"] for table in content["tables"]]
    assert all(isinstance(word, str) for word in words)


@pytest.mark.parametrize("folder", REPLIES, ids=name_reply)
def test_every_label_is_in_the_vocabulary(folder):
    response = load_reply(folder.parent.name, folder.name)
    vocabulary = Vocabulary()
    for row in clean_reply(folder.parent.name, folder.name).observations.itertuples():
        if row.dimension != "total":
            assert vocabulary.knows(row.dimension, row.label, response.force), row.label


# --- Illustrative workbooks


def test_there_are_two_illustrative_workbooks():
    assert len(ILLUSTRATIVE) == 2


@pytest.mark.parametrize("path", ILLUSTRATIVE, ids=lambda path: path.stem)
def test_every_sheet_says_illustrative_on_screen_and_on_paper(path):
    for sheet in openpyxl.load_workbook(path):
        assert sheet["A1"].value.startswith("ILLUSTRATIVE")
        assert "could not be obtained" in sheet["A2"].value
        assert "ILLUSTRATIVE" in sheet.oddHeader.center.text
        assert "ILLUSTRATIVE" in sheet.oddFooter.left.text


def test_the_script_writes_the_committed_workbooks_byte_for_byte(tmp_path):
    spec = importlib.util.spec_from_file_location("script", ROOT / "data/make_illustrative.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    for written in script.write_workbooks(tmp_path):
        committed = RAW / written.relative_to(tmp_path)
        assert digest(written) == digest(committed), f"run data/make_illustrative.py: {committed}"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_no_hidden_count_of_the_rank_table_can_be_worked_out():
    reply = clean_reply("staffordshire", "foi-15350").observations
    table = reply[(reply["dimension"] == "rank")]
    cells = table[table["note"] == ""].reset_index(drop=True)
    by_rank = table[table["note"] == "printed total"].set_index("label")["low"]
    by_year = reply[(reply["dimension"] == "total") & (reply["note"] == "")].set_index("start")
    sums = [(cells["label"] == label, low) for label, low in by_rank.items()]
    sums += [(cells["start"] == start, low) for start, low in by_year["low"].items()]
    known = [low for _, low in sums]
    totals = LinearConstraint(np.array([mask for mask, _ in sums], dtype=float), known, known)
    hidden = cells.index[cells["status"] == "suppressed"]
    assert len(hidden) == 17
    for cell in hidden:
        goal = np.zeros(len(cells))
        goal[cell] = 1
        reach = [
            sign * milp(sign * goal, constraints=totals, integrality=1,
                        bounds=Bounds(cells["low"], cells["high"])).fun
            for sign in (1, -1)
        ]  # fmt: skip
        assert np.round(reach).tolist() == [1, 4], cells.loc[cell, ["label", "start"]].tolist()


# --- Vocabulary and reference data


def test_codes_form_one_tree_a_dimension():
    codes = read_table(VOCABULARY / "codes.csv")
    assert not codes.duplicated(["dimension", "code"]).any()
    assert not codes.duplicated(["dimension", "order"]).any()
    for dimension, tree in codes.groupby("dimension"):
        parents = dict(zip(tree["code"], tree["parent"], strict=True))
        assert [code for code, parent in parents.items() if not parent] == [f"any_{dimension}"]
        for code in parents:
            seen = set()
            while parents[code]:
                assert code not in seen, f"{dimension}: {code} is its own ancestor"
                seen.add(code)
                code = parents[code]  # a missing parent is a KeyError


def test_labels_that_trap_stand_for_what_they_mean_here():
    labels = read_table(VOCABULARY / "labels.csv")
    found = {(r.dimension, fold(r.label)): r.code for r in labels.itertuples() if not r.force}
    assert found["rank", "pc"] == "constable"
    assert found["source", "pc"] == "public"
    assert {d for d, label in found if label == "pc"} == {"rank", "source"}
    for dimension in ("rank", "role", "platform", "nature", "source", "outcome"):
        assert found[dimension, "other"] == "other"
        assert found[dimension, "not recorded"] == "not_recorded"
    assert found["rank", "employee"] == found["role", "organisational"] == ""  # refused, with why
    assert not {"total", ""} & {label for _, label in found}


def test_forces_are_the_43_with_figures_three_without_and_all_43_together():
    forces = read_table(VOCABULARY / "forces.csv")
    assert not forces["force"].duplicated().any()
    codes = set(forces["geo_code"]) - {""}
    assert len(codes) == 43
    assert codes == set(read_table(REFERENCE / "home-office-workforce.csv")["geo_code"])
    assert codes == set(read_table(REFERENCE / "ons-population.csv")["PFA23CD"])
    others = ["police-scotland", "psni", "btp", "43-forces"]
    assert forces[forces["geo_code"] == ""]["force"].tolist() == others
    assert set(forces[forces["geo_code"] != ""]["nation"]) == {"England", "Wales"}
    # What a sheet calls all forces together is a total of its rows, and no row of a force.
    names = read_forces()
    assert not {"england and wales", "all forces", "total", "43"} & set(names)
    assert names["43 forces"] == "43-forces"
    assert {path.parent.name for path in REPLIES} <= set(forces["force"])


@pytest.mark.parametrize(
    ("edition", "year", "officers"),
    [
        ("", "2018", 125_094),
        ("", "2023", 149_566),
        ("-2007-2017", "2007", 143_874),
        ("-2007-2017", "2017", 125_851),
    ],
)
def test_officers_add_up_to_what_the_home_office_published(edition, year, officers):
    table = read_table(REFERENCE / f"home-office-workforce{edition}.csv")
    chosen = table[(table["year"] == year) & (table["worker_type"] == "police officer")]
    assert len(chosen) == 43
    assert chosen["headcount"].astype(int).sum() == officers


@pytest.mark.parametrize("edition", EDITIONS)
def test_ranks_of_a_force_add_up_to_its_officers(edition):
    keys = ["year", "geo_code"]
    ranks = read_table(REFERENCE / f"home-office-workforce-by-rank{edition}.csv")
    types = read_table(REFERENCE / f"home-office-workforce{edition}.csv")
    assert set(ranks["worker_type"]) == {"police officer"} and ranks["rank"].nunique() == 7
    assert not ranks.duplicated([*keys, "rank"]).any()
    by_rank = ranks.astype({"headcount": int}).groupby(keys)["headcount"].sum()
    officers = types[types["worker_type"] == "police officer"].set_index(keys)["headcount"]
    assert by_rank.to_dict() == officers.astype(int).to_dict()


@pytest.mark.skipif(not FACTS, reason="set FOI_FACTS to the folder of the facts to compare with")
@pytest.mark.parametrize("edition", EDITIONS)
def test_officers_by_rank_are_rows_of_the_source_as_they_stand(edition):
    years = EDITIONS[edition]
    source = Path(FACTS) / "denominators" / f"ho_workforce_{years}_by_force_rank.csv"
    lines = source.read_text(encoding="utf-8").splitlines()
    officers = [lines[0], *(line for line in lines if ",police officer," in line)]
    shipped = REFERENCE / f"home-office-workforce-by-rank{edition}.csv"
    assert shipped.read_text(encoding="utf-8").splitlines() == officers


def test_holders_are_of_codes_ranks_and_worker_types_that_exist():
    holders = read_table(VOCABULARY / "holders.csv")
    codes = read_table(VOCABULARY / "codes.csv")
    types = read_table(REFERENCE / "home-office-workforce.csv")
    ranks = read_table(REFERENCE / "home-office-workforce-by-rank.csv")
    pairs = {(row.dimension, row.code) for row in holders.itertuples()}
    assert len(pairs) == len(holders) and pairs <= set(
        zip(codes["dimension"], codes["code"], strict=True)
    )
    assert set(holders["worker_type"]) <= set(types["worker_type"])
    # Each rank is counted once, and each code that others stand under is made of those.
    assert sorted(holders["rank"][holders["rank"] != ""]) == sorted(ranks["rank"].unique())
    parents = set(zip(codes["dimension"], codes["parent"], strict=True))
    placed = codes[codes["dimension"].isin(["rank", "role"]) & (codes["order"].astype(int) < 90)]
    leaves = set(zip(placed["dimension"], placed["code"], strict=True)) - parents
    assert pairs == leaves


def test_populations_in_common_words_are_sums_of_worker_types():
    table = read_table(VOCABULARY / "populations.csv")
    types = set(read_table(REFERENCE / "home-office-workforce.csv")["worker_type"])
    assert not table["words"].duplicated().any()
    for row in table.itertuples():
        assert row.words == " ".join(row.words.lower().split())
        summed = row.worker_types.split(";")
        assert set(summed) <= types and len(set(summed)) == len(summed)


@pytest.mark.parametrize("edition", EDITIONS)
def test_specials_and_volunteers_have_no_fte(edition):
    table = read_table(REFERENCE / f"home-office-workforce{edition}.csv")
    unpaid = table["worker_type"].isin(["special constable", "police support volunteer"])
    assert table[unpaid]["fte"].eq("").all()
    assert table[~unpaid]["fte"].ne("").all()


@pytest.mark.skipif(not FACTS, reason="set FOI_FACTS to the folder of the facts to compare with")
@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("home-office-workforce.csv", "ho_workforce_2018_2023_by_force_worker_type.csv"),
        ("home-office-workforce-2007-2017.csv", "ho_workforce_2007_2017_by_force_worker_type.csv"),
        ("ons-population.csv", "ons_midyear_population_by_pfa_2017_2023.csv"),
    ],
)
def test_reference_data_is_the_source_byte_for_byte(name, source):
    assert digest(REFERENCE / name) == digest(Path(FACTS) / "denominators" / source)


@pytest.mark.parametrize("path", sorted(REFERENCE.glob("*.csv")), ids=lambda path: path.stem)
def test_reference_data_names_its_source_and_licence(path):
    told = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    assert told.keys() == {
        "title", "publisher", "edition", "released", "retrieved_from", "licence", "notes"
    }  # fmt: skip
    assert told["licence"] == "Open Government Licence v3.0"
    assert all(told[key] for key in ("title", "publisher", "edition", "retrieved_from", "notes"))


# --- Studies


@pytest.mark.parametrize("name", STUDY_NAMES)
def test_study_names_replies_and_workers_that_exist(name):
    study = load_study(name)
    assert study.name == name
    types = set(read_table(REFERENCE / "home-office-workforce.csv")["worker_type"])
    assert {t for some in study.denominators.worker_types.values() for t in some} <= types
    for reply in study.replies:
        load_reply(reply.force, reply.reference)


def test_the_studies_together_use_every_reply():
    used = {f"{r.force}/{r.reference}" for name in STUDY_NAMES for r in load_study(name).replies}
    assert sorted(used) == [name_reply(folder) for folder in REPLIES]


def test_default_study_has_the_window_both_replies_cover():
    study = load_study("social-media-complaints")
    window = study.choose_window()
    assert (window.days, str(window)) == (1826, "1 March 2018 to 28 February 2023")
    for reply in study.replies:
        assert load_reply(reply.force, reply.reference).window.supplied.covers(window)
    exposure = Workforce(study.denominators).measure_exposure(
        "staffordshire", "all employees", window
    )
    assert 5 * 3131 < exposure.workforce_years < 5 * 3709


@pytest.mark.parametrize("folder", REPLIES, ids=name_reply)
def test_no_workbook_that_git_takes_hides_what_is_kept_out(folder):
    reply = load_reply(folder.parent.name, folder.name)
    for name in filter(None, (reply.workbook, reply.earlier)):
        found = find_hidden_matter(read_file(folder / name))
        assert not is_kept_out(found), list(map(str, found))
