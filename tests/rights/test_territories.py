"""Countries and groups of countries."""

import pytest

from assets import territories
from assets.problems import Refused


def test_there_are_249_countries_and_the_world_holds_them_all():
    assert len(territories.ALL) == 249
    assert territories.GROUPS["001"] == territories.ALL


def test_a_group_is_expanded_into_its_countries():
    assert territories.expand(["dach"]) == ["AT", "CH", "DE"]
    assert territories.expand(["155"]) == ["AT", "BE", "CH", "DE", "FR", "LI", "LU", "MC", "NL"]


def test_every_country_stands_in_exactly_one_subregion():
    leaves = [code for code in territories.GROUPS if code.startswith("0") or code[0] == "1"]
    leaves = [code for code in leaves if code not in ("001", "002", "019", "142", "150", "009")]
    members = [country for code in leaves for country in territories.GROUPS[code]]
    assert sorted(members) == sorted(territories.ALL)


@pytest.mark.parametrize(("code", "said"), [("XX", "not a country code"), ("US-NY", "write US"), ("\x00", "not a")])
def test_what_is_not_a_country_is_refused_with_a_sentence(code, said):
    with pytest.raises(Refused, match=said):
        territories.expand([code])


def test_including_and_excluding_leave_what_they_say():
    assert territories.allowed("include", ["DE"]) == {"DE"}
    assert "DE" not in territories.allowed("exclude", ["DE"])
    assert territories.allowed("worldwide", ["DE"]) == territories.ALL


def test_a_territory_is_told_in_words():
    assert territories.words("include", ["FR", "DE"]) == "France, Germany"
    assert territories.words("exclude", ["FR"]) == "Everywhere but France"
