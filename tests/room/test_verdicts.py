"""Binding verdicts given from the room: approving one image, sending one back, and what the bar is told before."""

import pytest
from django.core.files.base import ContentFile

from assets.storage import private
from review import cases, decisions, undo
from review.models import Decision
from tests import factories
from tests.decisions.waiting import a_clean, a_ready, a_waiting, bound_of, round_of
from tests.room.boards import FRAGMENT, address, state_of
from tests.stages.scene import BRAND, PAIR, PEER, a_planned_brief, open_names
from tests.stages.scene import sent as a_staged

pytestmark = pytest.mark.django_db


def sent(client, name, candidate, **data):
    """Posts a verdict on one image as the bar does."""
    return client.post(address(name, candidate.brief), {"c": candidate.public_id, **data}, **FRAGMENT)


def approval(candidate) -> dict:
    """What the bar was told the approval would bind to."""
    return {name: getattr(bound_of(candidate), name) for name in cases.Bound.__dataclass_fields__}


def bar(client, candidate) -> str:
    """What the bar is told of an image."""
    return client.get(f"{address('board', candidate.brief)}candidates/{candidate.public_id}/signing").content.decode()


def test_what_nothing_blocks_is_approved_and_its_tile_comes_back(signed_in, brand, manager):
    candidate = a_ready(brand)
    client = signed_in(manager)
    assert "Approve and publish" in bar(client, candidate)
    answer = sent(client, "approve_here", candidate, **approval(candidate))
    assert 'data-said="Approved 1."' in answer.content.decode()
    assert ">1 step to undo<" in answer.content.decode()
    assert state_of(candidate) == "approved"


def test_what_is_in_the_way_is_told_with_the_way_to_its_control(signed_in, brand, manager):
    candidate = a_clean(brand)
    told = bar(signed_in(manager), candidate)
    assert "1 thing blocks approval" in told
    assert f"/approvals/{candidate.public_id}/#check-" in told
    answer = sent(signed_in(manager), "approve_here", candidate, **approval(candidate))
    assert answer.status_code == 422
    assert state_of(candidate) == "in_review"


def test_an_approval_is_refused_when_something_changed_since_the_bar_was_told(signed_in, brand, manager):
    candidate = a_ready(brand)
    seen = approval(candidate) | {"checklist_version": 0}
    answer = sent(signed_in(manager), "approve_here", candidate, **seen)
    assert answer.status_code == 409
    assert "The checklist" in answer.content.decode()
    assert state_of(candidate) == "in_review"


def test_the_maker_is_told_who_can_and_is_refused(signed_in, brand, manager):
    version = factories.a_prompt_version(factories.a_brief(brand), author=manager)
    candidate = a_waiting(brand, brief=version.prompt.brief, prompt_version=version)
    client = signed_in(manager)
    assert "You wrote the prompt" in bar(client, candidate)
    assert "data-round" not in bar(client, candidate)
    assert sent(client, "approve_here", candidate, **approval(candidate)).status_code == 403
    answer = sent(client, "return_here", candidate, round=round_of(candidate).public_id, note="Warmer")
    assert answer.status_code == 403
    assert state_of(candidate) == "in_review"


def test_one_is_sent_back_with_a_comment_and_reasons_and_the_maker_reads_both(signed_in, brand, manager):
    candidate = a_waiting(brand)
    told = {"round": round_of(candidate).public_id, "codes": ["off_brief", "text_error"], "note": "Say it in one word"}
    assert sent(signed_in(manager), "return_here", candidate, **told).status_code == 200
    candidate.refresh_from_db()
    assert candidate.state == "changes"
    wanted = "Words are wrong or gibberish; Does not say what the brief asks. Say it in one word"
    assert candidate.changes_wanted == wanted
    assert Decision.objects.get().reasons == ["text_error", "off_brief"]


@pytest.mark.parametrize("note", ["", "  "])
def test_sending_back_by_reasons_alone_is_refused_with_what_is_missing(signed_in, brand, manager, note):
    candidate = a_waiting(brand)
    told = {"round": round_of(candidate).public_id, "codes": ["off_brief"], "note": note}
    answer = sent(signed_in(manager), "return_here", candidate, **told)
    assert answer.status_code == 422
    assert "What should change is empty" in answer.content.decode()
    assert state_of(candidate) == "in_review"


def test_a_return_that_was_undone_is_given_again_with_its_reasons(brand, manager):
    candidate = a_waiting(brand)
    said = {"codes": ["off_brief"], "note": "Show the bottle"}
    decisions.request_changes(candidate, by=manager, round_id=round_of(candidate).public_id, **said)
    undo.undo(candidate.brief, by=manager)
    undo.redo(candidate.brief, by=manager)
    candidate.refresh_from_db()
    assert candidate.changes_wanted == "Does not say what the brief asks. Show the bottle"


def test_marketers_and_people_of_other_brands_decide_nothing(signed_in, brand, marketer, stranger):
    candidate = a_ready(brand)
    assert sent(signed_in(marketer), "approve_here", candidate, **approval(candidate)).status_code == 403
    assert sent(signed_in(stranger), "approve_here", candidate, **approval(candidate)).status_code == 404
    assert state_of(candidate) == "in_review"


