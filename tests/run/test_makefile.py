import re
import shutil
import subprocess

import pytest
from sampling import LONG

from analysis.model.store.paths import ROOT
from analysis.run import REPRODUCIBLE

GUIDES = ("README.md", "CONTRIBUTING.md")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.fixture
def checkout(tmp_path):
    """The files that set-up reads, in a folder with a space in its name."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


def make(*arguments, cwd=ROOT):
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60)


def test_make_alone_lists_every_target_with_one_line_each(checkout):
    run = make(cwd=checkout)
    listed = re.findall(r"^  ([a-z-]+) +\S", run.stdout, flags=re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, flags=re.MULTILINE)[1].split()
    assert run.returncode == 0 and listed == phony
    assert not (checkout / ".venv").exists()


def test_the_commands_of_the_readme_and_of_continuous_integration_are_targets():
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in (*GUIDES, ".ci/run")]
    command = re.compile(r"(?:^|[`(])make ([a-z][a-z-]*)", flags=re.MULTILINE)
    *guides, checks = (set(command.findall(text)) for text in texts)
    told = set.union(*guides)
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, flags=re.MULTILINE)[1].split()
    assert told >= {"report", "test", "test-long", "observations", "follow-up", "inspect", "lab"}
    assert checks >= {"lint", "test", "report"}
    assert told | checks <= set(phony)


def test_the_long_run_is_the_usual_one_with_everything_that_is_drawn():
    usual, long = (
        [line for line in make("--dry-run", name).stdout.splitlines() if "pytest" in line]
        for name in ("test", "test-long")
    )
    assert usual == long and len(usual) == 2
    assert re.search(r"^test-long: export LONG_TESTS := 1$", MAKEFILE, flags=re.MULTILINE)


def test_make_and_python_agree_on_what_bytes_depend_on():
    exported = dict(re.findall(r"^export (\w+) := (\S+)$", MAKEFILE, flags=re.MULTILINE))
    assert {name: exported.get(name) for name in REPRODUCIBLE} == REPRODUCIBLE


def test_an_old_python_is_refused_in_one_line(checkout):
    old = checkout / "old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    run = make("report", "PYTHON=./old", cwd=checkout)
    said = [line for line in run.stderr.splitlines() if not line.startswith("make")]
    assert run.returncode and len(said) == 1 and "Python 3.11 or later is needed" in said[0]


def test_a_set_up_that_fails_does_not_count_as_ready(checkout):
    """It fails as nothing can be installed; most of the time is pip's own installation."""
    (checkout / "requirements.lock").write_text("no-such-package==0 --hash=sha256:00\n")
    quick = checkout / "quick"
    quick.write_text('#!/bin/sh\n[ "$1" = -m ] && set -- "$@" --without-pip\nexec python3 "$@"\n')
    quick.chmod(0o755)
    python = "python3" if LONG else "./quick"
    run = make("report", "PIP_NO_INDEX=1", f"PYTHON={python}", cwd=checkout)
    assert run.returncode and "Setting up .venv" in run.stdout
    assert (checkout / ".venv").exists()  # half-made, and so to be made again:
    assert "Setting up .venv" in make("--dry-run", "report", cwd=checkout).stdout


def test_another_lock_asks_for_another_set_up(checkout):
    before = make("--dry-run", "report", cwd=checkout).stdout
    with (checkout / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    after = make("--dry-run", "report", cwd=checkout).stdout
    assert re.search(r"ready-\d+", before)[0] != re.search(r"ready-\d+", after)[0]


def test_clean_never_touches_raw_data(checkout):
    kept, built = checkout / "data" / "raw" / "book.csv", checkout / "build" / "report.html"
    for file in (kept, built, checkout / "src" / "__pycache__" / "a.pyc"):
        file.parent.mkdir(parents=True)
        file.touch()
    for folder in ("tests", "benchmarks", "notebooks"):
        (checkout / folder).mkdir()
    assert make("clean", cwd=checkout).returncode == 0
    assert kept.exists() and not built.exists()
    assert not (checkout / "src" / "__pycache__").exists()


def test_inspect_without_a_file_says_what_to_give(checkout):
    ready = re.search(r"ready-\d+", make("--dry-run", "report", cwd=checkout).stdout)[0]
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / ready).touch()
    run = make("inspect", cwd=checkout)
    assert run.returncode and "make inspect FILE=path" in run.stderr


@pytest.mark.parametrize("given", [[], ["FILE=export.csv"], ["STUDY=national"]])
def test_batch_without_an_export_or_a_study_says_what_to_give(checkout, given):
    """The default study is shipped: nobody's requests are to land in it by oversight."""
    ready = re.search(r"ready-\d+", make("--dry-run", "report", cwd=checkout).stdout)[0]
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / ready).touch()
    run = make("batch", *given, cwd=checkout)
    assert run.returncode and "make batch FILE=export.csv STUDY=name" in run.stderr
