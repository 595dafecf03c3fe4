"""Where the words above bars stand, so that none lies on another or on a higher neighbour."""

from collections.abc import Sequence
from dataclasses import dataclass

AIR = 0.7  # mm


@dataclass(frozen=True)
class Tag:
    """Words above one bar, in mm; `share` is the bar's height as a share of the highest."""

    words: list[str]
    middle: float
    width: float
    bar: tuple[float, float]
    share: float
    height: float

    @property
    def span(self) -> tuple[float, float]:
        return self.middle - self.width / 2, self.middle + self.width / 2


def place_tags(tags: Sequence[Tag], tall: float) -> tuple[float, list[float]]:
    """The room in mm to leave above the highest bar of a panel, and the foot of each tag.

    A tag rests on every bar it reaches over and on every tag in its way. Raising tags shortens
    the bars, so it is tried with growing room until everything fits.
    """
    room = max(tag.height for tag in tags) + AIR
    while True:
        feet = _stack(tags, tall - room)
        over = max(foot + tag.height for foot, tag in zip(feet, tags, strict=True)) - tall
        if over <= 0.01 or room + over > 0.75 * tall:
            return room, feet
        room += over


def _stack(tags: Sequence[Tag], highest: float) -> list[float]:
    feet = [0.0] * len(tags)
    placed: list[int] = []
    # From the lowest bar up: a short bar's words move before a high bar's do.
    for i in sorted(range(len(tags)), key=lambda i: (tags[i].share, tags[i].middle)):
        under = [tag.share * highest for tag in tags if _meet(tags[i].span, tag.bar)]
        foot = max([tags[i].share * highest, *under]) + AIR
        for j in sorted(placed, key=lambda j: feet[j]):
            clear = foot + tags[i].height <= feet[j] or foot >= feet[j] + tags[j].height
            if _meet(tags[i].span, tags[j].span) and not clear:
                foot = feet[j] + tags[j].height + 0.2
        feet[i] = foot
        placed.append(i)
    return feet


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] < other[1] - 0.01 and other[0] < one[1] - 0.01
