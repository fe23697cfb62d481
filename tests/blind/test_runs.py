"""Blind runs: which pairs, one verdict each, and the score at the end."""

import pytest

from assets.models import AuditEvent, Membership
from assets.problems import Conflict, Forbidden, Refused
from review import blind, opinions
from review.models import BlindPair, BlindRun
from tests import factories
from tests.blind import runs

pytestmark = pytest.mark.django_db


def keys(pairs):
    return [(a.pk, b.pk) for a, b in pairs]


def test_every_pair_is_of_two_generators_and_there_are_at_most_twenty(brand, marketer):
    brief, _ = runs.a_brief(brand, 6)
    pairs = blind.pairs_of(brief, marketer, "seed")
    assert len(pairs) == 20
    assert all(a.generator_id != b.generator_id for a, b in pairs)
    assert len({frozenset(pair) for pair in keys(pairs)}) == 20


def test_pairs_are_the_same_for_one_person_and_others_for_another(brand, marketer, manager):
    brief, _ = runs.a_brief(brand, 6)
    mine = keys(blind.pairs_of(brief, marketer, "seed"))
    assert mine == keys(blind.pairs_of(brief, marketer, "seed"))
    assert mine != keys(blind.pairs_of(brief, manager, "seed"))


def test_no_generator_stays_on_one_side(brand, marketer):
    brief, _ = runs.a_brief(brand, 6)
    left = {a.generator_id for a, _ in blind.pairs_of(brief, marketer, "seed")}
    assert len(left) == 2


def test_images_of_one_prompt_version_are_paired_first(brand, marketer):
    brief, made = runs.a_brief(brand, 2)
    other = factories.a_prompt_version(brief, "Another prompt")
    factories.a_candidate(brief, prompt_version=other, generator=made["daylight"][0].generator)
    same = [a.prompt_version_id == b.prompt_version_id for a, b in blind.pairs_of(brief, marketer, "seed")]
    assert same.count(True) == 4
    assert same.count(False) == 2


def test_one_generator_alone_is_refused(brand, marketer):
    brief = factories.a_brief(brand)
    factories.a_candidate(brief)
    with pytest.raises(Refused, match="at least two generators"):
        blind.start(brief, by=marketer)
    assert not BlindRun.objects.exists()


def test_to_begin_twice_goes_on_with_the_open_run(brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    assert blind.start(brief, by=marketer) == blind.start(brief, by=marketer)


def test_a_verdict_stands_and_the_same_again_changes_nothing(brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    run = blind.start(brief, by=marketer)
    blind.vote(run, 1, "a", by=marketer, seconds=3)
    blind.vote(run, 1, "a", by=marketer)
    with pytest.raises(Conflict, match="A better"):
        blind.vote(run, 1, "b", by=marketer)
    pair = run.pairs.get(position=1)
    assert (pair.verdict, pair.active_seconds) == ("a", 3)
    assert AuditEvent.objects.filter(action="blind.voted").count() == 1


@pytest.mark.parametrize(("position", "verdict"), [(99, "a"), (1, "c"), (1, "")])
def test_a_pair_or_verdict_that_is_not_there_is_refused(brand, marketer, position, verdict):
    brief, _ = runs.a_brief(brand, 1)
    with pytest.raises(Refused):
        blind.vote(blind.start(brief, by=marketer), position, verdict, by=marketer)


def test_a_role_that_was_taken_away_votes_no_more(brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    run = blind.start(brief, by=marketer)
    Membership.objects.filter(user=marketer).delete()
    with pytest.raises(Forbidden):
        blind.vote(run, 1, "a", by=type(marketer).objects.get(pk=marketer.pk))


def finished(brief, person, *verdicts):
    run = blind.start(brief, by=person)
    for pair, verdict in zip(run.pairs.all(), verdicts, strict=True):
        blind.vote(run, pair.position, verdict, by=person)
    return BlindRun.objects.get(pk=run.pk)


def test_the_last_verdict_ends_the_run_once(brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    assert finished(brief, marketer, "tie").finished_at
    assert AuditEvent.objects.filter(action="blind.finished").count() == 1


def test_both_bad_counts_against_both(brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    run = finished(brief, marketer, "both_bad")
    assert [(score.wins, score.ties, score.losses) for score in blind.scores(run.pairs.all())] == [(0, 0, 1)] * 2


def test_the_better_one_wins_and_the_other_loses(brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    run = finished(brief, marketer, "a")
    best, worst = blind.scores(run.pairs.all())
    assert best.generator == run.pairs.get().a.generator
    assert (best.wins, best.losses, worst.wins, worst.losses) == (1, 0, 0, 1)


def test_a_pair_that_was_judged_with_names_before_does_not_count(brand, marketer):
    brief, made = runs.a_brief(brand, 1)
    opinions.give(brief, made["atelier"], by=marketer, verdict="shortlist")
    run = finished(brief, marketer, "a")
    assert BlindPair.objects.get(run=run).sighted
    assert [score.total for score in blind.scores(run.pairs.all())] == [0, 0]


def test_an_opinion_given_while_the_run_goes_on_makes_its_pair_not_count(brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    run = blind.start(brief, by=marketer)
    opinions.give(brief, [run.pairs.get().a], by=marketer, verdict="pass")
    blind.vote(run, 1, "a", by=marketer)
    assert run.pairs.get().sighted


def test_an_opinion_taken_back_leaves_the_name_known(brand, marketer):
    brief, made = runs.a_brief(brand, 1)
    for verdict in ("shortlist", ""):
        opinions.give(brief, made["atelier"], by=marketer, verdict=verdict)
    assert blind.start(brief, by=marketer).pairs.get().sighted


def test_who_brought_an_image_in_knows_where_it_is_from(brand, marketer, manager):
    brief, made = runs.a_brief(brand, 1)
    type(made["atelier"][0]).objects.filter(pk=made["atelier"][0].pk).update(importer=marketer)
    assert blind.start(brief, by=marketer).pairs.get().sighted
    assert not blind.start(brief, by=manager).pairs.get().sighted


def test_an_opinion_of_somebody_else_tells_this_person_nothing(brand, marketer, manager):
    brief, made = runs.a_brief(brand, 1)
    opinions.give(brief, made["atelier"], by=manager, verdict="shortlist")
    assert not blind.start(brief, by=marketer).pairs.get().sighted
