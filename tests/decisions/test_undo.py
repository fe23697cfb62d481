"""Taking a verdict back."""

import pytest

from assets import clock, publishing, work
from assets.models import AuditEvent, Work
from assets.problems import Conflict, Forbidden, Refused
from assets.transitions import move
from generation.models import Candidate
from review import checklists, decisions, queue, rejections, undo
from review.models import Decision, Step
from tests import factories
from tests.decisions.waiting import a_ready, a_waiting, bound_of, round_of

pytestmark = pytest.mark.django_db


def approved(brand, manager):
    candidate = a_ready(brand)
    return decisions.approve(candidate, by=manager, bound=bound_of(candidate))


def state_of(decision):
    return Candidate.objects.get(pk=decision.candidate_id).state


def test_an_approval_is_undone_whole_and_keeps_its_history(brand, manager):
    decision = decisions.undo(approved(brand, manager), by=manager)
    publication = decision.asset.publications.get()
    assert (state_of(decision), round_of(decision.candidate).state) == ("in_review", "open")
    assert (decision.asset.state, publication.state) == ("voided", "cancelled")
    assert Decision.objects.get().voided_by == manager
    assert not Work.objects.filter(kind=publishing.PUBLISH, state="open").exists()


def test_after_an_undo_it_can_be_decided_again(brand, manager):
    decision = decisions.undo(approved(brand, manager), by=manager)
    candidate = decision.candidate
    again = decisions.approve(candidate, by=manager, bound=bound_of(candidate))
    assert again != decision
    assert again.asset.state == "approved"


def test_undoing_twice_is_undoing_once(brand, manager):
    decision = approved(brand, manager)
    decisions.undo(decision, by=manager)
    decisions.undo(decision, by=manager)
    assert AuditEvent.objects.filter(action="decision.voided").count() == 1


def test_only_who_decided_may_take_it_back(brand, manager):
    decision, ida = approved(brand, manager), factories.a_user("brand_manager", brand, name="Ida Sol")
    with pytest.raises(Forbidden, match="Only Ben Ortiz"):
        decisions.undo(decision, by=ida)


def test_an_approval_whose_publication_was_claimed_stays(brand, manager):
    decision = approved(brand, manager)
    publication = decision.asset.publications.get()
    Work.objects.filter(kind=publishing.PUBLISH).update(run_after=publication.created_at)
    work.claim(Work.objects.get(kind=publishing.PUBLISH).pk)
    move(publication, publishing.START, by=None)
    with pytest.raises(Conflict, match="can no longer be undone"):
        decisions.undo(decision, by=manager)
    assert (state_of(decision), Decision.objects.get().voided_at) == ("approved", None)


def test_a_rejection_is_undone_until_somebody_acts_later(brand, marketer, manager):
    candidate = a_waiting(brand)
    decision = decisions.request_changes(
        candidate, by=manager, round_id=round_of(candidate).public_id, note="Warmer light"
    )
    candidate.refresh_from_db()
    queue.send_for_approval([candidate], by=marketer)
    with pytest.raises(Conflict):
        decisions.undo(decision, by=manager)
    assert Decision.objects.get().voided_at is None


def test_a_request_for_changes_that_is_undone_leaves_the_marketers_list(brand, manager):
    candidate = a_waiting(brand)
    round_id = round_of(candidate).public_id
    decisions.undo(decisions.request_changes(candidate, by=manager, round_id=round_id, note="Warmer light"), by=manager)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.changes_wanted) == ("in_review", "")


def rejected(brand, manager, **fields):
    candidate = a_waiting(brand, **fields)
    return decisions.reject(candidate, by=manager, round_id=round_of(candidate).public_id, codes=["off_brief"])


def test_verdicts_are_taken_back_one_after_the_other_the_last_first(brand, manager):
    first, second = rejected(brand, manager), rejected(brand, manager)
    taken = [undo.undo_verdict([brand], by=manager).outcome.changed[0] for _ in range(2)]
    assert taken == [second.candidate, first.candidate]
    with pytest.raises(Refused, match="no verdict of yours"):
        undo.undo_verdict([brand], by=manager)


def test_one_that_was_taken_back_by_itself_is_passed_over(brand, manager):
    first, second = rejected(brand, manager), rejected(brand, manager)
    decisions.undo(second, by=manager)
    assert undo.undo_verdict([brand], by=manager).outcome.changed == [first.candidate]


def test_verdicts_of_other_people_and_brands_are_not_reached(brand, other_brand, manager):
    ida = factories.a_user("brand_manager", brand, name="Ida Sol")
    rejected(brand, ida)
    with pytest.raises(Refused):
        undo.undo_verdict([brand], by=manager)
    with pytest.raises(Refused):
        undo.undo_verdict([other_brand], by=ida)


def test_a_verdict_on_which_somebody_acted_stays_names_them_and_lets_the_one_before_be_reached(
    brand, marketer, manager
):
    before, candidate = rejected(brand, manager), a_waiting(brand)
    decisions.request_changes(candidate, by=manager, round_id=round_of(candidate).public_id, note="Warmer light")
    queue.send_for_approval([candidate], by=marketer)
    with pytest.raises(Conflict, match=r"Mara Lind acted on this image since, on .*: waits for approval. Your verdict"):
        undo.undo_verdict([brand], by=manager)
    assert undo.undo_verdict([brand], by=manager).outcome.changed == [before.candidate]


