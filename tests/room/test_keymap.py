"""A person's own keys of the room."""

import re

import pytest
from django.urls import reverse

from assets.models import User
from assets.problems import Refused
from review import keymap
from tests.room.boards import FRAGMENT, a_board, address

pytestmark = pytest.mark.django_db
CHANGE = reverse("review:change_keys")


def fresh(person) -> dict:
    return keymap.keys_of(User.objects.get(pk=person.pk))


def test_nobody_begins_with_one_key_for_two_acts():
    firsts = [key for key, _ in keymap.ACTS.values()]
    assert len(set(firsts)) == len(firsts)
    assert not set(firsts) & set(keymap.FIXED)


def test_a_changed_key_is_kept_and_the_others_stay(client, marketer):
    client.force_login(marketer)
    client.post(CHANGE, {"key-shortlist": "J"})
    assert fresh(marketer)["shortlist"] == "j"
    assert fresh(marketer)["pass"] == "x"


def test_two_keys_can_change_places(marketer):
    keymap.change(marketer, {"shortlist": "x", "pass": "p"})
    assert fresh(marketer)["shortlist"] == "x"
    assert fresh(marketer)["pass"] == "p"


def test_a_key_given_twice_is_refused_with_both_acts_named_and_nothing_changes(client, marketer):
    client.force_login(marketer)
    answer = client.post(CHANGE, {"key-shortlist": "x"})
    assert answer.status_code == 422
    assert "X is given to Pass and to Shortlist. No key was changed." in answer.content.decode()
    assert fresh(marketer)["shortlist"] == "p"


def test_what_was_refused_comes_back_in_its_fields_with_the_sentence(client, marketer):
    client.force_login(marketer)
    wanted = {"key-shortlist": "x", "key-zoom": "y", "back": "/briefs/"}
    for extra in ({}, FRAGMENT):
        page = client.post(CHANGE, wanted, **extra).content.decode()
        assert 'name="key-zoom" value="y"' in page
        assert 'name="back" value="/briefs/"' in page
        assert "X is given to Pass and to Shortlist." in page


def test_inside_the_room_changed_keys_load_the_same_place_again(client, marketer):
    client.force_login(marketer)
    answer = client.post(CHANGE, {"key-shortlist": "j", "back": "/briefs/"}, **FRAGMENT)
    assert (answer.status_code, answer["HX-Refresh"]) == (200, "true")


def test_buttons_and_sheet_of_the_room_show_the_persons_own_keys(client, brand, marketer):
    brief, _ = a_board(brand, 1)
    keymap.change(marketer, {"shortlist": "j", "wipe": "y", "lock": "q"})
    client.force_login(marketer)
    page = client.get(address("board", brief)).content.decode()
    assert '<span>Shortlist</span><kbd aria-hidden="true">J</kbd>' in page
    assert "<dt><kbd>J</kbd></dt><dd>Shortlist</dd>" in page
    assert 'title="One over the other with a divider (Y)"' in page
    assert 'title="Move together again, at the same spot (Shift+Q)"' in page
    assert not {"<kbd>P</kbd>", "<kbd>W</kbd>", "<kbd>K</kbd>"} & set(re.findall(r"<kbd.*?</kbd>", page))


@pytest.mark.parametrize("bad", ["3", "?", "\\", "ab", " ", "\u200b"])
def test_a_key_that_is_taken_or_is_none_is_refused(marketer, bad):
    with pytest.raises(Refused):
        keymap.change(marketer, {"shortlist": bad} if bad != " " else {"shortlist": "\t\t"})


def test_the_first_keys_come_back_at_once(client, marketer):
    keymap.change(marketer, {"shortlist": "j", "zoom": "y"})
    client.force_login(marketer)
    client.post(CHANGE, {"reset": "1", "key-shortlist": "j"})
    assert fresh(marketer) == {act: key for act, (key, _) in keymap.ACTS.items()}


def test_the_page_tells_the_script_which_keys_changed(client, brand, marketer):
    brief, _ = a_board(brand, 1)
    client.force_login(marketer)
    assert "data-keymap" not in client.get(address("board", brief)).content.decode()
    keymap.change(marketer, {"shortlist": "j"})
    assert 'data-keymap="{&quot;p&quot;: &quot;j&quot;}"' in client.get(address("board", brief)).content.decode()


def test_the_way_back_leads_nowhere_else(client, marketer):
    client.force_login(marketer)
    assert client.post(CHANGE, {"back": "https://elsewhere.example/"}).url == "/"
    assert client.post(CHANGE, {"back": "/briefs/"}).url == "/briefs/"


def test_the_form_is_a_page_of_its_own_without_scripts(client, marketer):
    client.force_login(marketer)
    page = client.get(f"{CHANGE}?back=/briefs/").content.decode()
    assert "Keys of the room</h1>" in page
    assert 'name="back" value="/briefs/"' in page
