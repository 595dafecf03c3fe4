"""Notes under a figure."""

from analysis.publish.figures.rows import Notes, drop_marks


def test_notes_have_one_letter_each():
    notes = Notes()
    assert [notes.mark(text) for text in ("x", "y", "x", "")] == [" (a)", " (b)", " (a)", ""]
    assert notes.listed() == ["(a) x.", "(b) y."]
    assert drop_marks(["12 [c] (a) (b)", "DEFINITION (b)"]) == ["12 [c]", "DEFINITION"]
