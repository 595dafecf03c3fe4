"""How much is tried: `make test` takes a seeded sample of what is drawn, `make test-long` it all.

The numbers in the tests are those of the whole. With LONG_TESTS set in the environment each is
taken as it stands; without, `pytest` runs the first fifth of every property's examples (the
same ones every time), what `take` picks of other cases, and of the tests that are marked `costly` a
seeded fifth: of the cases of each that has several, and of each file's others.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import TypeVar

from hypothesis import settings

LONG = os.environ.get("LONG_TESTS", "") not in ("", "0")
SHARE = 1 if LONG else 0.2
FEWEST = 5  # examples of a property
LARGE = 90_000  # bytes of a file

Case = TypeVar("Case")


def take(cases: Sequence[Case], fewest: int = 1) -> list[Case]:
    """All cases, or a seeded sample of them in their order: a share, but not below `fewest`."""
    number = len(cases) if LONG else max(fewest, round(len(cases) * SHARE))
    if number >= len(cases):
        return list(cases)
    places = sorted(Random(len(cases)).sample(range(len(cases)), number))
    return [cases[place] for place in places]


def take_files(paths: Iterable[Path]) -> list[Path]:
    """All files; of the large ones, which take seconds each, a sample."""
    paths = list(paths)
    taken = take([path for path in paths if path.stat().st_size > LARGE], fewest=2)
    return [path for path in paths if path in taken or path.stat().st_size <= LARGE]


def split_costly(items: Sequence) -> tuple[list, list]:
    """Pytest's items to run, and those left out: a share stays of the cases of each costly test
    that has several, and of the other costly ones of each file."""
    costly: dict[tuple[Path, str], list] = {}
    for item in items:
        if item.get_closest_marker("costly"):
            cases = item.originalname if hasattr(item, "callspec") else ""
            costly.setdefault((item.path, cases), []).append(item)
    taken = {item for group in costly.values() for item in take(group)}
    left = [item for group in costly.values() for item in group if item not in taken]
    return [item for item in items if item not in set(left)], left


def take_examples(items: Sequence) -> None:
    """Lower the number of examples of each property among pytest's items to the share.

    Hypothesis lets settings be given to a test once only, and keeps them under this name.
    """
    name = "_hypothesis_internal_use_settings"
    for test in {getattr(item, "obj", None) for item in items}:
        whole = getattr(test, name, None)
        if whole is not None and not LONG:
            most = max(min(FEWEST, whole.max_examples), round(whole.max_examples * SHARE))
            setattr(test, name, settings(whole, max_examples=most))
