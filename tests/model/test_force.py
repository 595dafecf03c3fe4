import pytest

from analysis.model.force import (
    bare_force,
    find_force_named,
    list_single,
    read_forces,
    read_nations,
)


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


# As WhatDoTheyKnow lists them, the forces first.
ON_THE_SITE = """
Avon and Somerset Constabulary; Bedfordshire Police; British Transport Police
Cambridgeshire Constabulary; Cheshire Constabulary; City of London Police; Cleveland Police
Cumbria Constabulary; Derbyshire Constabulary; Devon and Cornwall Constabulary; Dorset Police
Durham Constabulary; Dyfed Powys Police; Essex Police; Gloucestershire Constabulary
Greater Manchester Police; Gwent Police; Hampshire and Isle of Wight Constabulary
Hertfordshire Constabulary; Humberside Police; Kent Police; Lancashire Constabulary
Leicestershire Constabulary; Lincolnshire Police; Merseyside Police
Metropolitan Police Service (MPS); Norfolk Constabulary; North Wales Police; North Yorkshire Police
Northamptonshire Police; Northumbria Police; Nottinghamshire Police
Police Service of Northern Ireland; South Wales Police; South Yorkshire Police
Staffordshire Police; Suffolk Constabulary; Surrey Police; Sussex Police; Thames Valley Police
Warwickshire Police; West Mercia Police; West Midlands Police; West Yorkshire Police
Wiltshire Constabulary; Police Scotland
"""
NO_FORCES = """
Kent Police and Crime Commissioner; Essex Police, Fire and Crime Commissioner
British Transport Police Authority; City of London Police Authority; Civil Nuclear Constabulary
Avon and Somerset Police and Crime Panel; Ministry of Defence Police; Port of Dover Police
Northern Ireland Policing Board; Belfast Harbour Police; Tees and Hartlepool Harbour Police
Mayor's Office for Policing and Crime; Kent County Council; City of London Corporation
"""


def split_names(listed: str) -> list[str]:
    return [name.strip() for line in listed.splitlines() for name in line.split(";") if name]


def test_every_force_is_known_by_the_name_that_the_site_gives_it():
    found = [find_force_named(name) for name in split_names(ON_THE_SITE)]
    assert len(found) == len(set(found))
    assert set(found) == set(list_single())


@pytest.mark.parametrize("name", split_names(NO_FORCES))
def test_a_body_beside_a_force_is_not_taken_for_it(name):
    with pytest.raises(ValueError, match="no force"):
        find_force_named(name)
