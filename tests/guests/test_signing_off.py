"""A guest signs the stage that is theirs, by a link for it: bound to the bytes, never last, never one's own work."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from assets import clock
from assets.models import Asset, AuditEvent, StoredImage
from assets.problems import Conflict, Forbidden, NotFound, Refused
from generation.models import Candidate
from review import course, decisions, guests, invariants, processes, queue, undo
from review.models import GuestVerdict, SignOff, Stage
from tests import factories
from tests.decisions import waiting
from tests.guests.links import a_guest, a_link, a_visitor
from tests.stages.scene import BRAND, PEER, object_, open_names, place, sent, sign, stage

CLIENT = {"name": "Client", "role": "guest"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate(brand, manager):
    return sent(brand, CLIENT, BRAND)


@pytest.fixture
def made(candidate, manager):
    return a_link(candidate, by=manager, mode="sign")


@pytest.fixture
def link(made):
    return made[0]


def judge(link, verdict="approve", *, guest=None, **more):
    guest, image = guest or a_guest(link), link.images.select_related("candidate__image").first()
    more = {"note": "", "seen": guests.seen_mark(link, image.candidate)} | more
    return guests.decide(guest, image, verdict, **more)


def state(candidate):
    return Candidate.objects.get(pk=candidate.pk).state


def test_a_guests_sign_off_begins_the_next_stage_and_the_brand_decides(candidate, link, manager):
    assert open_names(candidate) == ["Client"]
    with pytest.raises(Forbidden, match="a guest, by a link for signing off"):
        sign(candidate, manager)
    made = judge(link)
    assert open_names(candidate) == ["Brand approval"]
    assert place(candidate, "Client").verdict == made
    assert not Asset.objects.exists()
    sign(candidate, manager)
    assert state(candidate) == "approved"
    assert not [breach for rule in invariants.RULES for breach in rule()]


def test_the_page_says_which_images_wait_and_offers_to_sign_those_alone(made):
    link, token = made
    visitor = a_visitor(token)
    assert "1 of 1 waits for your signature" in visitor.get().content.decode()
    judge(link)
    html = visitor.get().content.decode()
    assert "for your signature:" not in html
    assert "</span> Sign off" not in html


def test_the_log_has_the_link_the_bytes_and_the_guest(candidate, link):
    made = judge(link)
    event = AuditEvent.objects.get(action="candidate.signed")
    assert (event.actor_kind, event.actor_id) == ("guest", made.guest.public_id)
    assert link.public_id in event.payload
    assert made.image_sha256 in event.payload
    assert "Ana Ruiz" not in event.payload


def test_the_decision_names_the_guests_signature(candidate, link, manager):
    made = judge(link)
    sign(candidate, manager)
    assert made.public_id in AuditEvent.objects.get(action="candidate.approved").payload


@pytest.mark.parametrize("mode", ["decide", "comment"])
def test_other_links_sign_nothing(candidate, manager, mode):
    other, _ = a_link(candidate, by=manager, mode=mode)
    if mode == "comment":
        with pytest.raises(Forbidden, match="looking and comments"):
            judge(other)
    else:
        judge(other)
    assert open_names(candidate) == ["Client"]


def test_whoever_had_a_hand_in_the_image_makes_no_link_for_signing_it(brand, manager):
    maker = factories.a_user("marketer", brand)
    candidate = sent(brand, CLIENT, BRAND)
    Candidate.objects.filter(pk=candidate.pk).update(requested_by=maker)
    with pytest.raises(Refused, match="had a hand"):
        a_link(candidate, by=maker, mode="sign")
    assert a_link(candidate, by=maker, mode="decide")


def test_a_browser_that_is_signed_in_signs_nothing(candidate, made, marketer):
    visitor = a_visitor(made[1])
    visitor.client.force_login(marketer)
    answer = visitor.decide(made[0].images.get())
    assert answer.status_code == 403
    assert "signed in as Mara Lind" in answer.content.decode()
    assert not GuestVerdict.objects.exists()


def test_a_guest_signs_on_the_page(candidate, made):
    visitor = a_visitor(made[1])
    assert "It waits for your signature." in visitor.body
    assert visitor.decide(made[0].images.get()).status_code == 302
    visitor.get()
    assert "Thank you. The team goes on with it." in visitor.body
    assert open_names(candidate) == ["Brand approval"]


def test_an_address_of_the_team_is_told_beside_the_signature(candidate, link, manager, marketer, signed_in):
    marketer.email = "mara@northwind.example"
    marketer.save()
    judge(link, guest=a_guest(link, email="Mara@northwind.example"))
    page = signed_in(manager).get(f"/approvals/{candidate.public_id}/").content.decode()
    assert "Guest Ana Ruiz signed off by the link for “Ruiz Legal” that Ben Ortiz made" in page
    assert "with the address of Mara Lind, who is of the team" in page


def test_an_expired_link_signs_nothing(candidate, link):
    guest = a_guest(link)
    with time_machine.travel(clock.now() + timedelta(days=8)), pytest.raises(NotFound):
        judge(link, guest=guest)
    assert open_names(candidate) == ["Client"]


def test_a_link_that_is_revoked_at_the_moment_of_deciding_signs_nothing(candidate, made, manager):
    visitor = a_visitor(made[1])
    guests.revoke(made[0], by=manager)
    assert visitor.decide(made[0].images.get()).status_code == 404
    assert open_names(candidate) == ["Client"]


def test_revoking_drops_what_was_signed_by_the_link(candidate, link, manager):
    judge(link)
    guests.revoke(link, by=manager)
    assert open_names(candidate) == ["Client"]
    assert not SignOff.objects.exclude(verdict=None).exists()
    assert AuditEvent.objects.filter(action="sign_off.voided").count() == 1
    with pytest.raises(Forbidden):
        sign(candidate, manager)


def test_revoking_leaves_a_signature_that_a_later_stage_rests_on(brand, manager):
    candidate = sent(brand, CLIENT, PEER, BRAND)
    link, _ = a_link(candidate, by=manager, mode="sign")
    judge(link)
    sign(candidate, factories.a_user("marketer", brand))
    guests.revoke(link, by=manager)
    assert open_names(candidate) == ["Brand approval"]
    assert SignOff.objects.exclude(verdict=None).count() == 1


def test_other_bytes_than_those_seen_are_not_signed(candidate, link):
    seen = guests.seen_mark(link, candidate)
    StoredImage.objects.filter(pk=candidate.image_id).update(sha256="f" * 64)
    with pytest.raises(Conflict, match="another one than you saw"):
        judge(link, seen=seen)
    assert open_names(candidate) == ["Client"]


def test_a_guest_who_wants_changes_sends_it_back(candidate, link):
    judge(link, "changes", note="The logo is ours from 2019")
    candidate.refresh_from_db()
    assert (candidate.state, candidate.changes_wanted) == ("changes", "Ana Ruiz, guest: The logo is ours from 2019")
    assert AuditEvent.objects.get(action="candidate.returned").actor_kind == "guest"


def test_a_guest_takes_the_signature_back_until_a_later_stage_is_signed(candidate, link, brand, manager):
    guest = a_guest(link)
    judge(link, guest=guest)
    judge(link, "none", guest=guest)
    assert open_names(candidate) == ["Client"]
    judge(link, guest=guest)
    judge(link, guest=guest)
    assert open_names(candidate) == ["Brand approval"]
    sign(candidate, manager)
    with pytest.raises(Conflict):
        judge(link, "none", guest=guest)


def test_a_later_signature_keeps_the_guests(brand, manager):
    candidate = sent(brand, CLIENT, PEER, BRAND)
    link, _ = a_link(candidate, by=manager, mode="sign")
    guest = a_guest(link)
    judge(link, guest=guest)
    sign(candidate, factories.a_user("marketer", brand))
    with pytest.raises(Conflict, match="has signed “Second look” since"):
        judge(link, "none", guest=guest)
    assert GuestVerdict.objects.get(voided_at=None).verdict == "approve"


def test_an_earlier_signature_stays_once_a_guest_has_signed(brand, manager):
    candidate = sent(brand, PEER, CLIENT, BRAND)
    peer = factories.a_user("marketer", brand)
    mine = sign(candidate, peer)
    link, _ = a_link(candidate, by=manager, mode="sign")
    judge(link)
    with pytest.raises(Conflict, match="Guest Ana Ruiz has signed “Client” since"):
        decisions.undo(mine, by=peer)


def test_what_a_guest_signed_stays_in_approval_when_its_sender_undoes(candidate, link):
    judge(link)
    with pytest.raises(Conflict, match="Guest Ana Ruiz has signed “Client” since, so it stays"):
        undo.undo(candidate.brief, by=waiting.round_of(candidate).sent_by)
    assert open_names(candidate) == ["Brand approval"]


def test_before_its_turn_it_is_an_opinion(brand, manager):
    candidate = sent(brand, PEER, CLIENT, BRAND)
    link, _ = a_link(candidate, by=manager, mode="sign")
    guest = a_guest(link)
    judge(link, guest=guest)
    sign(candidate, factories.a_user("marketer", brand))
    assert open_names(candidate) == ["Client"]
    judge(link, guest=guest)
    assert open_names(candidate) == ["Brand approval"]


@pytest.mark.parametrize(
    "stages",
    [[CLIENT], [BRAND, CLIENT], [CLIENT, CLIENT | {"name": "Lawyer"}, BRAND], [CLIENT | {"rule": "all"}, BRAND]],
)
def test_guests_are_never_last_nor_many(brand, manager, stages):
    with pytest.raises(Refused):
        processes.create(brand, by=manager, name="Odd", stages=stages)


def test_the_template_for_clients_is_a_process(brand, manager):
    assert processes.create(brand, by=manager, name="Client", stages=processes.TEMPLATES["client"].stages)


def test_a_guests_signature_is_handed_to_nobody(candidate, brand, manager):
    with pytest.raises(Refused, match="guest’s"):
        course.hand_over(place(candidate, "Client"), by=manager, to=manager)


def test_a_new_round_wants_the_signature_anew(candidate, link, manager, marketer):
    judge(link)
    object_(candidate, manager)
    queue.send_for_approval([Candidate.objects.get(pk=candidate.pk)], by=marketer)
    assert open_names(candidate) == ["Client"]


def test_a_guest_stage_may_move_on_without_a_response(brand, manager):
    from tests.stages.scene import after

    candidate = sent(brand, CLIENT | {"hours": 5, "late": "move_on"}, BRAND)
    after(6)
    assert open_names(candidate) == ["Brand approval"]
    assert stage(candidate, "Client").outcome == Stage.Outcome.NO_RESPONSE
    sign(candidate, manager)
    assert state(candidate) == "approved"


def test_the_maker_still_cannot_decide_at_the_end(brand, manager):
    candidate = sent(brand, CLIENT, BRAND)
    link, _ = a_link(candidate, by=manager, mode="sign")
    Candidate.objects.filter(pk=candidate.pk).update(requested_by=manager)
    judge(link)
    with pytest.raises(Refused):
        sign(candidate, manager)
    assert waiting.round_of(candidate).state == "open"
    assert Client().get(f"/approvals/{candidate.public_id}/").status_code == 302
