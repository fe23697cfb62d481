"""Links and what guests say, by the domain functions."""

from datetime import timedelta

import pytest

from assets import clock
from assets.audit import history
from assets.models import AuditEvent, AuditText
from assets.problems import Conflict, Forbidden, NotFound, Refused
from generation.models import Candidate
from review import guest_page, guests, invariants, threads
from review.models import Comment, GuestLink, GuestVerdict, Mention, Thread
from tests import factories
from tests.guests.links import a_guest, a_link
from tests.talk.talk import a_key, a_next_version, a_thread


def logged(action):
    return AuditEvent.objects.filter(action=action)


def say(guest, image, text="Warmer, please", **kwargs):
    return guests.comment(guest, image, text=text, key=a_key(), **kwargs)


def judge(guest, image, verdict="approve", note="", seen=""):
    return guests.decide(guest, image, verdict, note=note, seen=seen or guests.seen_mark(guest.link, image.candidate))


def test_of_a_token_only_the_digest_is_kept(made):
    link, token = made
    kept = [str(value) for value in GuestLink.objects.values().get().values()]
    assert token not in "".join(kept)
    assert guests.find(token) == link
    assert not AuditEvent.objects.filter(payload__contains=token).exists()
    assert not AuditText.objects.filter(text__contains=token).exists()


def test_making_a_link_is_one_event_of_its_maker(link, marketer):
    event = logged("guest_link.created").get()
    assert (event.object_id, event.actor_kind, event.actor_id) == (link.public_id, "user", marketer.public_id)
    assert link.label not in event.payload


@pytest.mark.parametrize("person", ["auditor", "stranger"])
def test_only_marketers_and_brand_managers_make_and_revoke_links(person, candidate, link, request):
    by = request.getfixturevalue(person)
    with pytest.raises(Forbidden):
        a_link(candidate, by=by)
    with pytest.raises(Forbidden):
        guests.revoke(link, by=by)
    assert guests.revoke(link, by=factories.a_member(link.brand, "brand_manager")).revoked_at


@pytest.mark.parametrize("terms", [{"days": 0}, {"days": 91}, {"password": "short"}, {"mode": "all"}, {"label": " "}])
def test_a_link_without_sense_is_refused(terms, candidate):
    with pytest.raises(Refused):
        a_link(candidate, **terms)


def test_a_link_shows_only_images_of_its_brief_that_are_open(brand, brief, candidate, other_brand):
    foreign = factories.a_candidate(factories.a_brief(other_brand))
    decided = factories.a_candidate(brief, state="rejected")
    for wrong in (foreign, decided):
        with pytest.raises(Conflict):
            a_link(candidate, wrong)
    with pytest.raises(Refused):
        guests.create(brief, [], by=brief.owner, terms=guests.Terms(label="X"), key="k")


def test_one_form_makes_one_link(candidate):
    a_link(candidate, key="form")
    with pytest.raises(Conflict):
        a_link(candidate, key="form")
    assert GuestLink.objects.count() == 1


def test_unknown_revoked_and_expired_are_told_alike(made, candidate, time_machine):
    revoked, other = guests.revoke(made[0], by=made[0].created_by), a_link(candidate, days=1)[1]
    time_machine.move_to(clock.now() + timedelta(days=1, seconds=1))
    told = set()
    for token in (made[1], other, "x" * guests.TOKEN, ""):
        with pytest.raises(NotFound) as problem:
            guests.find(token)
        told.add(problem.value.sentence)
    assert len(told) == 1
    assert revoked.revoked_by == revoked.created_by


def test_revoking_twice_is_one_event(link):
    guests.revoke(link, by=link.created_by)
    guests.revoke(link, by=link.created_by)
    assert logged("guest_link.revoked").count() == 1


def test_a_guests_name_stands_beside_the_chain_and_not_in_it(link, image):
    guest = a_guest(link, name="Ana")
    say(guest, image)
    for event in AuditEvent.objects.filter(actor_kind="guest"):
        assert event.actor_id == guest.public_id
        assert "Ana" not in event.payload
        assert "ruiz" not in event.payload
    line = history.history_of(Thread.objects.get())[0]
    assert (line.who, line.what) == ("Ana, guest", "began a thread")


