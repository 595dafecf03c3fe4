"""What a figure counts: a closed list, since only some counts may be added up."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

ADDITIVE = (
    "complaints",
    "cases",
    "allegations",
    "investigations",
    "incidents",
    "uses",
    "deaths",
    "referrals",
    "reports",
    "proceedings",
    "outcomes",
    "sanctions",
)
# One person may appear in two years or two categories, so these counts do not add up.
NOT_ADDITIVE = ("people", "officers", "staff", "employees")
UNITS = (*ADDITIVE, *NOT_ADDITIVE)


def check_unit(word: str) -> str:
    """The unit as written; ValueError names the choices where it is none of them.

    An unknown word would be added up over years and categories, people or not.
    """
    if word not in UNITS:
        raise ValueError(
            f"{word!r} is no unit; write one of {', '.join(ADDITIVE)}, "
            f"or, for persons, {', '.join(NOT_ADDITIVE)}"
        )
    return word


Unit = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(check_unit)]
