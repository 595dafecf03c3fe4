"""`python -m analysis …`: the commands behind `make`, each handed to the module that does it."""

import argparse
import os
import sys
from pathlib import Path

from analysis import __version__

DEFAULT_STUDY = "social-media-complaints"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code. Bad input is listed, never traced."""
    options = _parse(arguments)
    # Imported only now: `--help` and a build with nothing to do must not wait for pandas.
    from analysis.model.faults import Faults

    try:
        return options.run(options)
    except Faults as faults:
        print(faults, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read our lines, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="analysis", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run, help: str, *, study: bool = True) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help, description=help)
        command.set_defaults(run=run)
        if study:
            command.add_argument("--study", default=DEFAULT_STUDY, help="a name under studies/")
        return command

    report = add("report", _report, "build a study's report, running only what changed")
    follow_up = add("follow-up", _follow_up, "write a letter for the one number each reply lacks")
    explain = add("explain", _explain, "say how a number of the report was come by, cell by cell")
    explain.add_argument("asked", help="a name in numbers.json, or a line of comparison.csv")
    for command in (report, follow_up, explain):
        command.add_argument("--start", default="", help="first day of the window, 2018-03-01")
        command.add_argument("--end", default="", help="last day of the window, 2023-02-28")
    observations = add("observations", _observations, "read the replies of a study, no further")
    observations.add_argument("--force", default="", help="only this force's replies")
    add("notebooks", _notebooks, "store fresh outputs in the notebooks", study=False)
    inspect = add(
        "inspect",
        _inspect,
        "find the tables of a workbook, draft its response.yaml and draw its sheets",
        study=False,
    )
    inspect.add_argument("file", type=_read_path, help="an .xlsx, .xlsm, .xls, .ods or .csv")
    inspect.add_argument("--sheet", default="", help="only the sheet of this name")
    asked = inspect.add_mutually_exclusive_group()
    asked.add_argument(
        "--into",
        type=Path,
        help="data/raw/<force>/<reference>: start the reply's folder with the draft and the file",
    )
    asked.add_argument("--json", action="store_true", help="print tables and cells as JSON only")
    copy = add(
        "clean-copy",
        _clean_copy,
        "put the clean copy of a workbook in its place, and its original in original/ beside it",
        study=False,
    )
    copy.add_argument("file", type=_read_path, help="an .xlsx, .xlsm, .xls or .ods")
    batch = add(
        "batch",
        _batch,
        "fill the list of a study's requests from an export of WhatDoTheyKnow",
        study=False,
    )
    batch.add_argument("file", type=_read_path, help="the .csv of a project or of a batch")
    batch.add_argument("--study", required=True, help="a name under studies/, old or new")
    add("verify", _verify, "rebuild in an empty folder and compare with the manifest")
    add("manifest", _manifest, "write the manifest of a study's outputs")
    return parser.parse_args(arguments)


def _read_path(text: str) -> Path:
    """Not every shell expands the ~ of `make inspect FILE=~/reply.xlsx`."""
    return Path(text).expanduser()


def _report(options: argparse.Namespace) -> int:
    from analysis.run.pipeline import build_study

    return build_study(options.study, options.start, options.end)


def _observations(options: argparse.Namespace) -> int:
    from analysis.run.pipeline import build_study

    return build_study(options.study, force=options.force, observations_only=True)


def _follow_up(options: argparse.Namespace) -> int:
    from analysis.model.study import load_study
    from analysis.publish.letters import write_follow_ups
    from analysis.run.pipeline import build_study
    from analysis.run.stages import Layout, choose_layout

    # The letters rest on what has passed the gate, so the report is brought up to date first.
    window = options.start, options.end
    if code := build_study(options.study, *window):
        return code
    layout, _ = choose_layout(load_study(options.study), Layout(), *window)
    for line in write_follow_ups(options.study, *window, layout.build, layout.processed):
        print(line)
    return 0


def _explain(options: argparse.Namespace) -> int:
    from analysis.model.study import load_study
    from analysis.publish.tables.trace import explain_asked
    from analysis.run.stages import Layout, choose_layout

    study = load_study(options.study)
    layout, _ = choose_layout(study, Layout(), options.start, options.end)
    for line in explain_asked(study, options.asked, layout.build, layout.processed):
        print(line)
    return 0


def _notebooks(options: argparse.Namespace) -> int:
    from analysis.run.verify import refresh_notebooks

    return refresh_notebooks(DEFAULT_STUDY)


def _inspect(options: argparse.Namespace) -> int:
    from analysis.ingest.inspect import inspect_as_json, inspect_workbook

    if options.json:
        inspect_as_json(options.file, sys.stdout, options.sheet)
    else:
        for line in inspect_workbook(options.file, options.sheet, options.into):
            print(line)
    return 0


def _clean_copy(options: argparse.Namespace) -> int:
    from analysis.ingest.inspect import replace_by_copy

    for line in replace_by_copy(options.file):
        print(line)
    return 0


def _batch(options: argparse.Namespace) -> int:
    from analysis.ingest.batch import fill_requests

    for line in fill_requests(options.file, options.study):
        print(line)
    return 0


def _verify(options: argparse.Namespace) -> int:
    from analysis.run.verify import verify_study

    return verify_study(options.study)


def _manifest(options: argparse.Namespace) -> int:
    from analysis.run.verify import write_manifest

    return write_manifest(options.study)


if __name__ == "__main__":
    sys.exit(main())
