"""Threads on the board's panel and on the decision page, through HTTP."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from review import threads
from review.models import Comment, Thread
from tests import factories
from tests.decisions.waiting import a_ready
from tests.grid.test_odd_text import ODD
from tests.talk.talk import a_key, a_next_version, a_thread

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def candidate(brand, marketer):
    return factories.a_candidate(factories.a_brief(brand))


def talk_at(candidate):
    return f"/candidates/{candidate.public_id}/threads"


def panel(candidate):
    return f"/briefs/{candidate.brief.public_id}/candidates/{candidate.public_id}/"


def sent(**fields):
    return {"text": "The handle is bent", "key": a_key(), **fields}


def test_a_thread_begun_on_the_board_stands_in_the_panel(candidate, marketer, signed_in):
    client = signed_in(marketer)
    place = {"shape": "pin", "x": "0.25", "y": "0.75", "must_fix": "on"}
    answer = client.post(talk_at(candidate), sent(**place), **HTMX).content.decode()
    text = client.get(panel(candidate), **HTMX).content.decode()
    for words in ("The handle is bent", 'data-x="0.25000"', "Must be fixed"):
        assert words in answer
        assert words in text


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (" ".join(["0.1,0.1"] * 201), "at most 200 points"),
        ("0.1,0.1 1.2,0.2", "The place on the image cannot be read"),
        ("0.1,0.1 " * 3_000, "Ensure this value has at most 20000 characters"),
    ],
)
def test_a_line_that_cannot_be_kept_is_422_with_a_sentence(candidate, marketer, signed_in, path, sentence):
    answer = signed_in(marketer).post(talk_at(candidate), sent(shape="freehand", path=path), **HTMX)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Thread.objects.exists()


def test_a_line_stands_in_the_panel_with_its_points(candidate, marketer, signed_in):
    answer = signed_in(marketer).post(talk_at(candidate), sent(shape="freehand", path="0.5,0.1 0.2,0.3"), **HTMX)
    assert 'data-path="0.5,0.1 0.2,0.3"' in answer.content.decode()


def test_without_javascript_one_comes_back_to_the_page_one_was_on(brand, manager, signed_in):
    candidate, client = a_ready(brand), signed_in(manager)
    there = client.post(talk_at(candidate), sent(on="decision"))["Location"]
    assert there == f"/approvals/{candidate.public_id}/#threads"
    back = client.post(talk_at(candidate), sent(on="board"))["Location"]
    assert back == f"/briefs/{candidate.brief.public_id}/?view=loupe&at={candidate.public_id}#threads"


def test_on_the_decision_page_an_answer_brings_the_blockers_along(brand, manager, signed_in):
    candidate = a_ready(brand)
    answer = signed_in(manager).post(talk_at(candidate), sent(on="decision", must_fix="on"), **HTMX).content.decode()
    assert 'id="blockers"' in answer
    assert "Approve: 1 thing in the way" in answer


def test_reply_resolve_and_reopen_through_their_forms(candidate, marketer, signed_in):
    client, thread = signed_in(marketer), a_thread(candidate)
    where = f"/threads/{thread.public_id}"
    assert "Straighten it" in client.post(f"{where}/reply", sent(text="Straighten it"), **HTMX).content.decode()
    assert "Resolved by Mara Lind" in client.post(f"{where}/resolve", {"version": "1"}, **HTMX).content.decode()
    client.post(f"{where}/reopen", {"version": "2"})
    assert Thread.objects.get().state == "open"


def test_a_stale_resolve_is_409(candidate, marketer, manager, signed_in):
    thread = a_thread(candidate)
    threads.resolve(thread, by=manager)
    answer = signed_in(marketer).post(f"/threads/{thread.public_id}/resolve", {"version": "1"})
    assert answer.status_code == 409
    assert "Ben Ortiz was first" in answer.content.decode()


def test_a_new_versions_page_asks_and_takes_the_answer(candidate, marketer, signed_in):
    thread, second = a_thread(candidate), a_next_version(candidate)
    client = signed_in(marketer)
    assert "Not fixed <kbd>2</kbd>" in client.get(panel(second), **HTMX).content.decode()
    answer = client.post(f"{talk_at(second)}/answer", {"thread": thread.public_id, "answer": "not_fixed"}, **HTMX)
    assert "carried over from the version before" in answer.content.decode()


def test_a_foreign_thread_is_not_there_to_be_answered(candidate, stranger, other_brand, signed_in):
    thread = a_thread(candidate)
    theirs = factories.a_candidate(factories.a_brief(other_brand))
    sent = {"thread": thread.public_id, "answer": "fixed"}
    assert signed_in(stranger).post(f"{talk_at(theirs)}/answer", sent).status_code == 404


@pytest.mark.parametrize("kind", [kind for kind in ODD if kind != "half_a_pair"])
def test_odd_words_are_refused_or_shown_as_text(candidate, marketer, signed_in, kind):
    client = signed_in(marketer)
    answer = client.post(talk_at(candidate), sent(text=ODD[kind]), **HTMX)
    assert answer.status_code in (200, 413, 422)
    shown = client.get(panel(candidate), **HTMX).content.decode()
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert ">49<" not in shown


@pytest.mark.parametrize("field", ["key", "shape", "x", "y", "w", "h", "path", "on", "version"])
def test_no_field_of_a_thread_breaks_on_odd_text(candidate, marketer, signed_in, field):
    client = signed_in(marketer)
    for kind in set(ODD) - {"half_a_pair"}:
        data = sent(shape="rectangle", x="0.1", y="0.1", w="0.1", h="0.1") | {field: ODD[kind]}
        assert client.post(talk_at(candidate), data, **HTMX).status_code in (200, 413, 422), kind


def cost(client, path, **extra) -> int:
    client.get(path, **extra)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path, **extra).status_code == 200
    return len(seen)


def test_panel_page_and_board_cost_the_same_for_three_threads_and_for_sixty(brand, manager, signed_in):
    candidate, client = a_ready(brand), signed_in(manager)
    board = f"/briefs/{candidate.brief.public_id}/"
    paths = [(f"/approvals/{candidate.public_id}/", {}), (panel(candidate), HTMX), (board, {})]
    without = cost(client, board)
    thread, _, _ = [a_thread(candidate) for _ in range(3)]
    few = [cost(client, path, **extra) for path, extra in paths]
    for number in range(57):
        a_thread(candidate)
        threads.reply(thread, by=manager, text=f"Reply {number}", key=a_key())
    many = [cost(client, path, **extra) for path, extra in paths]
    assert Comment.objects.count() == 117
    assert few == many
    assert max(many) <= 12
    assert many[2] == without
    assert 'title="60 open threads"' in client.get(board).content.decode()
