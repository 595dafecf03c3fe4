from dataclasses import replace

import pandas as pd
from examples import BY_RANK, BY_YEAR, YEARS_DOWN, read_rows

from analysis.ingest.reply_summary import (
    describe_changes,
    describe_reply,
    list_periods,
    list_tables,
)

RANKS = [["Complaints by rank"], ["PC", 160], ["Sergeant", 24], ["Total", 184]]


def read(tmp_path, **facts):
    return read_rows(tmp_path, [*YEARS_DOWN, [], *RANKS], BY_YEAR, BY_RANK, **facts)


def test_a_letter_is_told_in_facts_and_leaves_out_what_it_does_not_say(tmp_path):
    withheld = [{"what": "job titles", "under": "s.40(2)"}]
    facts = describe_reply(read(tmp_path, withheld=withheld, requested="2023-03-01"))
    told = dict(facts.itertuples(index=False, name=None))
    assert told["provenance"] == "ILLUSTRATIVE"
    assert told["requested"] == "1 March 2023"
    assert told["withheld"] == "job titles (s.40(2))"
    assert told["window supplied"] == "1 January 2018 to 31 December 2023"
    assert not {"answered", "source", "end of window"} & set(told)


def test_an_open_end_is_told(tmp_path):
    window = {"supplied": "2018-03-01 to 2023-03-01"}
    told = describe_reply(read(tmp_path, window=window)).set_index("fact")
    assert told.loc["end of window"].item() == "may be a day later"


def test_each_table_is_listed_with_its_number_of_figures(tmp_path):
    tables = list_tables(read(tmp_path).observations)
    # The total under the ranks is of all the days asked for, and no table of years says that.
    assert list(zip(tables["table"], tables["dimension"], tables["figures"], strict=True)) == [
        ("Complaints by year", "total", 5),
        ("Complaints by rank", "rank", 2),
        ("Complaints by rank", "total", 1),
    ]


def test_each_window_is_listed_once_with_its_days(tmp_path):
    periods = list_periods(read(tmp_path).observations)
    days = dict(zip(periods["as printed"], periods["days"], strict=True))
    assert days["2020"] == 366
    assert days["Total"] == 1461
    assert len(periods) == 6


def test_without_changes_a_sentence_says_why(tmp_path):
    alone = read(tmp_path)
    revised = replace(alone, reply=alone.reply.model_copy(update={"earlier": "old.csv"}))
    assert describe_changes(alone) == "There is no earlier edition of this workbook."
    assert describe_changes(revised) == "Nothing changed since old.csv."
    some = pd.DataFrame({"change": ["moved"]})
    assert describe_changes(replace(revised, changes=some)).equals(some)
