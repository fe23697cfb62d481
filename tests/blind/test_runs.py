"""Blind runs: which pairs, one verdict each, and the score at the end."""

from itertools import pairwise

import pytest

from assets.models import AuditEvent, Membership
from assets.problems import Conflict, Forbidden, Refused
from generation import visits
from generation.models import Generator
from review import blind, decisions, matches, opinions, queue
from review.models import BlindPair, BlindRun
from tests import factories
from tests.blind import runs
from tests.decisions.waiting import round_of

pytestmark = pytest.mark.django_db


def keys(pairs):
    return [(a.pk, b.pk) for a, b in pairs]


def test_every_pair_is_of_two_generators_and_there_are_at_most_twenty(brand, marketer):
    brief, _ = runs.a_brief(brand, 6)
    pairs = matches.pairs_of(brief, marketer, "seed")
    assert len(pairs) == 20
    assert all(a.generator_id != b.generator_id for a, b in pairs)
    assert len({frozenset(pair) for pair in keys(pairs)}) == 20


def test_pairs_are_the_same_for_one_person_and_others_for_another(brand, marketer, manager):
    brief, _ = runs.a_brief(brand, 6)
    mine = keys(matches.pairs_of(brief, marketer, "seed"))
    assert mine == keys(matches.pairs_of(brief, marketer, "seed"))
    assert mine != keys(matches.pairs_of(brief, manager, "seed"))


def test_no_generator_stays_on_one_side(brand, marketer):
    brief, _ = runs.a_brief(brand, 6)
    left = {a.generator_id for a, _ in matches.pairs_of(brief, marketer, "seed")}
    assert len(left) == 2


def test_images_of_one_prompt_version_are_paired_first(brand, marketer):
    brief, made = runs.a_brief(brand, 2)
    other = factories.a_prompt_version(brief, "Another prompt")
    factories.a_candidate(brief, prompt_version=other, generator=made["daylight"][0].generator)
    same = [a.prompt_version_id == b.prompt_version_id for a, b in matches.pairs_of(brief, marketer, "seed")]
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
    assert best.maker == matches.maker_of(run.pairs.get().a)
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
    assert finished(brief, marketer, "a").pairs.get().sighted


def test_who_brought_an_image_in_knows_where_it_is_from(brand, marketer, manager):
    brief, made = runs.a_brief(brand, 1)
    type(made["atelier"][0]).objects.filter(pk=made["atelier"][0].pk).update(importer=marketer)
    assert finished(brief, marketer, "a").pairs.get().sighted
    assert not finished(brief, manager, "a").pairs.get().sighted


def test_who_sent_an_image_or_asked_for_changes_knows_its_name(brand, marketer, manager):
    brief, made = runs.a_brief(brand, 1)
    image = made["atelier"][0]
    queue.send_for_approval([image], by=marketer)
    decisions.request_changes(image, by=manager, round_id=round_of(image).public_id, note="Warmer light")
    for person in (marketer, manager):
        assert finished(brief, person, "a").pairs.get().sighted
    assert not finished(brief, factories.a_user("marketer", brand), "a").pairs.get().sighted


