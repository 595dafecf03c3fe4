"""The walk of docs/adding-a-force.md, step by step with the workbook it speaks of."""

import hashlib
import os
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis.ingest.clean import clean_reply, write_reply
from analysis.ingest.inspect import inspect_workbook
from analysis.model.store.paths import ROOT
from analysis.model.study import load_study
from analysis.publish.disclosure.audit import audit_study
from analysis.publish.disclosure.gate import read_printed
from analysis.publish.disclosure.published_counts import list_published_counts
from analysis.reconcile.compare import compare_study, read_study

GUIDE = (ROOT / "docs" / "adding-a-force.md").read_text(encoding="utf-8")
WORKBOOK = Path(os.environ.get("FOI_CORPUS", "")) / "iopc-deaths-2018-19.ods"
REFERENCE = "iopc-2018-19"
FORCES = {"greater-manchester": "Greater Manchester", "west-yorkshire": "West Yorkshire"}

pytestmark = pytest.mark.skipif(
    "FOI_CORPUS" not in os.environ, reason="FOI_CORPUS does not name a folder of real workbooks"
)


def quote_file(name: str) -> str:
    """The content that the guide gives for a file."""
    (content,) = re.findall(rf"<!-- {re.escape(name)} -->\n```yaml\n(.*?)```", GUIDE, re.DOTALL)
    return content


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The two replies cleaned and the study's file written, as the guide says."""
    root = tmp_path_factory.mktemp("guide")
    letter = quote_file(f"data/raw/greater-manchester/{REFERENCE}/response.yaml")
    for force, name in FORCES.items():
        folder = root / "raw" / force / REFERENCE
        told = inspect_workbook(WORKBOOK, into=folder, build=root / "build", raw=root / "raw")
        assert "document properties, 5 entries" in list(told)[1]
        own = letter.replace("greater-manchester", force).replace("Greater Manchester", name)
        (folder / "response.yaml").write_text(own, encoding="utf-8")
        reply = clean_reply(force, REFERENCE, root / "raw")
        write_reply(reply, force, REFERENCE, root / "processed")
    (root / "studies").mkdir()
    study = quote_file("studies/road-traffic.yaml")
    (root / "studies" / "road-traffic.yaml").write_text(study, encoding="utf-8")
    return root


def test_the_workbook_is_the_one_the_guide_names():
    digest = hashlib.sha256(WORKBOOK.read_bytes()).hexdigest()
    assert re.search(r"beginning `(\w+)`", GUIDE)[1] == digest[:8]


@pytest.mark.costly
@pytest.mark.parametrize("force", FORCES)
def test_the_printed_total_of_each_force_agrees(folders, force):
    checks = pd.read_csv(folders / "processed" / force / REFERENCE / "checks.csv")
    assert set(checks["verdict"]) == {"agrees"}


def test_the_report_has_the_counts_the_guide_gives_and_the_refusals_it_names(folders):
    study = load_study("road-traffic", folders / "studies")
    replies = read_study(study, folders / "processed")
    made = compare_study(study, replies, study.choose_window())
    common = made.pick("count", "common").set_index("force")
    told = dict(re.findall(r"(\d+) (?:incidents )?for\s+([A-Z]\w+ [A-Z]\w+)", GUIDE))
    for force, name in FORCES.items():
        row = common.loc[force]
        assert (row["rung"], row["low"]) == ("E", row["high"])
        assert told[str(int(row["low"]))] == name
    refused = made.refusals.groupby("measure")["code"].agg(set)
    assert refused["rate_per_1000"] == {"NO_DENOMINATOR"}
    assert refused["rate_ratio"] == {"NO_DENOMINATOR"}


@pytest.mark.costly
@pytest.mark.parametrize("mode", ["as released", "threshold"])
def test_the_gate_lets_the_guides_study_pass_as_released_alone(folders, mode):
    study = load_study("road-traffic", folders / "studies")
    study = study.model_validate(study.model_dump() | {"disclosure": mode})
    made = compare_study(study, read_study(study, folders / "processed"), study.choose_window())
    printed = read_printed(study, folders / "processed")
    leaks = audit_study(study, printed, list_published_counts(made)).leaks
    assert bool(leaks) == (mode == "threshold")


def test_the_listing_of_the_guide_is_what_inspect_prints(tmp_path):
    (listing,) = re.findall(r"^```\n(Sheet RTI_By_Force.*?)```", GUIDE, re.M | re.S)
    assert listing in "\n".join(inspect_workbook(WORKBOOK, "RTI_By_Force", build=tmp_path)) + "\n"


def test_the_files_of_the_guide_are_yaml_with_every_line_it_explains():
    letter = yaml.safe_load(quote_file(f"data/raw/greater-manchester/{REFERENCE}/response.yaml"))
    (table,) = letter["tables"]
    explained = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| `.*? \|", GUIDE, re.M))))
    assert set(table) - {"sheet"} <= explained
