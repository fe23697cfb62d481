"""Owns the calls to Black Forest Labs: create, poll where they say, fetch, credits."""

import asyncio
import logging
import re
from decimal import Decimal
from urllib.parse import quote
from weakref import WeakKeyDictionary

import httpx
from django.conf import settings

from generation.providers import contract, guard
from generation.providers.bfl import answers, bodies, servers
from generation.providers.contract import (
    Done,
    Failed,
    ImageRef,
    Job,
    Missing,
    Progress,
    Provider,
    ProviderError,
    Submission,
)  # fmt: skip
from generation.providers.guard import Barred

MOST_BYTES, FETCH_SECONDS = 40 * 2**20, 60
MOST_JSON = 2 * 2**20
KEY = re.compile(r"[!-~]{1,500}")
CREATE_SECONDS, ASK_SECONDS = 120, 30
TRACES = ("x-request-id", "x-trace-id", "cf-ray")
NOTE = "proofmark"  # our own remarks beside what they answered
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)

log = logging.getLogger("proofmark.bfl")


class Flux(Provider):
    """One image a task; a create is never repeated by itself, since it knows no idempotency key."""

    repeatable = False
    outside = True
    calls_back = True

    def __init__(self) -> None:
        self._asking: WeakKeyDictionary = WeakKeyDictionary()

    def closed(self) -> str:
        """Why nothing can be asked for: no key, a demo, or a base address that is wrong."""
        if settings.DEMO:
            return "This is a demo, and nothing of a demo leaves this machine."
        if not settings.BFL_API_KEY:
            return "BFL_API_KEY is not set. An administrator has to set it."
        if not KEY.fullmatch(settings.BFL_API_KEY):
            return "BFL_API_KEY holds a character that no key has. An administrator has to set it anew."
        return servers.fault()

    def validate(self, job: Job) -> list[str]:
        """What this model cannot do."""
        return bodies.problems(job)

    def pace(self, submission: Submission) -> tuple[float, float]:
        """Slowly where they call us; else after half a second and then each second."""
        return (10.0, 10.0) if submission.raw.get(NOTE, {}).get("calls") else (0.5, 1.0)

    def found(self, named: str) -> Submission:
        """A task by its id, or by the polling address that names its server too."""
        named = named.strip()
        if named.startswith(("https://", "http://")):
            address = _polling_address(named)
            if address is None:
                raise ProviderError("This address is not one of Black Forest Labs.", permanent=True)
            return Submission(_id_in(address) or address[-100:], address, raw={NOTE: {"named": True}})
        if not named.isascii() or not named.replace("-", "").isalnum() or not 6 <= len(named) <= 100:
            raise ProviderError("This is no task id. It is made of letters, digits and dashes.", permanent=True)
        return Submission(named, _built(named), raw={NOTE: {"named": True, "built": True}})

    def heard(self, payload: dict) -> Done | Failed | None:
        """The end that a proven call tells of."""
        return answers.told(payload)

    async def submit(self, job: Job) -> Submission:
        """Creates the task on a fresh connection; whatever may have reached them unanswered is of unknown outcome."""
        if why := self.closed():
            raise ProviderError(why, permanent=True, kind=contract.CREDENTIALS)
        if problems := self.validate(job):
            raise ProviderError(" ".join(problems), permanent=True, kind=contract.BAD_REQUEST)
        url = f"{servers.base()}/v1/{quote(bodies.path_of(job), safe='/-._')}"
        try:
            async with asyncio.timeout(CREATE_SECONDS), guard.client(servers.api(), keeps=False) as client:
                status, answer, headers = await _call(client, "POST", url, json=bodies.body_of(job))
        except Barred as barred:
            raise ProviderError(
                f"Nothing was sent. {barred.sentence}", permanent=True, kind=contract.BAD_REQUEST
            ) from None
        except NOT_SENT:
            raise ProviderError("Black Forest Labs cannot be reached.", kind=contract.UNREACHABLE) from None
        except (TimeoutError, httpx.HTTPError) as error:
            raise ProviderError(_lost(error), outcome_unknown=True) from None
        if not 200 <= status < 300:
            raise answers.refusal(status, answer, headers)
        return _submission(answer, calls=bool(job.callback) and job.parameters.get("webhook", True))

    async def poll(self, submission: Submission) -> Progress | Missing | Done | Failed:
        """Asks exactly where they said."""
        try:
            async with asyncio.timeout(ASK_SECONDS):
                status, answer, _ = await _call(self._client(), "GET", submission.poll_ref)
        except Barred as barred:
            raise ProviderError(f"The task cannot be asked for. {barred.sentence}", permanent=True) from None
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL):
            raise ProviderError("Black Forest Labs do not answer when asked how far it is.") from None
        found = answers.standing(status, answer)
        if isinstance(found, Missing) and submission.raw.get(NOTE, {}).get("calls_only"):
            return Progress()  # our own guess at the address; their call will come
        return found

    async def fetch(self, image: ImageRef) -> bytes:
        """The picture, without the key, from one of their delivery hosts."""
        return await guard.download(image.address, servers.results(), most=MOST_BYTES, seconds=FETCH_SECONDS)

    async def credits(self) -> Decimal | None:
        """Credits that are left; one is a hundredth of a US dollar."""
        if self.closed():
            return None
        try:
            async with asyncio.timeout(ASK_SECONDS):
                status, answer, headers = await _call(self._client(), "GET", f"{servers.base()}/v1/credits")
        except (Barred, TimeoutError, httpx.HTTPError):
            raise ProviderError("Black Forest Labs cannot be reached.", kind=contract.UNREACHABLE) from None
        if status >= 500 or status == 404:
            raise ProviderError(f"Black Forest Labs answered with {status}.")
        if status != 200:
            raise answers.refusal(status, answer, headers)
        left = answers.number((answer or {}).get("credits"))
        return None if left is None else Decimal(str(left)).quantize(Decimal("0.0001"))

    async def close(self) -> None:
        """Ends the connections of the running loop."""
        kept = self._asking.pop(asyncio.get_running_loop(), None)
        if kept:
            await kept[1].aclose()

    def _client(self) -> httpx.AsyncClient:
        """The client for questions that cost nothing; one for each loop, its connections are kept."""
        loop, reach = asyncio.get_running_loop(), servers.api()
        kept = self._asking.get(loop)
        if kept is None or kept[0] != reach:
            kept = self._asking[loop] = (reach, guard.client(reach))
        return kept[1]


