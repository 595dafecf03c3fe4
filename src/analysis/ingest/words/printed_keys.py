"""Words of a recipe looked up as a person compares them: case and spaces aside."""

from collections.abc import Mapping
from typing import Any

from analysis.ingest.files.sheet import fold


class PrintedKeys(dict):
    """Values by words as the recipe writes them, found by the words as the sheet prints them."""

    def __init__(self, entries: Mapping[str, Any]):
        super().__init__(entries)
        self._folded = {fold(words): value for words, value in entries.items()}

    def get(self, words: str, default: Any = None) -> Any:
        return self._folded.get(fold(words), default)

    def __getitem__(self, words: str) -> Any:
        return self._folded[fold(words)]

    def __contains__(self, words: object) -> bool:
        return fold(words) in self._folded

    def list_twins(self) -> list[str]:
        """The words that say what others before them say as well."""
        folded = [fold(words) for words in self]
        return [words for n, words in enumerate(self) if folded[n] in folded[:n]]
