"""Figures by name: a sentence stands where a study has none of what one shows."""

import json
from dataclasses import replace

import pandas as pd
import pytest
from figure_samples import (
    make_publication,
    observe,
    offer_figures,
    two_forces,
    year,
)

from analysis.model.checks import CHECKS
from analysis.model.store.paths import ROOT
from analysis.publish.content.prose import fill_prose
from analysis.publish.figures import draw_figures, save_figures
from analysis.publish.tables import offer_tables


def test_a_study_without_replies_in_the_comparison_is_refused_by_name():
    publication = two_forces()
    empty = publication.comparison.figures.iloc[:0]
    refused = publication.comparison.refusals.iloc[:0]
    tables = {name: table.iloc[:0] for name, table in publication.comparison.tables.items()}
    comparison = type(publication.comparison)(empty, refused, publication.comparison.checks, tables)
    bare = type(publication)(comparison, publication.study, publication.names)
    for name, draw in offer_figures(bare).items():
        with pytest.raises(ValueError, match=r"^(study sample: n|N)o "):
            draw()
        assert name not in ("rank", "outcome")


def test_a_study_of_ranks_alone_has_a_sentence_where_there_is_nothing_to_draw(tmp_path):
    publication = make_publication(
        [observe("dorset", year(2018), 9, category=("rank", "constable"))]
    )
    study = publication.study.model_copy(update={"report": ROOT / "report" / "any-study.md"})
    drawn = draw_figures(replace(publication, study=study))
    assert drawn["yearly"] == "No reply has totals of several years, so none is drawn by year."
    assert drawn["pairs"] == "No two replies count the same thing in the same people."
    index = json.loads(save_figures(drawn, tmp_path).read_text(encoding="utf-8"))
    assert index["yearly"]["nothing"] == drawn["yearly"]
    told = fill_prose("{{figure: yearly}}", "r.md", {}, {}, {"yearly": index["yearly"]})
    assert told == drawn["yearly"]
    compared = replace(publication.comparison, checks=pd.DataFrame(columns=CHECKS.names))
    for name, write in offer_tables(replace(publication, comparison=compared)).items():
        assert isinstance(write(), str), name