async def _call(client, method: str, url: str, **more) -> tuple[int, dict | None, httpx.Headers]:
    """Status, JSON object and headers of an answer of at most 2 MB. The key goes to the servers of the reach alone."""
    headers = {"x-key": settings.BFL_API_KEY, "Accept": "application/json", "Accept-Encoding": "identity"}
    async with client.stream(method, url, headers=headers, **more) as answer:
        body = bytearray()
        async for part in answer.aiter_raw():
            body += part
            if len(body) > MOST_JSON:
                raise httpx.ReadError("The answer is too large.")
        if answer.status_code >= 400:
            traces = {name: answer.headers[name][:100] for name in TRACES if name in answer.headers}
            log.warning("Black Forest Labs answered with %s %s", answer.status_code, traces)
        return answer.status_code, answers.parsed(bytes(body)), answer.headers


def _submission(answer: dict | None, *, calls: bool) -> Submission:
    """The task of either create answer; without an id nobody can say what became of it."""
    named = (answer or {}).get("id")
    if not isinstance(named, str) or not named:
        sentence = "Black Forest Labs answered, but named no task, so nobody knows whether the image is being made."
        raise ProviderError(sentence, outcome_unknown=True)
    told = answer.get("polling_url")
    address = _polling_address(told) if isinstance(told, str) else None
    note = {"calls": calls} if address else {"calls": calls, "calls_only": calls, "built": True}
    cost = answers.cost_of(answer)
    return Submission(named, address or _built(named), cost, {**answers.kept(answer), NOTE: note})


def _built(named: str) -> str:
    return f"{servers.base()}/v1/get_result?id={quote(named, safe='')}"


def _polling_address(told: str) -> str | None:
    """The address as it was given if it is theirs; None for any other."""
    try:
        return None if servers.api().stop(httpx.URL(told)) else told
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return None


def _id_in(address: str) -> str:
    return httpx.URL(address).params.get("id", "")[:100]


def _lost(error: Exception) -> str:
    how = (
        "did not answer in time" if isinstance(error, TimeoutError | httpx.TimeoutException) else "broke off the answer"
    )
    return f"Black Forest Labs {how}, so nobody knows whether the image is being made."
