"""The numbers of the prose: named in the report's own header, found in the comparison."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

import pandas as pd
import yaml

from analysis.model.address import SEPARATOR, merge_addresses
from analysis.model.checks import DIFFERS, OPEN, CheckKind
from analysis.model.count import format_range
from analysis.model.faults import Fault, Faults, gather, list_nearest
from analysis.model.observation import SERIES
from analysis.model.request import NOT_KNOWN, UNLISTED, Coverage
from analysis.model.store.csv_file import replace_text
from analysis.model.store.paths import REPORT, format_path
from analysis.model.study import Study
from analysis.model.window import Window
from analysis.model.yaml_file import PlainLoader
from analysis.publish.content.prose import GENERAL
from analysis.publish.content.wording import (
    describe_coverage,
    describe_days,
    format_interval,
    format_ranks,
    format_response_rate,
    format_value,
    format_window,
)
from analysis.reconcile.remainder import STEPS
from analysis.reconcile.results.comparison import (
    BASES,
    CLASSES,
    FIRST_LINE,
    OTHER,
    RATIOS,
    TABLES,
    Comparison,
)
from analysis.reconcile.results.refusals import RefusalCode
from analysis.reconcile.results.rungs import Rung

TOTAL = {"dimension": "total", "category": "all"}
PAIR = [*SERIES, *OTHER]
OVERRIDDEN = "It was chosen for this run, in place of the study’s own."
NOT_RANKED = "not ranked"
HEADER = ("title", "subtitle", "edition", "numbers")
EXAMPLE = "`met.own: {force: metropolitan, measure: count, basis: own}`"
# What tells figures apart, in the order in which a selector is best made narrower.
SELECTORS = ("measure", "basis", *PAIR, "table", "dimension", "category", "label", "start", "end")
MOST_CHOICES = 6
PLAIN = re.compile(r"[\w/-][\w/ .-]*")  # words that YAML reads as they stand, inside braces too


class Number(TypedDict, total=False):
    """A number of the prose in words, as numbers.json holds it.

    `line` is that of comparison.csv, None of a refusal and of what is true of the whole study,
    which has no more than text, line and cells. A rate over the own window has `ranks`, as a
    refusal has.
    """

    text: str
    interval: str
    ranks: str
    window: str
    rung: str
    unit: str
    population: str
    provenance: str
    line: int | None
    cells: list[str]


# Stands for a number whose selector is wrong, while the rest of the report is looked through.
UNFOUND = Number(
    dict.fromkeys(("text", "interval", "ranks", "window", "rung", "provenance"), "?"),
    line=None,
    cells=[],
)


def split_report(path: Path) -> tuple[dict, str]:
    """The header (`title`, `numbers`, …) and the prose of a report's Markdown.

    Raises Faults where there is no such file, and where its header is missing or no YAML.
    """
    file = format_path(path)
    if not path.is_file():
        there = sorted(one.name for one in REPORT.glob("*.md") if one != REPORT / "annex.md")
        remedy = f"name one of report/{', report/'.join(there)} as `report` in the study"
        raise Faults(file, [Fault(file, "there is no such report", remedy)])
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
        parts = re.split(r"^---\n", text, maxsplit=2, flags=re.MULTILINE)
        if len(parts) < 3 or parts[0]:
            raise yaml.YAMLError("no header stands between two lines ---")
        # The line above it counts: an error then names the line of the file.
        header = yaml.load(f"\n{parts[1]}", Loader=PlainLoader) or {}
        if not isinstance(header, dict):
            raise yaml.YAMLError("it is no list of keys with their values")
        return header, parts[2]
    except UnicodeDecodeError as error:
        problem = f"is no UTF-8 text: byte {error.start + 1} is no letter"
        raise Faults(file, [Fault(file, problem, "save it as UTF-8")]) from None
    except yaml.YAMLError as error:
        remedy = getattr(error, "remedy", "begin the file with ---, a line `title: …`, and ---")
        told = " ".join(str(error).split())
        if isinstance(error, yaml.MarkedYAMLError):
            told = f"line {error.problem_mark.line + 1}: {error.problem}"
        problem = f"no YAML header: {told}"
        raise Faults(file, [Fault(file, problem, remedy)]) from None


def collect_numbers(
    study: Study,
    comparison: Comparison,
    common: Window | None,
    coverage: Coverage = UNLISTED,
    faults: list[Fault] | None = None,
) -> dict[str, Number]:
    """Every number the report's header asks for: its text, its parts, its cells.

    A refused number has the text `refused (CODE)`. Raises Faults naming each unknown key of the
    header and each selector that fits no row of the comparison, or more than one. Where `faults`
    is given they are added to it instead, and such a number is `UNFOUND`.
    """
    header, _ = split_report(study.report)
    numbers = _count_study(study, comparison, common) | _count_coverage(coverage)
    file, selectors = format_path(study.report), header.get("numbers") or {}
    with gather(file, faults) as found:
        for key in sorted(set(header) - set(HEADER)):
            remedy = f"use one of: {', '.join(HEADER)}"
            if near := list_nearest(key, HEADER):
                remedy = f"write {near[0]}"
            found.append(Fault(file, f"there is no key '{key}:' in a header", remedy))
        if not isinstance(selectors, dict):
            found.append(Fault(file, "'numbers:' holds no names", f"write each as {EXAMPLE}"))
            selectors = {}
        for key, wanted in selectors.items():
            if key.startswith(GENERAL):
                remedy = f"begin it with another word than {', '.join(GENERAL)}"
                found.append(
                    Fault(file, f"number '{key}:' has a name of the program's own", remedy)
                )
                continue
            try:
                numbers[key] = find_number(wanted, comparison)
            except ValueError as error:
                problem, _, remedy = str(error).partition(" -> ")
                found.append(Fault(file, f"number '{key}:' {problem}", remedy))
                numbers[key] = UNFOUND
    return numbers


def list_numbers(numbers: dict[str, Number]) -> pd.DataFrame:
    """One row a number: its text, interval, rung and provenance, and how many cells it rests on."""
    rows = [
        {
            "key": key,
            "text": number["text"],
            "interval": number.get("interval", ""),
            "rung": number.get("rung", ""),
            "provenance": number.get("provenance", ""),
            "cells": len(number["cells"]),
        }
        for key, number in sorted(numbers.items())
    ]
    return pd.DataFrame(rows)


def write_numbers(numbers: dict[str, Number], path: Path) -> Path:
    """Write numbers.json, keys in order, the same bytes for the same numbers."""
    replace_text(path, json.dumps(numbers, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    return path


def _count_study(study: Study, comparison: Comparison, common: Window | None) -> dict[str, Number]:
    """What is true of the study as a whole: its window, its pairs, its checks."""
    made, turned_down = (
        frame.loc[frame["measure"].isin(RATIOS), PAIR]
        for frame in (comparison.figures, comparison.refusals)
    )
    compared = set(made.itertuples(index=False, name=None))
    refused = set(turned_down.itertuples(index=False, name=None)) - compared
    figure = [*SERIES, "measure", "basis", "table", "category", "start"]
    chosen = common == study.choose_window()
    classes = comparison.tables["league"]["class"].value_counts()
    facts = {
        "study.title": study.title,
        "study.question": study.question,
        "study.replies": str(sum(reply.is_compared for reply in study.replies)),
        "study.window": str(common) if common else "none",
        "study.window.days": f"{common.days:,}" if common else "none",
        "study.window.why": study.window.why if chosen else OVERRIDDEN,
        "study.pairs.possible": str(len(compared) + len(refused)),
        "study.pairs.compared": str(len(compared)),
        "study.pairs.refused": str(len(refused)),
        **{f"study.league.{name.replace(' ', '_')}": str(classes.get(name, 0)) for name in CLASSES},
        "study.refusals": str(len(comparison.refused_alone[figure].drop_duplicates())),
    }
    facts |= _count_checks(comparison.checks)
    return _as_numbers(facts) | _tell_remainder(study, comparison)


def _count_checks(checks: pd.DataFrame) -> dict[str, str]:
    """How many checks there are of one figure against another, and of other things, and how many
    of either differ or stay open."""
    facts = {}
    of_figures = checks["check"].isin([kind for kind in CheckKind if kind.of_figures])
    for name, some in (("study.checks", of_figures), ("study.checks.others", ~of_figures)):
        verdicts = checks.loc[some, "verdict"]
        facts[name] = str(len(verdicts))
        facts[f"{name}.differ"] = str(verdicts.eq(DIFFERS).sum())
        facts[f"{name}.open"] = str(verdicts.eq(OPEN).sum())
    return facts


def _tell_remainder(study: Study, comparison: Comparison) -> dict[str, Number]:
    """What a total of many bodies leaves: `remainder.left` and, of how many, `….bodies`.

    Where the gate may have left a step out, one that does not stand reads as refused.
    """
    numbers: dict[str, Number] = {}
    held = comparison.refusals[comparison.refusals["code"].eq(RefusalCode.DISCLOSIVE)]
    if len(held) and any(reply.whole_of for reply in study.replies):
        parts = (f"{step.replace(' ', '_')}{part}" for step in STEPS for part in ("", ".bodies"))
        refused = f"refused ({RefusalCode.DISCLOSIVE})"
        numbers = _as_numbers({f"remainder.{part}": refused for part in parts})
    rows = comparison.tables.get("remainder", TABLES["remainder"].frame([]))
    for _, row in rows.iterrows():
        key, cells = f"remainder.{row['step'].replace(' ', '_')}", row["cells"].split(SEPARATOR)
        facts = {"": format_range(row["low"], row["high"]), ".bodies": f"{row['bodies']:,}"}
        numbers |= {
            key + part: {"text": text, "line": None, "cells": cells} for part, text in facts.items()
        }
    return numbers


def _count_coverage(coverage: Coverage) -> dict[str, Number]:
    """How many were asked and answered, and how soon."""
    return _as_numbers(
        {
            "study.asked": str(len(coverage.states)) if coverage.is_complete else NOT_KNOWN,
            "study.answered": str(coverage.answered),
            "study.response_rate": format_response_rate(coverage),
            "study.days_to_answer": describe_days(coverage),
            "study.coverage": describe_coverage(coverage),
        }
    )


def _as_numbers(facts: dict[str, str]) -> dict[str, Number]:
    return {key: {"text": text, "line": None, "cells": []} for key, text in facts.items()}


def find_number(wanted: dict[str, str], comparison: Comparison) -> Number:
    """The one row that has all the wanted values, or the refusal that stands in its place.

    Raises ValueError, `problem -> remedy`, where none or several have them, or a column or a value
    does not exist.
    """
    if not isinstance(wanted, dict) or not all(isinstance(one, str) for one in wanted.values()):
        raise ValueError(f"says not which figure it is -> write it as {EXAMPLE}")
    if unknown := sorted(set(wanted) - set(comparison.figures.columns)):
        near = [list_nearest(name, comparison.figures.columns)[:1] for name in unknown]
        meant = [name for names in near for name in names] or list(TOTAL | {"force": ""})
        raise ValueError(
            f"the comparison has no column {', '.join(unknown)} -> write {' and '.join(meant)}"
        )
    found = _select(TOTAL | wanted, comparison.figures)
    if len(found) > 1:
        raise ValueError(f"fits {len(found)} rows of the comparison -> {_tell_apart(found)}")
    if len(found):
        return _as_number(found) | _find_ranks(found.iloc[0], comparison)
    if wanted.get("measure") == "estimate":  # a count that is exact needs none, and stands for it
        count = _select(
            TOTAL | wanted | {"measure": "count", "rung": Rung.EXACT}, comparison.figures
        )
        if len(count) == 1:
            return _as_number(count)
    found = _select(TOTAL | wanted, comparison.refusals)
    if found.empty:
        found = _select_withheld(wanted, comparison.refusals)
    if found.empty:
        raise ValueError(_explain_misfit(TOTAL | wanted, comparison))
    if len(subjects := found[[*PAIR, "measure"]].drop_duplicates()) > 1:
        raise ValueError(
            f"fits refusals of {len(subjects)} different figures -> {_tell_apart(subjects)}"
        )
    return _as_refusal(found)


def _tell_apart(found: pd.DataFrame) -> str:
    """What to add so that one of the rows is meant: a column where each has a value of its own,
    else what leaves the first alone."""
    names = [name for name in SELECTORS if name in found.columns and found[name].nunique() > 1]
    for name in names:
        if found[name].is_unique and found[name].ne("").all():
            return f"add {_list_choices(name, found[name])}"
    first, rows, chosen = found.iloc[0], found, []
    for name in names:
        narrower = rows[rows[name].eq(first[name])]
        if len(narrower) < len(rows):
            chosen, rows = [*chosen, name], narrower
    if not chosen:
        return "drop the number: nothing tells these rows apart"
    return f"add such as {', '.join(_write_choice(name, first[name]) for name in chosen)}"


def _explain_misfit(wanted: dict[str, str], comparison: Comparison) -> str:
    """Which value the comparison has nowhere, or has not beside the others: `problem -> remedy`."""
    problems, remedies = [], []
    for name, value in wanted.items():
        known = _list_values(name, comparison)
        if value not in known:
            problems.append(f"there is no {name} {value!r}")
            near = list_nearest(value, known) or sorted(known)
            remedies.append(_list_choices(name, near))
    if problems:
        told = f"fits no row of the comparison and no refusal: {', '.join(problems)}"
        return f"{told} -> write {'; '.join(remedies)}"
    for name in wanted:
        others = {one: value for one, value in wanted.items() if one != name}
        rows = (_select(others, frame) for frame in (comparison.figures, comparison.refusals))
        if values := sorted({value for frame in rows for value in frame[name]} - {""}):
            remedies.append(_list_choices(name, values))
    told = "fits no row of the comparison and no refusal: these values do not stand together"
    return f"{told} -> write {'; or '.join(remedies) or 'those of one line of comparison.csv'}"


def _list_values(name: str, comparison: Comparison) -> set[str]:
    frames = (comparison.figures, comparison.refusals)
    values = {str(value) for frame in frames if name in frame for value in frame[name]}
    return values - {"any"} | (
        set(BASES) - {"any"} if name == "basis" and "any" in values else set()
    )


def _list_choices(name: str, values: Iterable[str]) -> str:
    """`basis: common, or basis: own`, the first few."""
    written = [_write_choice(name, value) for value in values]
    more = ["…"] if len(written) > MOST_CHOICES else []
    return ", or ".join([*written[:MOST_CHOICES], *more])


def _write_choice(name: str, value: str | pd.Timestamp) -> str:
    """`definition: "investigated, 2014"`, as it may stand between the braces of a selector."""
    words = f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)
    return f"{name}: {words if PLAIN.fullmatch(words) else json.dumps(words, ensure_ascii=False)}"


def _select(wanted: dict[str, str], frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with the wanted values; in a refusal a blank dimension is the total."""
    fits = pd.Series(True, index=frame.index)
    for name, value in wanted.items():
        if name not in frame.columns:
            return frame.iloc[:0]
        alike = frame[name].eq(str(value))
        if "code" in frame.columns and TOTAL.get(name) == value:
            alike |= frame[name].eq("")
        if "code" in frame.columns and name == "basis":
            alike |= frame[name].eq("any")
        fits &= alike
    return frame[fits]


