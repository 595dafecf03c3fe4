from analysis.reconcile.validation.scores import as_scores, list_worst, pivot_scores


def score(method: str, process: str, coverage: float | None = None, **told) -> dict:
    row = {"claim": "count", "method": method, "process": process, "coverage": coverage}
    row |= {"repeats": 100, "missed": None if coverage is None else round(100 * (1 - coverage))}
    return row | {"assumption": "holds", "error": 0.02, "width": 0.5} | told


SCORES = as_scores(
    [
        score("z", "level", 0.95),
        score("a", "level", 1.0, bias=-0.0001),
        score("z", "a spike", 0.5, assumption="violated", width=float("inf")),
        score("a", "a spike", 0.96, rule="CELL_TOO_LONG"),
        score("guess", "level", bias=0.2),
        score("z", "level", 0.1, claim="ratio"),
    ]
)


def test_rows_and_columns_keep_the_order_in_which_they_were_tried():
    table = pivot_scores(SCORES, claim="count")
    assert list(table.index) == ["level", "a spike"] and list(table.columns) == ["z", "a"]


def test_brackets_and_refusals_are_told_beside_the_coverage():
    table = pivot_scores(SCORES, claim="count")
    assert table.loc["level"].tolist() == ["0.950 ± 0.020", "1.000"]
    assert table.loc["a spike"].tolist() == ["[0.500 ± 0.020]", "refused, else 0.960 ± 0.020"]


def test_other_values_stand_alone_and_what_is_not_given_is_blank():
    widths = pivot_scores(SCORES, "width", claim="count")
    assert widths.loc["a spike"].tolist() == ["open", "0.500", ""]
    bias = pivot_scores(SCORES, "bias", claim="count")
    assert bias.loc["level"].tolist() == ["0.000", "0.200"]


def test_the_worst_of_a_method_and_the_worst_where_it_holds_stand_apart():
    table = list_worst(SCORES).set_index(["claim", "method"])
    assert table.loc[("count", "z"), ["worst", "worst where it holds"]].tolist() == [0.5, 0.95]
    assert table.loc[("count", "z"), ["designs", "repeats"]].tolist() == [2, 200]
    assert table.loc[("ratio", "z"), "worst"] == 0.1
