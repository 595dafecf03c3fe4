"""Lists kept by hand: a row with cells too many or too few is named by its line."""

import pytest

from analysis.ingest.words.vocabulary import read_rows
from analysis.model.faults import Faults


def write(folder, text: str):
    path = folder / "labels.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_come_by_their_heads_and_without_the_sign_against_formulas(tmp_path):
    path = write(tmp_path, 'label,code\n"Dismissed, 3 staff",dismissed\n\'=PC,constable\nnone,\n')
    assert list(read_rows(path)) == [
        {"label": "Dismissed, 3 staff", "code": "dismissed"},
        {"label": "=PC", "code": "constable"},
        {"label": "none", "code": ""},
    ]


def test_every_row_of_another_width_is_named_with_its_line(tmp_path):
    path = write(tmp_path, "label,code\nPC,constable\nDismissed, 3 staff,dismissed\nSgt\n")
    with pytest.raises(Faults) as caught:
        list(read_rows(path))
    told = str(caught.value)
    assert "line 3 has 3 cells under 2 heads" in told and "line 4 has 1 cells under 2 heads" in told
    assert "double quotes" in told
