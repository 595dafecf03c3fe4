"""Placebo windows: real counts by quarter, cut into years and asked for a window they straddle.

The quarters are the truth that the years hide; nothing is simulated, and nobody says how the events
fell (METHODS 9).
"""

from collections.abc import Iterator
from datetime import date

import numpy as np

from analysis.model.window import Window, spell_date
from analysis.reconcile.methods.apportion import DECLARED, Straddle, thin
from analysis.reconcile.validation.counting import SENSITIVITY, SHARP, THINNING
from analysis.reconcile.validation.layouts import SHOWN, bound_table
from analysis.reconcile.validation.scoring import NONE, score_answers

QUARTERS = 4


def try_placebo(name: str, quarters: np.ndarray, first_year: int) -> Iterator[dict]:
    """One score a method and window; `quarters` has the shape (series, 4 times the years).

    The force would have told calendar years; the window begins with the second, third or fourth
    quarter of the first of them and ends with the last.
    """
    years = quarters.reshape(len(quarters), -1, QUARTERS).sum(axis=2)
    straddling = np.arange(years.shape[1]) == 0
    whole = years[:, 1:].sum(axis=1)
    first = Window(date(first_year, 1, 1), date(first_year + 1, 1, 1))
    for left_out in range(1, QUARTERS):
        window = Window(date(first_year, 3 * left_out + 1, 1), first.end)
        truth = quarters[:, left_out:].sum(axis=1)
        share = first.share_inside(window)
        told = {
            "claim": "placebo",
            "process": name,
            "layout": f"calendar years, from {spell_date(window.start)}",
        }
        told |= {"hidden": SHOWN}
        bounds = bound_table(years, years, straddling)
        yield told | {"method": SHARP, "assumption": NONE} | score_answers(truth, *bounds)
        for method, most in {THINNING: 1.0, SENSITIVITY: DECLARED}.items():
            lower, upper, middle = _thin(years[:, 0], share, (1 / most, most))
            answers = whole + lower, whole + upper, whole + middle
            # Whether real events spread as a method assumes is not known: nothing is promised.
            row = told | {"method": method, "assumption": "unknown"}
            yield row | score_answers(truth, *answers)


def _thin(counts: np.ndarray, share: float, rate_ratios: tuple[float, float]) -> np.ndarray:
    made = [thin((0, 0), [Straddle(int(n), int(n), share)], rate_ratios) for n in counts]
    return np.array([(one.lower, one.upper, one.middle) for one in made]).T
