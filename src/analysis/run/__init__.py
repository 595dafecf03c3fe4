"""How the analysis is executed: the pipeline, its notebooks, their kernels, the check of bytes."""

import os
import time

#: What makes two runs give equal bytes. The Makefile exports the same values, held by a test;
#: they are set here too, so that `python -m analysis` without make writes the same files.
#: SOURCE_DATE_EPOCH is midnight UTC on 22 November 2026, the date of this edition.
REPRODUCIBLE = {
    "TZ": "UTC",
    "SOURCE_DATE_EPOCH": "1795305600",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def fix_environment() -> None:
    """Set what bytes depend on, for this process and every process started from it."""
    os.environ.update(REPRODUCIBLE)
    os.environ.pop("MPLBACKEND", None)  # the kernel chooses: inline figures in notebooks
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # a notice from the debugger
    time.tzset()