def test_names_that_an_earlier_run_told_are_known(brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    assert not finished(brief, marketer, "a").pairs.get().sighted
    assert finished(brief, marketer, "a").pairs.get().sighted


def test_an_opinion_of_somebody_else_tells_this_person_nothing(brand, marketer, manager):
    brief, made = runs.a_brief(brand, 1)
    opinions.give(brief, made["atelier"], by=manager, verdict="shortlist")
    assert not finished(brief, marketer, "a").pairs.get().sighted


def best_of(brief, person, *verdicts):
    """A finished champion run with these verdicts, and its pairs."""
    run = blind.start(brief, by=person, kind="champion")
    for number, verdict in enumerate(verdicts, 1):
        blind.vote(run, number, verdict, by=person)
    run.refresh_from_db()
    return run, list(run.pairs.all())


def test_the_best_of_n_takes_n_less_one_verdicts_and_the_better_one_stays(brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    run, pairs = best_of(brief, marketer, "a", "b", "a")
    assert run.finished_at
    assert len(pairs) == run.length == 3
    for before, after in pairwise(pairs):
        assert before.better_id in (after.a_id, after.b_id)
    assert blind.champion(run, pairs).pk == pairs[-1].a_id


def test_each_image_of_the_line_challenges_once_under_one_name(brand, marketer):
    brief, made = runs.a_brief(brand, 2)
    run, pairs = best_of(brief, marketer, "tie", "tie", "tie")
    assert {key for key, _ in run.line} == {row.pk for rows in made.values() for row in rows}
    names = [(pair.a_id, pair.a_token) for pair in pairs] + [(pair.b_id, pair.b_token) for pair in pairs]
    assert len(set(names)) == 4
    assert blind.champion(run, pairs).pk == run.line[0][0]


def test_who_stays_is_not_told_by_the_side(brand, marketer):
    brief, _ = runs.a_brief(brand, 8)
    run, pairs = best_of(brief, marketer, *["tie"] * 15)
    assert {run.line[0][0] == pair.a_id for pair in pairs} == {True, False}


def test_what_was_only_ever_bad_is_no_champion(brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    assert blind.champion(*best_of(brief, marketer, "both_bad")) is None


def test_a_pair_of_a_champion_run_that_has_not_come_yet_is_refused(brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    run = blind.start(brief, by=marketer, kind="champion")
    with pytest.raises(Refused, match="no such pair"):
        blind.vote(run, 2, "a", by=marketer)


def test_images_brought_in_meet_under_the_tool_that_was_declared(brand, marketer):
    brief = factories.a_brief(brand)
    factories.a_candidate(brief)
    factories.a_candidate(brief, generator=None, prompt_version=None, tool="Midjourney")
    best, worst = blind.scores(finished(brief, marketer, "tie").pairs.all())
    assert {best.maker.key, worst.maker.key} == {"daylight", "brought-in"}
    assert "Midjourney" in (best.maker.label, worst.maker.label)


@pytest.mark.parametrize("each", [1, 2, 6])
def test_the_lengths_told_before_are_those_of_the_runs(brand, marketer, each):
    brief, _ = runs.a_brief(brand, each)
    told = matches.lengths_of(brief)
    assert told.pop("survey") == (2 * each if each > 1 else 0)
    assert told == {kind: blind.start(brief, by=marketer, kind=kind).length for kind in ("pairs", "champion")}


def test_there_is_no_third_kind_of_run(brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    with pytest.raises(Refused, match="no such run"):
        blind.start(brief, by=marketer, kind="league")


def test_two_images_of_one_generator_say_nothing_about_it(brand, marketer):
    brief, _ = runs.a_brief(brand, 4)
    _, pairs = best_of(brief, marketer, *["tie"] * 7)  # the first one meets three of its own and four others
    assert [score.total for score in blind.scores(pairs)] == [4, 4]


def test_a_pair_that_the_board_had_shown_is_told_apart(brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    visits.note(brief, by=marketer)
    pairs = finished(brief, marketer, "a").pairs.all()
    assert [(pair.glanced, pair.sighted) for pair in pairs] == [(True, False)]
    assert [score.total for score in blind.scores(pairs)] == [1, 1]
    assert [score.total for score in blind.scores(pairs, unseen=True)] == [0, 0]


def test_what_came_after_the_last_look_at_the_board_was_not_seen_there(brand, marketer):
    brief = factories.a_brief(brand)
    visits.note(brief, by=marketer)
    for key in ("daylight", "atelier"):
        factories.a_candidate(brief, generator=Generator.objects.get(key=key))
    assert not finished(brief, marketer, "a").pairs.get().glanced


def test_both_bad_would_have_to_be_made_again_by_both(brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    scores = blind.scores(finished(brief, marketer, "both_bad").pairs.all())
    assert [(score.losses, score.retries) for score in scores] == [(1, 1), (1, 1)]
