"""What docs/a-study.md promises, done as it says."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from analysis.ingest.clean import clean_reply, write_reply
from analysis.model.request import Enquiry
from analysis.model.store.paths import RAW, REFERENCE, ROOT
from analysis.model.study import Denominators, Study, load_study
from analysis.model.window import Window
from analysis.publish.content.numbers import collect_numbers
from analysis.publish.content.wording import describe_coverage
from analysis.reconcile.compare import compare_study, read_study
from analysis.reconcile.replies.denominators import Workforce
from analysis.reconcile.replies.ladder import place_count
from analysis.reconcile.results.refusals import Refusal

GUIDE = (ROOT / "docs" / "a-study.md").read_text(encoding="utf-8")
REFERENCE_CSV = "data/raw/reference/home-office-workforce-2018-09.csv"
FOLDER = "data/raw/metropolitan/follow-up-1"


def quote(name: str) -> str:
    """The content that the guide gives for a file."""
    (content,) = re.findall(rf"<!-- {re.escape(name)} -->\n```\w+\n(.*?)```", GUIDE, re.DOTALL)
    return content


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """The shipped study with the answer added, as the guide says; and the count before it."""
    root = tmp_path_factory.mktemp("study")
    folder = root / "raw" / "metropolitan" / "follow-up-1"
    folder.mkdir(parents=True)
    for name in ("response.yaml", "follow-up-1.csv"):
        (folder / name).write_text(quote(f"{FOLDER}/{name}"), encoding="utf-8")
    study = load_study("social-media-complaints")
    (added,) = yaml.safe_load(quote("studies/social-media-complaints.yaml"))
    replies = [*study.model_dump()["replies"], added]
    for reply in replies:
        place = (reply["force"], reply["reference"])
        raw = root / "raw" if reply is added else RAW
        write_reply(clean_reply(*place, raw), *place, root)
    before = read_study(study, root).series
    study = Study.model_validate(study.model_dump() | {"replies": replies})
    replies = read_study(study, root)
    made = compare_study(study, replies, study.choose_window())
    met = next(one for one in before if one.force == "metropolitan")
    return study, made, place_count(met.evidence, study.choose_window())


def test_the_answer_to_a_follow_up_letter_tightens_the_count_as_told(answered):
    _, made, before = answered
    assert f"{before.low:,} to {before.high:,}" in GUIDE
    counts = made.pick("count", "common").set_index("force")
    met = counts.loc["metropolitan"]
    assert (met["rung"], met["low"]) == ("E", met["high"])
    assert f"{met['low']:,.0f} exactly" in GUIDE
    assert "follow-up 1 taken to count the same events" in met["assumes"]


def test_a_reply_that_adds_to_another_is_given_by_its_cells_and_paired_with_none(answered):
    _, made, _ = answered
    later = made.figures["reference"].eq("follow-up 1")
    assert set(made.figures.loc[later, "basis"]) == {"cell"}
    assert not made.figures["other_reference"].eq("follow-up 1").any()
    assert not made.refusals["reference"].eq("follow-up 1").any()


def test_the_report_is_still_filled_and_an_exact_count_stands_for_its_estimate(answered):
    study, made, _ = answered
    numbers = collect_numbers(study, made, study.choose_window())
    assert numbers["met.estimate"]["text"] == numbers["met.common"]["text"] == "1,719"
    assert numbers["met.estimate"]["rung"] == "E"


def test_the_national_request_shown_is_read_as_it_stands():
    enquiry = Enquiry.model_validate(yaml.safe_load(quote("studies/national.yaml")))
    coverage = enquiry.gather_coverage([], [], "f")
    assert describe_coverage(coverage).startswith("43 bodies were asked: 40 answered, 2 refused")


def test_every_key_of_a_study_is_explained():
    explained = set(re.findall(r"^\| `(\w+)` \|", GUIDE, re.MULTILINE))
    assert set(Study.model_fields) - {"name", "title", "question"} == explained


def test_the_indicator_shown_divides_the_straddled_year(tmp_path):
    (told,) = re.findall(r"```yaml\n(indicator:.*?)```", GUIDE, re.DOTALL)
    named = yaml.safe_load(told)["indicator"]
    for kind in ("csv", "yaml"):
        place = f"{named['file'].removesuffix('.csv')}.{kind}"
        (tmp_path / Path(place).name).write_text(quote(place), encoding="utf-8")
    facts = load_study("social-media-complaints").model_dump()
    named |= {"file": str(tmp_path / Path(named["file"]).name)}
    study = Study.model_validate(facts | {"indicator": named})
    made = compare_study(study, read_study(study), study.choose_window())
    (row,) = (row for _, row in made.pick("estimate_by_indicator", "common").iterrows())
    share = (1210 * 31 / 90 + 1480 + 1730 + 1390) / 5810
    assert row["estimate"] == pytest.approx(1510 + 240 * share)
    assert row["provenance"] == "illustrative" and "(made up)" in row["cells"]
    assert "the indicator is all complaints recorded (most such complaints" in row["assumes"]


def test_an_edition_is_added_as_told(tmp_path):
    """Two files beside the shipped ones; the new day's numbers stand in the line of the old."""
    for path in REFERENCE.glob("home-office-workforce*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for name in (REFERENCE_CSV, REFERENCE_CSV.replace(".csv", ".yaml")):
        (tmp_path / Path(name).name).write_text(quote(name), encoding="utf-8")
    told = yaml.safe_load((tmp_path / Path(REFERENCE_CSV).name).with_suffix(".yaml").read_text())
    shipped = yaml.safe_load((REFERENCE / "home-office-workforce.yaml").read_text())
    assert told.keys() == shipped.keys() and told["licence"] == shipped["licence"]
    fte = Denominators(workforce="fte")
    window = Window(date(2018, 9, 30), date(2018, 10, 1))
    before, after = (
        Workforce(fte, place).measure_exposure("staffordshire", "all employees", window)
        for place in (REFERENCE, tmp_path)
    )
    assert after.workforce_years * 365.25 == pytest.approx(1605 + 1106 + 233 + 98, abs=0.5)
    assert before.workforce_years != pytest.approx(after.workforce_years, rel=1e-4)
    assert f"{Path(REFERENCE_CSV).name}#csv!F2" in after.cells
    # Nobody counted heads on that day, so a study by headcount goes on as before.
    heads = Denominators(workforce="headcount")
    same = [
        Workforce(heads, place).measure_exposure("staffordshire", "all employees", window)
        for place in (REFERENCE, tmp_path)
    ]
    assert same[0].workforce_years == same[1].workforce_years


def test_the_days_that_the_shipped_editions_reach_are_those_told():
    officers = Workforce(Denominators(workforce="headcount"))
    for start, end, is_given in (
        (date(2006, 12, 29), date(2023, 7, 1), True),
        (date(2006, 12, 28), date(2010, 1, 1), False),
        (date(2022, 1, 1), date(2023, 7, 2), False),
    ):
        found = officers.measure_exposure("dorset", "officers", Window(start, end))
        assert isinstance(found, Refusal) is not is_given


def test_the_disclosure_control_shown_can_be_written():
    """The mode with its reason, one reply of the other mode, and the block that a shut gate ends
    with."""
    (mode,) = re.findall(r"```yaml\n(disclosure:.*?)```", GUIDE, re.DOTALL)
    (block,) = re.findall(r"```yaml\n# paste .*?:\n(merge:.*?)```", GUIDE, re.DOTALL)
    facts = load_study("social-media-complaints").model_dump()
    study = Study.model_validate(
        facts | {"joint": ()} | yaml.safe_load(mode) | yaml.safe_load(block)
    )
    assert study.disclosure.is_threshold and study.disclosure.safe_threshold == 10
    assert study.disclosure.zeros_are_disclosive  # of the preset
    assert not study.find_disclosure(study.replies[0]).is_threshold
    (merge,) = study.merge
    assert merge.into == "sergeant_and_above"