def test_an_image_of_another_brief_is_not_on_this_board(signed_in, brand, manager):
    candidate, other = a_ready(brand), factories.a_brief(brand)
    where = address("approve_here", other)
    answer = signed_in(manager).post(where, {"c": candidate.public_id, **approval(candidate)}, **FRAGMENT)
    assert answer.status_code == 404


def test_a_campaign_that_wants_the_password_sends_people_to_the_decision_page(signed_in, brand, manager):
    candidate = a_ready(brand, brief=a_planned_brief(brand, sign_again=True))
    client = signed_in(manager)
    assert "signed with your password" in bar(client, candidate)
    assert sent(client, "approve_here", candidate, **approval(candidate)).status_code == 422
    assert state_of(candidate) == "in_review"


def test_the_steps_back_are_counted_and_a_walk_takes_one_away(signed_in, brand, manager):
    candidate = a_waiting(brand)
    decisions.reject(candidate, by=manager, round_id=round_of(candidate).public_id, codes=["off_brief"])
    client, board = signed_in(manager), address("board", candidate.brief)
    assert "1 step to undo" in client.get(board).content.decode()
    client.post(address("undo", candidate.brief), **FRAGMENT)
    assert "Nothing to undo" in client.get(board).content.decode()


def test_going_on_by_itself_is_kept_for_the_person(signed_in, marketer):
    signed_in(marketer).post("/room/goes-on", {}, **FRAGMENT)
    marketer.refresh_from_db()
    assert not marketer.room_goes_on
    signed_in(marketer).post("/room/goes-on", {"goes_on": "on"}, **FRAGMENT)
    marketer.refresh_from_db()
    assert marketer.room_goes_on


def test_all_pixels_are_drawn_anew_for_members_alone(signed_in, brand, marketer, stranger):
    image = factories.a_stored_image(brand, data=factories.picture(1800, 900))
    address_of = f"/media/{image.public_id}/full.webp"
    answer = signed_in(marketer).get(address_of)
    assert answer["Content-Type"] == "image/webp"
    assert b"algorithmicMedia" not in answer.content
    assert signed_in(marketer).get(address_of, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert signed_in(stranger).get(address_of).status_code == 404


def test_a_damaged_master_is_not_shown(signed_in, brand, marketer):
    image = factories.a_stored_image(brand)
    private().delete(image.master_path)
    private().save(image.master_path, ContentFile(b"something else"))
    assert signed_in(marketer).get(f"/media/{image.public_id}/full.webp").status_code == 404


def test_a_stage_of_marketers_is_signed_in_the_room_and_each_refusal_is_the_one_of_its_page(signed_in, brand, marketer):
    candidate = a_staged(brand, PEER, BRAND)
    client = signed_in(factories.a_user("marketer", brand))
    assert 'data-label="Sign: Second look"' in bar(client, candidate)
    assert sent(client, "approve_here", candidate, **approval(candidate)).status_code == 200
    assert open_names(candidate) == ["Brand approval"]
    again = sent(client, "approve_here", candidate, **approval(candidate))
    assert again.status_code == 403
    assert sent(client, "reject_many", candidate, codes=["off_brief"]).status_code == 403
    assert state_of(candidate) == "in_review"


def test_a_maker_signs_no_stage_in_the_room(signed_in, brand, marketer):
    brief = a_planned_brief(brand, PEER, BRAND)
    candidate = a_ready(brand, brief=brief, requested_by=marketer)
    board = signed_in(marketer).get(address("board", brief)).content.decode()
    assert 'data-t="no"' in board
    assert sent(signed_in(marketer), "approve_here", candidate, **approval(candidate)).status_code == 403
    assert open_names(candidate) == ["Second look"]


def test_only_whose_turn_it_is_is_offered_the_verdict(signed_in, brand, marketer, manager):
    candidate, peer = a_staged(brand, PEER, BRAND), factories.a_user("marketer", brand)
    for person, turn in ((peer, "yes"), (marketer, "no"), (manager, "yes")):
        assert f'data-t="{turn}"' in signed_in(person).get(address("board", candidate.brief)).content.decode()
    client = signed_in(peer)
    sent(client, "approve_here", candidate, **approval(candidate))
    assert 'data-t="no"' in client.get(address("changes", candidate.brief), **FRAGMENT).content.decode()


def test_the_parts_for_verdicts_come_to_those_alone_who_may_be_asked(signed_in, brand, marketer, manager):
    plain, staged = a_ready(brand).brief, a_staged(brand, PEER, BRAND).brief
    peer = factories.a_user("marketer", brand)
    seen = [
        'data-act="approve"' in signed_in(person).get(address("board", brief)).content.decode()
        for person, brief in ((peer, plain), (peer, staged), (manager, plain))
    ]
    assert seen == [False, True, True]


def test_votes_given_apart_stay_hidden_in_the_room(signed_in, brand, manager):
    candidate = a_staged(brand, PAIR)
    ida = factories.a_user("brand_manager", brand, name="Ida Sol")
    sent(signed_in(ida), "approve_here", candidate, **approval(candidate))
    client = signed_in(manager)
    details = client.get(f"{address('board', candidate.brief)}candidates/{candidate.public_id}/", **FRAGMENT)
    assert "Ida Sol" not in bar(client, candidate) + details.content.decode()
    assert sent(signed_in(ida), "approve_here", candidate, **approval(candidate)).status_code == 200
    assert Decision.objects.count() == 1
