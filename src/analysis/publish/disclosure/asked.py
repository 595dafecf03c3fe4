"""What nobody is to learn of a case: the questions that its audit puts to all that is known."""

from collections.abc import Iterable, Iterator
from itertools import combinations, permutations

from analysis.model.window import Window
from analysis.publish.disclosure.attack import Question
from analysis.publish.disclosure.findings import Leak
from analysis.publish.disclosure.groups import Groups
from analysis.publish.disclosure.holders import DIMENSIONS, Holders, is_few
from analysis.publish.disclosure.rules import ADDED, AUDIT, choose_fewest
from analysis.publish.disclosure.sources import Listed, Source

Span = tuple[Window, Window | None]


def list_spans(windows: Iterable[Window]) -> list[Span]:
    """Every window between two edges of those published, and each less one that lies within it.

    What several windows differ by lies between some of their edges, or on both sides of one.
    """
    known = sorted({Window(window.start, window.end) for window in windows})
    edges = sorted({edge for window in known for edge in (window.start, window.end)})
    runs = [(Window(*ends), None) for ends in combinations(edges, 2)]
    around = [
        (one, less)
        for one, less in permutations(known, 2)
        if one.start < less.start and less.end < one.end
    ]
    return [*runs, *around]


class Asking:
    """The questions about one dimension of what one force counts.

    `listed` are the categories of each table as they are published, `windows` those of all that is.
    """

    def __init__(
        self,
        force: str,
        groups: Groups,
        sources: list[Source],
        listed: Listed,
        windows: Iterable[Window],
        holders: Holders,
    ):
        self.force, self.groups, self.sources, self.listed = force, groups, sources, listed
        self.windows = sorted({Window(window.start, window.end) for window in windows})
        self.spans = list_spans(self.windows)
        self.holders = holders

    def ask_published(self) -> dict[Question, Leak]:
        """Every kind between any two published edges, and what is left over beside the published
        categories; every cell that a force hid; what is merged away because few hold it."""
        asked: dict[Question, Leak] = {}
        for category, parts in self._list_kinds():
            fewest = choose_fewest(self.groups.dimension, category)
            for span in self.spans:
                told = "can be worked out" + ("" if self._is_one(span) else " from several windows")
                question = Question(span[0], parts, fewest, span[1])
                asked.setdefault(question, self._blame(category, told))
        for source in self.sources:
            if source.is_hidden:
                asked[self._hide(source)] = self._blame_source(AUDIT, source, "hidden by the force")
            if self._is_few(source):
                for window, less in self.spans:
                    question = Question(window, source.known.parts, 0, less, exactly=True)
                    what = "too few hold it, and it can be worked out"
                    asked.setdefault(question, self._blame_source(AUDIT, source, what))
        return asked

    def ask_protected(self) -> dict[Question, Leak]:
        """The cells that a force hid, and those of categories that were merged away."""
        protected = {}
        for source in self.sources:
            if source.is_hidden:
                what = "hidden by the force"
                protected[self._hide(source)] = self._blame_source(ADDED, source, what)
            elif self._is_merged(source):
                fewest = choose_fewest(self.groups.dimension, source.category)
                question = Question(source.known.window, source.known.parts, fewest)
                protected[question] = self._blame_source(ADDED, source, "merged by the study")
        return protected

    def _list_kinds(self) -> Iterator[tuple[str, frozenset[str]]]:
        if self.groups.dimension == "total":
            yield "all", frozenset()
            return
        for category in self.groups.list_kinds():
            yield category, self.groups.hold(category)
        for codes in self.listed.values():
            rest = self.groups.leave(self.groups.spread(code, codes) for code in codes)
            if rest:
                yield "other", rest

    def _is_one(self, span: Span) -> bool:
        return span[1] is None and span[0] in self.windows

    def _is_merged(self, source: Source) -> bool:
        return source.category not in self.listed.get((source.reference, source.table), [])

    def _is_few(self, source: Source) -> bool:
        """Whether a category was merged away that too few people hold, whatever its size."""
        dimension, known = self.groups.dimension, source.known
        if dimension not in DIMENSIONS or not self._is_merged(source) or not known.high:
            return False
        return is_few(self.holders, self.force, dimension, source.category, known.window)

    def _hide(self, source: Source) -> Question:
        cell = source.known
        fewest = choose_fewest(self.groups.dimension, source.category)
        return Question(cell.window, cell.parts, fewest, printed=(cell.low, cell.high))

    def _blame_source(self, rule: str, source: Source, what: str) -> Leak:
        kind = (source.reference, source.table, self.groups.dimension, source.category)
        return Leak(rule, self.force, *kind, what, source.place)

    def _blame(self, category: str, what: str) -> Leak:
        """A leak of a category that need not be published itself, laid at a table that tells it."""
        wider = self.groups.hold(category)
        blamed = [s for s in self.sources if s.category in wider] or self.sources
        if not blamed:
            return Leak(AUDIT, self.force, "", "", self.groups.dimension, category, what)
        kind = (blamed[0].reference, blamed[0].table, self.groups.dimension, category)
        return Leak(AUDIT, self.force, *kind, what, blamed[0].place)
