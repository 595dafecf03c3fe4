"""The gate in the report: its table, and the mark of what is published only within another."""

import pandas as pd
from figure_samples import make_publication, observe

from analysis.publish.content.publication import Publication
from analysis.publish.figures.categories import draw_categories, find_merged
from analysis.publish.tables.background import list_gate
from analysis.reconcile.results.comparison import REFUSALS, TABLES

WHOLE = ("2018-03-01", "2023-03-01")


def test_each_rule_says_how_much_was_looked_at_and_how_much_failed():
    publication = make_publication([observe("staffordshire", WHOLE, 138)])
    rows = [
        {
            "rule": "small count",
            "meaning": "none",
            "of": "figures",
            "audited": "1204",
            "failed": "0",
        },
        {
            "rule": "merged away",
            "meaning": "ranks",
            "of": "categories",
            "audited": "3",
            "failed": "",
        },
    ]
    publication.comparison.tables["gate"] = TABLES["gate"].frame(rows)
    lines = list_gate(publication).splitlines()
    assert lines[2:4] == [
        "| small count | none | 1,204 figures | 0 |",
        "| merged away | ranks | 3 categories | – |",
    ]
    assert "{#tbl:gate" in lines[-1]


def test_a_merged_category_that_another_force_lists_is_marked_as_hidden_not_as_unlisted():
    ranks = [
        observe("staffordshire", WHOLE, 40, category=("rank", "sergeant")),
        observe("staffordshire", WHOLE, 9, category=("rank", "inspector")),
        observe("metropolitan", WHOLE, 80, category=("rank", "sergeant_and_above")),
    ]
    publication = make_publication(ranks)
    key = next(one for one in publication.series if one.force == "metropolitan")
    merged = key._asdict() | {"code": "DISCLOSIVE", "dimension": "rank", "category": "inspector"}
    blank = dict.fromkeys(REFUSALS, "") | {"start": pd.NaT, "end": pd.NaT}
    refusals = REFUSALS.frame([blank | merged])
    told = Publication(
        type(publication.comparison)(publication.comparison.figures, refusals, pd.DataFrame()),
        publication.study,
        publication.names,
    )
    assert find_merged(told, "rank", key) == {"inspector"}
    alt = draw_categories(told, "rank").alt
    assert "Inspector [c]" in alt.split("Metropolitan")[1]
    assert "[c]" not in alt.split("Metropolitan")[0]
