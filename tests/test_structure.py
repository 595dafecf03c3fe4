"""The layout of the code keeps its limits; `structure.py` prints all measures."""

import pytest
from structure import ROOT, Checkout

from analysis.run.stages import FLOORS

# Floors may import themselves and what is below; only `run` and the commands stand above all.
MOST_FILES = {
    "where is a straddling year counted": 3,
    "add the mark ~": 1,
    "add a figure": 3,
    "why was this comparison refused": 2,
    "add an output format": 2,
    "rename a rung": 1,
}


@pytest.fixture(scope="module")
def checkout() -> Checkout:
    return Checkout(ROOT)


@pytest.fixture(scope="module")
def task_files(checkout) -> dict[str, int]:
    return checkout.count_task_files()


def test_there_are_few_modules_and_few_that_serve_one_other_alone(checkout):
    # As the package grows so may their number, but not what each of them holds.
    modules = checkout.count_modules()
    assert checkout.count_lines() / modules >= 220
    assert len(checkout.list_one_importer()) / modules <= 0.27
    assert checkout.count_largest_package() <= 14
    assert checkout.list_lone_folders() == []


def test_imports_run_one_way(checkout):
    assert checkout.measure_chain() <= 16
    assert checkout.list_circles() == []
    assert checkout.list_upward(FLOORS) == []


def test_a_name_is_given_once(checkout):
    assert checkout.list_twins() == []
    assert checkout.list_twin_classes() == []


@pytest.mark.costly
@pytest.mark.parametrize("task", MOST_FILES)
def test_a_task_opens_few_files(task_files, task):
    assert task_files[task] <= MOST_FILES[task]


def test_the_measures_see_what_they_look_for(tmp_path):
    source = tmp_path / "src" / "analysis"
    for name, text in {
        "__init__.py": "",
        "model/__init__.py": "",
        "model/a.py": "from analysis.ingest.b import one\n\n\nclass Same: ...\n",
        "ingest/__init__.py": "",
        "ingest/b.py": '"""† in a docstring."""\nimport analysis.model.c\n\none = "†"\n',
        "ingest/x/__init__.py": "",
        "ingest/x/b.py": "class Same: ...\n",
        "model/c.py": "two = 2\n",
    }.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, encoding="utf-8")
    small = Checkout(tmp_path)
    assert small.count_modules() == 4
    assert small.list_one_importer() == ["analysis.ingest.b", "analysis.model.c"]
    assert small.measure_chain() == 3
    assert small.list_circles() == ["analysis.ingest and analysis.model"]
    assert small.list_upward(FLOORS) == ["analysis.model.a -> analysis.ingest.b"]
    assert small.list_twins() == ["analysis.ingest.b and analysis.ingest.x.b"]
    assert small.list_twin_classes() == ["Same: analysis.ingest.x.b, analysis.model.a"]
    assert small.list_lone_folders() == ["analysis.ingest", "analysis.ingest.x"]
    assert small.list_files_with("†", "src") == ["src/analysis/ingest/b.py"]
    (source / "model" / "c.py").write_text("import analysis.model.a\n", encoding="utf-8")
    with pytest.raises(ValueError, match="circle"):
        Checkout(tmp_path).measure_chain()
