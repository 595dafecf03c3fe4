"""Totals of people within people: all employees less officers are staff, and these may be few."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from analysis.model.units import NOT_ADDITIVE
from analysis.publish.disclosure.asked import list_spans
from analysis.publish.disclosure.attack import Attacker, Question
from analysis.publish.disclosure.belief import Contradiction, believe, leave_out
from analysis.publish.disclosure.findings import Audit, Leak
from analysis.publish.disclosure.rules import AUDIT, FEWEST_OF_A_KIND
from analysis.publish.disclosure.shown import GROUP, Shown
from analysis.reconcile.methods.bounds import Known

POPULATION, UNIT = GROUP.index("population"), GROUP.index("unit")


def audit_populations(shown: Sequence[Shown], worker_types: Mapping[str, Sequence[str]]) -> Audit:
    """What totals of one population tell beside those of one within it.

    `worker_types` are those of each population, as the study has them: what two differ by is a kind
    of job, so the rule of a kind holds for it. Populations that they do not name are left out.
    """
    audit = Audit()
    alike: dict[tuple[str, ...], list[Shown]] = {}
    for one in shown:
        known = one.group[POPULATION] in worker_types and one.group[UNIT] not in NOT_ADDITIVE
        if one.dimension == "total" and known:
            alike.setdefault(_leave_population(one), []).append(one)
    for totals in alike.values():
        questions = _ask(totals, worker_types)
        audit.audited[AUDIT] += len(questions)
        if questions:
            cells = [
                Known(one.window, one.low, one.high, one.what, _spread(one, worker_types))
                for one in totals
            ]
            try:
                told = Attacker(believe(leave_out(cells)), list(questions)).find_told()
                audit.leaks += [questions[question] for question, _, _ in told]
            except Contradiction:  # nobody has shown them safe
                audit.leaks += dict.fromkeys(questions.values())
    return audit


def _ask(
    totals: Sequence[Shown], worker_types: Mapping[str, Sequence[str]]
) -> dict[Question, Leak]:
    """What each population has over one within it, between any two published edges."""
    first = {one.group[POPULATION]: one for one in reversed(totals)}
    asked = {}
    for whole, part in permutations(first.values(), 2):
        wide, narrow = _spread(whole, worker_types), _spread(part, worker_types)
        if not narrow < wide:
            continue
        names = f"{whole.group[POPULATION]} less {part.group[POPULATION]}"
        place = (part.group[0], part.reference, part.table, "total", names)
        leak = Leak(AUDIT, *place, "can be worked out", part.place)
        for window, less in list_spans(one.window for one in totals):
            asked[Question(window, wide - narrow, FEWEST_OF_A_KIND, less)] = leak
    return asked


def _leave_population(one: Shown) -> tuple[str, ...]:
    return (*one.group[:POPULATION], *one.group[POPULATION + 1 :])


def _spread(one: Shown, worker_types: Mapping[str, Sequence[str]]) -> frozenset[str]:
    return frozenset(worker_types[one.group[POPULATION]])
