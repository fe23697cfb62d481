"""Every address × method × role: who is let in, who is told no, who is not even told that it exists."""

import pytest
from django.db import transaction

from tests.grid.addresses import SECRET, Address, addresses

ROLES = ("marketer", "manager", "auditor", "organisation_auditor", "site_admin")
EVERYBODY = set(ROLES)
WORKERS = {"marketer", "manager"}
PLANNERS = {"marketer", "manager", "site_admin"}
JUDGES = {"manager"}
STOPPERS = {"manager", "auditor", "site_admin"}
HEADS = {"manager", "site_admin"}
READERS = {"manager", "auditor", "organisation_auditor", "site_admin"}
ADMINS = {"site_admin"}
DONE = {200, 204, 302, 304, 409, 422}

# address: {method: who may}; a method that is not named is answered with 405
TABLE = {
    "review:home": {"GET": EVERYBODY},
    "review:trouble": {"GET": READERS},
    "review:board": {"GET": EVERYBODY},
    "review:changes": {"GET": EVERYBODY},
    "review:details": {"GET": EVERYBODY},
    "review:blind": {"GET": EVERYBODY, "POST": WORKERS},
    "review:blind_board": {"POST": WORKERS},
    "review:blind_tile": {"GET": {"manager"}},
    "review:blind_run": {"GET": {"manager"}},
    "review:blind_vote": {"POST": {"manager"}},
    "review:blind_picture": {"GET": {"manager"}},
    "review:crops": {"GET": EVERYBODY},
    "review:tick": {"POST": EVERYBODY},
    "review:tick_here": {"POST": EVERYBODY},
    "review:verdict": {"POST": WORKERS},
    "review:send": {"POST": WORKERS},
    "review:reject_many": {"POST": JUDGES},
    "review:blocked": {"GET": EVERYBODY},
    "review:signing": {"GET": EVERYBODY},
    "review:approve_here": {"POST": JUDGES},
    "review:return_here": {"POST": JUDGES},
    "review:undo": {"POST": WORKERS},
    "review:redo": {"POST": WORKERS},
    "review:keys": {"POST": EVERYBODY},
    "review:go_on": {"POST": EVERYBODY},
    "review:change_keys": {"GET": EVERYBODY, "POST": EVERYBODY},
    "review:queue": {"GET": EVERYBODY},
    "review:decision": {"GET": EVERYBODY},
    "review:family": {"GET": EVERYBODY},
    "review:approve": {"POST": JUDGES},
    "review:reject": {"POST": JUDGES},
    "review:return": {"POST": JUDGES},
    "review:decision_undo": {"POST": JUDGES},
    "review:checklist": {"POST": JUDGES},
    "review:words": {"POST": WORKERS},
    "review:advice": {"GET": EVERYBODY, "POST": WORKERS},
    "review:rights": {"GET": WORKERS, "POST": WORKERS},
    "review:rights_clear": {"POST": JUDGES},
    "review:rules": {"GET": EVERYBODY},
    "review:kept": {"POST": WORKERS},
    "review:rights_also": {"GET": EVERYBODY},
    "review:threads": {"GET": EVERYBODY, "POST": WORKERS},
    "review:thread_answer": {"POST": WORKERS},
    "review:people": {"GET": EVERYBODY},
    "review:thread_reply": {"POST": WORKERS},
    "review:thread_resolve": {"POST": WORKERS},
    "review:thread_reopen": {"POST": WORKERS},
    "review:guest_links": {"GET": EVERYBODY, "POST": WORKERS},
    "review:guest_opinions": {"GET": EVERYBODY},
    "review:guest_choose": {"POST": WORKERS},
    "review:guest_revoke": {"GET": WORKERS, "POST": WORKERS},
    "review:undo_last": {"POST": EVERYBODY},
    "review:redo_last": {"POST": EVERYBODY},
    "review:away": {"GET": EVERYBODY, "POST": EVERYBODY},
    "review:absence_end": {"POST": JUDGES},
    "review:processes": {"GET": EVERYBODY},
    "review:process_new": {"GET": JUDGES, "POST": JUDGES},
    "review:process": {"GET": JUDGES, "POST": JUDGES},
    "review:process_retire": {"POST": JUDGES},
    "review:plan": {"GET": EVERYBODY, "POST": JUDGES},
    "review:stage_begin": {"POST": JUDGES},
    "review:stage_reopen": {"POST": JUDGES},
    "review:hand_over": {"POST": JUDGES},
    "review:aside": {"POST": JUDGES},
    "review:presence": {"POST": EVERYBODY},
    "review:claim": {"POST": JUDGES},
    "review:release": {"POST": EVERYBODY},
    "generation:briefs": {"GET": EVERYBODY},
    "generation:brief_new": {"GET": WORKERS, "POST": WORKERS},
    "generation:brief_shapes": {"GET": EVERYBODY},
    "generation:brief_edit": {"GET": WORKERS, "POST": WORKERS},
    "generation:brief_duplicate": {"POST": WORKERS},
    "generation:brief_close": {"POST": WORKERS},
    "generation:brief_reopen": {"POST": WORKERS},
    "generation:prompt": {"GET": EVERYBODY, "POST": WORKERS},
    "generation:import": {"GET": WORKERS, "POST": WORKERS},
    "generation:declare": {"GET": EVERYBODY, "POST": WORKERS},
    "generation:waive": {"POST": JUDGES},
    "generation:generate": {"GET": WORKERS, "POST": WORKERS},
    "generation:progress": {"GET": EVERYBODY},
    "generation:cancel_all": {"POST": WORKERS},
    "generation:request_cancel": {"POST": WORKERS},
    "generation:request_front": {"POST": WORKERS},
    "generation:slot_cancel": {"POST": WORKERS},
    "generation:slot_again": {"POST": WORKERS},
    "generation:slot_outcome": {"GET": WORKERS, "POST": WORKERS},
    "generation:generators": {"GET": ADMINS},
    "generation:account_resume": {"POST": ADMINS},
    "generation:parked_again": {"POST": ADMINS},
    "generation:again": {"GET": WORKERS, "POST": WORKERS},
    "assets:preview": {"GET": EVERYBODY},
    "assets:full": {"GET": EVERYBODY},
    "assets:library": {"GET": EVERYBODY},
    "assets:library_count": {"GET": EVERYBODY},
    "assets:asset": {"GET": EVERYBODY},
    "assets:asset_state": {"GET": EVERYBODY},
    "assets:asset_withdraw": {"GET": STOPPERS, "POST": STOPPERS},
    "assets:asset_publish": {"POST": JUDGES},
    "assets:rendition": {"GET": EVERYBODY},
    "assets:audit": {"GET": READERS},
    "assets:audit_state": {"GET": READERS},
    "assets:audit_export": {"POST": READERS},
    "assets:audit_proof": {"POST": READERS},
    "assets:history": {"GET": EVERYBODY},
    "assets:campaigns": {"GET": EVERYBODY},
    "assets:campaign_new": {"GET": PLANNERS, "POST": PLANNERS},
    "assets:campaign": {"GET": EVERYBODY},
    "assets:campaign_edit": {"GET": PLANNERS, "POST": PLANNERS},
    "assets:campaign_archive": {"POST": PLANNERS},
    "assets:products": {"GET": EVERYBODY},
    "assets:product_new": {"GET": PLANNERS, "POST": PLANNERS},
    "assets:product": {"GET": EVERYBODY},
    "assets:product_edit": {"GET": PLANNERS, "POST": PLANNERS},
    "assets:product_archive": {"POST": PLANNERS},
    "assets:picture_add": {"POST": PLANNERS},
    "assets:picture_remove": {"POST": PLANNERS},
    "assets:rights_records": {"GET": EVERYBODY},
    "assets:rights": {"GET": EVERYBODY},
    "assets:rights_change": {"GET": WORKERS, "POST": WORKERS},
    "assets:rights_clear": {"POST": JUDGES},
    "assets:rights_revoke": {"POST": JUDGES},
    "assets:evidence_add": {"POST": WORKERS},
    "assets:evidence": {"GET": EVERYBODY},
    "assets:rights_uncover": {"POST": WORKERS},
    "assets:brands": {"GET": EVERYBODY},
    "assets:brand_new": {"GET": ADMINS, "POST": ADMINS},
    "assets:brand": {"GET": EVERYBODY},
    "assets:brand_kit": {"GET": EVERYBODY, "POST": JUDGES},
    "assets:member_invite": {"POST": HEADS},
    "assets:member_revoke": {"POST": HEADS},
    "account_logout": {"GET": EVERYBODY, "POST": EVERYBODY},
    "account_reauthenticate": {"GET": EVERYBODY, "POST": EVERYBODY},
    "account_change_password": {"GET": EVERYBODY, "POST": EVERYBODY},
    "account_set_password": {"GET": EVERYBODY, "POST": EVERYBODY},
}
# open to everybody in the street, or to nobody but a demo machine or a first visitor
PUBLIC = {
    "healthz",
    "readyz",
    "welcome",
    "enter_demo",
    "account_login",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "assets:delivery",
    "assets:hook",
    "assets:hook_of_publication",
    "generation:hook",
    "review:guest",
    "review:guest_enter",
    "review:guest_leave",
    "review:guest_picture",
    "review:guest_comment",
    "review:guest_verdict",
}
# forms that are read before the domain function says no: the least that makes them valid
FILLED_IN = {
    "review:verdict": {"act": "shortlist"},
    "review:decision_undo": {"decision": "@decision_id"},
    "review:checklist": {"heading": "text", "act": "pass"},
    "review:blind_board": {"blind": "on"},
    "review:blind_vote": {"position": "1", "verdict": "tie"},
    "review:reject": {"round": "x", "codes": "off_brief"},
    "review:return": {"round": "x", "note": "Darker"},
    "review:approve_here": {"round": "x", "image_sha256": "x", "checklist_version": "0"},
    "review:return_here": {"round": "x", "note": "Darker"},
    "review:aside": {"round": "x"},
    "review:hand_over": {"to": "@user_id"},
    "review:words": {"part": "alt", "alt_text": "A mug"},
    "review:threads": {"text": "Too dark", "key": "x"},
    "review:thread_reply": {"text": "Darker", "key": "x"},
    "review:thread_answer": {"thread": "@thread_id", "answer": "fixed"},
    "generation:waive": {"reason": "Old file"},
    "assets:rights_clear": {"version": "2"},
    "assets:rights_revoke": {"reason": "Ended", "urgency": "normal", "version": "2"},
    "assets:evidence_add": {"kind": "licence", "statement": "We hold it."},
    "assets:audit_proof": {"chain": "@brand_id"},
    "assets:asset_withdraw": {"reason": "Ended", "version": "1"},
    "assets:member_revoke": {"role": "auditor"},
    "review:guest_links": {"label": "Ruiz Legal", "mode": "decide", "days": "7", "key": "x"},
}
EVERY = [address for address in addresses() if address.name in TABLE]


