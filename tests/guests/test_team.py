"""The team's pages about guests: making a link, the list, the end, and what they cost."""

import pytest

from generation.models import Candidate
from review import guests, opinions
from review.models import GuestLink, Review
from tests import factories
from tests.grid.test_queries import copies, cost
from tests.guests.links import a_guest, a_link
from tests.talk.talk import a_key


@pytest.fixture
def page(brief):
    return f"/briefs/{brief.public_id}/guests/"


def filled(candidate, **fields):
    return {"c": candidate.public_id, "label": "Ruiz Legal", "mode": "decide", "days": "7", "key": a_key()} | fields


def test_the_address_is_shown_once(page, candidate, marketer, signed_in):
    client = signed_in(marketer)
    made = client.post(page, filled(candidate, watermark="on")).content.decode()
    token = made.split("/g/")[1].split("/")[0]
    assert guests.find(token).watermark
    listed = client.get(page).content.decode()
    assert "Ruiz Legal" in listed
    assert token not in listed


def test_a_form_that_makes_no_sense_comes_back_with_what_was_typed(page, candidate, marketer, signed_in):
    answer = signed_in(marketer).post(page, filled(candidate, days="99"))
    assert (answer.status_code, "Ruiz Legal" in answer.content.decode()) == (422, True)
    again = filled(candidate)
    assert [signed_in(marketer).post(page, again).status_code for _ in range(2)] == [200, 409]
    assert GuestLink.objects.count() == 1


def test_images_of_another_brief_cannot_be_slipped_in(page, brand, candidate, marketer, signed_in):
    foreign = factories.a_candidate(factories.a_brief(brand))
    signed_in(marketer).post(page, filled(candidate, c=[candidate.public_id, foreign.public_id]))
    assert not GuestLink.objects.filter(images__candidate=foreign).exists()


def test_the_persons_shortlist_is_ticked_or_what_the_address_names(page, brief, candidate, other, marketer, signed_in):
    opinions.give(brief, [candidate], by=marketer, verdict=Review.Verdict.SHORTLIST)
    client = signed_in(marketer)
    assert f'value="{candidate.public_id}" checked' in client.get(page).content.decode()
    named = client.get(f"{page}?c={other.public_id}").content.decode()
    assert f'value="{other.public_id}" checked' in named
    assert f'value="{candidate.public_id}" checked' not in named


def test_ticks_of_the_board_are_carried_along_and_stand_there_alone(page, brief, candidate, other, marketer, signed_in):
    client = signed_in(marketer)
    answer = client.post(f"{page}choose", {"c": [f"{other.public_id}.3"]})
    assert answer["Location"] == f"{page}?c={other.public_id}#new-title"
    shown = client.get(answer["Location"]).content.decode()
    assert f'value="{other.public_id}" checked' in shown
    assert candidate.public_id not in shown
    everything = client.get(f"{page}?all=1&c={other.public_id}").content.decode()
    assert f'value="{other.public_id}" checked' in everything
    assert f'value="{candidate.public_id}">' in everything
    assert client.post(f"{page}choose", {})["Location"] == page


def test_ticks_that_cannot_be_shown_are_told_of(page, brief, candidate, other, marketer, signed_in):
    Candidate.objects.filter(pk=candidate.pk).update(state="rejected")
    shown = signed_in(marketer).get(f"{page}?c={other.public_id}&c={candidate.public_id}").content.decode()
    assert "1 of the ticked images is decided or replaced" in shown
    assert f'value="{other.public_id}" checked' in shown


def test_more_ticks_than_a_link_shows_are_told_of(page, candidate, marketer, signed_in):
    Candidate.objects.bulk_create(copies(candidate, 30))
    names = list(Candidate.objects.values_list("public_id", flat=True))[:27]
    answer = signed_in(marketer).post(f"{page}choose", {"c": names})
    assert "3 too many: a link shows up to 24 images" in signed_in(marketer).get(answer["Location"]).content.decode()


def test_revoking_asks_once_more(page, link, marketer, signed_in):
    client, there = signed_in(marketer), f"{page}{link.public_id}/revoke"
    assert there in client.get(page).content.decode()
    assert client.get(there).status_code == 200
    link.refresh_from_db()
    assert link.revoked_at is None
    client.post(there)
    listed = client.get(page).content.decode()
    assert "Revoked" in listed
    assert there not in listed


def test_the_list_costs_the_same_for_three_links_and_for_thirty(page, candidate, manager, signed_in):
    client = signed_in(manager)
    for _ in range(3):
        a_guest(a_link(candidate)[0])
    few = cost(client, page)
    for _ in range(27):
        a_guest(a_link(candidate)[0])
    Candidate.objects.bulk_create(copies(candidate, 50))
    assert cost(client, page) == few <= 12


def test_neither_the_password_nor_the_token_stands_in_the_admin(made, client):
    link = a_link(made[0].images.get().candidate, password="green harbour")[0]
    admin = factories.a_user(name="Sam Ito", is_staff=True, is_superuser=True)
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = client.get(f"/admin/review/guestlink/{link.pk}/change/").content.decode()
    assert link.label in shown
    assert link.password not in shown
    assert link.token_sha256 not in shown
