"""An approval with changes in the last stage is held: nothing leaves before it is done and somebody confirms it."""

import pytest

from assets.models import Asset, AuditEvent, Publication, Work
from assets.problems import Conflict, Forbidden, Refused
from generation.models import Candidate
from review import approvals, checklists, decisions, desk, invariants, threads, undo
from review.models import Decision, Stage, Thread
from tests import factories
from tests.decisions import waiting
from tests.stages.scene import BRAND, PAIR, PEER, object_, sent, sign
from tests.stages.test_pages import approve, fields, page

pytestmark = pytest.mark.django_db
WISH = "Name the colour in the alt text"


@pytest.fixture
def other(brand):
    return factories.a_user("brand_manager", brand, name="Ines Duarte")


def held(brand, manager, *stages):
    candidate = sent(brand, *stages)
    sign(candidate, manager, wish=WISH)
    return candidate


def done(candidate, by):
    return threads.resolve(Thread.objects.get(candidate=candidate), by=by)


def state(candidate):
    return Candidate.objects.get(pk=candidate.pk).state


def actions(candidate):
    return list(
        AuditEvent.objects.filter(object_id=candidate.public_id).order_by("id").values_list("action", flat=True)
    )


def test_it_admits_and_publishes_nothing(brand, manager):
    candidate = held(brand, manager)
    assert (state(candidate), Stage.objects.get().closed_at) == ("in_review", None)
    assert not Asset.objects.exists()
    assert not Publication.objects.exists()
    assert not Work.objects.filter(kind="assets.publish").exists()
    assert Thread.objects.get().must_fix
    assert actions(candidate)[-1] == "candidate.held"


def test_it_leaves_the_queue_until_it_is_done_and_then_waits_for_confirmation(brand, manager, marketer, other):
    candidate = held(brand, manager)
    assert (approvals.order(manager), approvals.order(other)) == ([], [])
    done(candidate, marketer)
    assert approvals.order(manager) == approvals.order(other) == [candidate.public_id]
    assert approvals.queue(manager).rows[0].in_the_way == ["your confirmation that the changes are made"]


def test_done_alone_publishes_nothing(brand, manager, marketer):
    candidate = held(brand, manager)
    done(candidate, marketer)
    assert state(candidate) == "in_review"
    assert not Asset.objects.exists()


@pytest.mark.parametrize("who", ["the signer", "another"])
def test_a_brand_manager_confirms_what_is_done(brand, manager, marketer, other, who):
    candidate = held(brand, manager)
    done(candidate, marketer)
    made = sign(candidate, manager if who == "the signer" else other)
    assert (state(candidate), Asset.objects.get(), made.asset.approved_by) == ("approved", made.asset, made.by)
    before = Decision.objects.get(held=True)
    assert before.void_reason == decisions.CONFIRMED
    assert before.public_id in AuditEvent.objects.get(action="candidate.approved").payload
    assert not [breach for rule in invariants.RULES for breach in rule()]


def test_nobody_confirms_what_is_not_done(brand, manager, other):
    candidate = held(brand, manager)
    with pytest.raises(Conflict, match="changes that are not done: thread 1"):
        sign(candidate, manager)
    with pytest.raises(Forbidden, match="to do what Ben Ortiz wants changed"):
        sign(candidate, other)


def test_the_maker_does_not_confirm(brand, manager):
    maker = factories.a_user("brand_manager", brand)
    candidate = waiting.a_ready(brand, requested_by=maker)
    sign(candidate, manager, wish=WISH)
    done(candidate, maker)
    with pytest.raises(Forbidden):
        sign(candidate, maker)
    assert not Asset.objects.exists()


def test_a_confirmation_binds_to_what_is_on_screen_then(brand, manager, marketer):
    candidate = held(brand, manager)
    done(candidate, marketer)
    seen = waiting.bound_of(candidate)
    checklists.describe(waiting.round_of(candidate), by=marketer, alt_text="A red mug")
    with pytest.raises(Conflict, match="changed"):
        decisions.approve(candidate, by=manager, bound=seen)
    assert sign(candidate, manager).alt_text == "A red mug"


def test_opening_the_thread_again_holds_it_again(brand, manager, marketer):
    candidate = held(brand, manager)
    thread = done(candidate, marketer)
    threads.reopen(thread, by=manager)
    assert approvals.order(manager) == []
    with pytest.raises(Conflict, match="not done"):
        sign(candidate, manager)


def test_another_wish_after_the_first_is_done_is_held_anew(brand, manager, marketer):
    candidate = held(brand, manager)
    done(candidate, marketer)
    again = sign(candidate, manager, wish="And only in Germany")
    assert Decision.objects.get(voided_at=None) == again
    assert (again.waits, again.wish.number) == (True, 2)


def test_the_same_click_twice_is_one_wish(brand, manager):
    candidate = sent(brand)
    bound = waiting.bound_of(candidate)
    first = decisions.approve(candidate, by=manager, bound=bound, wish=WISH)
    assert decisions.approve(candidate, by=manager, bound=bound, wish=WISH) == first
    assert Thread.objects.count() == 1


def test_taking_it_back_takes_the_wish_back(brand, manager):
    candidate = sent(brand)
    decisions.undo(sign(candidate, manager, wish=WISH), by=manager)
    assert Thread.objects.get().state == "resolved"
    assert sign(candidate, manager).verdict == "approved"