def _select_withheld(wanted: dict[str, str], refusals: pd.DataFrame) -> pd.DataFrame:
    """The refusals of the count that a figure rests on, where the gate keeps that back."""
    held = refusals[refusals["code"].eq(RefusalCode.DISCLOSIVE)]
    kept = [*SERIES, "table", "dimension", "category"]
    told = {name: value for name, value in wanted.items() if name in kept}
    return _select(TOTAL | told | {"measure": "count"}, held) if "force" in told else held[:0]


def _as_number(found: pd.DataFrame) -> Number:
    row = found.iloc[0]
    return {
        "text": format_value(row),
        "interval": format_interval(row),
        "window": format_window(row["start"], row["end"]),
        "rung": row["rung"],
        "unit": row["unit"],
        "population": row["population"],
        "provenance": row["provenance"],
        "line": int(found.index[0]) + FIRST_LINE,
        "cells": merge_addresses(row["cells"], row["exposure_cells"]).split(SEPARATOR),
    }


def _find_ranks(row: pd.Series, comparison: Comparison) -> Number:
    """The ranks that a rate over the own window may hold, where the league table gives some."""
    if (row["measure"], row["basis"]) != ("rate_per_1000", "own"):
        return {}
    league = comparison.tables.get("league", TABLES["league"].frame([]))
    own = league[league[SERIES].eq(row[SERIES]).all(axis=1) & league["ranked"].notna()]
    return {"ranks": format_ranks(own.iloc[0]) if len(own) else NOT_RANKED}


def _as_refusal(found: pd.DataFrame) -> Number:
    row = found.iloc[0]
    codes = ", ".join(dict.fromkeys(found["code"]))
    return {
        "text": f"refused ({codes})",
        "interval": f"refused ({codes})",
        "ranks": f"refused ({codes})",
        "window": format_window(row["start"], row["end"]),
        "rung": Rung.REFUSED,
        "unit": row["unit"],
        "population": "",
        "provenance": row["provenance"],
        "line": None,
        "cells": row["cells"].split(SEPARATOR) if row["cells"] else [],
    }
