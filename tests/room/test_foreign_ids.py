"""Ids of another brand's or brief's images on every address of one's own board: not there, and not touched."""

import pytest
from django.urls import reverse

from generation.models import Candidate
from review import queue
from review.models import GuestLink, Review, Thread
from tests import factories
from tests.decisions.waiting import a_waiting
from tests.room.boards import FRAGMENT, address
from tests.talk.talk import a_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(brand, manager):
    """A brief of the person's brand, with an image that waits and one that is open."""
    brief = factories.a_brief(brand)
    return brief, a_waiting(brand, brief=brief), factories.a_candidate(brief)


@pytest.fixture(params=["other brand", "other brief"])
def foreign(request, brand, other_brand):
    """An image that waits, with a thread, where it does not belong."""
    home = other_brand if request.param == "other brand" else brand
    brief = factories.a_brief(home)
    version = factories.a_prompt_version(brief, "Xylophone at dusk")
    candidate = factories.a_candidate(brief, prompt_version=version)
    queue.send_for_approval([candidate], by=factories.a_member(home, "marketer"))
    a_thread(candidate, text="Zeppelin words")
    return Candidate.objects.get(pk=candidate.pk)


def traces(candidate) -> set[str]:
    return {candidate.image.public_id, candidate.prompt_version.public_id, "Xylophone", "Zeppelin"}


@pytest.mark.parametrize(
    "query",
    [
        "view=loupe&at={id}",
        "view=compare&at={id}&against={id}",
        "view=survey&among={id}.{id}",
        "start={id}",
        "stack={id}",
        "version={version}",
        "q=xylophone",
    ],
)
def test_in_the_address_of_the_board_they_show_nothing(signed_in, manager, own, foreign, query):
    query = query.format(id=foreign.public_id, version=foreign.prompt_version.public_id)
    for extra in ({}, FRAGMENT, {**FRAGMENT, "HTTP_HX_TARGET": "sections"}):
        answer = signed_in(manager).get(f"{address('board', own[0])}?{query}", **extra)
        text = answer.content.decode().replace(query.replace("&", "&amp;"), "")
        assert answer.status_code == 200
        told = {word for word in traces(foreign) - {foreign.prompt_version.public_id} if word in text}
        assert not told


def test_what_is_new_on_a_board_holds_nothing_of_them(signed_in, manager, own, foreign):
    text = signed_in(manager).get(address("changes", own[0], since="1"), **FRAGMENT).content.decode()
    assert own[2].public_id in text
    assert not {word for word in traces(foreign) if word in text}


@pytest.mark.parametrize("name", ["details", "crops"])
def test_their_panels_are_not_there(signed_in, manager, own, foreign, name):
    there = reverse(f"review:{name}", args=[own[0].public_id, foreign.public_id])
    assert signed_in(manager).get(there, **FRAGMENT).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("verdict", {"act": "pass"}),
        ("verdict", {"act": "stars", "stars": "3"}),
        ("send", {}),
        ("reject_many", {"codes": "off_brief"}),
    ],
)
def test_an_act_on_many_with_one_of_them_is_not_done_at_all(signed_in, manager, own, foreign, name, data):
    brief, waiting, still_open = own
    chosen = [waiting.public_id, still_open.public_id, foreign.public_id]
    before = list(Candidate.objects.order_by("pk").values_list("state", "version"))
    assert signed_in(manager).post(address(name, brief), {**data, "c": chosen}, **FRAGMENT).status_code == 404
    assert list(Candidate.objects.order_by("pk").values_list("state", "version")) == before
    assert not Review.objects.exists()


def test_a_link_for_guests_never_shows_them(signed_in, manager, own, foreign):
    brief, _, still_open = own
    client = signed_in(manager)
    shown = client.post(reverse("review:guest_choose", args=[brief.public_id]), {"c": foreign.public_id}, follow=True)
    assert foreign.image.public_id not in shown.content.decode()
    data = {
        "label": "Client",
        "days": "7",
        "may": "comment",
        "key": "k",
        "c": [foreign.public_id, still_open.public_id],
    }
    client.post(reverse("review:guest_links", args=[brief.public_id]), data)
    assert not GuestLink.objects.filter(images__candidate=foreign).exists()


def test_a_thread_of_theirs_is_not_answered_on_an_image_of_ours(signed_in, manager, own, foreign):
    thread = Thread.objects.get(candidate=foreign)
    data = {"thread": thread.public_id, "answer": "fixed"}
    answer = signed_in(manager).post(reverse("review:thread_answer", args=[own[2].public_id]), data, **FRAGMENT)
    assert answer.status_code in (404, 409, 422)
    thread.refresh_from_db()
    assert thread.state == Thread.State.OPEN
    assert not thread.answers.exists()
