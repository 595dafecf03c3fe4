from analysis.run.pipeline import count_verdicts


def test_each_verdict_is_counted_and_none_left_out(tmp_path):
    path = tmp_path / "checks.csv"
    path.write_text('what,verdict\n"a\nb",differs\nagrees,not decided\n')
    assert count_verdicts(path) == "2 checks: agrees 0, differs 1, not decided 1"
    path.write_text("what,verdict\na,agrees\n")
    assert count_verdicts(path) == "1 check: agrees 1, differs 0, not decided 0"
