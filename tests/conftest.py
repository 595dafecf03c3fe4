"""The whole test run: fixed environment, how many examples, and forked kernels for notebooks."""

import contextlib
import gc
import sys
from pathlib import Path

from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from analysis.run import fix_environment
from analysis.run.kernels import serve_kernels
from tests.sampling import split_costly, take_examples

# Samples that several folders use are imported by their own names from any of them.
sys.path.insert(0, str(Path(__file__).parent / "publish"))

# The same examples every time, and no fault because the machine was busy.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")

# The figures are drawn from what the notebook before writes: one worker runs both, in turn.
IN_TURN = ("notebooks/2_reconcile.ipynb", "notebooks/3_figures.ipynb")

_servers = contextlib.ExitStack()


def pytest_configure(config):
    fix_environment()
    # Once, before xdist starts its workers: they inherit the server's address.
    if config.getoption("--nbval", default=False) and not hasattr(config, "workerinput"):
        _servers.enter_context(serve_kernels())


class ByNotebook(LoadScopeScheduling):
    """Gives each worker whole notebooks."""

    def _split_scope(self, nodeid):
        scope = super()._split_scope(nodeid)
        return IN_TURN[0] if scope in IN_TURN else scope


def pytest_xdist_make_scheduler(config, log):
    return ByNotebook(config, log) if config.getoption("--nbval", default=False) else None


def pytest_collection_modifyitems(config, items):
    items[:], left = split_costly(items)
    config.hook.pytest_deselected(items=left)
    take_examples(items)
    gc.collect()
    gc.freeze()  # what is imported by now stays: no later collection need go through it
    gc.set_threshold(50_000, 20, 50)  # frames leave few circles: looking for them takes a twentieth


def pytest_unconfigure(config):
    _servers.close()
