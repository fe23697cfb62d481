"""What the adapter and the service owe each other, one call at a time.

By default against the strict stand-in. FLUX_LIVE=1 with BFL_API_KEY (and BFL_BASE_URL for a region) asks the real
service instead: three of the cheapest images, about five US cents in all.
"""

import asyncio
import io
import os
import time

import pytest
from PIL import Image

from generation.providers.bfl.adapter import Flux
from generation.providers.contract import Done, Failed, Job, Missing, ProviderError, Reference
from tests import factories
from tests.flux.service import KEY

LIVE = os.environ.get("FLUX_LIVE") == "1"
CHEAPEST = {"path": "flux-2-klein-4b", "references": 4, "send": {"output_format": "png", "safety_tolerance": 2}}


@pytest.fixture
def place(settings, request):
    """The real service, or the stand-in."""
    settings.WEBHOOK_BASE_URL = ""
    if LIVE:
        assert settings.BFL_API_KEY, "FLUX_LIVE needs BFL_API_KEY"
        return settings.BFL_BASE_URL
    settings.BFL_API_KEY, settings.BFL_BASE_URL = KEY, request.getfixturevalue("service").base
    return settings.BFL_BASE_URL


def a_job(**changes):
    """A small job for the cheapest model."""
    fields = {"prompt": "A red mug on a window sill", "width": 512, "height": 512, "seed": 7, "parameters": CHEAPEST}
    return Job(**{**fields, **changes})


def carried_out(job):
    """The submission and the end of a job."""

    async def go():
        flux = Flux()
        try:
            submission = await flux.submit(job)
            until = time.monotonic() + 120
            while time.monotonic() < until:
                answer = await flux.poll(submission)
                if isinstance(answer, Done | Failed):
                    return submission, answer, await flux.fetch(answer.images[0]) if isinstance(answer, Done) else b""
                await asyncio.sleep(0.5 if LIVE else 0.02)
            raise AssertionError("it did not end")
        finally:
            await flux.close()

    return asyncio.run(go())


def refused(act):
    """The error of a call."""
    with pytest.raises(ProviderError) as found:
        asyncio.run(act())
    return found.value


def test_a_job_becomes_a_picture(place):
    submission, answer, data = carried_out(a_job())
    assert submission.remote_id in submission.poll_ref
    assert isinstance(answer, Done)
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        assert picture.format in ("PNG", "JPEG")


def test_what_it_costs_is_told(place):
    submission, answer, _ = carried_out(a_job())
    assert (submission.cost or answer.cost) > 0


def test_a_reference_is_taken_as_plain_base64(place):
    reference = Reference("style", factories.picture(512, 512), "image/png")
    assert isinstance(carried_out(a_job(references=(reference,)))[1], Done)


def test_credits_are_told(place):
    assert asyncio.run(Flux().credits()) >= 0


def test_a_wrong_key_is_told_as_such_and_costs_nothing(place, settings):
    settings.BFL_API_KEY = "bfl_wrong"
    error = refused(lambda: Flux().submit(a_job()))
    assert (error.kind, error.permanent, error.outcome_unknown) == ("credentials", True, False)


def test_a_value_out_of_range_is_refused_with_its_field(place):
    wide = {**CHEAPEST, "send": {**CHEAPEST["send"], "safety_tolerance": 99}}
    error = refused(lambda: Flux().submit(a_job(parameters=wide)))
    assert (error.kind, error.permanent) == ("bad_request", True)
    assert "safety_tolerance" in error.sentence


def test_a_model_that_is_not_there_is_a_fault_of_the_entry(place):
    error = refused(lambda: Flux().submit(a_job(parameters={**CHEAPEST, "path": "flux-0-none"})))
    assert (error.kind, error.permanent) == ("bad_request", True)


def test_a_task_that_is_not_there_is_missing(place):
    async def ask():
        flux = Flux()
        try:
            return await flux.poll(flux.found("00000000-0000-4000-8000-000000000000"))
        finally:
            await flux.close()

    assert isinstance(asyncio.run(ask()), Missing)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prompt": " "}, "empty"),
        ({"prompt": "x" * 32_001}, "longer than"),
        ({"width": 32}, "shorter than 64"),
        ({"width": 2048, "height": 2064}, "at most 4 megapixels"),
        ({"references": (Reference("style", b"x", "image/png"),) * 5}, "takes 4"),
        ({"references": (Reference("style", b"x" * (20 * 2**20 + 1), "image/png"),)}, "20 MB"),
        ({"parameters": {**CHEAPEST, "steps": True, "fields": {"steps": ["integer", 1, 50]}}}, "steps"),
        ({"parameters": {**CHEAPEST, "steps": 51, "fields": {"steps": ["integer", 1, 50]}}}, "steps"),
        ({"parameters": {**CHEAPEST, "raw": 1, "fields": {"raw": "boolean"}}}, "raw"),
    ],
)
def test_what_a_model_cannot_do_is_told_before_anything_is_sent(changes, words, place):
    limits = {"sides": {"least": 64, "most_pixels": 4 * 2**20}}
    job = a_job(**{**changes, "parameters": {**limits, **changes.get("parameters", CHEAPEST)}})
    assert words in " ".join(Flux().validate(job))
    assert refused(lambda: Flux().submit(job)).kind == "bad_request"
