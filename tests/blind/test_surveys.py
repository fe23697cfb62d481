"""Blind surveys: sets of three to nine images, one verdict each, stored and scored as pairs are."""

import pytest
from django.urls import reverse

from assets.problems import Conflict, Refused
from review import blind, matches, opinions
from review.models import BlindPair, BlindRun
from tests.blind import runs
from tests.browsing import DESKTOP, PHONE, box_of, expect

pytestmark = pytest.mark.django_db


def a_survey(brief, person, panes=4) -> BlindRun:
    return blind.start(brief, by=person, kind="survey", panes=panes)


def judged(run, verdict):
    """The run with that verdict on each set; a function chooses it for a set."""
    for one in matches.with_sides(run.pairs.all()):
        blind.vote(run, one.position, verdict(one) if callable(verdict) else verdict, by=run.by)
    return list(BlindRun.objects.get(pk=run.pk).pairs.all())


@pytest.mark.parametrize(
    ("each", "panes", "sizes"),
    [(2, 4, [4]), (6, 4, [4, 4, 4]), (2, 3, [4]), (4, 3, [4, 4]), (9, 9, [9, 9]), (4, 9, [8]), (50, 4, [4] * 20)],
)
def test_each_image_lies_in_one_set_of_about_the_wished_size(brand, marketer, each, panes, sizes):
    brief, _ = runs.a_brief(brand, each)
    run = a_survey(brief, marketer, panes)
    sets = list(run.pairs.all())
    assert sorted(len(one.keys) for one in sets) == sizes
    keys = [key for one in sets for key in one.keys.values()]
    assert len(keys) == len(set(keys)) == len(run.line)
    assert len({name for one in sets for name in one.tokens}) == len(keys)


def test_each_set_holds_images_of_both_makers(brand, marketer):
    brief, _ = runs.a_brief(brand, 6)
    sets = matches.with_sides(a_survey(brief, marketer).pairs.all())
    assert all(len({row.generator_id for _, row in one.sides}) == 2 for one in sets)


def test_sets_and_places_differ_between_people(brand, marketer, manager):
    brief, _ = runs.a_brief(brand, 6)
    mine, theirs = ([list(one.keys.values()) for one in a_survey(brief, p).pairs.all()] for p in (marketer, manager))
    assert mine != theirs


def test_the_best_one_wins_and_all_others_lose(brand, marketer):
    brief, made = runs.a_brief(brand, 2)
    keys = {row.pk for row in made["daylight"]}
    sets = judged(a_survey(brief, marketer), lambda one: next(side for side, row in one.sides if row.pk in keys))
    found = {score.maker.key: (score.wins, score.ties, score.losses) for score in blind.scores(sets)}
    assert found == {"daylight": (1, 0, 1), "atelier": (0, 0, 2)}


@pytest.mark.parametrize(
    ("verdict", "told"), [("tie", (0, 2, 0, 0)), ("both_bad", (0, 0, 2, 2))], ids=["tie", "all bad"]
)
def test_a_tie_and_bad_ones_alone_count_for_every_image(brand, marketer, verdict, told):
    brief, _ = runs.a_brief(brand, 2)
    sets = judged(a_survey(brief, marketer), verdict)
    assert [(one.wins, one.ties, one.losses, one.retries) for one in blind.scores(sets)] == [told] * 2


def test_a_verdict_on_a_pane_that_is_not_there_is_refused(brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    run = a_survey(brief, marketer)
    with pytest.raises(Refused, match="no such verdict"):
        blind.vote(run, 1, "e", by=marketer)
    blind.vote(run, 1, "d", by=marketer)
    with pytest.raises(Conflict, match="D is the best"):
        blind.vote(run, 1, "a", by=marketer)


def test_an_image_judged_with_its_name_in_any_pane_keeps_the_set_from_counting(brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    run = a_survey(brief, marketer)
    last = matches.with_sides(run.pairs.all())[0].sides[-1][1]
    opinions.give(brief, [last], by=marketer, verdict="pass")
    (one,) = judged(run, "a")
    assert one.sighted
    assert all(score.total == 0 for score in blind.scores([one]))


def test_images_that_a_survey_named_are_known_in_the_next_run(brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    judged(a_survey(brief, marketer), "tie")
    again = blind.start(brief, by=marketer)
    blind.vote(again, 1, "a", by=marketer)
    assert BlindPair.objects.get(run=again, position=1).sighted


@pytest.mark.parametrize("panes", ["2", "10", "x"])
def test_other_numbers_of_panes_are_refused_with_a_sentence(client, brand, marketer, panes):
    brief, _ = runs.a_brief(brand, 2)
    client.force_login(marketer)
    answer = client.post(reverse("review:blind", args=[brief.public_id]), {"kind": "survey", "panes": panes})
    assert answer.status_code == 422
    assert "Three to nine images" in answer.content.decode()
    assert not BlindRun.objects.exists()


def test_two_images_are_too_few(brand, marketer):
    brief, _ = runs.a_brief(brand, 1)
    with pytest.raises(Refused, match="three images"):
        a_survey(brief, marketer)


def test_the_result_tells_each_set_and_opens_what_is_behind_a_number(client, brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    client.force_login(marketer)
    address = runs.begin(client, brief, "survey")
    list(runs.walk(client, address, "c"))
    text = client.get(address).content.decode()
    assert "Set by set" in text
    assert "C is the best" in text
    assert len(client.get(address, {"of": "1", "was": "won"}).context["pairs"]) == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_key_or_a_button_names_the_best_of_each_set(open_page, accessible, brand, marketer, size):
    brief, _ = runs.a_brief(brand, 8)
    page = open_page(reverse("review:blind", args=[brief.public_id]), marketer, size=size)
    page.get_by_label("at a time").select_option("7")
    page.get_by_role("button", name="Begin the sets").click()
    for number, verdict in enumerate(["3", "C best", "t"], 1):
        expect(page.locator("#progress .number").first).to_have_text(str(number))
        expect(page.locator("body[data-ready]")).to_be_attached()
        if number == 1:
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            box = box_of(page.get_by_role("button", name="All bad"))
            assert box["y"] + box["height"] <= size["height"]
        page.get_by_role("button", name=verdict).click() if "best" in verdict else page.keyboard.press(verdict)
    expect(page.get_by_role("heading", name="What you chose without names")).to_be_visible()
    assert sorted(BlindPair.objects.values_list("verdict", flat=True)) == ["c", "c", "tie"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_keys_that_a_person_changed_are_shown_and_work(open_page, brand, marketer):
    marketer.room_keys = {"tie": "y", "zoom": "q", "shortlist": "z", "pass": "t"}
    marketer.save()
    brief, _ = runs.a_brief(brand, 2)
    page = open_page(reverse("review:blind", args=[brief.public_id]), marketer)
    page.get_by_role("button", name="Begin the pairs").click()
    expect(page.locator("body[data-ready]")).to_be_attached()
    expect(page.get_by_role("button", name="Tie").locator("kbd")).to_have_text("Y")
    fit = page.locator(".glass > img").first.get_attribute("style")
    page.keyboard.press("z")
    page.keyboard.press("t")
    assert page.locator(".glass > img").first.get_attribute("style") == fit
    page.keyboard.press("q")
    assert page.locator(".glass > img").first.get_attribute("style") != fit
    page.keyboard.press("y")
    expect(page.locator("#progress .number").first).to_have_text("2")
    assert BlindPair.objects.get(position=1).verdict == "tie"
