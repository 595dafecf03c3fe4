"""environment.yml, pyproject.toml and requirements.lock name the same packages and versions."""

import re
import tomllib

import yaml

from analysis.model.store.paths import ROOT

NAMED_FOR = {"jupyterlab", "pandas", "matplotlib", "seaborn", "papermill", "nbval"}


def fold(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read_lock() -> dict[str, str]:
    text = (ROOT / "requirements.lock").read_text()
    return {fold(n): v for n, v in re.findall(r"^([\w.-]+)==([^ \\;]+)", text, re.MULTILINE)}


def read_environment() -> dict[str, str]:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    plain = [entry for entry in listed if isinstance(entry, str)]
    plain += next(entry["pip"] for entry in listed if isinstance(entry, dict))
    pairs = (re.fullmatch(r"([\w.-]+) ?={1,2}(.+)", entry) for entry in plain)
    return {fold(pair[1]): pair[2] for pair in pairs if pair}


def read_project() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    entries = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    return {fold(re.match(r"[\w.-]+", entry)[0]) for group in entries for entry in group}


def test_the_conda_environment_has_the_locked_versions():
    lock = read_lock()
    environment = read_environment()
    assert environment == {name: lock[name] for name in environment}


def test_every_package_of_the_project_is_locked_and_in_the_conda_environment():
    project = read_project()
    assert project <= read_lock().keys()
    assert project == read_environment().keys()


def test_the_packages_the_project_is_named_for_are_there():
    assert read_project() >= NAMED_FOR


def test_every_locked_package_has_a_hash_and_no_index_is_named():
    text = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(read_lock())
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "--index" not in text and "--find-links" not in text


def test_one_numpy_and_one_scipy_on_every_python():
    text = (ROOT / "requirements.lock").read_text()
    for name in ("numpy", "scipy", "pandas", "matplotlib"):
        assert len(re.findall(rf"^{name}==", text, re.MULTILINE)) == 1


def test_what_only_tests_import_is_no_dependency_of_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    test_only = {
        fold(re.match(r"[\w.-]+", entry)[0]) for entry in project["dependency-groups"]["test"]
    }
    code = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", code, re.MULTILINE))
    assert not {name.replace("-", "_") for name in test_only} & imported