def test_verdicts_are_reached_fifty_steps_back(brand, manager):
    candidate = a_waiting(brand)
    decision = decisions.reject(candidate, by=manager, round_id=round_of(candidate).public_id, codes=["off_brief"])
    for _ in range(undo.REACH):
        Step.objects.create(brief=candidate.brief, by=manager, kind="decision", changes=[], undone_at=clock.now())
    with pytest.raises(Refused):
        undo.undo_verdict([brand], by=manager)
    Step.objects.order_by("-pk").first().delete()
    assert undo.undo_verdict([brand], by=manager).outcome.changed == [decision.candidate]


def test_verdicts_are_given_again_one_after_the_other_in_their_order(brand, manager):
    first, second = rejected(brand, manager), approved(brand, manager)
    for _ in range(2):
        undo.undo_verdict([brand], by=manager)
    again = [undo.redo_verdict([brand], by=manager).outcome.changed[0] for _ in range(2)]
    assert again == [first.candidate, second.candidate]
    assert (state_of(first), state_of(second)) == ("rejected", "approved")
    with pytest.raises(Refused, match="could be given again"):
        undo.redo_verdict([brand], by=manager)


def test_one_that_was_taken_back_by_itself_is_given_again(brand, manager):
    decision = rejected(brand, manager)
    decisions.undo(decision, by=manager)
    assert undo.redo_verdict([brand], by=manager).outcome.changed == [decision.candidate]
    assert Decision.objects.get(voided_at=None).reasons == ["off_brief"]


def test_nothing_is_given_again_after_another_verdict(brand, manager):
    decisions.undo(rejected(brand, manager), by=manager)
    rejected(brand, manager)
    with pytest.raises(Refused):
        undo.redo_verdict([brand], by=manager)


def test_an_approval_is_not_given_again_for_other_words_than_were_on_screen(brand, manager, marketer):
    decision = decisions.undo(approved(brand, manager), by=manager)
    checklists.describe(round_of(decision.candidate), by=marketer, alt_text="A blue mug")
    with pytest.raises(Conflict, match="the alt text or what viewers are told was changed"):
        undo.redo_verdict([brand], by=manager)
    assert state_of(decision) == "in_review"


def test_where_somebody_acted_later_nothing_is_given_again_and_they_are_named(brand, manager):
    before, decision = rejected(brand, manager), rejected(brand, manager)
    for _ in range(2):
        undo.undo_verdict([brand], by=manager)
    ida = factories.a_user("brand_manager", brand, name="Ida Sol")
    again = {"round_id": round_of(before.candidate).public_id, "codes": ["duplicate"]}
    decisions.reject(before.candidate, by=ida, **again)
    with pytest.raises(Conflict, match="Ida Sol rejected this image"):
        undo.redo_verdict([brand], by=manager)
    assert undo.redo_verdict([brand], by=manager).outcome.changed == [decision.candidate]


def test_a_verdict_that_could_not_be_taken_back_is_not_given_again(brand, marketer, manager):
    candidate = a_waiting(brand)
    decisions.request_changes(candidate, by=manager, round_id=round_of(candidate).public_id, note="Warmer light")
    queue.send_for_approval([candidate], by=marketer)
    with pytest.raises(Conflict):
        undo.undo_verdict([brand], by=manager)
    with pytest.raises(Refused):
        undo.redo_verdict([brand], by=manager)


def test_the_pages_give_again_and_go_on_as_after_the_verdict(signed_in, brand, manager):
    decision, other = rejected(brand, manager), a_waiting(brand)
    decisions.undo(decision, by=manager)
    answer = signed_in(manager).post("/approvals/redo", {"on": other.public_id})
    made = Decision.objects.get(voided_at=None)
    assert answer.url == f"/approvals/{other.public_id}/?after={made.public_id}"


def test_the_pages_take_back_again_and_again_and_say_what(signed_in, brand, manager):
    made = [rejected(brand, manager).candidate for _ in range(3)]
    here, client = a_waiting(brand), signed_in(manager)
    for candidate in reversed(made):
        answer = client.post("/approvals/undo", {"on": here.public_id}, follow=True)
        assert answer.redirect_chain[0][0] == f"/approvals/{candidate.public_id}/"
        body = answer.content.decode()
        assert f'<a href="/approvals/{candidate.public_id}/"><bdi>{candidate.brief.title}</bdi></a>' in body
    answer = client.post("/approvals/undo", {"on": here.public_id}, follow=True)
    assert answer.redirect_chain[0][0] == f"/approvals/{here.public_id}/"
    assert "There is no verdict of yours" in answer.content.decode()
    assert AuditEvent.objects.filter(action="decision.voided").count() == 3


def test_many_taken_back_from_the_queue_are_told_with_their_board(signed_in, brand, manager):
    brief = factories.a_brief(brand, title="Mugs & <cups>")
    rejections.reject_all([a_waiting(brand, brief=brief) for _ in range(2)], by=manager, codes=["off_brief"])
    answer = signed_in(manager).post("/approvals/undo", follow=True)
    assert answer.redirect_chain == [("/approvals/", 302)]
    said = f'<a href="/briefs/{brief.public_id}/"><bdi>Mugs &amp; &lt;cups&gt;</bdi></a>: 2 verdicts were taken back.'
    assert said in answer.content.decode()
