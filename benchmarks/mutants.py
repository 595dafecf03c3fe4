"""The mutation run: mistakes made on purpose, one at a time, each to be seen by some test.

    .venv/bin/python benchmarks/mutants.py [WORD ...]       (`make mutants`)

Each mutant changes one place of the reconciling or of the gate, in a copy of the project, and the
tests named beside it are run until one fails: it is killed by that test. Prints a line a mutant;
exits with 1 where one survives, and with 2 where a place to change is no longer there or a test
fails without any change. With WORDs only the mutants whose description has one of them.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
WORKERS = 2
PACKAGE = Path("src/analysis")
LEFT_OUT = (".git", ".venv", "build", ".pytest_cache", ".ruff_cache", "__pycache__")
METHODS, REPLIES = "reconcile/methods", "reconcile/replies"
CATEGORIES = "reconcile/categories"
GATE = "publish/disclosure"


def list_tests(*names: str) -> str:
    """The files of tests of one module of the methods, the likeliest to see a mistake first."""
    return " ".join(f"tests/{METHODS}/test_{name}.py" for name in names)


TESTS_OF = {  # what is run against the mutants of a module
    f"{METHODS}/rates.py": list_tests("rates", "rates_ratio", "rates_dispersion", "rates_funnel"),
    f"{METHODS}/shares.py": f"tests/{METHODS}/test_shares.py",
    f"{METHODS}/apportion.py": list_tests("apportion", "apportion_division"),
    f"{METHODS}/bounds.py": list_tests("bounds", "bounds_joint", "bounds_minimise"),
    f"{METHODS}/contradictions.py": f"tests/{METHODS}/test_contradictions.py",
    f"{METHODS}/distinct_people.py": f"tests/{METHODS}/test_distinct_people.py",
    f"{METHODS}/window_choice.py": f"tests/{METHODS}/test_window_choice.py",
    "reconcile/totals": "tests/reconcile/totals",
    CATEGORIES: "tests/reconcile/categories tests/publish/test_absent_counts.py",
    f"{CATEGORIES}/breakdown.py": "tests/reconcile/categories "
    "tests/publish/tables/test_category_tables.py",
    f"{CATEGORIES}/missing.py": "tests/reconcile/categories/test_missing.py "
    "tests/publish/tables/test_category_tables.py",
    REPLIES: f"tests/{REPLIES} tests/reconcile/totals tests/reconcile/test_league.py "
    "tests/reconcile/test_sensitivity_alternatives.py",
    "reconcile/results": "tests/reconcile/results",
    "reconcile/league.py": "tests/reconcile/test_league.py",
    "reconcile/remainder.py": "tests/reconcile/test_remainder.py",
    "reconcile/consistency.py": "tests/reconcile/test_consistency.py",
    "reconcile/sensitivity.py": "tests/reconcile/test_sensitivity_alternatives.py",
    "publish/content/funnel_limits.py": "tests/publish/figures/test_funnel.py",
    "model/window.py": "tests/model/test_window.py",
    GATE: f"tests/{GATE}",
}


class Mutant(NamedTuple):
    """A mistake: in a module, the code that is there once, and what stands in its place."""

    what: str
    module: str
    before: str
    after: str


MUTANTS = [
    Mutant(
        "a contradiction names figures that it does not need",
        f"{METHODS}/contradictions.py",
        "needed = sorted(search([], every, False))",
        "needed = every",
    ),
    Mutant(
        "a figure is told from the side that it is not needed for",
        f"{METHODS}/contradictions.py",
        "least, most = (sorted(side, key=_place) for side in (self.blame.least, self.blame.most))",
        "least, most = (sorted(side, key=_place) for side in (self.blame.least, []))",
    ),
    Mutant(
        "the lower limit of a range from its high end",
        f"{METHODS}/rates.py",
        "return _limit_count(low)[0] / exposure",
        "return _limit_count(high)[0] / exposure",
    ),
    Mutant(
        "a ratio's limit from the near end of the other count",
        f"{METHODS}/rates.py",
        "lower = _ratio_limits(first[0], second[1])[0]",
        "lower = _ratio_limits(first[0], second[0])[0]",
    ),
    Mutant(
        "exposures of a ratio the wrong way round",
        f"{METHODS}/rates.py",
        "return lower * other_years / years, upper * other_years / years",
        "return lower * years / other_years, upper * years / other_years",
    ),
    Mutant(
        "one tail for two",
        f"{METHODS}/rates.py",
        "first[1], 1 - share)\n    return min(1.0, 2 * min(above, below))",
        "first[1], 1 - share)\n    return min(1.0, min(above, below))",
    ),
    Mutant(
        "the count itself left out of its tail",
        f"{METHODS}/rates.py",
        "binom.sf(count - 1, count + other, share)",
        "binom.sf(count, count + other, share)",
    ),
    Mutant(
        "dispersion under 1",
        f"{METHODS}/rates.py",
        "Dispersion(max(1.0, squares / freedom), freedom)",
        "Dispersion(squares / freedom, freedom)",
    ),
    Mutant(
        "no degree of freedom lost",
        f"{METHODS}/rates.py",
        "freedom += len(group) - 1",
        "freedom += len(group)",
    ),
    Mutant(
        "normal for t",
        f"{METHODS}/rates.py",
        "t.ppf((1 + CONFIDENCE) / 2, self.freedom)",
        "t.ppf((1 + CONFIDENCE) / 2, 10_000)",
    ),
    Mutant(
        "standard error in place of its root",
        f"{METHODS}/rates.py",
        "* math.sqrt(self.ratio)",
        "* self.ratio",
    ),
    Mutant(
        "the narrower of two limits",
        f"{METHODS}/rates.py",
        "return min(one[0], other[0]), max(one[1], other[1])",
        "return max(one[0], other[0]), min(one[1], other[1])",
    ),
    Mutant(
        "one tail of two shares",
        f"{METHODS}/shares.py",
        "return min(1.0, 2 * min(above, below))",
        "return min(1.0, min(above, below))",
    ),
    Mutant(
        "no mid-p",
        f"{METHODS}/shares.py",
        "seen.sf(some[0]) + seen.pmf(some[0]) / 2",
        "seen.sf(some[0]) + seen.pmf(some[0])",
    ),
    Mutant(
        "the p-value of the near ends of two shares",
        f"{METHODS}/shares.py",
        "above = _share_tail(first.least, second.most)",
        "above = _share_tail(first.most, second.least)",
    ),
    Mutant(
        "what is not recorded dropped from the base",
        f"{METHODS}/shares.py",
        "least = inside[0], elsewhere[1] + unsure[1]",
        "least = inside[0], elsewhere[1]",
    ),
    Mutant(
        "each of two shares at 95 %",
        f"{METHODS}/shares.py",
        "PAIR_CONFIDENCE = 1 - (1 - CONFIDENCE) / 2",
        "PAIR_CONFIDENCE = CONFIDENCE",
    ),
    Mutant(
        "odds among the missing turned over",
        f"{METHODS}/shares.py",
        "own = odds * self.inside",
        "own = self.inside / odds",
    ),
    Mutant(
        "the rate ratio turned over",
        f"{METHODS}/apportion.py",
        "return share / (share + (1 - share) * rate_ratio)",
        "return share * rate_ratio / (share * rate_ratio + 1 - share)",
    ),
    Mutant(
        "both limits at one end of the rate ratio",
        f"{METHODS}/apportion.py",
        'for end, ratio in (("low", highest), ("high", lowest))',
        'for end, ratio in (("low", highest), ("high", highest))',
    ),
    Mutant(
        "clusters of the wrong size",
        f"{METHODS}/apportion.py",
        "doubt = (dispersion - 1) / max(count, 1)",
        "doubt = dispersion / max(count, 1)",
    ),
    Mutant(
        "the tipping point turned over",
        f"{METHODS}/apportion.py",
        "return share * (straddle - missing) / ((1 - share) * missing)",
        "return (1 - share) * (straddle - missing) / (share * missing)",
    ),
    Mutant(
        "a straddling cell counted in whole at the least",
        f"{METHODS}/bounds.py",
        "least[outside or days.start, REST] = cell.low",
        "least[days.start, REST] = cell.low",
    ),
    Mutant(
        "an open day that holds nothing",
        f"{METHODS}/bounds.py",
        "closed = [not (inside[uncovered] > 0).any() for inside in asked]",
        "closed = [True for inside in asked]",
    ),
    Mutant(
        "bounds over fractions of events",
        f"{METHODS}/bounds.py",
        "answer = _solve([objective], matrix, lows, highs, whole=True)",
        "answer = _solve([objective], matrix, lows, highs, whole=False)",
    ),
    Mutant(
        "people added up as if each stood once",
        f"{METHODS}/distinct_people.py",
        "((self.before < first) & (first <= self.after) & (self.after <= last))",
        "((first <= self.after) & (self.after <= last))",
    ),
    Mutant(
        "the window with the most in straddling cells",
        f"{METHODS}/window_choice.py",
        "found.sort(key=lambda one: (one.worst,",
        "found.sort(key=lambda one: (-one.worst,",
    ),
    Mutant(
        "years of 365 days",
        f"{REPLIES}/denominators.py",
        "DAYS_A_YEAR = 365.25",
        "DAYS_A_YEAR = 365.0",
    ),
    Mutant(
        "steps for trapezoids",
        f"{REPLIES}/denominators.py",
        "float(np.trapezoid(np.interp(grid, known, [sizes[day] for day in days]), grid))",
        "float(np.diff(grid) @ np.interp(grid, known, [sizes[day] for day in days])[:-1])",
    ),
    Mutant(
        "snapshots of half the worker types",
        f"{REPLIES}/denominators.py",
        "if len(some) == len({*types}) and",
        "if some and",
    ),
    Mutant(
        "years across a break pooled",
        f"{REPLIES}/overdispersion.py",
        'if exact and when != "spans" and',
        "if exact and",
    ),
    Mutant(
        "made-up figures pooled with real ones",
        f"{REPLIES}/overdispersion.py",
        "return same and rank_provenance(series.provenance) >= rank_provenance(provenance)",
        "return same",
    ),
    Mutant(
        "days that no figure covers passed over",
        f"{REPLIES}/ladder.py",
        "    if gaps:\n",
        "    if False:\n",
    ),
    Mutant(
        "an ambiguous day that holds all",
        f"{REPLIES}/ladder.py",
        "low = max(later.low, earlier.low - day.most)",
        "low = later.low",
    ),
    Mutant(
        "windows under unlike rules compared",
        f"{REPLIES}/comparability.py",
        "if rules[0] == rules[1]:",
        "if True:",
    ),
    Mutant(
        "Bonferroni for Holm",
        "reconcile/results/orders.py",
        'method="holm"',
        'method="bonferroni"',
    ),
    Mutant(
        "the p-value as it is, of many",
        "reconcile/results/orders.py",
        'row["reported"] if is_apart else NOT_APART',
        'row["reported"] if float(row["p_value"]) <= 0.05 else NOT_APART',
    ),
    Mutant(
        "rates of own windows over the common days",
        "reconcile/totals/window_counts.py",
        '"low": count.low / exposure.amount,',
        '"low": count.high / exposure.amount,',
    ),
    Mutant(
        "a cell of several years divided",
        "reconcile/totals/window_counts.py",
        "if stretch.days > LONGEST:",
        "if False:",
    ),
    Mutant(
        "days of a change the wrong way round",
        "reconcile/totals/year_on_year.py",
        "return take_ratio(after, days[1], before, days[0], variation.dispersion)",
        "return take_ratio(after, days[0], before, days[1], variation.dispersion)",
    ),
    Mutant(
        "counts over unlike days divided",
        "reconcile/totals/pairs.py",
        "if windows[0] == windows[1]:",
        "if True:",
    ),
    Mutant(
        "a share of its own sum where the total is known",
        f"{CATEGORIES}/breakdown.py",
        "return bound_share(held, elsewhere, _add(unsure.values()), self.total)",
        "return bound_share(held, elsewhere, _add(unsure.values()))",
    ),
    Mutant(
        "Other that may hold what is listed",
        f"{CATEGORIES}/breakdown.py",
        "if not (code == OTHER and listed)",
        "if True",
    ),
    Mutant(
        "people who add up to all of them taken to overlap",
        f"{CATEGORIES}/breakdown.py",
        "return not self.sum[0] == self.sum[1] == self.total",
        "return True",
    ),
    Mutant(
        "events of no known category taken for a category",
        f"{CATEGORIES}/category_counts.py",
        "codes = [code for code in UNPLACED if not (unplaced and code == NOT_RECORDED)]",
        "codes = []",
    ),
    Mutant(
        "a class read from any difference",
        "reconcile/league.py",
        "hard = [why for why in reasons if why.facet not in MILD]",
        "hard = []",
    ),
    Mutant(
        "what some days count taken off in whole",
        "reconcile/remainder.py",
        "return max(self.total.low - high, least, 0), self.total.high - low",
        "return max(self.total.low - high, 0), self.total.high - low",
    ),
    Mutant(
        "a part above its whole that agrees",
        "reconcile/consistency.py",
        "DIFFERS if decided and low > most else OPEN",
        "OPEN",
    ),
    Mutant(
        "an end that leaves its last day out",
        "model/window.py",
        "return Window(first, last + ONE_DAY)",
        "return Window(first, last)",
    ),
    Mutant(
        "a table closed although only part of it was read",
        f"{CATEGORIES}/category_counts.py",
        'return not table["note"].str.contains(PART_READ, regex=False).any()',
        "return True",
    ),
    Mutant(
        "the largest small count told",
        f"{GATE}/rules.py",
        "return low >= 1 and high < fewest and (low, high) != (1, fewest - 1)",
        "return low >= 1 and high < fewest - 1 and (low, high) != (1, fewest - 1)",
    ),
    Mutant(
        "a range as wide as the printed one that is closer",
        f"{GATE}/rules.py",
        "return printed[0] <= low and high <= printed[1] and (low, high) != printed",
        "return printed[0] < low and high < printed[1]",
    ),
    Mutant(
        "figures of a reply within no tolerance",
        f"{GATE}/published_counts.py",
        "return replace(cell, low=max(0, cell.low - by), high=cell.high + by)",
        "return cell",
    ),
    Mutant(
        "ends of ranges that tell nothing more",
        f"{GATE}/ends.py",
        "return list(dict.fromkeys(explain(cells, window, parts, ends)))",
        "return []",
    ),
    Mutant(
        "attained ends not used",
        f"{GATE}/ends.py",
        "return [Attained(kept, window, parts, end) for end in ends if isfinite(end)]",
        "return []",
    ),
    Mutant(
        "figures of other releases taken for one's own",
        f"{GATE}/as_released.py",
        "if not {file for file, _, _ in cells} <= files and told != [(one.low, one.high)]:",
        "if False:",
    ),
    Mutant(
        "what rests on a withheld count left standing",
        f"{GATE}/suppression.py",
        'if (name, label) in changed or (rests and row.get("measure") != "count"):',
        "if (name, label) in changed:",
    ),
    Mutant(
        "other sides of ratios not looked at",
        f"{GATE}/implied_counts.py",
        "    if isinstance(count, Placed):\n",
        "    if False:\n",
    ),
    Mutant(
        "what is missing told beside a hidden count",
        f"{CATEGORIES}/missing.py",
        "if not _is_printed(table.series, table) or OTHER in unsure or table.is_overlapping:",
        "if OTHER in unsure or table.is_overlapping:",
    ),
    Mutant(
        "events that Other may hold taken for missing",
        f"{CATEGORIES}/missing.py",
        "or OTHER in unsure or table.is_overlapping:",
        "or table.is_overlapping:",
    ),
    Mutant(
        "mentions taken for events of one category each",
        f"{CATEGORIES}/missing.py",
        "or OTHER in unsure or table.is_overlapping:",
        "or OTHER in unsure:",
    ),
    Mutant(
        "rows of what is missing for tables without shares",
        f"{CATEGORIES}/missing.py",
        "if any(table.list_doubts()):",
        "if False:",
    ),
    Mutant(
        "running cases from a total that is not printed",
        f"{CATEGORIES}/missing.py",
        "if days != (table.window.start, table.window.end) or not _is_printed(other):",
        "if days != (table.window.start, table.window.end):",
    ),
    Mutant(
        "running cases from a count of other days",
        f"{CATEGORIES}/missing.py",
        "if days != (table.window.start, table.window.end) or not _is_printed(other):",
        "if not _is_printed(other):",
    ),
    Mutant(
        "running cases from any one of several counts",
        f"{CATEGORIES}/missing.py",
        "if len(found) != 1 or found[0][1].low < table.sum[0]:",
        "if not found or found[0][1].low < table.sum[0]:",
    ),
    Mutant(
        "running cases from a later stage",
        f"{CATEGORIES}/missing.py",
        "or _is_later(other, mine)",
        "or False",
    ),
    Mutant(
        "what is missing stands where a count of its reply is withheld",
        f"{GATE}/suppression.py",
        "rests |= name == MISSING and",
        "rests |= False and",
    ),
    Mutant(
        "orders adjusted with pairs that are withheld",
        f"{GATE}/suppression.py",
        'TABLES["orders"].frame(adjust_orders(left["orders"].to_dict("records")))',
        'TABLES["orders"].frame(left["orders"].to_dict("records"))',
    ),
    Mutant(
        "conclusions of a choice drawn with pairs that are withheld",
        f"{GATE}/suppression.py",
        'conclude(left["alternatives"].to_dict("records"))',
        'left["alternatives"].to_dict("records")',
    ),
    Mutant(
        "each ratio of a choice judged alone",
        "reconcile/sensitivity.py",
        "judged = judge_family(list(ratios.values()))",
        "judged = [judge_family([one])[0] for one in ratios.values()]",
    ),
    Mutant(
        "ratios on which a choice does not bear left out of its family",
        "reconcile/sensitivity.py",
        "says = _conclude(main | found)",
        "says = _conclude(found)",
    ),
    Mutant(
        "only those with a rate of their own are ranked",
        "reconcile/league.py",
        'not pd.isna(row["exposure"])]',
        'not pd.isna(row["rate_low"])]',
    ),
    Mutant(
        "only those with a rate of their own in the common rate",
        "publish/content/funnel_limits.py",
        "counts, exposures = zip(*known, *self.unrated.values(), strict=True)",
        "counts, exposures = zip(*known, strict=True)",
    ),
    Mutant(
        "the lesser of two readings' p-values",
        f"{METHODS}/rates.py",
        "p_values = max(one.p_value, other.p_value), max(one.poisson_p, other.poisson_p)",
        "p_values = min(one.p_value, other.p_value), min(one.poisson_p, other.poisson_p)",
    ),
    Mutant(
        "whose a cell is says the count that it is part of",
        f"{GATE}/gate.py",
        'whose = {owners.get(address.file) for address in split_addresses(row["cells"])}',
        "whose = set()",
    ),
    Mutant(
        "made-up counts ranked with real ones",
        "reconcile/league.py",
        'if rank_provenance(row["provenance"]) >= rank_provenance(weakest)',
        "if True",
    ),
    Mutant(
        "the first choice that is left taken for the main analysis",
        "reconcile/sensitivity.py",
        "main = choices.get(MAIN, {})",
        "main = next(iter(choices.values()), {})",
    ),
]


def main(words: Sequence[str]) -> int:
    """Try the mutants, two at a time; see the module."""
    chosen = [one for one in MUTANTS if not words or any(word in one.what for word in words)]
    gone = [
        one
        for one in chosen
        if (ROOT / PACKAGE / one.module).read_text(encoding="utf-8").count(one.before) != 1
    ]
    for one in gone:
        print(f"{one.module}: {one.before!r} does not stand there once -> mend this mutant")
    if gone:
        return 2
    with TemporaryDirectory() as folder, ThreadPoolExecutor(WORKERS) as pool:
        copies: Queue[Path] = Queue()
        for number in range(WORKERS):
            copies.put(Path(folder) / str(number))
            shutil.copytree(
                ROOT, Path(folder) / str(number), ignore=shutil.ignore_patterns(*LEFT_OUT)
            )
        tests = sorted({find_tests(one) for one in chosen})
        sound = list(pool.map(lambda named: run_tests(copies, named), tests))
        for named, failed in zip(tests, sound, strict=True):
            if failed:
                print(f"{named}: {failed} fails without any change -> mend it first")
        if any(sound):
            return 2
        survived = 0
        for one, killer in zip(
            chosen,
            pool.map(lambda one: run_tests(copies, find_tests(one), one), chosen),
            strict=True,
        ):
            survived += not killer
            print(f"{one.module}: {one.what}: {f'killed by {killer}' if killer else 'SURVIVED'}",
                  flush=True)  # fmt: skip
    print(f"{len(chosen)} mutants, {survived} survived")
    return int(survived > 0)


def find_tests(mutant: Mutant) -> str:
    """The tests of the most closely named module or folder."""
    named = [name for name in TESTS_OF if mutant.module.startswith(name)]
    return TESTS_OF[max(named, key=len)]


def run_tests(copies: Queue[Path], tests: str, mutant: Mutant | None = None) -> str:
    """The first of some tests that fails in a free copy of the project; empty where none does."""
    copy = copies.get()
    try:
        if mutant:
            path = copy / PACKAGE / mutant.module
            whole = path.read_text(encoding="utf-8")
            path.write_text(whole.replace(mutant.before, mutant.after), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider"]
        environment = os.environ | {"PYTHONPATH": str(copy / "src"), "LONG_TESTS": "1"}
        run = subprocess.run(
            [*command, *tests.split()], cwd=copy, env=environment, capture_output=True, text=True
        )
        if mutant:
            path.write_text(whole, encoding="utf-8")
    finally:
        copies.put(copy)
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", run.stdout, re.MULTILINE)
    return failed[1] if failed else "" if run.returncode == 0 else run.stdout[-300:] + run.stderr


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
