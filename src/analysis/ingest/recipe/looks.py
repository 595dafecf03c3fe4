"""How one recipe's table tells its cells apart, and what the recipe says of its layout."""

from analysis.ingest.files.workbook import fold
from analysis.ingest.recipe.block import Layout, Looks
from analysis.ingest.recipe.labels import Recipe
from analysis.ingest.recipe.titles import resembles
from analysis.model.response import Table


def lay_out(table: Table) -> Layout:
    """What the recipe says of the layout, in the shape that the search goes by."""
    return Layout(
        table.under,
        table.labels,
        table.where,
        frozenset(map(fold, table.pick)),
        frozenset(map(fold, table.ignore)),
        frozenset(table.gaps),
    )


def tell_apart(recipe: Recipe) -> Looks:
    """How this recipe's table tells headers, labels, counts and other titles from one another."""
    table = recipe.table
    others = [other.find for other in recipe.response.tables if other.find != table.find]
    picks = {fold(words) for words in table.pick}
    return Looks(
        header=lambda cell: (
            any(letter.isalpha() for letter in cell.text)
            if table.columns == "total"
            else recipe.is_label(table.columns, cell)
        ),
        label=lambda cell: fold(cell.text) in picks or recipe.is_label(table.rows, cell),
        value=recipe.is_value,
        title=lambda cell: any(resembles(cell.text, words) for words in others),
        flag=recipe.is_flag,
    )
