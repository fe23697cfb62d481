"""The queue and the decision page through HTTP."""

import re
from datetime import timedelta

import pytest

from assets import clock
from assets.models import Asset, UsageRights
from generation.models import Candidate
from review import queue
from review.models import Decision
from tests import factories
from tests.decisions.waiting import a_ready, a_waiting, bound_of, round_of

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def page(candidate):
    return f"/approvals/{candidate.public_id}/"


def approval(candidate):
    return dict(vars(bound_of(candidate))) | {"active_seconds": "7"}


def rejection(candidate, **extra):
    return {"round": round_of(candidate).public_id, "codes": ["off_brief"], **extra}


def text(response):
    return response.content.decode()


def test_the_queue_says_what_is_in_the_way_of_each(signed_in, brand, manager):
    a_waiting(brand)
    body = text(signed_in(manager).get("/approvals/"))
    assert "1 waits for you, about 1 minute." in body
    assert "no rights record, checklist, alt text, AI disclosure" in body


def test_the_queue_is_sorted_by_due_date_and_then_by_age(signed_in, brand, manager):
    today, none = clock.now().date(), a_waiting(brand)
    late = a_waiting(brand, brief=factories.a_brief(brand, due_on=today - timedelta(days=10)))
    soon = a_waiting(brand, brief=factories.a_brief(brand, due_on=today + timedelta(days=10)))
    body = text(signed_in(manager).get("/approvals/"))
    places = [body.index(page(candidate)) for candidate in (late, soon)]
    assert places[0] < places[1] < body.rindex(page(none))
    assert body.count("Late</span>") == 1


def reject(client, candidate):
    return client.post(f"{page(candidate)}reject", rejection(candidate, active_seconds="95"))


def test_after_the_last_image_of_a_brief_it_says_how_many_how_long_and_what_comes_next(signed_in, brand, manager):
    mugs, cups = (factories.a_brief(brand, title=title) for title in ("Mugs", "Cups"))
    first, second, third = a_waiting(brand, brief=mugs), a_waiting(brand, brief=mugs), a_waiting(brand, brief=cups)
    client = signed_in(manager)
    assert "is done" not in text(client.get(reject(client, first).url))
    answer = reject(client, second)
    assert answer.url.startswith(page(third))
    assert "“Mugs” is done: 2 decided, 3 min 10 s. Next is “Cups”." in text(client.get(answer.url))
    done = text(client.get(reject(client, third).url))
    assert "Done: 3 decided, 4 min 45 s." in done
    assert "Nothing else waits for you." in done


def test_what_came_meanwhile_is_offered_after_the_last(signed_in, brand, manager):
    candidate, client = a_waiting(brand), signed_in(manager)
    answer = reject(client, candidate)
    fresh = a_waiting(brand, brief=factories.a_brief(brand, title="Mugs & cups"))
    said = f'<a href="{page(fresh)}">Go on with <bdi>“Mugs &amp; cups”</bdi></a>'
    assert said in text(client.get(answer.url))


def test_what_a_person_made_waits_for_somebody_else(signed_in, brand, manager):
    mine = a_waiting(brand, requested_by=manager)
    client = signed_in(manager)
    assert page(mine) not in text(client.get("/approvals/"))
    assert page(mine) in text(client.get("/approvals/?whose=mine"))


def test_a_marketer_and_a_stranger_have_an_empty_queue(signed_in, brand, marketer, stranger):
    candidate = a_waiting(brand)
    for person in (marketer, stranger):
        assert page(candidate) not in text(signed_in(person).get("/approvals/"))


def test_the_queue_pages_by_key(signed_in, brand, manager):
    brief = factories.a_brief(brand)
    made = [a_waiting(brand, brief=brief) for _ in range(32)]
    client = signed_in(manager)
    first = text(client.get("/approvals/"))
    second = text(client.get(f"/approvals/?after={made[29].public_id}"))
    assert "32 wait for you" in first
    assert f"after={made[29].public_id}" in first
    assert [page(one) in second for one in made[28:]] == [False, False, True, True]


@pytest.mark.parametrize("number", [1, 12])
def test_the_queue_needs_at_most_six_queries(signed_in, brand, manager, number, django_assert_max_num_queries):
    brief = factories.a_brief(brand)
    for _ in range(number):
        a_waiting(brand, brief=brief)
    client = signed_in(manager)
    client.get("/approvals/")
    with django_assert_max_num_queries(6):
        client.get("/approvals/")


@pytest.mark.parametrize("make", [a_waiting, a_ready])
def test_the_decision_page_needs_at_most_twelve_queries(signed_in, brand, manager, make, django_assert_max_num_queries):
    candidate = make(brand)
    client = signed_in(manager)
    client.get("/approvals/")
    with django_assert_max_num_queries(12):
        assert client.get(page(candidate)).status_code == 200


