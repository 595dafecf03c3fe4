"""Whose figures these are: the force of a reply against the rows that its recipe picks."""

import difflib
from collections.abc import Iterator

from analysis.ingest.words.known_words import bare_force, read_forces
from analysis.model.faults import Fault
from analysis.model.response import Response


def find_other_forces(response: Response, file: str) -> Iterator[Fault]:
    """Faults of a force that nobody knows, and of picked rows that name another force.

    A recipe copied from one force's folder to the next reads the first one's row, unless its
    `pick` is changed as well.
    """
    forces = read_forces()
    if response.force not in forces.values():
        near = difflib.get_close_matches(response.force, set(forces.values()), n=1)
        hint = f"; nearest is {near[0]!r}" if near else ""
        problem = f"no force {response.force!r} in data/vocabulary/forces.csv{hint}"
        yield Fault(file, problem, "mend `force` and the folder's name, or add a line for it")
        return
    for table in response.tables:
        for label in table.pick:
            force = forces.get(bare_force(label), response.force)
            if force != response.force:
                problem = f"{table.name!r} picks {label!r}, which is {force}, not {response.force}"
                yield Fault(file, problem, "write the row of this reply's own force as `pick`")
