"""Periods that the window supplied does not hold, and what a person can do about one."""

from analysis.model.window import Window


class OutsideWindow(ValueError):
    """`words` speak of days outside the window `supplied`, all of them or a part.

    `remedy` is what to do. Naming the days under `periods` is offered only where some of them
    lie inside: of a label wholly outside it would make a false date.
    """

    def __init__(self, words: str, supplied: Window, partly: bool = False):
        super().__init__(f"{words!r} reaches outside the window supplied, {supplied}")
        self.remedy = "mend `window: supplied` in response.yaml, or ask the force"
        if partly:
            days = f'`periods: {{"{words}": 2018-03-01 to 2018-12-31}}`'
            self.remedy += f"; where fewer days are meant say them under {days}"


def is_supplied(window: Window, supplied: Window) -> bool:
    """Whether a period lies inside the window supplied, in the later reading of its end."""
    return supplied.start <= window.start and window.end <= supplied.end_latest


def check_supplied(words: str, window: Window, supplied: Window) -> None:
    """Raises OutsideWindow unless every day that the words speak of was supplied."""
    if not is_supplied(window, supplied):
        raise OutsideWindow(words, supplied, partly=window.meet(supplied) is not None)
