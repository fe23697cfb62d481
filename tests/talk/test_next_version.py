"""Bringing in a file as the next version of an image."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assets.imaging import limits
from assets.models import AuditEvent, ToolTerms
from assets.problems import Conflict
from generation.makers import made
from generation.models import Candidate
from review import queue, talk
from tests import factories
from tests.talk.talk import a_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(brand, marketer):
    return factories.a_candidate(factories.a_brief(brand))


def bring_in(client, first, seed=5, of=None, more=None, **extra):
    files = [SimpleUploadedFile("v2.png", factories.picture(1300, 1000, seed=seed))]
    data = {"source_type": "trainedAlgorithmicMedia", "files": files, "of": of or first.public_id} | (more or {})
    return client.post(f"/briefs/{first.brief.public_id}/import", data, **extra)


def test_the_file_becomes_the_next_version_and_is_asked_what_the_one_before_left_open(first, marketer, signed_in):
    thread = a_thread(first)
    bring_in(signed_in(marketer), first)
    second = Candidate.objects.get(parent=first)
    assert [one.thread for one in talk.talks_of(second)[1]] == [thread]
    event = AuditEvent.objects.get(action="candidate.imported", object_id=second.public_id)
    assert first.public_id in event.payload


def test_the_panel_leads_to_it_and_the_page_shows_the_version_before(first, marketer, signed_in):
    client = signed_in(marketer)
    panel = f"/briefs/{first.brief.public_id}/candidates/{first.public_id}/"
    link = f"/briefs/{first.brief.public_id}/import?of={first.public_id}"
    assert link in client.get(panel, HTTP_HX_REQUEST="true").content.decode()
    page = client.get(link).content.decode()
    assert "The next version of this image" in page
    assert f'value="{first.public_id}"' in page


def chosen(page):
    """What the form of the page would send of the origin as it comes."""
    tool = re.search(r'<select name="tool".*?</select>', page, re.S).group(0)
    prompt = re.search(r'<textarea name="prompt".*?>\s*(.*?)</textarea>', page, re.S).group(1)
    return {"tool": re.search(r'value="([^"]*)" selected', tool).group(1), "prompt": unescape(prompt)}


def test_tool_and_words_of_a_simulated_image_go_along_to_its_next_version(first, marketer, signed_in):
    simulated = ToolTerms.objects.get(key="simulated")
    Candidate.objects.filter(pk=first.pk).update(terms=simulated, tool=simulated.tool, model_version="1")
    client, there = signed_in(marketer), f"/briefs/{first.brief.public_id}/import"
    begins = chosen(client.get(f"{there}?of={first.public_id}").content.decode())
    assert begins == {"tool": "simulated", "prompt": first.prompt_version.text}
    bring_in(client, first, more=begins | {"model_version": "1", "made_by": marketer.public_id})
    second = Candidate.objects.get(parent=first)
    assert (second.provenance, second.terms) == ("known", simulated)
    assert chosen(client.get(f"/candidates/{second.public_id}/declare").content.decode())["tool"] == "simulated"
    assert 'value="simulated"' not in client.get(there).content.decode()


def test_the_page_says_how_large_the_file_may_be_as_the_limit_is(first, marketer, signed_in):
    html = signed_in(marketer).get(f"/briefs/{first.brief.public_id}/import?of={first.public_id}").content.decode()
    assert f"{limits.MAX_BYTES >> 20} MB at most" in html


def test_an_image_has_one_next_version(first, marketer, signed_in):
    client = signed_in(marketer)
    bring_in(client, first)
    answer = bring_in(client, first, seed=6)
    assert answer.status_code == 422
    assert "has a next version already" in answer.content.decode()
    assert Candidate.objects.filter(parent=first).count() == 1


@pytest.mark.parametrize(("state", "said"), [("in_review", "waits for approval"), ("approved", "is approved")])
def test_what_waits_or_is_approved_takes_no_next_version(first, marketer, signed_in, state, said):
    Candidate.objects.filter(pk=first.pk).update(state=state)
    assert said in bring_in(signed_in(marketer), first).content.decode()
    assert not Candidate.objects.filter(parent=first).exists()


def test_the_version_before_is_not_sent_for_approval_any_more(first, marketer, signed_in):
    bring_in(signed_in(marketer), first)
    with pytest.raises(Conflict, match="A newer version took its place"):
        queue.send_for_approval([first], by=marketer)


def test_whoever_had_a_hand_in_the_version_before_is_a_maker_of_the_next(first, manager, signed_in):
    bring_in(signed_in(manager), first)
    second = Candidate.objects.get(parent=first)
    assert made(second, manager)
    assert made(second, first.prompt_version.author)


def test_a_version_of_another_brief_or_brand_is_not_there(first, marketer, other_brand, signed_in):
    client = signed_in(marketer)
    elsewhere = factories.a_candidate(factories.a_brief(other_brand))
    assert bring_in(client, first, of=elsewhere.public_id).status_code == 404
    near = factories.a_candidate(factories.a_brief(first.brand))
    assert bring_in(client, first, of=near.public_id).status_code == 404
