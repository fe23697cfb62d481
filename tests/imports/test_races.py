"""Many hands at the same instant bring in one picture once."""

import threading

import pytest
from django.db import connection

from assets import intake
from assets.models import AuditEvent, StoredImage, User
from assets.problems import Conflict
from generation import imports
from generation.models import Candidate
from generation.origins import Declaration
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 6


def together(act):
    """What `act` gave, or the class of what it raised, for each of some threads that start at one moment."""
    barrier, outcomes = threading.Barrier(HANDS), []

    def run():
        barrier.wait()
        try:
            outcomes.append(act())
        except Exception as error:
            outcomes.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_the_same_bytes_at_once_are_one_image(brand, png):
    data = png()
    outcomes = together(lambda: intake.take_in(data, brand=brand, digital_source_type="digitalCapture").pk)
    assert len(set(outcomes)) == 1
    assert StoredImage.objects.count() == 1
    assert AuditEvent.objects.filter(action="image.taken_in").count() == 1


def test_the_same_file_at_once_is_one_candidate(brand, marketer, png):
    brief, data = factories.a_brief(brand), png()

    def drop():
        person = User.objects.get(pk=marketer.pk)
        return imports.bring_in(brief, data, file_name="a.png", declared=Declaration(), by=person).pk

    outcomes = together(drop)
    assert Candidate.objects.count() == 1
    assert outcomes.count(imports.AlreadyThere) == HANDS - 1
    assert issubclass(imports.AlreadyThere, Conflict)
