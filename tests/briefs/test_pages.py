"""The pages of briefs and prompts: who gets them, what they show, what they refuse."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from assets import campaigns, clock
from generation import briefs, prompts, visits
from generation.models import Brief, PromptVersion
from tests import factories


@pytest.fixture
def campaign(brand, marketer):
    return campaigns.create_campaign(brand, by=marketer, name="Spring", channels=["story"])


@pytest.fixture
def brief(campaign, marketer):
    return briefs.create(campaign, by=marketer, title="Window mug", subject="A mug", channels=["story"])


@pytest.fixture
def filled_in(campaign):
    return {
        "campaign": campaign.public_id,
        "title": "Morning",
        "subject": "A mug on a sill",
        "must_haves": "red\r\nsteam",
        "channels": ["story", "desktop_hero"],
        "images_wanted": "6",
        "due_on": "2027-03-01",
        "budget": "12.50",
    }


def test_a_marketer_writes_a_brief_and_comes_to_its_prompt(signed_in, marketer, filled_in):
    answer = signed_in(marketer).post("/briefs/new", filled_in)
    brief = Brief.objects.get()
    assert answer.url == reverse("generation:prompt", args=[brief.public_id])
    assert (brief.must_haves, brief.images_wanted, str(brief.budget)) == (["red", "steam"], 6, "12.50")


def test_a_brief_without_a_channel_comes_back_with_what_was_typed(signed_in, marketer, filled_in):
    answer = signed_in(marketer).post("/briefs/new", {**filled_in, "channels": []})
    assert answer.status_code == 422
    assert "A mug on a sill" in answer.content.decode()
    assert not Brief.objects.exists()


def test_the_form_offers_no_other_brands_campaign(signed_in, marketer, filled_in, other_brand):
    foreign = factories.a_campaign(other_brand, name="Secret")
    client = signed_in(marketer)
    assert "Secret" not in client.get("/briefs/new").content.decode()
    assert client.post("/briefs/new", {**filled_in, "campaign": foreign.public_id}).status_code == 422


def test_a_new_brief_starts_with_its_campaigns_channels(signed_in, marketer, campaign):
    page = signed_in(marketer).get(f"/briefs/new?campaign={campaign.public_id}").content.decode()
    assert page.count("checked") == 1
    assert "864 × 1536 px for Vertical story" in page


def test_ticking_channels_shows_the_shapes_that_follow(signed_in, marketer):
    page = signed_in(marketer).get(
        "/briefs/shapes?channels=story&channels=square_social", headers={"HX-Request": "true"}
    )
    assert "2 shapes will be asked for" in page.content.decode()
    assert "<html" not in page.content.decode()


def test_the_shapes_have_a_page_of_their_own(signed_in, marketer):
    assert "Vertical story" in signed_in(marketer).get("/briefs/shapes").content.decode()


def test_an_auditor_may_not_open_the_form(signed_in, auditor, brief):
    client = signed_in(auditor)
    assert client.get("/briefs/new").status_code == 403
    assert client.get(f"/briefs/{brief.public_id}/edit").status_code == 403


def test_a_stranger_gets_404_for_a_foreign_brief(signed_in, stranger, brief):
    client = signed_in(stranger)
    for name in ("edit", "prompt"):
        assert client.get(f"/briefs/{brief.public_id}/{name}").status_code == 404
    for name in ("duplicate", "close", "reopen"):
        assert client.post(f"/briefs/{brief.public_id}/{name}").status_code == 404


def test_a_change_made_on_an_old_page_keeps_what_was_typed(signed_in, marketer, manager, brief, filled_in):
    briefs.change(brief, by=manager, mood="Quiet")
    answer = signed_in(marketer).post(f"/briefs/{brief.public_id}/edit", {**filled_in, "version": "1"})
    assert answer.status_code == 409
    assert "Ben Ortiz changed this brief" in answer.content.decode()
    assert "A mug on a sill" in answer.content.decode()


def test_a_change_is_saved_and_leads_to_the_board(signed_in, marketer, brief, filled_in):
    answer = signed_in(marketer).post(f"/briefs/{brief.public_id}/edit", {**filled_in, "version": "1"})
    assert answer.url == f"/briefs/{brief.public_id}/"
    brief.refresh_from_db()
    assert (brief.title, brief.version) == ("Morning", 2)


def test_the_form_shows_the_due_date_in_the_form_that_browsers_take(signed_in, marketer, brief):
    briefs.change(brief, by=marketer, due_on=date(2027, 3, 1))
    page = signed_in(marketer).get(f"/briefs/{brief.public_id}/edit").content.decode()
    assert 'value="2027-03-01"' in page


def test_a_copy_opens_for_changes(signed_in, marketer, brief):
    answer = signed_in(marketer).post(f"/briefs/{brief.public_id}/duplicate")
    copy = Brief.objects.exclude(pk=brief.pk).get()
    assert answer.url == f"/briefs/{copy.public_id}/edit"


@pytest.mark.parametrize("name", ["duplicate", "close", "reopen"])
def test_reading_an_address_that_acts_changes_nothing(signed_in, marketer, brief, name):
    assert signed_in(marketer).get(f"/briefs/{brief.public_id}/{name}").status_code == 405
    assert Brief.objects.count() == 1


def test_closing_and_opening_again(signed_in, marketer, brief):
    client = signed_in(marketer)
    assert client.post(f"/briefs/{brief.public_id}/close").url == "/briefs/"
    assert client.post(f"/briefs/{brief.public_id}/close").status_code == 409
    assert "Window mug" in client.get("/briefs/?closed=1").content.decode()
    client.post(f"/briefs/{brief.public_id}/reopen")
    assert Brief.objects.get().state == "open"


def test_the_list_says_what_is_new_until_the_board_was_seen(signed_in, marketer, brief):
    factories.a_candidate(brief)
    client = signed_in(marketer)
    assert "1 new" in client.get("/briefs/").content.decode()
    visits.note(brief, by=marketer)
    assert "1 new" not in client.get("/briefs/").content.decode()
    factories.a_candidate(brief)
    factories.a_candidate(brief)
    assert "2 new" in client.get("/briefs/").content.decode()


def test_an_empty_list_says_what_to_do_next(signed_in, marketer, auditor):
    assert "Write the first brief" in signed_in(marketer).get("/briefs/").content.decode()
    assert "Write the first brief" not in signed_in(auditor).get("/briefs/").content.decode()


def test_the_list_can_be_cut_down_to_a_campaign(signed_in, marketer, brief, brand):
    other = factories.a_brief(brand, title="Elsewhere")
    page = signed_in(marketer).get(f"/briefs/?campaign={brief.campaign.public_id}").content.decode()
    assert "Window mug" in page
    assert other.title not in page


def test_the_first_prompt_and_the_next_version_are_saved(signed_in, marketer, brief):
    client = signed_in(marketer)
    client.post(f"/briefs/{brief.public_id}/prompt", {"text": "A red mug", "based_on": "0"})
    client.post(f"/briefs/{brief.public_id}/prompt?line=1", {"text": "A blue mug", "based_on": "1"})
    assert list(PromptVersion.objects.order_by("number").values_list("text", flat=True)) == ["A red mug", "A blue mug"]


def test_the_page_marks_the_words_that_changed(signed_in, marketer, brief):
    first = prompts.write(brief, "A red mug on a sill", by=marketer)
    prompts.revise(first.prompt, "A blue mug on a sill", by=marketer)
    page = signed_in(marketer).get(f"/briefs/{brief.public_id}/prompt").content.decode()
    assert "A <del>red</del> <ins>blue</ins> mug" in page


def test_what_a_version_produced_stands_next_to_it(signed_in, marketer, brief):
    first = prompts.write(brief, "A red mug", by=marketer)
    for _ in range(8):
        factories.a_candidate(brief, prompt_version=first)
    page = signed_in(marketer).get(f"/briefs/{brief.public_id}/prompt").content.decode()
    assert page.count("/320.webp") == 6
    assert "8 images on the board" in page


def test_saving_without_a_change_says_so(signed_in, marketer, brief):
    prompts.write(brief, "A red mug", by=marketer)
    answer = signed_in(marketer).post(f"/briefs/{brief.public_id}/prompt", {"text": "A red mug", "based_on": "1"})
    assert answer.status_code == 409
    assert "the words of the latest version" in answer.content.decode()


def test_two_writers_at_once_lose_no_words(signed_in, marketer, manager, brief):
    first = prompts.write(brief, "A red mug", by=marketer)
    prompts.revise(first.prompt, "A green mug", by=manager)
    answer = signed_in(marketer).post(f"/briefs/{brief.public_id}/prompt", {"text": "A blue mug", "based_on": "1"})
    assert answer.status_code == 409
    assert "Ben Ortiz wrote version 2" in answer.content.decode()
    assert "A blue mug" in answer.content.decode()


def test_an_auditor_reads_prompts_and_writes_none(signed_in, marketer, auditor, brief):
    prompts.write(brief, "A red mug", by=marketer)
    client = signed_in(auditor)
    assert "A red mug" in client.get(f"/briefs/{brief.public_id}/prompt").content.decode()
    assert client.post(f"/briefs/{brief.public_id}/prompt", {"text": "A mug"}).status_code == 403


def test_markup_in_a_prompt_is_shown_as_text(signed_in, marketer, brief):
    prompts.write(brief, "<script>alert(1)</script> {{7*7}}", by=marketer)
    page = signed_in(marketer).get(f"/briefs/{brief.public_id}/prompt").content.decode()
    assert "<script>alert" not in page
    assert "{{7*7}}" in page


def test_a_running_campaign_is_offered_before_one_that_has_not_begun(brand, marketer, signed_in):
    today = clock.now().date()
    running = factories.a_campaign(brand)
    later = factories.a_campaign(brand, starts_on=today + timedelta(days=30), ends_on=today + timedelta(days=60))
    page = signed_in(marketer).get("/briefs/new").content.decode()
    assert page.index(running.public_id) < page.index(later.public_id)
