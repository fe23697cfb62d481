"""The first page: each role meets what it is here for."""

from datetime import date, timedelta

import pytest

from assets import clock
from assets.models import Asset, Brand, UsageRightsVersion
from generation import visits
from review import decisions
from tests import factories
from tests.decisions import waiting
from tests.library import shelf
from tests.room.test_rail import doors
from tests.stages import scene


def page(client, where="/") -> str:
    return client.get(where).content.decode()


def test_a_marketer_sees_briefs_with_what_is_new(signed_in, marketer, brand):
    brief = factories.a_brief(brand, title="Window mug")
    factories.a_candidate(brief)
    seen = page(signed_in(marketer))
    assert "Window mug" in seen
    assert "1 new" in seen
    assert "/320.webp" in seen


def test_a_brief_that_was_looked_at_is_no_longer_new(signed_in, marketer, brand):
    brief = factories.a_brief(brand)
    factories.a_candidate(brief)
    visits.note(brief, by=marketer)
    assert "1 new" not in page(signed_in(marketer))


def test_what_came_back_stands_first_with_the_words(signed_in, marketer, manager, brand):
    candidate = waiting.a_waiting(brand)
    round_id = waiting.round_of(candidate).public_id
    decisions.request_changes(candidate, by=manager, round_id=round_id, note="The rim must be black")
    seen = page(signed_in(marketer))
    assert "The rim must be black" in seen
    assert seen.index("Came back to you") < seen.index("All briefs")


def test_a_manager_sees_how_many_wait_and_about_how_long(signed_in, manager, brand):
    brief = factories.a_brief(brand)
    for _ in range(4):
        waiting.a_waiting(brand, brief=brief)
    assert "4 wait for you, about 3 minutes" in page(signed_in(manager))


def test_one_that_waits_is_told_in_the_singular(signed_in, manager, brand):
    waiting.a_waiting(brand)
    assert "1 waits for you, about 1 minute<" in page(signed_in(manager))


def test_a_managers_own_work_waits_for_somebody_else(signed_in, manager, brand):
    brief = factories.a_brief(brand)
    factories.a_prompt_version(brief, author=manager)
    waiting.a_waiting(brand, brief=brief)
    seen = page(signed_in(manager))
    assert "Nothing waits for your decision" in seen
    assert "1 of your own waits for somebody else" in seen


def test_the_page_the_rail_and_the_queue_count_the_same(signed_in, manager, brand):
    brief = factories.a_brief(brand)
    waiting.a_waiting(brand, brief=brief)
    waiting.a_waiting(brand, brief=brief, importer=manager)
    signed = scene.sent(brand, {**scene.PAIR, "independent": False})
    scene.sign(signed, manager)
    client = signed_in(manager)
    assert "1 waits for you, about" in page(client)
    assert "1 waits for you, about" in page(client, "/approvals/")
    assert doors(manager)["Approvals"]["count"] == "1"


def test_a_marketer_whose_signature_is_wanted_finds_it_on_the_first_page(signed_in, brand):
    scene.sent(brand, scene.PEER, scene.BRAND)
    peer = factories.a_user("marketer", brand)
    assert "1 waits for you, about" in page(signed_in(peer))


def test_the_first_page_says_the_due_day_of_the_brand(signed_in, manager, brand):
    Brand.objects.filter(pk=brand.pk).update(timezone="America/Los_Angeles")
    brand.refresh_from_db()
    waiting.a_waiting(brand, brief=factories.a_brief(brand, due_on=date(2036, 12, 24)))
    assert "The first is due on 24 December 2036." in page(signed_in(manager))


def test_a_marketer_is_shown_no_queue(signed_in, marketer, brand):
    waiting.a_waiting(brand)
    assert "for you, about" not in page(signed_in(marketer))


def test_an_auditor_sees_problem_counts_that_open_the_images(signed_in, auditor, brand):
    factories.a_candidate(factories.a_brief(brand, title="Old drive"), provenance="unknown", tool="")
    client = signed_in(auditor)
    assert "Nobody can approve these yet." in page(client)
    assert "Old drive" in page(client, "/problems/unknown/")


def test_rights_that_end_soon_and_rights_that_ended_are_two_lists(signed_in, auditor, brand):
    soon = shelf.an_asset(brand, title="Ends soon")
    ended = shelf.an_asset(brand, title="Ended")
    move_end(soon, days=3)
    move_end(ended, days=-3)
    client = signed_in(auditor)
    assert "Ends soon" in page(client, "/problems/expiring/")
    assert "Ended" in page(client, "/problems/lapsed/")
    assert "Ends soon" not in page(client, "/problems/lapsed/")


def move_end(asset, *, days):
    """Lets the rights end that many days from now, as time would."""

    end = clock.now().date() + timedelta(days=days)
    UsageRightsVersion.objects.filter(record=asset.rights).update(term_end=end)


def test_a_failed_publication_is_a_problem_until_it_is_not(signed_in, auditor, brand):
    asset = shelf.an_asset(brand, title="Stuck")
    Asset.objects.filter(pk=asset.pk).update(standing="failed")
    client = signed_in(auditor)
    assert "Stuck" in page(client, "/problems/failed/")
    Asset.objects.filter(pk=asset.pk).update(standing="live")
    assert "None failed." in page(client, "/problems/failed/")


def test_nothing_of_another_brand_is_counted(signed_in, auditor, other_brand):
    factories.a_candidate(factories.a_brief(other_brand), provenance="unknown", tool="")
    assert "Every origin is known." in page(signed_in(auditor))


@pytest.mark.parametrize("kind", ["nothing", "unknown-"])
def test_a_list_of_no_known_problem_is_not_there(signed_in, auditor, kind):
    assert signed_in(auditor).get(f"/problems/{kind}/").status_code == 404


def test_a_marketer_may_not_read_the_problem_lists(signed_in, marketer):
    assert signed_in(marketer).get("/problems/unknown/").status_code == 403
