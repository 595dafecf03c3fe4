"""What a command says at once must not wait for the libraries that only later steps need."""

import subprocess
import sys

import pytest

HEAVY = ("matplotlib", "pandas", "pandera", "scipy", "seaborn", "statsmodels")
LIST = "import sys; import {}; print(*sys.modules, sep='\\n')"


def list_loaded(module: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after importing this one."""
    command = [sys.executable, "-c", LIST.format(module)]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize(
    "module", ["analysis.run.pipeline", "analysis.ingest.inspect", "analysis.model.study"]
)
def test_importing_loads_no_heavy_library(module):
    loaded = list_loaded(module)
    assert module in loaded
    assert not loaded.intersection(HEAVY)


def test_a_heavy_library_would_be_seen():
    assert "pandera" in list_loaded("pandera")
