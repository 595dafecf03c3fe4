"""Words of a workbook inside a page: they stay words, whatever they look like."""

from html import escape as escape_markup

from analysis.model.printable import make_printable


def escape(text: str) -> str:
    """The text with its markup and its control signs made harmless."""
    return escape_markup(make_printable(text))
