"""The board without names: nothing that leaves tells who made what, and it ends when all is judged."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assets.models import AuditEvent, Membership, StoredImage
from generation.models import Candidate
from review import opinions, queue, threads
from review.models import BlindRun, Review
from tests import factories
from tests.blind import runs
from tests.blind.test_pages import secrets_of, told
from tests.browsing import DESKTOP, PHONE, expect
from tests.room.boards import FRAGMENT, address, verdict_of
from tests.room.test_board import tiles

pytestmark = pytest.mark.django_db
SECTIONS = {**FRAGMENT, "HTTP_HX_TARGET": "sections"}
OWN = {"Content-Length", "X-Request-Id"}  # of each answer by itself


def switch(client, brief, **how):
    """Presses the button as the board shows it to whoever is signed in."""
    mine = BlindRun.objects.filter(brief=brief, by=client.session["_auth_user_id"], kind="board", finished_at=None)
    wanted = {"blind": "off" if mine.exists() else "on"}
    return client.post(reverse("review:blind_board", args=[brief.public_id]), wanted, **how)


def test_a_double_click_hides_the_names_once_and_does_not_show_them_again(client, scene, brand):
    brief, _ = scene
    client.force_login(factories.a_user("marketer", brand))
    for wanted in ("on", "on"):
        client.post(reverse("review:blind_board", args=[brief.public_id]), {"blind": wanted})
    assert BlindRun.objects.filter(finished_at=None).count() == 1
    for wanted in ("off", "off"):
        client.post(reverse("review:blind_board", args=[brief.public_id]), {"blind": wanted})
    assert BlindRun.objects.exclude(finished_at=None).count() == 1
    assert client.post(reverse("review:blind_board", args=[brief.public_id])).status_code == 422


def names_on(client, brief) -> list[str]:
    """The names of the tiles on the board, in their order."""
    return tiles(client.get(address("board", brief, start="first")))


def post(client, brief, name, htmx=True, **data):
    return client.post(address(name, brief), data, **(FRAGMENT if htmx else {}))


def walk(client, brief):
    """Each answer that the room gets while a person works on the board without names."""
    yield switch(client, brief)
    for view in ("grid", "loupe", "compare", "survey"):
        yield client.get(address("board", brief, view=view))
    yield client.get(address("board", brief), {"q": "shortlisted"}, **SECTIONS)
    yield client.get(address("board", brief), {"q": "daylight"[:3]}, **SECTIONS)
    yield client.get(address("changes", brief, since="1"), **FRAGMENT)
    yield client.get(address("blocked", brief))
    names = names_on(client, brief)
    for name in names:
        there = reverse("review:details", args=[brief.public_id, name])
        yield client.get(there, **FRAGMENT)
        yield client.get(there)
        yield client.get(f"{there}crops")
        for side in (320, 800, 1600):
            yield client.get(f"{pictures(brief)}{name}/{side}.webp")
    yield switch(client, brief)
    yield post(client, brief, "verdict", act="shortlist", c=names[0])
    yield switch(client, brief)
    yield post(client, brief, "verdict", act="pass", c=f"{names[1]}.0", htmx=False)
    yield post(client, brief, "verdict", act="stars", stars="3", c=names[2:4])
    yield post(client, brief, "undo")
    yield post(client, brief, "redo", htmx=False)
    yield client.get(address("board", brief))


def pictures(brief) -> str:
    run = BlindRun.objects.get(brief=brief, kind="board", finished_at=None)
    return reverse("review:blind_tile", args=[run.public_id, "a" * 16, 320]).split("a" * 16)[0]


@pytest.fixture
def scene(brand, manager):
    """A brief with eight images, some of which others judged and talked about."""
    brief, made = runs.a_brief(brand, 4)
    marks = {"model_version": "atelier-9.3.1", "author_name": "Ottilie Brandt", "file_name": "ottilie_mug_v7.png"}
    Candidate.objects.filter(pk=made["atelier"][0].pk).update(**marks)
    made["atelier"][0].refresh_from_db()
    opinions.give(brief, made["daylight"], by=manager, verdict="pass")
    threads.open_thread(made["atelier"][1], by=manager, text="Typical of that tool", key="k" * 16, must_fix=True)
    return brief, made


def test_nothing_tells_who_made_an_image_while_names_are_hidden(client, scene, brand, manager):
    brief, made = scene
    client.force_login(factories.a_user("marketer", brand, name="Zoe Quist"))
    answers = [told(answer) for answer in walk(client, brief)]
    assert len(answers) > 60
    words = secrets_of(made) | {
        b"must be fixed",
        manager.display_name.encode(),
        b"Typical of that tool",
        b"Price",
        b"Shortlisted by",
    }
    assert not {(word, number) for word in words for number, text in enumerate(answers) if word in text}


def test_somebody_elses_decision_meanwhile_is_told_without_a_name(client, scene, brand, manager):
    brief, made = scene
    client.force_login(factories.a_user("marketer", brand))
    switch(client, brief)
    names, run = names_on(client, brief), BlindRun.objects.get()
    queue.send_for_approval([made["atelier"][0]], by=manager)
    sent = dict(run.line)[made["atelier"][0].pk]
    refused = post(client, brief, "verdict", act="pass", c=sent)
    assert refused.status_code == 409
    for answer in (refused, post(client, brief, "verdict", act="pass", c=names)):
        assert manager.display_name.encode() not in told(answer)
    assert sent not in names_on(client, brief)


def test_an_undo_that_somebody_overtook_names_nobody(client, scene, brand, manager):
    brief, made = scene
    sender = factories.a_user("marketer", brand)
    client.force_login(sender)
    queue.send_for_approval([made["atelier"][0]], by=sender)
    Candidate.objects.filter(pk=made["atelier"][0].pk).update(state="rejected", state_by=manager)
    switch(client, brief)
    refused = post(client, brief, "undo")
    assert refused.status_code == 409
    assert "Something else was done with it since" in refused.content.decode()
    assert manager.display_name.encode() not in told(refused)


def test_the_pictures_bear_pixels_alone_under_headers_that_are_the_same_for_all(client, scene, brand):
    brief, _ = scene
    client.force_login(factories.a_user("marketer", brand))
    switch(client, brief)
    answers = [client.get(f"{pictures(brief)}{name}/800.webp") for name in names_on(client, brief)]
    kept = [{name: value for name, value in one.headers.items() if name.title() not in OWN} for one in answers]
    assert all(headers == kept[0] for headers in kept)
    assert not {"ETag", "Last-Modified", "Content-Disposition"} & set(kept[0])
    assert client.get(f"{pictures(brief)}{names_on(client, brief)[0]}/900.webp").status_code == 404


@pytest.mark.parametrize("words", ["daylight", "atelier", "mug", "brought", "prompt"])
def test_no_word_of_a_maker_or_prompt_finds_anything(client, scene, brand, words):
    brief, _ = scene
    client.force_login(factories.a_user("marketer", brand))

    switch(client, brief)
    assert tiles(client.get(address("board", brief), {"q": words})) == []
    assert len(tiles(client.get(address("board", brief), {"q": "undecided"}))) == 8


def test_order_and_names_differ_between_people(client, scene, brand):
    brief, _ = scene
    seen = []
    for _ in range(2):
        client.force_login(factories.a_user("marketer", brand))
        switch(client, brief)
        line = {name: key for key, name in BlindRun.objects.latest("pk").line}
        seen.append([line[name] for name in names_on(client, brief)])
    assert sorted(seen[0]) == sorted(seen[1])
    assert seen[0] != seen[1] != sorted(seen[1])


def test_names_come_back_when_all_is_judged_and_not_before(client, scene, brand):
    brief, made = scene
    by = factories.a_user("marketer", brand)
    client.force_login(by)
    switch(client, brief)
    names = names_on(client, brief)
    post(client, brief, "verdict", act="shortlist", c=names[:-1])
    refused = switch(client, brief, follow=True).content.decode()
    assert "1 image waits for your verdict" in refused
    assert made["atelier"][0].generator.label not in refused
    post(client, brief, "verdict", act="pass", c=names[-1])
    page = switch(client, brief, follow=True).content.decode()
    assert "Shortlisted without them: " in page
    score = reverse("review:blind_run", args=[brief.public_id, BlindRun.objects.get().public_id])
    assert page.count(score) == 2  # in what is told now, and beside the filters for ever
    assert made["atelier"][0].generator.label in page
    assert set(Review.objects.filter(by=by).values_list("sighted", flat=True)) == {False}
    assert AuditEvent.objects.filter(action="blind.finished").count() == 1


def test_the_score_stands_as_it_was_and_each_number_opens_its_images(client, brand):
    brief, made = runs.a_brief(brand, 2)
    by = factories.a_user("marketer", brand)
    opinions.give(brief, [made["atelier"][0]], by=by, stars=2)
    client.force_login(by)
    switch(client, brief)
    run = BlindRun.objects.get()
    names = dict(run.line)
    liked, passed = made["atelier"][1], made["daylight"]
    post(client, brief, "verdict", act="shortlist", c=names[liked.pk])
    post(client, brief, "verdict", act="pass", c=[names[row.pk] for row in (made["atelier"][0], *passed)])
    there = reverse("review:blind_run", args=[brief.public_id, run.public_id])
    assert client.get(there).status_code == 302
    switch(client, brief)
    opinions.give(brief, [liked], by=by, verdict="pass")
    page = client.get(there).content.decode()
    assert page.index(liked.generator.label) < page.index(passed[0].generator.label)
    assert "3 images of the board, judged while their makers were hidden; 1 more stands apart" in page
    behind = {was: client.get(there, {"of": 1, "was": was}).content.decode() for was in ("won", "lost", "seen")}
    assert [liked.public_id in behind[was] for was in behind] == [True, False, False]
    assert made["atelier"][0].public_id in behind["seen"]
    assert not any(row.public_id in text for row in passed for text in behind.values())
    assert there in client.get(reverse("review:blind", args=[brief.public_id])).content.decode()


def test_near_duplicates_lie_in_stacks_whoever_made_them_and_in_the_runs_order(client, brand):
    brief, made = runs.a_brief(brand, 4)
    StoredImage.objects.update(dhash=0)
    alike = [made["atelier"][0], made["daylight"][0], made["daylight"][1]]
    rest = [row for rows in made.values() for row in rows if row not in alike]
    for number, row in enumerate(rest, 1):
        StoredImage.objects.filter(pk=row.image_id).update(dhash=0xFFFF << (8 * number))
    client.force_login(factories.a_user("marketer", brand))
    switch(client, brief)
    order = [key for key, _ in BlindRun.objects.get().line]
    client.cookies["stacks"] = "on"
    page = client.get(address("board", brief, start="first")).content.decode()
    names = dict(BlindRun.objects.get().line)
    top = min((row.pk for row in alike), key=order.index)
    assert "Stack of 3" in page
    assert page.count(f'data-k="{names[top]}"') == 3
    seen = re.findall(r'class="tile( under)?" id="c-(\w+)"', page)
    assert [name for under, name in seen if not under] == [
        names[key] for key in order if key == top or key not in {row.pk for row in alike}
    ]


def test_nobody_else_reads_a_score(client, scene, brand, marketer, manager, stranger):
    brief, _ = scene
    client.force_login(marketer)
    switch(client, brief)
    post(client, brief, "verdict", act="pass", c=names_on(client, brief))
    switch(client, brief)
    there = reverse("review:blind_run", args=[brief.public_id, BlindRun.objects.get().public_id])
    for person, status in ((marketer, 200), (manager, 403), (stranger, 404)):
        client.force_login(person)
        assert client.get(there).status_code == status


def test_before_the_first_verdict_and_after_the_last_was_taken_back_it_can_be_left(client, scene, brand):
    brief, _ = scene
    client.force_login(factories.a_user("marketer", brand))
    switch(client, brief)
    assert switch(client, brief).status_code == 302
    switch(client, brief)
    name = names_on(client, brief)[0]
    post(client, brief, "verdict", act="pass", c=name)
    switch(client, brief)
    assert BlindRun.objects.filter(finished_at=None).exists()
    post(client, brief, "verdict", act="clear", c=name)
    switch(client, brief)
    assert not BlindRun.objects.filter(finished_at=None).exists()


def test_a_maker_that_is_known_makes_an_opinion_a_sighted_one(client, scene, brand):
    brief, made = scene
    by = factories.a_user("marketer", brand)
    opinions.give(brief, [made["atelier"][0]], by=by, stars=2)
    client.force_login(by)
    switch(client, brief)
    post(client, brief, "verdict", act="pass", c=names_on(client, brief))
    assert Review.objects.filter(by=by, sighted=False).count() == 7
    assert Review.objects.get(by=by, sighted=True).candidate == made["atelier"][0]


def test_an_opinion_walked_back_and_forth_without_names_stays_one_without(client, scene, brand):
    brief, _ = scene
    by = factories.a_user("marketer", brand)
    client.force_login(by)
    switch(client, brief)
    post(client, brief, "verdict", act="pass", c=names_on(client, brief)[0])
    for act in ("undo", "redo"):
        post(client, brief, act)
    review = Review.objects.get(by=by)
    assert (review.verdict, review.sighted) == ("pass", False)


def test_what_was_judged_without_names_is_known_when_they_are_back(client, brand):
    brief, _ = runs.a_brief(brand, 1)
    by = factories.a_user("marketer", brand)
    client.force_login(by)
    switch(client, brief)
    post(client, brief, "verdict", act="pass", c=names_on(client, brief))
    switch(client, brief)
    list(runs.walk(client, runs.begin(client, brief)))
    assert BlindRun.objects.get(kind="pairs").pairs.get().sighted


def test_a_board_that_is_judged_already_is_refused_with_a_sentence(client, brand, marketer):
    brief, made = runs.a_brief(brand, 1)
    opinions.give(brief, [row for rows in made.values() for row in rows], by=marketer, verdict="pass")
    client.force_login(marketer)
    answer = switch(client, brief)
    assert answer.status_code == 422
    assert "has your verdict already" in answer.content.decode()


def test_what_the_panel_says_of_the_way_out_names_a_person_s_own_keys(client, scene, brand):
    brief, _ = scene
    client.force_login(factories.a_user("marketer", brand, room_keys={"blind": "q", "clear": "y"}))
    switch(client, brief)
    name = names_on(client, brief)[0]
    said = client.get(reverse("review:details", args=[brief.public_id, name]), **FRAGMENT).content.decode()
    assert "<kbd>Q</kbd>" in said
    assert "<kbd>Y</kbd>" in said


def test_strangers_colleagues_and_lost_roles_get_nothing(client, scene, brand, marketer, manager, stranger):
    brief, made = scene
    client.force_login(marketer)
    switch(client, brief)
    name, there = names_on(client, brief)[0], pictures(brief)
    client.force_login(stranger)
    assert switch(client, brief).status_code == 404
    assert client.get(f"{there}{name}/320.webp").status_code == 404
    client.force_login(manager)
    assert client.get(f"{there}{name}/320.webp").status_code == 403
    assert post(client, brief, "verdict", act="pass", c=name).status_code == 404
    client.force_login(marketer)
    Membership.objects.filter(user=marketer).update(role="auditor")
    assert switch(client, brief).status_code == 403
    assert post(client, brief, "verdict", act="pass", c=name).status_code == 403
    assert all(verdict_of(row, marketer) is None for rows in made.values() for row in rows)


def test_a_verdict_on_its_way_when_names_went_still_counts_as_seen_with_its_name(client, scene, brand):
    brief, made = scene
    by = factories.a_user("marketer", brand)
    client.force_login(by)
    switch(client, brief)
    post(client, brief, "verdict", act="pass", c=made["atelier"][0].public_id)
    assert Review.objects.get(by=by).sighted


@pytest.mark.parametrize("role", ["marketer", "brand_manager"])
def test_a_hundred_without_names_stay_within_the_board_s_bounds(client, brand, role):
    brief, _ = runs.a_brief(brand, 50)
    client.force_login(factories.a_user(role, brand))
    switch(client, brief)
    client.get(address("board", brief))
    with CaptureQueriesContext(connection) as seen:
        response = client.get(address("board", brief))
    assert len(tiles(response)) == 100
    assert len(seen) <= 12
    assert len(response.content) <= 89_000


def test_what_the_brief_wants_stands_beside_an_image_without_names(signed_in, brand, marketer):
    brief, _ = runs.a_brief(brand, 1, must_haves=["Steam rises"])
    client = signed_in(marketer)
    switch(client, brief)
    there = reverse("review:details", args=[brief.public_id, names_on(client, brief)[0]])
    assert "Steam rises" in client.get(there, **FRAGMENT).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_b_hides_all_names_until_the_last_verdict(open_page, accessible, brand, marketer, size):
    brief, made = runs.a_brief(brand, 2)
    page = open_page(address("board", brief), marketer, size=size)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="Blind")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("body[data-ready]")).to_be_attached()
    assert made["daylight"][0].generator.label not in page.content()
    accessible(page)
    page.keyboard.press("e")
    for key in "pxp":
        page.keyboard.press(key)
    expect(page.locator("#board")).to_have_attribute("data-waiting", "0")
    expect(page.locator("#pane-b .name")).to_have_text("4, unnamed")
    assert page.locator("#pane-b .glass img").first.evaluate("img => img.decode().then(() => img.naturalWidth > 0)")
    page.keyboard.press("b")
    expect(page.locator(".toast", has_text="1 image waits for your verdict")).to_be_visible()
    expect(page.locator("body[data-ready]")).to_be_attached()
    expect(page.locator("#pane-b .name")).to_have_text("4, unnamed")
    page.keyboard.press("x")
    expect(page.locator("#board")).to_have_attribute("data-waiting", "0")
    page.keyboard.press("b")
    expect(page.locator(".toast", has_text="The names are back")).to_be_visible()
    expect(page.get_by_role("button", name="Blind")).to_have_attribute("aria-pressed", "false")
    assert Review.objects.filter(by=marketer, sighted=False).count() == 4
