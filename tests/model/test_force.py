import pytest

from analysis.model.force import bare_force, find_force_named, read_forces, read_nations


@pytest.mark.parametrize(
    ("name", "force"),
    [
        ("Metropolitan Police Service (MPS)", "metropolitan"),
        ("Metropolitan Police Service", "metropolitan"),
        ("Avon and Somerset Constabulary", "avon-and-somerset"),
        ("Hampshire and Isle of Wight Constabulary", "hampshire"),
        ("Hampshire Constabulary", "hampshire"),
        ("Cheshire Police", "cheshire"),
        ("Police Service of Northern Ireland", "psni"),
        ("Police Scotland", "police-scotland"),
        ("Heddlu De Cymru / South Wales Police", "south-wales"),
        ("GMP", "greater-manchester"),
    ],
)
def test_a_name_of_any_spelling_is_one_force(name, force):
    assert find_force_named(name) == force


def test_every_name_of_forces_csv_is_found():
    assert {find_force_named(name) for name in read_forces()} == set(read_nations())


@pytest.mark.parametrize(
    ("name", "near"), [("the-met", "metropolitan"), ("Devon & Cornwal", "devon-and-cornwall")]
)
def test_a_name_of_no_force_comes_with_the_nearest(name, near):
    with pytest.raises(ValueError, match=f"nearest: .*{near}"):
        find_force_named(name)


def test_nothing_is_offered_where_nothing_is_near():
    with pytest.raises(ValueError) as caught:
        find_force_named("Ministry of Magic")
    assert str(caught.value) == "no force 'Ministry of Magic' is in data/vocabulary/forces.csv"
    assert bare_force("Ministry of Magic") not in read_forces()
