"""What lists and pages cost: few queries, and as many for 300 rows as for 3."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assets.models import Campaign, Product
from generation.models import Brief, BriefVisit, Candidate
from review.models import Round, SignOff, Stage
from tests import factories
from tests.decisions.waiting import a_ready, round_of
from tests.stages import scene

LISTS = ["/briefs/", "/campaigns/", "/products/", "/brands/", "/library/", "/rights/", "/problems/unknown/"]
LIST, RICHEST = 6, 12


def fill(brand, rows: int) -> Brief:
    """So many briefs, campaigns, products and candidates, copied from one that the domain functions made."""
    brief = factories.a_brief(brand)
    product, candidate = factories.a_product(brand), factories.a_candidate(brief, provenance="unknown")
    for model, pattern in ((Campaign, brief.campaign), (Product, product)):
        model.objects.bulk_create(copies(pattern, rows, name=f"{model.__name__} {rows}-{{}}"))
    Brief.objects.bulk_create(copies(brief, rows, title="Brief {}"))
    for one in Brief.objects.filter(brand=brand).order_by("-pk")[:12]:
        Candidate.objects.bulk_create(copies(candidate, 3, brief_id=one.pk))
    Candidate.objects.bulk_create(copies(candidate, rows))
    return brief


def copies(pattern, number: int, **fields) -> list:
    """Rows like the pattern with public ids of their own; ``{}`` in a text is the row's number."""
    left_out = {"id", "public_id"}
    columns = {f.attname: getattr(pattern, f.attname) for f in pattern._meta.concrete_fields if f.name not in left_out}
    made = []
    for n in range(number):
        own = {key: value.format(n) if isinstance(value, str) else value for key, value in fields.items()}
        made.append(type(pattern)(**columns | own))
    return made


def cost(client, url: str) -> int:
    """The number of queries of one request, the second of two, so that nothing is counted that happens once."""
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len([query for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]])


@pytest.mark.parametrize("url", LISTS)
def test_a_list_costs_at_most_six_queries_and_the_same_for_any_number_of_rows(url, brand, manager, signed_in):
    client = signed_in(manager)
    fill(brand, 3)
    few = cost(client, url)
    fill(brand, 300)
    many = cost(client, url)
    assert few == many
    assert many <= LIST


@pytest.mark.parametrize("role", ["marketer", "manager", "auditor"])
def test_the_first_page_costs_at_most_twelve_and_the_same_for_any_number_of_rows(role, brand, request, signed_in):
    client = signed_in(request.getfixturevalue(role))
    fill(brand, 3)
    few = cost(client, "/")
    fill(brand, 300)
    assert cost(client, "/") == few <= RICHEST


def test_the_prompt_page_costs_the_same_for_any_number_of_versions_and_images(brand, marketer, signed_in):
    client, brief = signed_in(marketer), factories.a_brief(brand)
    factories.a_candidate(brief)
    url = f"/briefs/{brief.public_id}/prompt"
    few = cost(client, url)
    for number in range(20):
        version = factories.a_prompt_version(brief, f"A mug in light number {number}")
        candidate = factories.a_candidate(brief, prompt_version=version)
    Candidate.objects.bulk_create(copies(candidate, 100))
    assert cost(client, url) == few <= RICHEST


def sent_copies(pattern, number: int) -> None:
    """So many candidates like the pattern that wait in the same way, each with a round, a stage and a place."""
    round_ = round_of(pattern)
    candidates = Candidate.objects.bulk_create(copies(pattern, number))
    rounds = Round.objects.bulk_create(row for one in candidates for row in copies(round_, 1, candidate_id=one.pk))
    for stage in Stage.objects.filter(round=round_):
        made = Stage.objects.bulk_create(row for one in rounds for row in copies(stage, 1, round_id=one.pk))
        for place in SignOff.objects.filter(stage=stage):
            SignOff.objects.bulk_create(row for one in made for row in copies(place, 1, stage_id=one.pk))


def costs(client, urls, pattern) -> list[tuple[int, int]]:
    """The queries of each page beside 3 candidates that wait like the pattern, and beside 300."""
    sent_copies(pattern, 3)
    few = [cost(client, url) for url in urls]
    sent_copies(pattern, 297)
    return list(zip(few, [cost(client, url) for url in urls], strict=True))


def test_board_queue_and_decision_page_cost_the_same_for_any_number_that_wait(brand, manager, signed_in):
    candidate = a_ready(brand)
    urls = [f"/briefs/{candidate.brief.public_id}/", "/approvals/", f"/approvals/{candidate.public_id}/"]
    for few, many in costs(signed_in(manager), urls, candidate):
        assert few == many <= RICHEST


@pytest.mark.parametrize("voted", [False, True])
def test_a_decision_page_with_stages_costs_no_more_than_the_richest_page_may(brand, manager, signed_in, voted):
    colleague = factories.a_user("brand_manager", brand, name="Ines Duarte")
    candidate = scene.sent(brand, scene.PAIR, scene.BRAND, sign_again=True)
    if voted:
        scene.sign(candidate, colleague, signed_again=True)
    for few, many in costs(signed_in(manager), [f"/approvals/{candidate.public_id}/"], candidate):
        assert few == many <= RICHEST


def test_visiting_a_board_again_and_again_keeps_one_row(brand, marketer, signed_in):
    brief = fill(brand, 3)
    for _ in range(3):
        signed_in(marketer).get(f"/briefs/{brief.public_id}/")
    assert BriefVisit.objects.filter(brief=brief, user=marketer).count() == 1
