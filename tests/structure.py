"""Measures of how the code is laid out: `python tests/structure.py [CHECKOUT ...]`.

Prints, a column a checkout, how many modules there are and how they hang together, how large the
packages are, and how many files six tasks of a maintainer open. `test_structure.py` holds this
checkout to its limits.
"""

import ast
import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Module:
    """One file of the package: its name, its syntax tree, and what it imports of ours."""

    name: str
    path: Path
    tree: ast.Module
    imports: dict[str, tuple[str, str]]  # local name -> module, name there; no name: the module

    @property
    def folder(self) -> str:
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]

    @property
    def has_code(self) -> bool:
        return any(not isinstance(node, ast.Expr) for node in self.tree.body)


class Checkout:
    """The package `analysis` of a checkout, read as text: nothing of it is run."""

    def __init__(self, root: Path):
        self.root, source = Path(root), Path(root) / "src"
        paths = {}
        for path in sorted(source.rglob("*.py")):
            parts = path.relative_to(source).with_suffix("").parts
            paths[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
        self.modules = {}
        for name, path in paths.items():
            tree = ast.parse(path.read_text(encoding="utf-8"))
            self.modules[name] = Module(name, path, tree, _list_imports(tree, paths))

    @cached_property
    def arrows(self) -> dict[str, set[str]]:
        """What each module imports, anywhere in it."""
        return {
            module.name: {target for target, _ in module.imports.values()} - {module.name}
            for module in self.modules.values()
        }

    def count_modules(self) -> int:
        return sum(module.has_code for module in self.modules.values())

    def list_one_importer(self) -> list[str]:
        """Modules that exactly one other imports."""
        importers = defaultdict(set)
        for name, targets in self.arrows.items():
            for target in targets:
                importers[target].add(name)
        return [m.name for m in self.modules.values() if m.has_code and len(importers[m.name]) == 1]

    def measure_chain(self) -> int:
        """Modules on the longest chain of imports; raises ValueError where they go in a circle."""
        known: dict[str, int] = {}

        def follow(name: str, above: tuple[str, ...]) -> int:
            if name in above:
                raise ValueError(f"circle: {' -> '.join((*above[above.index(name) :], name))}")
            if name not in known:
                below = (follow(target, (*above, name)) for target in self.arrows[name])
                known[name] = 1 + max(below, default=0)
            return known[name]

        return max(follow(name, ()) for name in self.modules)

    def list_twins(self) -> list[str]:
        """File names that stand twice within a floor, as files or as folders."""
        places = defaultdict(list)
        for module in self.modules.values():
            parts = module.name.split(".")
            if len(parts) > 2:
                places[parts[1], parts[-1]].append(module.name)
        return [" and ".join(found) for found in places.values() if len(found) > 1]

    def list_circles(self) -> list[str]:
        """Pairs of folders that import each other."""
        between = {
            (self.modules[name].folder, self.modules[target].folder)
            for name, targets in self.arrows.items()
            for target in targets
        }
        return [f"{a} and {b}" for a, b in sorted(between) if a < b and (b, a) in between]

    def list_upward(self, floors: dict[str, list[str]]) -> list[str]:
        """Imports against the floors."""
        found = []
        for name, targets in self.arrows.items():
            for target in targets:
                ends = [part.split(".")[1] if "." in part else "" for part in (name, target)]
                if ends[0] in floors and ends[1] and ends[1] not in floors[ends[0]]:
                    found.append(f"{name} -> {target}")
        return found

    def list_lone_folders(self) -> list[str]:
        """Folders with a single module."""
        folders = defaultdict(list)
        for module in self.modules.values():
            if module.path.name != "__init__.py" and module.folder != "analysis":
                folders[module.folder].append(module.name)
        return [folder for folder, found in folders.items() if len(found) == 1]

    def list_twin_classes(self) -> list[str]:
        """Class names that are given twice."""
        places = defaultdict(list)
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(module.name)
        return [f"{name}: {', '.join(found)}" for name, found in places.items() if len(found) > 1]

    def count_largest_package(self) -> int:
        """Modules of the largest package."""
        folders = defaultdict(int)
        for module in self.modules.values():
            folders[module.folder] += module.has_code
        return max(folders.values())

    def count_lines(self) -> int:
        return sum(
            len(m.path.read_text(encoding="utf-8").splitlines()) for m in self.modules.values()
        )

    def count_code_lines(self) -> int:
        """Lines that hold a statement or a part of one: no docstring, comment or blank line."""
        return sum(_count_code_lines(module) for module in self.modules.values())

    def find_way(self, notebook: str, target: str) -> list[str]:
        """The modules on the shortest way of calls from a notebook's cells to a function."""
        cells = json.loads((self.root / "notebooks" / notebook).read_text(encoding="utf-8"))[
            "cells"
        ]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        tree = ast.parse(code)
        starts = _list_imports(tree, {name: m.path for name, m in self.modules.items()})
        ways = [[place] for place in starts.values() if place[1]]
        seen = set()
        while ways:
            ways.sort(key=lambda way: len({module for module, _ in way}))
            way = ways.pop(0)
            if way[-1] in seen:  # by a way over fewer modules
                continue
            seen.add(way[-1])
            module, name = way[-1]
            if name == target:
                return list(dict.fromkeys(module for module, _ in way))
            ways += [[*way, place] for place in self._list_called(module, name)]
        raise ValueError(f"no way from {notebook} to {target}")

    def _list_called(self, module: str, name: str) -> list[tuple[str, str]]:
        """What the definition of a name in a module names in its turn."""
        found = self.modules[module]
        local = {
            node.name: node
            for node in found.tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }
        if name not in local:
            return [found.imports[name]] if name in found.imports else []
        names = {node.id for node in ast.walk(local[name]) if isinstance(node, ast.Name)}
        return [
            (module, one) if one in local else found.imports[one]
            for one in sorted(names)
            if one in local or one in found.imports
        ]

    def list_files_with(self, pattern: str, *places: str, prose: bool = False) -> list[str]:
        """Files below some places of whose code a string holds the pattern; no docstring counts.

        With `prose` the whole text of a file that is not Python counts; in Markdown what stands
        between `<!-- generated -->` marks does not, for no hand wrote it.
        """
        found = []
        for place in places:
            top = self.root / place
            for path in [top] if top.is_file() else sorted(top.rglob("*")):
                if path.suffix == ".py":
                    texts = _list_strings(ast.parse(path.read_text(encoding="utf-8")))
                elif prose and path.suffix in (".md", ".ipynb"):
                    texts = [_read_prose(path)]
                else:
                    continue
                if any(re.search(pattern, text) for text in texts):
                    found.append(path.relative_to(self.root).as_posix())
        return found

    def count_task_files(self) -> dict[str, int]:
        """How many files each of six tasks opens or edits."""
        return {
            "where is a straddling year counted": len(
                self.find_way("2_reconcile.ipynb", "place_count")
            ),
            "add the mark ~": len(self.list_files_with("[†‡]", "src/analysis/ingest")),
            "add a figure": len(
                self._list_naming("draw_funnel")
                + self.list_files_with("figure: funnel", "report/any-study.md", prose=True)
            ),
            "why was this comparison refused": len(
                self.find_way("2_reconcile.ipynb", "find_mismatches")
            ),
            "add an output format": len(self.list_files_with("^(--to=)?docx$", "src")),
            "rename a rung": len(
                self.list_files_with(
                    "Apportioned", "src", "report", "notebooks", "README.md", "docs", prose=True
                )
            ),
        }

    def _list_naming(self, name: str) -> list[str]:
        """Modules that define or import a name."""
        return [
            module.name
            for module in self.modules.values()
            if name in module.imports
            or any(getattr(node, "name", "") == name for node in module.tree.body)
        ]

    def measure(self) -> dict[str, int]:
        """Every measure by its name."""
        return {
            "modules with code": self.count_modules(),
            "lines": self.count_lines(),
            "lines of code": self.count_code_lines(),
            "modules of the largest package": self.count_largest_package(),
            "modules that one other imports": len(self.list_one_importer()),
            "modules on the longest chain": self.measure_chain(),
            "file names twice in a floor": len(self.list_twins()),
            "class names given twice": len(self.list_twin_classes()),
            "pairs of folders in a circle": len(self.list_circles()),
            "folders with one file": len(self.list_lone_folders()),
        } | {f"files: {task}": number for task, number in self.count_task_files().items()}


def _list_imports(tree: ast.AST, modules: dict[str, Path]) -> dict[str, tuple[str, str]]:
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis"):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                place = (whole, "") if whole in modules else (node.module, alias.name)
                found[alias.asname or alias.name] = place
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in modules:
                    found[alias.asname or alias.name] = (alias.name, "")
    return found


def _count_code_lines(module: Module) -> int:
    text = module.path.read_text(encoding="utf-8")
    told: set[int] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            told |= set(range(node.lineno, node.end_lineno + 1))
    lines = enumerate(text.splitlines(), start=1)
    return sum(
        bool(line.strip()) and not line.lstrip().startswith("#") and number not in told
        for number, line in lines
    )


def _list_strings(tree: ast.AST) -> list[str]:
    """The string constants of a module, its docstrings left aside."""
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
    ]


def _read_prose(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":  # what a cell printed is no hand's either
        return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return re.sub(r"<!-- generated.*?<!-- end -->", "", text, flags=re.DOTALL)


def main(places: list[str]) -> None:
    measured = [Checkout(Path(place)).measure() for place in places or [str(ROOT)]]
    width = max(map(len, measured[0]))
    for name in measured[0]:
        print(f"{name:{width}}", *(f"{one[name]:7,}" for one in measured))
    for before, after in pairwise(measured):
        changed = {name: after[name] - before[name] for name in after}
        print("change:", ", ".join(f"{name} {by:+,}" for name, by in changed.items() if by))


if __name__ == "__main__":
    main(sys.argv[1:])
