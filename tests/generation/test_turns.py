"""A brand that asked for hundreds of images holds nobody up: what another brand asks for has its turn soon."""

import pytest

from assets import fairness, work
from assets.models import Work
from generation import outside, requests, slots, tasks
from generation.models import Candidate, Generator, Slot
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh():
    """Nothing was given to anybody lately."""
    fairness._given.clear()


def asked(brand, generator, count, key="one"):
    """So many images of a brand's own brief."""
    version = factories.a_prompt_version(factories.a_brief(brand))
    made = requests.submit(version, choices={generator: count}, by=version.author, idempotency_key=key, ratios=["1:1"])
    return made[0]


def taken(limit=1) -> list[str]:
    """The brands whose work a sweeper takes up now."""
    return [lease.work.brand.name for lease in outside.claim(limit, [])]


def test_a_single_place_goes_round(brand, other_brand, daylight):
    asked(brand, daylight, 5)
    asked(other_brand, daylight, 2)
    big, small = brand.name, other_brand.name
    assert [*taken(), *taken(), *taken(), *taken(), *taken(), *taken()] == [big, small, big, small, big, big]


def test_who_got_much_lately_waits_for_who_got_nothing(brand, other_brand, daylight):
    asked(brand, daylight, 8)
    assert taken(6) == [brand.name] * 6
    asked(other_brand, daylight, 2)
    assert taken(2) == [other_brand.name] * 2


def test_within_a_brand_the_urgent_goes_first(brand, daylight, marketer):
    asked(brand, daylight, 3)
    late = asked(brand, daylight, 1, key="two")
    requests.jump_to_front(late, by=marketer)
    assert outside.claim(1, [])[0].work.subject == Slot.objects.get(request=late).public_id


def test_a_message_about_one_brands_picture_takes_in_anothers_whose_turn_it_is(brand, other_brand, daylight, sweep):
    many, one = asked(brand, daylight, 3), asked(other_brand, daylight, 1)
    sweep(lambda: set(Slot.objects.values_list("state", flat=True)) == {"fetched"}, admits=False)
    fairness._given.clear()
    rows = Work.objects.filter(kind=slots.INTAKE, brand=brand).order_by("pk")
    for row in rows[:2]:
        tasks.intake(row.pk)
    assert Candidate.objects.filter(slot__request=many).count() == 1
    assert Candidate.objects.filter(slot__request=one).count() == 1


def test_where_only_one_brand_waits_a_message_is_about_what_it_says(brand, daylight):
    asked(brand, daylight, 3)
    assert work.turn(slots.OUTSIDE, 12345) == 12345
    assert Generator.objects.filter(pk=daylight.pk).exists()
