"""What docs/a-study.md promises, done as it says."""

import re

import pandas as pd
import yaml

from analysis.ingest.clean import clean_reply
from analysis.model.paths import ROOT
from analysis.model.study import Merge, Study, load_study
from analysis.reconcile.joining import join_replies
from analysis.reconcile.ladder import place_count
from analysis.reconcile.series import split_series

GUIDE = (ROOT / "docs" / "a-study.md").read_text(encoding="utf-8")
FOLDER = "data/raw/metropolitan/follow-up-1"


def quote(name: str) -> str:
    """The content that the guide gives for a file."""
    (content,) = re.findall(rf"<!-- {re.escape(name)} -->\n```\w+\n(.*?)```", GUIDE, re.DOTALL)
    return content


def test_the_answer_to_a_follow_up_letter_tightens_the_count_as_told(tmp_path):
    folder = tmp_path / "metropolitan" / "follow-up-1"
    folder.mkdir(parents=True)
    for name in ("response.yaml", "follow-up-1.csv"):
        (folder / name).write_text(quote(f"{FOLDER}/{name}"), encoding="utf-8")
    later = clean_reply("metropolitan", "follow-up-1", tmp_path).observations
    first = clean_reply("metropolitan", "01-foi-23-029010").observations
    study = load_study("social-media-complaints")
    (added,) = yaml.safe_load(quote("studies/social-media-complaints.yaml"))
    replies = [*study.model_dump()["replies"], added]
    study = Study.model_validate(study.model_dump() | {"replies": replies})
    names = {("metropolitan", "01-foi-23-029010"): "01.FOI.23.029010"}
    names[("metropolitan", "follow-up-1")] = "follow-up 1"
    before, *_ = split_series(first)
    lead, *_ = join_replies(split_series(pd.concat([first, later])), study, names)
    counts = [place_count(one.evidence, study.choose_window()) for one in (before, lead)]
    told = [f"{count.low:,} to {count.high:,}" for count in counts]
    assert told[0] in GUIDE
    assert counts[1].is_exact and f"{counts[1].low:,} exactly" in GUIDE


def test_every_key_of_a_study_is_explained():
    explained = set(re.findall(r"^\| `(\w+)` \|", GUIDE, re.MULTILINE))
    assert set(Study.model_fields) - {"name", "title", "question"} == explained


def test_the_merge_shown_is_the_one_of_the_study():
    (text,) = re.findall(r"```yaml\n(merge:.*?)```", GUIDE, re.DOTALL)
    shown = [Merge.model_validate(one) for one in yaml.safe_load(text)["merge"]]
    assert shown == list(load_study("social-media-complaints").merge)
