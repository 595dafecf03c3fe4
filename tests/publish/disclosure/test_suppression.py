"""What goes with a count that is not told: every figure and word that would tell it."""

import pytest
from gate_studies import LINE, open_gate, plan, see, write_reply

from analysis.reconcile import compare
from analysis.reconcile.sensitivity import MAIN, list_alternatives

YEARS = [(f"{year}-03-01", f"{year + 1}-03-01") for year in range(2018, 2023)]
MIDDLE = {"span": (YEARS[1][0], YEARS[3][1]), "reference": "R 2", "file": "other.csv"}
SHOWN, TOTAL = 37, 40  # what the reply shows of the total that its two releases tell together
ADDING = [
    LINE["reference"],
    {"force": LINE["force"], "reference": "r-2", "adds_to": LINE["reference"]},
]


@pytest.fixture(autouse=True)
def without_other_choices(monkeypatch):
    for name in ("list_alternatives", "rank_common_windows"):
        monkeypatch.setattr(compare, name, lambda *_: [])


def publish_joined(folder, hidden, *rows, others=()):
    """What may be published of a reply with a `hidden` count beside 37, whose total of 40 only
    another release of three of its five years tells, with `others` as replies of other forces."""
    own = [hidden, see(10, span=YEARS[0]), see(10, span=YEARS[4]), *rows]
    write_reply(folder / "processed" / LINE["force"] / "r-2", [see(20, **MIDDLE)])
    references = list(ADDING)
    for force, seen in others:
        write_reply(folder / "processed" / force / "x", seen)
        references.append({"force": force, "reference": "x"})
    passed = open_gate(folder, own, plan(references=references, disclosure="as released"))
    totals = passed.figures
    totals = totals[totals["dimension"].eq("total") & totals["force"].eq(LINE["force"])]
    assert TOTAL not in totals["low"].tolist()  # it is withheld, or nothing here is put to a test
    return passed


HIDDEN_RANK = [see(SHOWN, "constable"), see((1, 40), "sergeant", status="suppressed")]


def other(force, low, *more):
    facts = {"force": force, "reference": force, "file": f"{force}.csv"}
    return force, [see(low, **facts), *(see(n, code, **facts) for n, code in more)]


def find_words(passed, number):
    """The texts that have a number in them, of the reply that hides a count."""
    frames = [passed.refusals, *passed.tables.values()]
    told = [
        str(text)
        for frame in frames
        if "force" in frame
        for name in ("evidence", "assumes", "asked")
        if name in frame
        for text in frame.loc[frame["force"].eq(LINE["force"]), name]
    ]
    return [text for text in told if str(number) in text]


def tabulate(dimension, *pairs):
    return [see(n, c, table=f"By {dimension}", dimension=dimension) for n, c in pairs]


def test_what_is_missing_of_a_reply_with_a_withheld_total_goes_with_it(tmp_path):
    """Of whatever the reply counts: its cases are not its complaints, and yet nobody subtracts."""
    pairs = [(20, "dismissed"), (30, "no_further_action"), (10, "not_recorded")]
    told = {"table": "By outcome", "dimension": "outcome", "unit": "cases"}
    kent = {"force": "kent", "reference": "kent", "file": "kent.csv"}
    own = [see(n, category, **told) for n, category in pairs]
    theirs = [see(n, category, **told, **kent) for n, category in pairs]
    passed = publish_joined(tmp_path, *HIDDEN_RANK, *own, others=[("kent", theirs)])
    assert passed.tables["missing"]["force"].tolist() == ["kent", "kent"]


def test_shares_of_a_withheld_total_go_with_it_and_their_order_too(tmp_path):
    kent = other("kent", 90, (50, "constable"), (40, "sergeant"))
    passed = publish_joined(tmp_path, *HIDDEN_RANK, others=[kent])
    figures, orders = passed.figures, passed.tables["orders"]
    of_total = figures["exposure"].eq(TOTAL) & figures["force"].eq(LINE["force"])
    assert not (of_total & figures["measure"].str.startswith("share")).any()
    assert not orders["measure"].eq("share_difference").any()


def test_adjusted_p_values_are_those_of_the_orders_that_stand(tmp_path):
    passed = publish_joined(tmp_path, *HIDDEN_RANK, others=[other("kent", 12), other("essex", 9)])
    orders = passed.tables["orders"]
    assert {*orders["force"], *orders["other_force"]} == {"kent", "essex"}
    assert orders["pairs"].eq("1").all() and orders["adjusted"].eq("").all()


REPORTED = "reported rate: higher"


def test_conclusions_are_drawn_anew_of_the_pairs_that_stand(tmp_path, monkeypatch):
    """Kent and Essex, p = 0.04, are told apart as the one pair left, but not in a family of three.

    What is withheld would make three of them too.
    """
    monkeypatch.setattr(compare, "list_alternatives", list_alternatives)
    two = [other("kent", 13), other("essex", 3)]
    alone = publish_joined(tmp_path / "two", *HIDDEN_RANK, others=two)
    more = publish_joined(tmp_path / "three", *HIDDEN_RANK, others=[*two, other("surrey", 5)])
    ((p_value, told),), three = map(find_conclusions, (alone, more))
    assert 0.03 < float(p_value) < 0.05
    assert told == f"{REPORTED}; underlying rate: higher"
    assert len(three) == 3 and (p_value, f"{REPORTED}; underlying rate: not told apart") in three


def find_conclusions(passed):
    table = passed.tables["alternatives"]
    chosen = table["choice"].eq(MAIN) & table["measure"].eq("rate_ratio")
    return list(zip(*(table.loc[chosen, name] for name in ("p_value", "conclusion")), strict=True))


def test_no_refusal_tells_a_withheld_total_by_what_contradicts_it(tmp_path):
    roles = [(30, "police_officer"), (15, "pcso")]
    by_role = [see(n, c, table="By role", dimension="role") for n, c in roles]
    facts = {"force": "kent", "reference": "kent", "file": "kent.csv"}
    theirs = [see(90, **facts)]
    theirs += [see(45, c, table="By role", dimension="role", **facts) for _, c in roles]
    passed = publish_joined(tmp_path, *HIDDEN_RANK, *by_role, others=[("kent", theirs)])
    assert "INCONSISTENT_SOURCES" in set(passed.refusals["code"])
    assert find_words(passed, TOTAL) == []
