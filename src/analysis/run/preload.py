"""What the server of kernels imports before it forks, and whether that is still what is on disk."""

import contextlib
import importlib
import os
import sys
from pathlib import Path

PRELOADED = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell"),
    *("matplotlib.pyplot", "matplotlib.dates", "matplotlib.backends.backend_agg"),
    *("matplotlib.backends.backend_svg", "matplotlib.backends.backend_pdf", "seaborn"),
    *("pandas", "pandera.pandas", "pydantic", "yaml", "scipy.stats", "scipy.optimize"),
    *("statsmodels.stats.proportion", "statsmodels.stats.rates"),
    *("python_calamine", "openpyxl", "xlsxwriter"),
)
OWN = ("model", "ingest", "reconcile", "publish")


def preload() -> dict[str, int]:
    """Import what notebooks import; return our own source files with their times of change."""
    folder = Path(__file__).parents[1]
    own = [
        f"analysis.{floor}.{module.stem}"
        for floor in OWN
        for module in sorted((folder / floor).glob("[!_]*.py"))
    ]
    for name in (*PRELOADED, *own):
        # What cannot be imported here is imported, and fails, where a notebook asks for it.
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    return stamp_own_sources()


def stamp_own_sources() -> dict[str, int]:
    """The loaded source files of `analysis` and when each was last changed, in nanoseconds."""
    own = [module for name, module in sys.modules.items() if name.split(".")[0] == "analysis"]
    files = sorted({module.__file__ for module in own if getattr(module, "__file__", None)})
    return {file: os.stat(file).st_mtime_ns if os.path.exists(file) else 0 for file in files}
