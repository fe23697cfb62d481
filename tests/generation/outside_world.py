"""A generator for tests that keeps a ledger in a file, as a paid service keeps its bills, and does what it is told."""

import asyncio
import json
import os
import signal
from pathlib import Path

from generation.providers.contract import Done, Failed, ImageRef, Progress, Provider, ProviderError, Submission
from tests import factories

LEDGER = "PROOFMARK_TEST_LEDGER"
DEADLY = "PROOFMARK_TEST_DEADLY"


def bills(path: Path) -> list[dict]:
    """Every submit that was accepted, in order."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


class Paid(Provider):
    """Takes money at submit and knows no idempotency key; `parameters["tell"]` says how it behaves."""

    repeatable = False

    def validate(self, job):
        """Everything is fine."""
        return []

    async def submit(self, job):
        """Writes the bill, then answers, or loses the answer."""
        tell = job.parameters.get("tell", "")
        if tell == "busy_once" and job.attempt == 1:
            raise ProviderError("Too many at once.", kind="rate_limited", retry_after=0.05)
        if tell == "broken_once" and job.attempt == 1:
            raise ProviderError("Out of order.")
        if tell == "no_key":
            raise ProviderError("The key is wrong.", permanent=True, kind="credentials")
        path = Path(os.environ[LEDGER])
        with path.open("a") as ledger:
            ledger.write(json.dumps({"reference": job.reference, "seed": job.seed}) + "\n")
        if tell == "lost":
            raise ProviderError("The connection broke while we waited.", outcome_unknown=True)
        return Submission(f"paid-{job.reference}", json.dumps({"tell": tell, "seed": job.seed}), cost=0.05)

    async def poll(self, submission):
        """Done at once, unless told otherwise."""
        told = json.loads(submission.poll_ref)
        if told["tell"] == "never":
            return Progress(0.4)
        if told["tell"] == "refuse_odd" and told["seed"] % 2:
            return Failed("moderated_output", "The picture shows a weapon.")
        return Done([ImageRef(submission.poll_ref)])

    async def fetch(self, image):
        """A small picture that follows from the seed, or something else altogether."""
        told = json.loads(image.address)
        await asyncio.sleep(0)
        if told["tell"] == "html":
            return b"<html>Sorry</html>"
        return factories.picture(400, 300, seed=told["seed"])

    async def cancel(self, submission):
        """Cannot be stopped."""
        return False


class Deadly(Paid):
    """Bills nobody twice; while the environment says so, whoever asks for its first picture dies of it."""

    repeatable = True

    async def poll(self, submission):
        """Kills its own process by SIGKILL for the picture that was billed first."""
        first = bills(Path(os.environ[LEDGER]))[0]["reference"]
        if os.environ.get(DEADLY) and submission.remote_id == f"paid-{first}":
            os.kill(os.getpid(), signal.SIGKILL)
        return await super().poll(submission)