def test_a_clean_candidate_is_approved_and_the_next_one_shown(signed_in, brand, manager):
    candidate, other = a_ready(brand), a_waiting(brand)
    client = signed_in(manager)
    assert "Nothing blocks approval" in text(client.get(page(candidate)))
    response = client.post(f"{page(candidate)}approve", approval(candidate))
    decision = Decision.objects.get()
    assert response["Location"] == f"{page(other)}?after={decision.public_id}"
    assert decision.active_seconds == 7
    assert f'name="decision" value="{decision.public_id}"' in text(client.get(response["Location"]))


def test_after_the_last_the_queue_says_how_many_were_decided(signed_in, brand, manager):
    first, last = a_ready(brand), a_waiting(brand)
    client = signed_in(manager)
    client.post(f"{page(first)}approve", approval(first))
    response = client.post(f"{page(last)}reject", rejection(last, active_seconds="65"), follow=True)
    assert "Done: 2 decided, 1 min 12 s." in text(response)


def test_approve_is_disabled_with_the_reason_in_its_label(signed_in, brand, manager):
    body = text(signed_in(manager).get(page(a_waiting(brand))))
    assert "disabled>Approve: 4 things in the way" in body
    assert 'href="#alt-text"' in body


def test_a_blocked_approval_is_422_with_the_reason(signed_in, brand, manager):
    candidate = a_waiting(brand)
    response = signed_in(manager).post(f"{page(candidate)}approve", approval(candidate))
    assert response.status_code == 422
    assert "4 things are in the way" in text(response)


def test_a_stale_page_is_409_and_says_what_changed(signed_in, brand, manager):
    candidate = a_ready(brand)
    old = approval(candidate) | {"checklist_version": "1"}
    response = signed_in(manager).post(f"{page(candidate)}approve", old)
    assert response.status_code == 409
    assert "The checklist, the alt text or what viewers are told was changed." in text(response)
    assert not Asset.objects.exists()


def test_the_second_manager_sees_409_with_who_and_when(signed_in, brand, manager):
    candidate, ida = a_ready(brand), factories.a_user("brand_manager", brand, name="Ida Sol")
    sent = rejection(candidate)
    signed_in(manager).post(f"{page(candidate)}approve", approval(candidate))
    response = signed_in(ida).post(f"{page(candidate)}reject", sent)
    assert response.status_code == 409
    assert "Ben Ortiz approved this image on" in text(response)


def test_a_rejection_without_a_reason_is_422_and_keeps_the_note(signed_in, brand, manager):
    candidate = a_waiting(brand)
    response = signed_in(manager).post(f"{page(candidate)}reject", rejection(candidate, codes=[], note="Too dark"))
    assert response.status_code == 422
    assert "Pick at least one reason" in text(response)
    assert ">Too dark</textarea>" in text(response)


def test_changes_go_back_to_the_marketers_list(signed_in, brand, marketer, manager):
    candidate = a_waiting(brand, requested_by=marketer)
    sent = {"round": round_of(candidate).public_id, "note": "Warmer light"}
    signed_in(manager).post(f"{page(candidate)}changes", sent)
    assert "Warmer light" in text(signed_in(marketer).get("/"))


def test_a_verdict_on_an_old_version_names_the_newer_one_and_leads_to_it(signed_in, brand, marketer, manager):
    old = a_ready(brand)
    said, client = approval(old), signed_in(manager)
    newer = factories.a_candidate(old.brief, parent=old)
    queue.send_for_approval([newer], by=marketer)
    for act, data in (("approve", said), ("reject", rejection(old)), ("changes", rejection(old, note="Warmer"))):
        response = client.post(f"{page(old)}{act}", data)
        assert response.status_code == 409
        assert re.search(
            "Mara Lind sent v2 of this image for approval on .*Nothing was decided. Decide on v2.", text(response)
        )
        assert f'<a href="{page(newer)}">Open v2</a>' in text(response)
    body = text(client.get(page(old)))
    assert f'v2 took the place of this version. <a href="{page(newer)}">Decide on v2</a>' in body
    assert f'<a class="chip" href="{page(newer)}">v2</a>' in body


def test_undo_brings_the_candidate_back(signed_in, brand, manager):
    candidate = a_ready(brand)
    client = signed_in(manager)
    client.post(f"{page(candidate)}approve", approval(candidate))
    for _ in range(2):
        sent = {"decision": Decision.objects.get().public_id}
        response = client.post(f"{page(candidate)}undo", sent)
        assert response["Location"] == page(candidate)
    assert Candidate.objects.get(pk=candidate.pk).state == "in_review"


def test_a_maker_sees_no_buttons_but_who_can_decide(signed_in, brand, manager):
    factories.a_user("brand_manager", brand, name="Ida Sol")
    body = text(signed_in(manager).get(page(a_waiting(brand, requested_by=manager))))
    assert "You asked for it. Ida Sol can approve it." in body
    assert 'id="approve"' not in body


ACTS = ["approve", "reject", "changes", "undo", "checklist", "words", "rights", "rights/clear"]


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_gets_404_for_every_act(signed_in, brand, stranger, act):
    assert signed_in(stranger).post(f"{page(a_waiting(brand))}{act}", {}).status_code == 404


