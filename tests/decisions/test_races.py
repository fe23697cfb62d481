"""Two people at the same instant: exactly one verdict stands, and the other is told who and when."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import close_old_connections, connection

from assets import publishing, rights
from assets.models import Asset, Publication, User
from assets.problems import Conflict, Problem
from assets.transitions import move
from generation.models import Candidate
from review import cases, checklists, decisions, queue
from review.models import ChecklistItem, Decision, Round
from tests import factories
from tests.decisions.waiting import DISCLOSED, a_ready, bound_of, round_of
from tests.rights.records import a_cleared_record

pytestmark = pytest.mark.django_db(transaction=True)
ITEMS = 200


def two_at_once(first, second):
    """What each of two calls returned or raised, started together."""
    barrier = Barrier(2, timeout=30)

    def run(call):
        try:
            barrier.wait()
            return call()
        except Problem as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = [future.result(60) for future in [pool.submit(run, first), pool.submit(run, second)]]
    close_old_connections()
    return results


def anew(person):
    """The same person as another request would load them."""
    return User.objects.get(pk=person.pk)


def many_ready(brand, number, manager):
    """Candidates ready to approve, under one record, with their answers written once."""
    marketer, brief = factories.a_member(brand, "marketer"), factories.a_brief(brand)
    rows = [factories.a_candidate(brief) for _ in range(number)]
    queue.send_for_approval(rows, by=marketer)
    a_cleared_record(brand, images=[row.image for row in rows])
    for row in rows:
        for heading in ChecklistItem.Heading.values:
            checklists.pass_heading(round_of(row), heading, by=manager, references=False)
        checklists.describe(round_of(row), by=marketer, alt_text="A mug", disclosure=DISCLOSED)
    return list(Candidate.objects.filter(pk__in=[row.pk for row in rows]).select_related(*cases.CANDIDATE))


def test_n11_of_approve_and_reject_at_the_same_instant_exactly_one_stands(brand, manager):
    ida = factories.a_user("brand_manager", brand, name="Ida Sol")
    for candidate in many_ready(brand, ITEMS, manager):
        bound = bound_of(candidate)
        results = two_at_once(
            lambda: decisions.approve(candidate, by=manager, bound=bound),  # noqa: B023
            lambda: decisions.reject(candidate, by=ida, round_id=bound.round, codes=["off_brief"]),  # noqa: B023
        )
        stands = [result for result in results if isinstance(result, Decision)]
        told = [result for result in results if isinstance(result, Conflict)]
        assert (len(stands), len(told)) == (1, 1), results
        assert f"{stands[0].by} {'approved' if stands[0].asset_id else 'rejected'} this image on" in told[0].sentence
    assert Decision.objects.count() == ITEMS
    assert not Round.objects.filter(state="open").exists()
    assert Asset.objects.count() == Publication.objects.count() == Decision.objects.filter(verdict="approved").count()


def test_a_double_click_is_one_decision_for_both(brand, manager):
    candidate = a_ready(brand)
    bound = bound_of(candidate)
    results = two_at_once(*[lambda: decisions.approve(candidate, by=anew(manager), bound=bound)] * 2)
    assert results[0] == results[1]
    assert Decision.objects.count() == Asset.objects.count() == 1


@pytest.mark.parametrize("turn", range(10))
def test_n12_no_approval_comes_after_a_revocation(brand, manager, turn):
    candidate, ida = a_ready(brand), factories.a_user("brand_manager", brand, name="Ida Sol")
    bound, record = bound_of(candidate), candidate.image.covers.get().record
    approved, revoked = two_at_once(
        lambda: decisions.approve(candidate, by=manager, bound=bound),
        lambda: rights.revoke(record, by=ida, reason="The licensor withdrew"),
    )
    assert not isinstance(revoked, Problem)
    decided_at = getattr(approved, "decided_at", None)
    assert isinstance(approved, Problem) or decided_at <= revoked.revoked_at


def test_undo_and_the_worker_never_both_win(brand, manager):
    candidate = a_ready(brand)
    decision = decisions.approve(candidate, by=manager, bound=bound_of(candidate))
    publication = decision.asset.publications.get()
    results = two_at_once(
        lambda: decisions.undo(decision, by=manager), lambda: move(publication, publishing.START, by=None)
    )
    assert sum(isinstance(result, Problem) for result in results) == 1
