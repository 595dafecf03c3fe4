from analysis.model.faults import Fault, Faults


def test_a_fault_names_file_sheet_cell_and_remedy():
    fault = Fault("reply.xlsx", "the cell is blank", "fill it", "Q1", "B7")
    assert str(fault) == "reply.xlsx, sheet Q1, cell B7: the cell is blank -> fill it"


def test_the_listing_counts_its_faults_and_says_that_nothing_was_written():
    one, two = Fault("a", "b", "c"), Fault("d", "e", "f")
    assert str(Faults("reply", [one])).splitlines() == [
        "reply: 1 fault, nothing was written",
        "  a: b -> c",
    ]
    assert str(Faults("reply", iter([one, two]))).splitlines()[0].startswith("reply: 2 faults")


def test_no_name_in_a_fault_steers_the_terminal_or_starts_a_line_of_its_own():
    fault = Fault("a\x1b[2J.xlsx", "bad\u202e", "mend \x9b it", "Q\n1", "B7")
    shown = "a\ufffd[2J.xlsx, sheet Q 1, cell B7: bad\ufffd -> mend \ufffd it"
    assert str(fault) == shown
    assert str(Faults("a\x1b", [fault])).splitlines()[1:] == [f"  {shown}"]
    assert str(Faults("a\x1b", [fault])).startswith("a\ufffd: 1 fault")
