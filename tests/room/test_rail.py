"""The side rail: only doors that open, with what waits behind them, in two queries."""

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from generation.models import Candidate
from review import queue
from review.rail import rail
from tests import factories
from tests.room.boards import a_board


def doors(user, path="/") -> dict:
    """The rail's items by label, as this person sees them."""
    request = RequestFactory().get(path)
    request.user = user
    return {item["label"]: item for item in rail(request)["rail"]["doors"]}


def test_a_marketer_finds_no_doors_of_other_roles(brand, marketer):
    labels = doors(marketer)
    assert {"Work", "Briefs", "Library", "Campaigns"} <= set(labels)
    assert not {"Approvals", "Audit", "Admin"} & set(labels)


def test_a_brand_manager_sees_how_many_wait(brand, marketer, manager):
    _, made = a_board(brand, 3)
    queue.send_for_approval(made[:2], by=marketer)
    assert doors(manager)["Approvals"]["count"] == "2"


def test_what_waits_in_another_brand_is_not_counted(brand, other_brand, marketer, stranger):
    _, made = a_board(brand, 1)
    queue.send_for_approval(made, by=marketer)
    assert "count" not in doors(stranger)["Approvals"]


def test_a_marketer_sees_what_came_back(brand, marketer):
    a_board(brand, 1, state=Candidate.State.CHANGES, requested_by=marketer)
    assert doors(marketer)["Work"]["count"] == "1"


def test_the_door_one_stands_in_is_marked(brand, marketer):
    there = reverse("generation:briefs")
    current = [label for label, item in doors(marketer, there).items() if item["current"]]
    assert current == ["Briefs"]


def test_site_admins_find_the_admin_and_the_generators(db, marketer):
    found = doors(factories.a_user(is_staff=True))
    assert found["Admin"]["url"] == reverse("admin:index")
    assert found["Generators"]["url"] == reverse("generation:generators")
    assert "Generators" not in doors(marketer)


def test_nobody_without_an_account_has_doors(db):
    assert doors(AnonymousUser()) == {}


def test_it_costs_two_queries_and_none_if_not_written(brand, marketer, manager):
    request = RequestFactory().get("/")
    request.user = manager.__class__.objects.get(pk=manager.pk)
    with CaptureQueriesContext(connection) as seen:
        context = rail(request)
    assert len(seen) == 0
    with CaptureQueriesContext(connection) as seen:
        assert context["rail"]["person"]
    assert len(seen) <= 2
