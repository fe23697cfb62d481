"""What an open page is told of talk by others: asked for by a mark, and never more than this person may read."""

import pytest

from generation.models import Candidate
from review import threads
from tests import factories
from tests.decisions.waiting import a_ready
from tests.guests.links import a_guest, a_link
from tests.stages.scene import PAIR, object_, sent, sign
from tests.talk.talk import a_key, a_next_version, a_thread

pytestmark = pytest.mark.django_db
SECRET = "Zebrafinch in the corner"


@pytest.fixture
def candidate(brand, marketer):
    return factories.a_candidate(factories.a_brief(brand))


@pytest.fixture
def second(brand):
    return factories.a_user("brand_manager", brand, name="Ines Duarte")


def look(client, candidate, tag="", on="board"):
    """What an open page asks for."""
    headers = {"HTTP_HX_REQUEST": "true"} | ({"HTTP_IF_NONE_MATCH": tag} if tag else {})
    return client.get(f"/candidates/{candidate.public_id}/threads?on={on}", **headers)


def test_nothing_new_costs_no_page(candidate, marketer, signed_in):
    a_thread(candidate)
    client = signed_in(marketer)
    answer = look(client, candidate, look(client, candidate)["ETag"])
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("news", ["thread", "reply", "resolve", "guest", "closed", "replaced"])
def test_what_others_do_breaks_the_mark(candidate, marketer, manager, signed_in, news):
    thread, client = a_thread(candidate), signed_in(marketer)
    tag = look(client, candidate)["ETag"]
    if news == "thread":
        a_thread(candidate, by=manager, text="News")
    elif news == "reply":
        threads.reply(thread, by=manager, text="News", key=a_key())
    elif news == "resolve":
        threads.resolve(thread, by=manager)
    elif news == "guest":
        link, _ = a_link(candidate)
        threads.say_as_guest(candidate, guest=a_guest(link), text="News", key=a_key())
    elif news == "closed":
        Candidate.objects.filter(pk=candidate.pk).update(state="rejected", version=9)
    else:
        a_next_version(candidate)
    assert look(client, candidate, tag).status_code == 200


def test_an_answer_for_the_version_before_breaks_the_mark_of_the_next(candidate, marketer, manager, signed_in):
    thread, later = a_thread(candidate), a_next_version(candidate)
    client = signed_in(marketer)
    tag = look(client, later)["ETag"]
    threads.answer_carried(thread, later, "fixed", by=manager)
    answer = look(client, later, tag)
    assert answer.status_code == 200
    assert "of the version before" not in answer.content.decode()


def test_the_decision_page_gets_what_blocks_along(brand, manager, second, signed_in):
    candidate, client = a_ready(brand), signed_in(manager)
    tag = look(client, candidate, on="decision")["ETag"]
    a_thread(candidate, by=second, must_fix=True)
    body = look(client, candidate, tag, on="decision").content.decode()
    assert 'id="blockers"' in body
    assert "Approve: 1 thing in the way" in body


def test_nobody_else_asks(candidate, stranger, signed_in):
    assert look(signed_in(stranger), candidate).status_code == 404


@pytest.mark.parametrize("on", ["board", "decision"])
def test_before_the_votes_are_in_words_of_the_other_leave_no_trace(brand, manager, second, signed_in, on):
    candidate, client = sent(brand, PAIR), signed_in(second)
    tag = look(client, candidate, on=on)["ETag"]
    threads.open_thread(candidate, by=manager, text=SECRET, key=a_key())
    object_(candidate, manager, note=SECRET)
    answer = look(client, candidate, tag, on=on)
    assert (answer.status_code, answer["ETag"]) == (304, tag)
    assert SECRET not in look(client, candidate, on=on).content.decode()


@pytest.mark.parametrize("on", ["board", "decision"])
def test_saying_something_oneself_brings_no_words_of_the_other(brand, manager, second, signed_in, on):
    candidate, client = sent(brand, PAIR), signed_in(second)
    threads.open_thread(candidate, by=manager, text=SECRET, key=a_key())
    data = {"text": "Mine", "key": a_key(), "on": on}
    answer = client.post(f"/candidates/{candidate.public_id}/threads", data, HTTP_HX_REQUEST="true")
    assert "Mine" in answer.content.decode()
    assert SECRET not in answer.content.decode()


def board_news(client, candidate, tag=""):
    """What an open board asks for."""
    headers = {"HTTP_HX_REQUEST": "true"} | ({"HTTP_IF_NONE_MATCH": tag} if tag else {})
    return client.get(f"/briefs/{candidate.brief.public_id}/changes?since=0", **headers)


def test_an_open_board_hears_how_many_threads_a_tile_has(candidate, marketer, manager, signed_in):
    client = signed_in(marketer)
    tag = board_news(client, candidate)["ETag"]
    thread = a_thread(candidate, by=manager)
    answer = board_news(client, candidate, tag)
    assert "1 open thread" in answer.content.decode()
    threads.resolve(thread, by=manager)
    answer = board_news(client, candidate, answer["ETag"])
    assert "open thread" not in answer.content.decode()


def test_before_the_votes_are_in_the_tile_does_not_count_what_the_other_said(brand, manager, second, signed_in):
    candidate, client = sent(brand, PAIR), signed_in(second)
    tag = board_news(client, candidate)["ETag"]
    a_thread(candidate, by=manager)
    assert board_news(client, candidate, tag).status_code == 304
    a_thread(candidate, by=second)
    assert "1 open thread" in board_news(client, candidate).content.decode()
    sign(candidate, manager)
    object_(candidate, second)
    assert "2 open threads" in board_news(client, candidate).content.decode()


def test_once_the_votes_are_in_the_words_arrive(brand, manager, second, signed_in):
    candidate, client = sent(brand, PAIR), signed_in(second)
    threads.open_thread(candidate, by=manager, text=SECRET, key=a_key())
    tag = look(client, candidate)["ETag"]
    sign(candidate, manager)
    object_(candidate, second)
    assert SECRET in look(client, candidate, tag).content.decode()


def test_asking_costs_the_same_for_three_threads_and_for_sixty(candidate, marketer, signed_in, cost):
    client = signed_in(marketer)
    few = cost(client, candidate)
    for _ in range(60):
        a_thread(candidate)
    assert cost(client, candidate) == few <= 8


@pytest.fixture
def cost(django_assert_max_num_queries):
    """A function that says how many queries it takes to hear that nothing is new."""

    def count(client, candidate):
        tag = look(client, candidate)["ETag"]
        with django_assert_max_num_queries(12) as seen:
            assert look(client, candidate, tag).status_code == 304
        return len(seen)

    return count
