"""A sweeper stops when it is told to, whatever a service does meanwhile."""

import asyncio
import threading

import pytest

from generation import engine
from tests.flux.conftest import Hasty

pytestmark = pytest.mark.django_db(transaction=True)
asked = threading.Event()


class Deaf(Hasty):
    """Answers in the very moment in which it is cancelled, so that nobody hears of the cancelling."""

    async def credits(self) -> None:
        """Nothing is told, after as long as nobody asks it to stop."""
        asked.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return


def test_a_question_for_credits_that_hears_of_no_cancelling_does_not_hold_it_up(flux, settings):
    flux()
    settings.GENERATION_ADAPTERS = {"bfl": "tests.flux.test_stopping.Deaf"}
    stop = threading.Event()
    sweeper = threading.Thread(target=engine.drive, args=(stop,), daemon=True)
    sweeper.start()
    assert asked.wait(20)
    stop.set()
    sweeper.join(20)
    assert not sweeper.is_alive()
