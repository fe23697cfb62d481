"""The pages of processes, plans, stages and absences."""

import re

import pytest
from django.urls import reverse

from assets.models import Asset, AuditEvent
from review import queue
from review.models import Absence, Decision, Plan, Process
from tests import factories
from tests.decisions import waiting
from tests.rights.records import a_cleared_record
from tests.room.boards import address
from tests.stages.scene import BRAND, PAIR, PEER, a_process, after, open_names, place, sent, sign, stage
from tests.talk.talk import a_next_version, a_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(brand, marketer):
    return factories.a_user("marketer", brand, name="Ida Sol")


def page(candidate):
    return f"/approvals/{candidate.public_id}/"


def fields(html, action):
    """The hidden fields of the form with that action."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.S).group(0)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def approve(client, candidate, **more):
    html = client.get(page(candidate)).content.decode()
    return client.post(f"{page(candidate)}approve", fields(html, f"{page(candidate)}approve") | more)


def test_the_decision_page_draws_the_stages_and_says_where_it_is(signed_in, brand, peer):
    candidate = sent(brand, PEER, BRAND)
    html = signed_in(peer).get(page(candidate)).content.decode()
    assert "Where it stands" in html
    assert 'aria-current="step"' in html
    assert "Sign: Second look" in html


def panel(client, candidate):
    """What the room says about the image beside it."""
    path = f"/briefs/{candidate.brief.public_id}/candidates/{candidate.public_id}/"
    return client.get(path, HTTP_HX_REQUEST="true").content.decode()


def test_the_room_draws_the_stages_too_and_has_nothing_to_press_there(signed_in, brand, peer, manager):
    candidate = sent(brand, PEER, PEER | {"name": "Looks", "start": "with"}, BRAND)
    sign(candidate, peer)
    html = panel(signed_in(manager), candidate)
    assert html.count('class="stage-box') == 3
    assert html.count('class="stage-column"') == 2
    assert 'class="stage-box done"' in html
    assert "Ida Sol approved" in html
    assert "hand-over" not in html


def test_the_head_of_the_item_says_whose_move_it_is(signed_in, brand, manager, peer):
    candidate = sent(brand, PEER, BRAND)
    there = reverse("review:decision", args=[candidate.public_id])
    heads = [signed_in(one).get(there).content.decode().partition("</header>")[0] for one in (peer, manager)]
    assert ["Your move" in head for head in heads] == [True, False]
    assert "Waits for <bdi>" in heads[1]
    assert "Ida Sol" in heads[1]


def test_a_tile_names_the_stage_that_its_image_waits_in_where_there_are_several(signed_in, brand, manager, peer):
    candidate = sent(brand, PEER, BRAND)
    board = address("board", candidate.brief)
    assert "<b>Second look</b>" in signed_in(manager).get(board).content.decode()
    sign(candidate, peer)
    assert "<b>Brand approval</b>" in signed_in(manager).get(board).content.decode()


def test_the_room_does_not_draw_what_is_one_signature(signed_in, brand, manager):
    assert "stage-box" not in panel(signed_in(manager), waiting.a_waiting(brand))


def test_the_room_keeps_votes_that_are_given_apart(signed_in, brand, manager):
    candidate, other = sent(brand, PAIR), factories.a_user("brand_manager", brand, name="Ines Duarte")
    sign(candidate, manager)
    html = panel(signed_in(other), candidate)
    assert "1 of 2 have voted" in html
    assert "Ben Ortiz approved" not in html


def test_the_panel_of_a_staged_image_costs_at_most_twelve_queries(
    signed_in, brand, peer, manager, django_assert_max_num_queries
):
    candidate = sent(brand, PEER, PEER | {"name": "Looks", "start": "with"}, BRAND)
    sign(candidate, peer)
    client = signed_in(manager)
    panel(client, candidate)
    with django_assert_max_num_queries(12):
        panel(client, candidate)


def test_a_signature_is_for_the_stage_that_was_on_screen_alone(signed_in, brand, manager):
    candidate, other = sent(brand, {"name": "Facts"}, BRAND), factories.a_user("brand_manager", brand)
    client = signed_in(manager)
    seen = fields(client.get(page(candidate)).content.decode(), f"{page(candidate)}approve")
    assert seen["stage"] == stage(candidate, "Facts").public_id
    sign(candidate, other)
    answer = client.post(f"{page(candidate)}approve", seen)
    assert answer.status_code == 409
    assert "“Facts” was settled since" in answer.content.decode()
    assert not Asset.objects.exists()


def test_a_marketer_signs_on_the_page_and_the_manager_is_next(signed_in, brand, peer, manager):
    candidate = sent(brand, PEER, BRAND)
    assert approve(signed_in(peer), candidate).status_code == 302
    assert open_names(candidate) == ["Brand approval"]
    assert approve(signed_in(manager), candidate).status_code == 302
    assert Asset.objects.count() == 1


def test_whoever_signed_may_take_it_back_on_the_page(signed_in, brand, peer):
    candidate = sent(brand, PEER, BRAND)
    client = signed_in(peer)
    approve(client, candidate)
    html = client.get(page(candidate)).content.decode()
    assert "Take the signature back" in html or "Undo" in html


def test_whose_turn_it_is_is_said_to_the_others(signed_in, brand, peer, manager):
    html = signed_in(manager).get(page(sent(brand, PEER, BRAND))).content.decode()
    assert "It waits for <bdi>" in html
    assert "Ida Sol" in html
    assert 'id="approve"' not in html


@pytest.mark.parametrize(("password", "status"), [("", 422), ("wrong", 422), ("correct-horse-battery", 302)])
def test_a_regulated_approval_needs_the_right_password(signed_in, brand, manager, password, status):
    candidate = sent(brand, sign_again=True)
    answer = approve(signed_in(manager), candidate, password=password)
    assert answer.status_code == status
    assert Asset.objects.exists() == (status == 302)
    assert ("The password is wrong" in answer.content.decode()) == (password == "wrong")


@pytest.mark.parametrize("stages", [(PEER | {"role": "brand_manager"}, BRAND), (BRAND,), (PAIR,)])
@pytest.mark.parametrize("wanted", [True, False])
def test_the_log_tells_of_a_signature_that_it_was_given_with_the_password(signed_in, brand, manager, stages, wanted):
    candidate = sent(brand, *stages, sign_again=wanted)
    approve(signed_in(manager), candidate, **({"password": "correct-horse-battery"} if wanted else {}))
    event = AuditEvent.objects.filter(object_id=candidate.public_id).latest("pk")
    assert event.action in ("candidate.signed", "candidate.approved")
    assert ('"password_given":true' in event.payload) == wanted


@pytest.mark.parametrize("act", [("reject", {"codes": ["off_brief"]}), ("changes", {"note": "Warmer light"})])
@pytest.mark.parametrize(("password", "status"), [("", 422), ("wrong", 422), ("correct-horse-battery", 302)])
def test_turning_a_regulated_image_down_needs_the_right_password_too(signed_in, brand, manager, act, password, status):
    candidate, (name, data) = sent(brand, sign_again=True), act
    client = signed_in(manager)
    html = client.get(page(candidate)).content.decode()
    data = fields(html, f"{page(candidate)}{name}") | data | {"password": password}
    answer = client.post(f"{page(candidate)}{name}", data)
    assert answer.status_code == status
    assert Decision.objects.filter(signed_again=True).count() == (1 if status == 302 else 0)
    assert "password" in html.partition(f'action="{page(candidate)}{name}"')[2].partition("</form>")[0]


def test_not_mine_takes_it_off_the_list(signed_in, brand, manager):
    factories.a_user("brand_manager", brand)
    candidate = sent(brand, BRAND | {"rule": "n_of_m", "needed": 2})
    factories.a_user("brand_manager", brand)
    client = signed_in(manager)
    html = client.get(page(candidate)).content.decode()
    client.post(f"{page(candidate)}aside", fields(html, f"{page(candidate)}aside"))
    assert page(candidate) not in client.get("/approvals/").content.decode()


def stage_fields(number, **more):
    usual = {"name": "", "rule": "one", "needed": "1", "role": "marketer", "start": "after", "late": "wait"}
    return {f"s{number}-{key}": value for key, value in (usual | more).items()}


def form_of(*stages, name="Launch", **more):
    found = {"name": name, **more}
    for number in range(1, 7):
        found |= stage_fields(number, **(stages[number - 1] if number <= len(stages) else {}))
    return found


def test_a_process_is_written_on_its_page(signed_in, brand, manager):
    client = signed_in(manager)
    last = {"name": "Brand", "role": "brand_manager"}
    answer = client.post(f"/brands/{brand.public_id}/processes/new", form_of({"name": "Look"}, last))
    assert answer.status_code == 302
    assert [one["name"] for one in Process.objects.get().stages] == ["Look", "Brand"]
    assert "Launch" in client.get(f"/brands/{brand.public_id}/processes/").content.decode()


def test_a_stage_that_begins_on_a_day_says_which_on_the_form_and_on_the_decision_page(
    signed_in, brand, manager, marketer
):
    client, url = signed_in(manager), f"/brands/{brand.public_id}/processes/new"
    last = {"name": "Brand", "role": "brand_manager", "start": "date"}
    answer = client.post(url, form_of({"name": "Look"}, last))
    assert (answer.status_code, "“Brand” begins on a day" in answer.content.decode()) == (422, True)
    client.post(url, form_of({"name": "Look"}, last | {"on": "2099-05-04"}))
    process = Process.objects.get()
    assert 'value="2099-05-04"' in client.get(f"/processes/{process.public_id}/").content.decode()
    candidate = sent(brand, PEER, BRAND | {"start": "date", "on": "2099-05-04"})
    assert "Begins on 4 May 2099 at the earliest" in client.get(page(candidate)).content.decode()


def test_a_process_that_cannot_end_is_422_and_keeps_what_was_typed(signed_in, brand, manager):
    answer = signed_in(manager).post(f"/brands/{brand.public_id}/processes/new", form_of({"name": "Zebrafinch"}))
    assert answer.status_code == 422
    assert "Zebrafinch" in answer.content.decode()
    assert "for brand managers" in answer.content.decode()


def test_a_stage_that_is_added_behind_the_others_decides_without_more_ado(signed_in, brand, manager):
    client, url = signed_in(manager), f"/brands/{brand.public_id}/processes/new?from=one"
    html = client.get(url).content.decode()
    chosen = re.findall(r'<select[^>]* name="s\d-role".*?value="(\w+)" selected', html, re.S)
    assert chosen == ["brand_manager"] * 6
    added = {"name": "Legal", "role": chosen[1]}
    assert client.post(url, form_of({"name": "Brand", "role": chosen[0]}, added)).status_code == 302


@pytest.mark.parametrize("key", ["one", "peer", "pair", "experts"])
def test_the_form_starts_from_a_template_that_saves(signed_in, brand, manager, key):
    client = signed_in(manager)
    html = client.get(f"/brands/{brand.public_id}/processes/new?from={key}").content.decode()
    assert html.count("<details") >= 6


def test_a_process_is_changed_guarded_by_its_version_and_retired(signed_in, brand, manager):
    process = a_process(brand, BRAND)
    client, last = signed_in(manager), {"name": "Brand", "role": "brand_manager"}
    url = f"/processes/{process.public_id}/"
    assert client.get(url).status_code == 200
    assert client.post(url, form_of(last, name="New", version=1)).status_code == 302
    assert client.post(url, form_of(last, name="Newer", version=1)).status_code == 409
    assert client.post(f"{url}retire").status_code == 302
    assert Process.objects.get().retired_at


def test_a_campaigns_plan_is_set_on_its_page(signed_in, brand, manager, marketer):
    campaign, process = factories.a_campaign(brand), a_process(brand, BRAND)
    url = f"/campaigns/{campaign.public_id}/approval"
    client = signed_in(manager)
    wanted = {"process": process.public_id, "sector": "medical", "languages": "German\nFrench", "version": 0}
    assert client.post(url, wanted | {"sign_again": "on"}).status_code == 302
    plan = Plan.objects.get()
    assert (plan.process, plan.sector, plan.languages, plan.sign_again) == (
        process,
        "medical",
        ["German", "French"],
        True,
    )
    assert client.post(url, wanted).status_code == 409
    assert "Medical" in signed_in(marketer).get(url).content.decode()
    assert signed_in(marketer).post(url, wanted).status_code == 403


def test_acts_on_stages_have_buttons(signed_in, brand, manager, peer):
    candidate = sent(brand, PEER | {"hours": 5, "late": "move_on"}, BRAND)
    after(6)
    client = signed_in(manager)
    html = client.get(page(candidate)).content.decode()
    assert "Open it again" in html
    client.post(f"/stages/{stage(candidate, 'Second look').public_id}/reopen")
    assert open_names(candidate) == ["Second look"]
    sign_off = place(candidate)
    client.post(f"/signatures/{sign_off.public_id}/hand-over", {"to": peer.public_id, "expected": ""})
    assert place(candidate).person == peer


def test_a_substitute_is_named_and_ended_on_the_page(signed_in, brand, manager):
    other = factories.a_user("brand_manager", brand)
    client = signed_in(manager)
    days = {"first_day": "2099-01-01", "last_day": "2099-01-05"}
    wanted = {"brand": brand.public_id, "substitute": other.public_id, **days}
    assert client.post("/approvals/away/", wanted).status_code == 302
    assert str(other) in client.get("/approvals/away/").content.decode()
    client.post(f"/absences/{Absence.objects.get().public_id}/end")
    assert Absence.objects.get().ended_at


def test_strangers_find_nothing_of_it(signed_in, brand, stranger):
    candidate = sent(brand, PEER, BRAND)
    client = signed_in(stranger)
    process = Process.objects.get()
    assert client.get(f"/processes/{process.public_id}/").status_code == 404
    assert client.get(f"/brands/{brand.public_id}/processes/").status_code == 404
    assert client.post(f"/stages/{stage(candidate, 'Second look').public_id}/reopen").status_code == 404
    assert client.post(f"/signatures/{place(candidate).public_id}/hand-over", {"to": "x"}).status_code == 404


def test_a_staged_decision_page_with_votes_costs_at_most_twelve_queries(
    signed_in, brand, manager, peer, django_assert_max_num_queries
):
    candidate = sent(brand, PEER, BRAND)
    sign(candidate, peer)
    _costs(signed_in(manager), candidate, django_assert_max_num_queries, 11)


def test_that_of_a_newer_version_with_threads_of_the_one_before_costs_as_much(
    signed_in, brand, manager, marketer, peer, django_assert_max_num_queries
):
    first = sent(brand, PEER, BRAND)
    a_thread(first)
    second = a_next_version(first)
    queue.send_for_approval([second], by=marketer)
    a_cleared_record(brand, images=[second.image])
    waiting.answer_all(second)
    sign(second, peer)
    _costs(signed_in(manager), second, django_assert_max_num_queries, 12)


def _costs(client, candidate, at_most, number):
    client.get(page(candidate))  # what is read once a process is read now
    with at_most(number):
        client.get(page(candidate))


def test_answers_in_a_language_are_given_on_the_page(signed_in, brand, manager):
    candidate = waiting.a_waiting(brand, brief=_german(brand, manager))
    client = signed_in(manager)
    wanted = {"item": "109", "answer": "pass", "language": "German"}
    assert client.post(f"{page(candidate)}checklist", wanted).status_code == 302
    assert client.post(f"{page(candidate)}checklist", wanted | {"language": "Latin"}).status_code == 422


def _german(brand, manager):
    from tests.stages.scene import a_planned_brief

    return a_planned_brief(brand, languages=["German"])


def test_the_page_says_how_many_signatures_a_stage_wants_beside_ones_own(signed_in, brand, manager):
    two = {**BRAND, "rule": "n_of_m", "needed": 2}
    factories.a_member(brand, "brand_manager")
    html = signed_in(manager).get(page(sent(brand, two))).content.decode()
    assert "Needs 2 more signatures, yours among them" in html
