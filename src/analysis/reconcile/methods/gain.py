"""What one more number would tell: how wide a count's bounds are now, and once it is known.

The answer is not known when the question is chosen, so the width after it is the widest that any
possible answer leaves (METHODS 2.3). It is found at once: two placements of events, as far apart
in the count as they can be, that both fit the cells and agree on the answer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import block_diag, csr_array, vstack

from analysis.reconcile.methods.bounds import Disagreement, Known, Question, System
from analysis.reconcile.methods.optimum import minimise

FEW = (0, 4)  # what "fewer than 5" says, where a hidden zero cannot be told from a hidden 4


@dataclass(frozen=True)
class Gain:
    """Bounds on a count, and their width after one answer: the widest that any answer leaves.

    `hidden` is the widest where the answer comes back as "fewer than 5"; None where it cannot.
    """

    low: int
    high: float
    after: float
    hidden: float | None

    @property
    def now(self) -> float:
        return self.high - self.low

    @property
    def share_removed(self) -> float:
        """The share of the width that the answer removes at least, 0 to 1."""
        if math.isinf(self.now):
            return float(math.isfinite(self.after))
        return 1 - self.after / self.now if self.now else 0.0


def measure_gain(cells: Sequence[Known], wanted: Question, asked: Question) -> Gain:
    """What the number of events in `asked` would tell of those in `wanted`, by the cells' bounds.

    Both are (window, categories). Widths are whole numbers of events, infinite where days stay
    uncovered. Raises Disagreement where the cells cannot all be true.
    """
    windows, parts = zip(wanted, asked, strict=True)
    system = System(cells, windows, parts[0] | parts[1])
    bound = system.bound(*wanted)
    return Gain(bound.low, bound.high, _leave(system, wanted, asked), _hide(cells, wanted, asked))


def _leave(system: System, wanted: Question, asked: Question) -> float:
    """The largest difference in `wanted` between two placements that agree on `asked`."""
    count, answer = system.cover(*wanted), system.cover(*asked)
    agree = csr_array(np.r_[answer, -answer].reshape(1, -1))
    both = csr_array(vstack([block_diag([system.matrix, system.matrix]), agree]))
    limits = (np.r_[side, side, 0.0] for side in (system.lows, system.highs))
    try:
        found = minimise([np.r_[-count, count]], both, *limits)
    except ValueError:  # the cells can all be true, so it is days that hold any number
        return math.inf
    return math.floor(1e-6 - found[0].value)


def _hide(cells: Sequence[Known], wanted: Question, asked: Question) -> float | None:
    """The width after "fewer than 5", or None where the answer must be larger."""
    window, parts = asked
    hidden = Known(window, *FEW, parts=parts)
    try:
        bound = System([*cells, hidden], [wanted[0]], wanted[1]).bound(*wanted)
    except Disagreement:
        return None
    return bound.high - bound.low
