from analysis.publish.disclosure.published_counts import CodeSets
from analysis.reconcile.methods.bounds import REST

RANKS = CodeSets(
    "rank", ["inspector", "chief_inspector", "constable", "inspector_and_above", "other"]
)


def test_a_category_holds_what_is_under_it_but_for_what_its_table_lists_apart():
    alone = RANKS.find_codes("inspector_and_above", ["inspector_and_above", "constable"])
    assert alone == {"inspector_and_above", "inspector", "chief_inspector"}
    beside = RANKS.find_codes("inspector_and_above", ["inspector_and_above", "inspector"])
    assert beside == {"inspector_and_above", "chief_inspector"}


def test_other_holds_all_that_its_table_does_not_list():
    listed = ["constable", "inspector_and_above", "other"]
    assert RANKS.find_codes("other", listed) == {"other", REST}
    assert RANKS.find_codes("other", ["inspector", "other"]) == {
        "other", "constable", "chief_inspector", "inspector_and_above", REST
    }  # fmt: skip


def test_readers_may_ask_for_every_code_and_every_wider_one_but_the_whole():
    kinds = CodeSets("rank", ["inspector", "pcso"]).list_kinds()
    assert kinds == [
        "inspector", "inspector_and_above", "sergeant_and_above", "pcso", "police_officer"
    ]  # fmt: skip


def test_a_set_of_platforms_is_held_only_by_what_holds_both():
    platforms = CodeSets("platform", ["facebook", "facebook+whatsapp", "facebook+twitter"])
    assert platforms.find_members("social_network") == {"facebook", "facebook+twitter"}
    assert platforms.find_members("facebook") == {"facebook"}


def test_categories_parted_by_spaces_are_counted_together():
    assert RANKS.find_members("inspector constable") == {"inspector", "constable"}
    assert CodeSets("rank", ["inspector constable"]).codes == ["constable", "inspector"]


def test_what_is_counted_together_is_all_that_the_table_lists_under_it():
    listed = ["constable", "inspector", "chief_inspector"]
    assert RANKS.find_joint_codes("inspector_and_above", listed) == {"inspector", "chief_inspector"}
    assert RANKS.find_joint_codes("inspector", ["inspector", "other"]) == {"inspector"}
    assert CodeSets("total", ["all"]).find_unlisted([frozenset()]) == frozenset()