@pytest.mark.parametrize("act", ["approve", "reject", "changes"])
def test_a_marketer_is_told_who_decides(signed_in, brand, marketer, act):
    response = signed_in(marketer).post(f"{page(a_ready(brand))}{act}", {})
    assert response.status_code == 403
    assert "Only a brand manager" in text(response)


@pytest.mark.parametrize("act", [act for act in ACTS if act != "rights"])
def test_acts_are_not_done_by_looking(signed_in, brand, manager, act):
    assert signed_in(manager).get(f"{page(a_waiting(brand))}{act}").status_code == 405


def test_a_candidate_that_was_never_sent_has_no_decision_page(signed_in, brand, manager):
    candidate = factories.a_candidate(factories.a_brief(brand))
    assert signed_in(manager).get(page(candidate)).status_code == 404


def test_an_auditor_may_look_at_everything_and_press_nothing(signed_in, brand, auditor):
    body = text(signed_in(auditor).get(page(a_waiting(brand))))
    assert "You may look at everything here" in body
    assert "Pass <kbd>" not in body


def test_passing_a_heading_answers_with_the_checklist_and_the_new_bar(signed_in, brand, manager):
    candidate = a_waiting(brand)
    sent = {"heading": "text", "act": "pass"}
    response = signed_in(manager).post(f"{page(candidate)}checklist", sent, **HTMX)
    assert 'id="checklist"' in text(response)
    assert f'name="checklist_version" value="{round_of(candidate).version}"' in text(response)
    assert "<html" not in text(response)


def test_without_javascript_the_checklist_comes_back_as_a_page(signed_in, brand, manager):
    candidate = a_waiting(brand)
    response = signed_in(manager).post(f"{page(candidate)}checklist", {"item": "8", "answer": "na"})
    assert response["Location"] == f"{page(candidate)}#checklist"


@pytest.mark.parametrize("sent", [{}, {"heading": "x", "act": "pass"}, {"item": "8", "answer": "fail"}, {"item": "zz"}])
def test_an_answer_that_cannot_be_read_is_422(signed_in, brand, manager, sent):
    assert signed_in(manager).post(f"{page(a_waiting(brand))}checklist", sent).status_code == 422


def test_one_choice_for_viewers_counts_for_all_planned_channels_but_exceptions(signed_in, brand, marketer):
    candidate = a_waiting(brand)
    sent = {"part": "disclosure", "everywhere": "caption", "on_square_social": "none"}
    signed_in(marketer).post(f"{page(candidate)}words", sent)
    assert round_of(candidate).disclosure == {"desktop_hero": "caption", "square_social": "none"}


@pytest.mark.parametrize("words", ["a%00b", "x" * 401, "%7F"])
def test_alt_text_that_cannot_be_stored_is_422(signed_in, brand, manager, words):
    candidate = a_waiting(brand)
    response = signed_in(manager).post(
        f"{page(candidate)}words", f"part=alt&alt_text={words}", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 422
    assert round_of(candidate).alt_text == ""


def test_markup_in_alt_text_and_notes_is_shown_inert(signed_in, brand, manager):
    candidate = a_waiting(brand)
    client = signed_in(manager)
    client.post(f"{page(candidate)}words", {"part": "alt", "alt_text": "<script>alert(1)</script>{{7*7}}"})
    body = text(client.get(page(candidate)))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in body


def test_one_click_records_and_clears_the_proposed_rights_for_the_whole_brief(signed_in, brand, manager):
    brief = factories.a_brief(brand)
    first, second = a_waiting(brand, brief=brief), a_waiting(brand, brief=brief)
    client = signed_in(manager)
    assert "and for 1 more of this brief" in text(client.get(f"{page(first)}rights/also", **HTMX))
    client.post(f"{page(first)}rights/clear", {"also": "on"})
    assert "more of this brief" not in text(client.get(f"{page(first)}rights/also", **HTMX))
    record = UsageRights.objects.get()
    assert record.current.cleared_by == manager
    assert {cover.image for cover in record.covers.all()} == {first.image, second.image}


def test_a_marketer_records_rights_by_the_form_and_cannot_clear(signed_in, brand, marketer):
    candidate = a_waiting(brand)
    client = signed_in(marketer)
    form = client.get(f"{page(candidate)}rights").context["form"]
    sent = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    sent |= {"territories": "DE, FR", "restrictions": []}
    client.post(f"{page(candidate)}rights", sent)
    assert UsageRights.objects.get().current.cleared_at is None
    assert client.post(f"{page(candidate)}rights/clear", {}).status_code == 403


def test_what_the_brief_must_show_stands_beside_the_image_to_be_ticked_off(signed_in, manager, brand):
    brief = factories.a_brief(brand, must_haves=["The logo is readable", "Steam rises"])
    html = signed_in(manager).get(f"/approvals/{a_waiting(brand, brief=brief).public_id}/").content.decode()
    for line in brief.must_haves:
        assert f'name="line" value="{line}" autocomplete="off"> {line}</label>' in html
