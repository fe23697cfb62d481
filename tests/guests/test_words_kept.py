"""Words that a guest typed and that were not taken: they come back, in their field or beside it."""

import re

import pytest

from generation.models import Candidate
from review import guests, visits
from review.models import Thread
from tests.guests.links import a_visitor
from tests.talk.talk import a_next_version

WORDS = "Could the <light> be warmer?"
SHOWN = "Could the &lt;light&gt; be warmer?"


def fields(answer) -> dict:
    """What stands in the text fields of the page, by their name or id."""
    found = re.findall(r"<textarea([^>]*)>([^<]*)</textarea>", answer.content.decode())
    return {re.search(r'(?:id|aria-label)="([^"]+)"', names)[1]: words for names, words in found if words}


@pytest.mark.parametrize("end", ["decided", "replaced"])
@pytest.mark.parametrize("act", ["comment", "verdict", "answer"])
def test_a_refusal_because_the_team_was_faster_gives_the_words_back(visitor, image, candidate, end, act):
    if act == "answer":
        visitor.comment(image)
    if end == "decided":
        Candidate.objects.filter(pk=candidate.pk).update(state="approved")
    else:
        a_next_version(candidate)
    if act == "verdict":
        answer = visitor.decide(image, "changes", WORDS)
    else:
        thread = Thread.objects.get().public_id if act == "answer" else ""
        answer = visitor.comment(image, WORDS, thread=thread, key="another")
    assert answer.status_code == 409
    assert fields(answer) == {"kept-1": SHOWN}


def test_other_bytes_than_were_seen_leave_the_note_in_its_field(visitor, image):
    answer = visitor.decide(image, "changes", WORDS, seen="other")
    assert answer.status_code == 409
    assert fields(answer) == {"note-1": SHOWN}


def test_an_answer_that_is_refused_comes_back_in_its_own_field(visitor, image, monkeypatch):
    visitor.comment(image)
    monkeypatch.setattr(guests.threads, "MOST_OF_A_GUEST", 1)
    answer = visitor.comment(image, WORDS, thread=Thread.objects.get().public_id, key="another")
    assert answer.status_code == 422
    assert fields(answer) == {"Your answer about image 1": SHOWN}
    assert "<details open>" in answer.content.decode()


def test_who_writes_too_often_keeps_the_words(made, image, settings):
    visitor = a_visitor(made[1])
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"guest_act": "1/m/key"}
    assert visitor.comment(image).status_code == 302
    answer = visitor.comment(image, WORDS, key="another")
    assert answer.status_code == visits.TooMany.status
    assert fields(answer) == {"text-1": SHOWN}
