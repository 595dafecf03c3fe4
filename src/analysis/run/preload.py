"""What the server of kernels imports before it forks, and whether that is still what is on disk."""

import contextlib
import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

#: What every kernel needs, and what the first notebooks of a study need: imported first.
KERNEL = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger"),
    *("IPython.core.completerlib", "IPython.extensions.storemagic"),
    *("tornado.platform.asyncio", "sqlite3"),
    *("analysis.model", "analysis.ingest.clean", "analysis.ingest.describe"),
)
#: What only later notebooks need: imported while the first ones run.
LATER = (
    *("analysis.reconcile", "scipy.stats", "scipy.optimize", "statsmodels.stats.proportion"),
    *("matplotlib.pyplot", "matplotlib.dates", "matplotlib.backends.backend_agg"),
    *("matplotlib.backends.backend_svg", "matplotlib.backends.backend_pdf", "seaborn"),
    *("statsmodels.stats.rates", "openpyxl", "xlsxwriter", "analysis.publish"),
    *("analysis.publish.disclosure.gate", "analysis.ingest"),
)


def preload(names: tuple[str, ...], stamps: dict[str, int]) -> Iterator[str]:
    """Import the modules in turn, of our packages all modules; yields after each.

    `stamps` receives our own source files with their times of change, in nanoseconds.
    """
    for name in names:
        for module in (name, *list_modules(name)):
            # What cannot be imported here is imported, and fails, where a notebook asks for it.
            with contextlib.suppress(Exception):
                importlib.import_module(module)
            stamp_own_sources(stamps)
            yield module


def list_modules(package: str) -> list[str]:
    """The modules of one of our packages; nothing for any other name."""
    floor = Path(__file__).parents[1] / package.removeprefix("analysis.")
    files = floor.glob("[!_]*.py") if package.startswith("analysis.") else []
    return sorted(f"{package}.{file.stem}" for file in files)


def stamp_own_sources(stamps: dict[str, int]) -> None:
    """Note the time of change of our loaded source files that are not in `stamps` yet."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name.split(".")[0] == "analysis" and file and file not in stamps:
            stamps[file] = os.stat(file).st_mtime_ns


def are_stale(stamps: dict[str, int]) -> bool:
    """Whether one of our loaded source files has been edited or removed since."""

    def changed(file: str, stamp: int) -> bool:
        return not os.path.exists(file) or os.stat(file).st_mtime_ns != stamp

    return any(changed(file, stamp) for file, stamp in stamps.items())
