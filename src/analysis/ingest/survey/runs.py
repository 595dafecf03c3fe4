"""The lines that a total may be the sum of: runs beside it, its group, or all the others."""

from collections.abc import Iterator, Sequence

import numpy as np

from analysis.ingest.survey.arithmetic import Figures

Span = tuple[int, int]  # a run of neighbouring lines, the end left out; the total may lie inside

RUNS_AT_ONCE = 256  # bounds the memory, and what is looked at beyond a run that is too much


class Layout:
    """The runs that the order of the lines and the words over them offer to a total.

    `heights` says how high each line stands: 0 for a plain figure, 1 for a sum of those, and so
    on. A run goes on until a line that stands higher than the run may reach, or to the end of
    the lines under the same outer words.
    """

    def __init__(self, heights: Sequence[int], labels: Sequence[tuple[str, ...]]):
        self.count = len(heights)
        self.walls = [np.flatnonzero(np.array(heights) > reach) for reach in sorted(set(heights))]
        deepest = max(map(len, labels), default=0)
        self.starts = [
            np.array([i for i in range(self.count) if not i or _differ(labels, i, depth)])
            for depth in range(1, deepest)
        ]

    def list_spans(self, at: int) -> list[Span]:
        """Spans of lines before the one at `at`, after it, and on both sides of it."""
        spans: dict[Span, None] = {}
        for wall in self.walls:
            left, right = np.searchsorted(wall, at), np.searchsorted(wall, at, side="right")
            first = int(wall[left - 1]) + 1 if left else 0
            end = int(wall[right]) if right < wall.size else self.count
            spans |= dict.fromkeys([(first, at), (at + 1, end), (first, end)])
        for starts in self.starts:
            block = int(np.searchsorted(starts, at, side="right"))
            end = int(starts[block]) if block < starts.size else self.count
            first = int(starts[block - 1])
            spans |= dict.fromkeys([(first, at), (at + 1, end), (first, end)])
        return [span for span in spans if span[1] - span[0] > (span[0] <= at < span[1])]


def _differ(labels: Sequence[tuple[str, ...]], at: int, depth: int) -> bool:
    """Whether another banner begins here; a line without outer words is under none."""
    mine = labels[at]
    return len(mine) <= depth or mine[:depth] != labels[at - 1][:depth]


class RunSums:
    """Sums of every run of neighbouring lines, by prefix sums: lines × positions of memory."""

    def __init__(self, figures: Figures, top: Sequence[int]):
        self.figures = figures
        self.values, self.known = figures.values[list(top)], figures.known[list(top)]
        first = np.zeros((1, self.values.shape[1]))
        self.sums = np.vstack([first, self.values.cumsum(axis=0)])
        self.unknown = np.vstack([first, (~self.known).cumsum(axis=0)])

    def agree(self, at: int, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """The share of decided positions at which the lines low to high add up to the one at `at`.

        One share for each span; 0 where nothing can be decided.
        """
        inside = ((low <= at) & (at < high))[:, None]
        sums = self.sums[high] - self.sums[low] - inside * self.values[at]
        unknown = self.unknown[high] - self.unknown[low] - inside * ~self.known[at]
        whole = (unknown == 0) & self.known[at]
        room = self.figures.allow(sums, (high - low)[:, None])
        agrees = ((np.abs(sums - self.values[at]) <= room) & whole).sum(axis=1)
        return agrees / np.maximum(whole.sum(axis=1), 1)

    def find_spans(self, at: int, agreement: float = 1.0) -> Iterator[Span]:
        """Runs of two lines or more that end beside a line and add up to it at most positions.

        Of runs that differ by lines of nothing but 0 only the longest is given.
        """
        for low, high in (*self._list_runs(at, 1), *self._list_runs(at, -1)):
            good = np.flatnonzero(self.agree(at, low, high) >= agreement)
            longest = {self.sums[high[i]].tobytes() + self.sums[low[i]].tobytes(): i for i in good}
            yield from ((int(low[i]), int(high[i])) for i in longest.values())

    def _list_runs(self, at: int, step: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The runs after a line (step 1) or before it (-1), as arrays of their two ends.

        They grow until they come to more than the line wherever that is known.
        """
        beside, last = (at + 1, len(self.values)) if step > 0 else (at, 0)
        far = beside + 2 * step
        limit = self.values[at] + self.figures.allow(self.values[at], len(self.values))
        while (last - far) * step >= 0:
            ends = np.arange(far, last + step, step)[:RUNS_AT_ONCE]
            fixed = np.full_like(ends, beside)
            yield (fixed, ends) if step > 0 else (ends, fixed)
            reached = np.abs(self.sums[ends[-1]] - self.sums[beside])
            if not self.figures.signed and (reached > limit)[self.known[at]].all():
                return
            far = int(ends[-1]) + step
