"""Owns making more from an image that was made: the same again, another chance, other words."""

import secrets

from assets.problems import Refused
from generation import prompts, requests
from generation.models import Candidate, GenerationRequest, PromptVersion

NOT_MADE_HERE = (
    "This image was not made here, so its request is not known. Nothing was asked for. "
    "Write a prompt from it on the brief instead."
)


def again(candidate: Candidate, *, by, idempotency_key: str) -> GenerationRequest:
    """The same prompt version, generator, shape and seed once more. Raises Refused for an image made elsewhere."""
    seed = secrets.randbelow(requests.SEEDS) if candidate.seed is None else candidate.seed
    return _repeat(candidate, by=by, key=idempotency_key, seed=seed, count=1)


def new_seed(candidate: Candidate, *, by, idempotency_key: str, count: int = 1) -> GenerationRequest:
    """The same request with another seed."""
    return _repeat(candidate, by=by, key=idempotency_key, seed=secrets.randbelow(requests.SEEDS), count=count)


def remix(candidate: Candidate, text: str, *, by, idempotency_key: str, count: int = 1) -> GenerationRequest:
    """Other words, kept as the next version of the prompt with a note of where they come from."""
    origin = _request_of(candidate)
    found = requests.asked_before(by, idempotency_key)
    if found:
        return found[0]
    version = prompts.revise(
        candidate.prompt_version.prompt,
        text,
        by=by,
        negative=candidate.prompt_version.negative,
        remixed_from=candidate.public_id,
    )
    seed = secrets.randbelow(requests.SEEDS)
    return requests.repeat(origin, version, by=by, idempotency_key=idempotency_key, seed=seed, count=count)


def _repeat(candidate: Candidate, *, by, key: str, seed: int, count: int) -> GenerationRequest:
    origin = _request_of(candidate)
    version: PromptVersion = candidate.prompt_version
    return requests.repeat(origin, version, by=by, idempotency_key=key, seed=seed, count=count)


def _request_of(candidate: Candidate) -> GenerationRequest:
    if candidate.request is None or candidate.prompt_version is None:
        raise Refused(NOT_MADE_HERE)
    return candidate.request
