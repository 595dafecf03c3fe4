"""The whole test run: fixed environment, how many examples, and forked kernels for notebooks."""

import contextlib
import gc
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from analysis.run import fix_environment
from analysis.run.kernels import serve_kernels
from tests.sampling import take_examples

# Samples that several folders use are imported by their own names from any of them.
sys.path.insert(0, str(Path(__file__).parent / "publish"))

# The same examples every time, and no fault because the machine was busy.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")

# A notebook's cells share a kernel; figures are drawn from what the notebook before writes.
TOGETHER = {"2_reconcile": "study", "3_figures": "study"}

_servers = contextlib.ExitStack()


def pytest_configure(config):
    fix_environment()
    # Once, before xdist starts its workers: they inherit the server's address.
    if config.getoption("--nbval", default=False) and not hasattr(config, "workerinput"):
        _servers.enter_context(serve_kernels())


def pytest_collection_modifyitems(items):
    take_examples(items)
    for item in items:
        if item.path.suffix == ".ipynb":
            group = TOGETHER.get(item.path.stem, item.path.stem)
            item.add_marker(pytest.mark.xdist_group(group))
    gc.collect()
    gc.freeze()  # what is imported by now stays: no later collection need go through it


def pytest_unconfigure(config):
    _servers.close()