def test_undoing_the_confirmation_waits_for_a_plain_verdict(brand, manager, marketer):
    candidate = held(brand, manager)
    done(candidate, marketer)
    decisions.undo(sign(candidate, manager), by=manager)
    assert Asset.objects.get().state == "voided"
    assert sign(candidate, manager).verdict == "approved"


def test_after_it_is_done_changes_can_still_be_asked_for(brand, manager, marketer):
    candidate = held(brand, manager)
    done(candidate, marketer)
    object_(candidate, manager, "Warmer light after all")
    assert state(candidate) == "changes"


def test_it_does_not_count_among_several_until_it_is_confirmed(brand, manager, marketer, other):
    candidate = held(brand, manager, BRAND | {"rule": "n_of_m", "needed": 2})
    done(candidate, marketer)
    sign(candidate, other)
    assert not Asset.objects.exists()
    sign(candidate, manager)
    assert Asset.objects.count() == 1


def test_earlier_signatures_stand_while_it_is_held(brand, manager, marketer):
    peer = factories.a_user("marketer", brand)
    candidate = sent(brand, PEER, BRAND)
    sign(candidate, peer)
    sign(candidate, manager, wish=WISH)
    done(candidate, marketer)
    assert sign(candidate, manager).asset


def test_where_votes_are_given_apart_it_would_show_the_vote(brand, manager):
    with pytest.raises(Refused, match="given apart"):
        sign(sent(brand, PAIR), manager, wish=WISH)
    assert not Thread.objects.exists()


def test_a_newer_version_ends_it(brand, manager, marketer):
    candidate = held(brand, manager)
    newer = factories.a_candidate(candidate.brief, parent=candidate)
    from review import queue

    queue.send_for_approval([newer], by=marketer)
    assert not Decision.objects.filter(voided_at=None).exists()


def test_the_maker_finds_it_on_the_first_page(brand, manager, signed_in):
    maker = factories.a_user("marketer", brand)
    candidate = waiting.a_ready(brand, requested_by=maker)
    sign(candidate, manager, wish=WISH)
    found = desk.returned_to(maker)
    assert [(row.wanted, row.by, row.held) for row in found] == [(WISH, "Ben Ortiz", True)]
    assert "Approved, once this is done" in signed_in(maker).get("/").content.decode()
    done(candidate, maker)
    assert desk.returned_to(maker) == []


def test_the_first_page_counts_it_when_it_waits_again(brand, manager, marketer):
    candidate = held(brand, manager)
    assert desk.waiting_for(manager).number == "0"
    done(candidate, marketer)
    assert desk.waiting_for(manager).number == "1"


def test_the_rail_counts_it_for_its_maker_until_it_is_done(brand, manager, signed_in):
    maker = factories.a_user("marketer", brand)
    candidate = waiting.a_ready(brand, requested_by=maker)
    sign(candidate, manager, wish=WISH)
    assert "came back with something to do" in signed_in(maker).get("/library/").content.decode()
    done(candidate, maker)
    assert "came back with something to do" not in signed_in(maker).get("/library/").content.decode()


def test_the_page_offers_it_holds_it_and_asks_to_confirm(brand, manager, marketer, signed_in):
    candidate, client = sent(brand), signed_in(manager)
    address = f"{page(candidate)}approve"
    html = client.get(page(candidate)).content.decode()
    assert "What must be done before it is published?" in html
    client.post(address, fields(html, address) | {"wish": WISH})
    html = client.get(page(candidate)).content.decode()
    assert "<bdi>You</bdi> approved this with changes" in html
    assert "Nothing is published yet" in html
    assert address not in html
    done(candidate, marketer)
    checklists.describe(waiting.round_of(candidate), by=marketer, alt_text="A red mug")
    html = client.get(page(candidate)).content.decode()
    assert "Confirm and publish" in html
    assert "the alt text or what viewers are told was changed" in html
    approve(client, candidate)
    assert Asset.objects.get().alt_text == "A red mug"


def test_its_sender_does_not_undo_the_sending_under_it(brand, manager, marketer):
    candidate = held(brand, manager)
    with pytest.raises(Conflict, match="Ben Ortiz has signed “Brand approval” since"):
        undo.undo(candidate.brief, by=marketer)
    assert state(candidate) == "in_review"
    assert Decision.objects.get().voided_at is None


def test_resolving_the_thread_on_the_page_brings_the_button(brand, manager, signed_in):
    candidate = held(brand, manager)
    thread, client = Thread.objects.get(), signed_in(manager)
    assert '<form id="approve" hidden>' in client.get(page(candidate)).content.decode()
    sent_along = {"on": "decision", "version": thread.version}
    answer = client.post(f"/threads/{thread.public_id}/resolve", sent_along, HTTP_HX_REQUEST="true")
    assert "Confirm and publish" in answer.content.decode()


def test_what_changed_meanwhile_wants_a_page_loaded_anew(brand, manager, marketer, signed_in):
    candidate = held(brand, manager)
    thread, client = Thread.objects.get(), signed_in(manager)
    checklists.describe(waiting.round_of(candidate), by=marketer, alt_text="A red mug")
    sent_along = {"on": "decision", "version": thread.version}
    answer = client.post(f"/threads/{thread.public_id}/resolve", sent_along, HTTP_HX_REQUEST="true").content.decode()
    assert "Look at it as it is now" in answer
    assert "Confirm and publish" not in answer