def ask(client, method, address: Address, world):
    """The answer at the address, with its form filled in for a POST."""
    return undone(client, method.lower(), address.of(world), typed(address, world) if method == "POST" else None)


def undone(client, method, where, data):
    """The answer; whatever it changed is undone, so that each question finds the same world."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = getattr(client, method)(where, data)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def typed(address, world) -> dict:
    """What stands in the form; a value with @ in front is one of the world's."""
    known = FILLED_IN.get(address.name, {}) | {"c": "@candidate_id"}
    return {name: world[value[1:]] if value.startswith("@") else value for name, value in known.items()}


def asked(method):
    """Each address with what the table says of this method."""
    return [(address, TABLE[address.name].get(method)) for address in EVERY]


def test_every_address_has_its_row_and_every_row_its_address():
    names = {address.name for address in addresses()}
    assert names == set(TABLE) | PUBLIC


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_right_role_is_let_in_and_the_wrong_one_is_told_no(role, method, world, people, signed_in):
    client, wrong = signed_in(people[role]), []
    for address, allowed in asked(method):
        if allowed is None:
            continue
        status = ask(client, method, address, world).status_code
        if status not in (DONE if role in allowed else {403}):
            wrong.append((address.name, status))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_method_that_an_address_does_not_know_is_405(method, world, people, signed_in):
    client = signed_in(people["manager"])
    answers = [(a.name, ask(client, method, a, world).status_code) for a, allowed in asked(method) if allowed is None]
    assert [answer for answer in answers if answer[1] != 405] == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_somebody_who_is_not_signed_in_is_led_to_the_sign_in_page(method, world, client):
    for address, allowed in asked(method):
        if allowed is None or address.name == "account_logout":
            continue
        answer = ask(client, method, address, world)
        assert (address.name, answer.status_code) == (address.name, 302)
        assert answer["Location"].startswith("/accounts/")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_is_not_told_that_anything_exists(method, world, stranger, signed_in):
    client, wrong = signed_in(stranger), []
    for address, allowed in asked(method):
        if allowed is None or not set(address.takes) - {"kind", "side"}:
            continue
        answer = ask(client, method, address, world)
        if answer.status_code != 404:
            wrong.append((address.name, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


def test_a_strangers_lists_hold_nothing_of_ours(world, stranger, signed_in):
    client = signed_in(stranger)
    for address, allowed in asked("GET"):
        if allowed and not address.takes:
            answer = ask(client, "GET", address, world)
            page = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert SECRET.encode() not in page, address.name


def test_a_missing_object_is_answered_like_a_foreign_one(world, manager, stranger, signed_in):
    nowhere = {name: "a" * 16 if len(str(value)) == 16 else value for name, value in world.items()}
    pages = {}
    for person, ids in ((stranger, world), (manager, nowhere)):
        client = signed_in(person)
        answer = client.get(Address("review:board", ("brief_id",)).of(ids))
        pages[person] = (answer.status_code, answer.context["sentence"])
    assert pages[stranger] == pages[manager]
    assert pages[manager][0] == 404


def test_the_admin_lets_in_staff_only(people, signed_in):
    for role, person in people.items():
        status = signed_in(person).get("/admin/").status_code
        assert (role, status == 200) == (role, role == "site_admin")
