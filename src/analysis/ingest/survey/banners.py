"""Sums across banners: `Total` over Male and Female adds up Male, and Female, of each banner."""

from collections import defaultdict

from analysis.ingest.survey.growth import SURE
from analysis.ingest.survey.tree import Tree
from analysis.ingest.survey.wording import is_under_total


def find_cross_sums(tree: Tree, lines: list[int]) -> None:
    """Find lines that add up those of the same innermost words under all the other banners."""
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    for line in lines:
        if len(tree.labels[line]) > 1:
            alike[len(tree.labels[line]), tree.labels[line][-1]].append(line)
    for line in (n for same in alike.values() if len(same) > 2 for n in same):
        words = tree.labels[line]
        others = [n for n in alike[len(words), words[-1]] if n != line]
        banners = {tree.labels[n][:-1] for n in (line, *others)}
        if line in tree.sums or len(banners) <= len(others):
            continue  # one banner holds the words twice: they do not say which is meant
        total = tree.figures.add_up(line, others)
        said = is_under_total(words)
        if total.is_exact and said:
            tree.sums[line] = total
        elif total.is_exact and total.bits >= SURE:
            tree.doubts[line] = (
                f"it is the sum of the {len(others)} lines of this name under other headings: "
                "say whether it is a total"
            )