def test_a_verdict_is_an_opinion_and_moves_nothing(link, image):
    made = judge(a_guest(link), image)
    candidate = Candidate.objects.get(pk=image.candidate_id)
    assert (candidate.state, candidate.version) == (Candidate.State.OPEN, image.candidate.version)
    assert made.image_sha256 == candidate.image.sha256
    assert [one.word for one in guest_page.opinions_on(candidate)] == ["approves"]


def test_the_same_verdict_twice_stands_once_and_another_voids_it(link, image):
    guest = a_guest(link)
    first = judge(guest, image)
    assert judge(guest, image) == first
    judge(guest, image, "changes", "Warmer")
    assert GuestVerdict.objects.get(voided_at=None).verdict == "changes"
    assert logged("guest.judged").count() == GuestVerdict.objects.count() == 2


def test_wanting_changes_needs_words(link, image):
    with pytest.raises(Refused, match="what should change"):
        judge(a_guest(link), image, "changes")


def test_a_link_for_comments_takes_no_verdict(candidate):
    link = a_link(candidate, mode="comment")[0]
    with pytest.raises(Forbidden):
        judge(a_guest(link), link.images.get())


@pytest.mark.parametrize("state", ["approved", "rejected"])
def test_a_decided_image_takes_neither_verdict_nor_comment(state, link, image):
    guest = a_guest(link)
    Candidate.objects.filter(pk=image.candidate_id).update(state=state)
    for act in (judge, say):
        with pytest.raises(Conflict, match="has finished"):
            act(guest, image)


def test_a_replaced_image_takes_neither(link, image):
    guest = a_guest(link)
    a_next_version(image.candidate)
    for act in (judge, say):
        with pytest.raises(Conflict):
            act(guest, image)


def test_other_bytes_than_were_seen_are_refused(link, image):
    guest, seen = a_guest(link), guests.seen_mark(link, image.candidate)
    Candidate.objects.filter(pk=image.candidate_id).update(image=factories.a_stored_image(link.brand))
    with pytest.raises(Conflict, match="another one"):
        judge(guest, image, seen=seen)


def test_a_revoked_link_takes_nothing_more(link, image):
    guest = a_guest(link)
    guests.revoke(link, by=link.created_by)
    for act in (judge, say):
        with pytest.raises(NotFound):
            act(guest, image)


def test_guests_answer_only_in_threads_that_guests_of_their_link_began(link, image, candidate, manager):
    internal = a_thread(candidate)
    elsewhere = a_link(candidate)[0]
    theirs = say(a_guest(elsewhere), elsewhere.images.get()).thread
    guest = a_guest(link)
    for thread in (internal, theirs):
        with pytest.raises(NotFound):
            say(guest, image, thread_id=thread.public_id)
    own = say(guest, image).thread
    threads.reply(own, by=manager, text="We will", key=a_key())
    assert say(guest, image, "Thanks", thread_id=own.public_id).thread == own
    (shown,) = guest_page.shown_to(guest)
    assert [text for heard in shown.threads for _, _, text in heard.comments] == ["Warmer, please", "We will", "Thanks"]


def test_a_guest_names_nobody(link, image, marketer):
    say(a_guest(link), image, f"@{marketer} look")
    assert not Mention.objects.exists()


def test_a_guests_words_go_on_with_the_next_version_as_the_teams_thread(link, image, candidate, marketer):
    thread = say(a_guest(link), image).thread
    later = a_next_version(candidate)
    threads.answer_carried(thread, later, "not_fixed", by=marketer)
    going_on = Thread.objects.get(candidate=later)
    assert (going_on.guest, going_on.by, going_on.comments.get().guest) == (None, marketer, thread.guest)
    assert not list(invariants.guests_read_only_their_threads())


def test_the_rules_of_guests_hold_and_break(link, image, other):
    guest = a_guest(link)
    judge(guest, image)
    comment = say(guest, image)
    rules = (invariants.guests_say_things_of_their_images, invariants.guests_read_only_their_threads)
    assert not [breach for rule in rules for breach in rule()]
    GuestVerdict.objects.update(candidate=other)
    internal = a_thread(image.candidate)
    Comment.objects.filter(pk=comment.pk).update(thread=internal)
    assert all(list(rule()) for rule in rules)
