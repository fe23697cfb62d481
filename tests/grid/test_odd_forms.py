"""Odd values in every field of every form that a page shows, and in the admin's: answered in words, never a fault."""

import itertools

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.grid.forms import posted
from tests.grid.test_roles_by_url import asked, undone

ODD = ["", "9" * 30, "-1", "'", "[]", "true", "a\u202eb", "2026-02-31", "1e309", "x" * 3000, "٣", "../..", "http:///x"]
TOLD = {200, 204, 302, 400, 403, 404, 405, 409, 413, 422}


def faults(client, address, data, method="post"):
    """The status if it is none that tells anybody anything."""
    client.raise_request_exception = False
    answer = undone(client, method, address, data)
    return [] if answer.status_code in TOLD else [(address, data, answer.status_code)]


def forms_shown(client, world):
    """The forms of all pages that the person may open, each address once."""
    seen = set()
    for address, _ in asked("GET"):
        answer = client.get(address.of(world))
        if answer.streaming or "html" not in answer.get("Content-Type", ""):
            continue
        for form in posted(address.of(world), answer.content.decode()):
            new = [where for where in form.addresses if where not in seen and "logout" not in where]
            seen |= set(new)
            yield from ((where, form.fields) for where in new)


@pytest.mark.parametrize("role", ["marketer", "manager", "auditor"])
def test_no_form_breaks_on_odd_values(role, world, people, signed_in):
    client, odd, wrong = signed_in(people[role]), itertools.cycle(ODD), []
    for where, fields in list(forms_shown(client, world)):
        for _ in range(2):
            wrong += faults(client, where, {name: next(odd) for name in fields})
        for name in itertools.islice(fields, 1, None, 3):
            wrong += faults(client, where, {**fields, name: next(odd)})
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("value", ["9" * 30, "true"])
def test_no_list_of_the_admin_breaks_on_odd_filters(value, world, people, signed_in):
    client, wrong = signed_in(people["site_admin"]), []
    for model, kept in admin.site._registry.items():
        where = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for name in {str(one) for one in kept.list_filter if isinstance(one, str)} | {"q", "p", "o", "id"}:
            wrong += faults(client, where, {name: value}, "get")
            wrong += faults(client, where, {f"{name}__exact": value}, "get")
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("value", ["9" * 30, "'"])
def test_no_form_of_the_admin_breaks_on_odd_values(value, world, people, signed_in):
    client, wrong = signed_in(people["site_admin"]), []
    for model in admin.site._registry:
        where = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        names = {name for form in posted(where, client.get(where).content.decode()) for name in form.fields}
        wrong += faults(client, where, dict.fromkeys(names, value))
    assert not wrong, "\n".join(map(str, wrong))
