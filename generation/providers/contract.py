"""The contract between the engine and every image generator: what is asked, what may come back, what can go wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

RATE_LIMITED = "rate_limited"
UNREACHABLE = "unreachable"
TIMEOUT = "timeout"
PROVIDER_ERROR = "provider_error"
MODERATED_INPUT = "moderated_input"
MODERATED_OUTPUT = "moderated_output"
BAD_REQUEST = "bad_request"
CREDENTIALS = "credentials"
CREDITS = "credits"
EXPIRED = "expired"
UNKNOWN_OUTCOME = "unknown_outcome"
KINDS = (
    RATE_LIMITED,
    UNREACHABLE,
    TIMEOUT,
    PROVIDER_ERROR,
    MODERATED_INPUT,
    MODERATED_OUTPUT,
    BAD_REQUEST,
    CREDENTIALS,
    CREDITS,
    EXPIRED,
    UNKNOWN_OUTCOME,
)

# What a person can do about each kind; the interface shows it under the reason.
ADVICE = {
    RATE_LIMITED: "Nothing was charged. It is tried again by itself.",
    UNREACHABLE: "Nothing was sent or charged. It is tried again by itself.",
    TIMEOUT: "The generator did not answer in time. Ask for this image again.",
    PROVIDER_ERROR: "The generator had a fault of its own. Ask for this image again.",
    MODERATED_INPUT: "Change the wording and ask again. The same words would be refused again.",
    MODERATED_OUTPUT: "The picture was withheld. A new seed or other wording may pass.",
    BAD_REQUEST: "The generator cannot do what was asked. Change the size, the count or the wording.",
    CREDENTIALS: "An administrator has to check the key of this generator.",
    CREDITS: "An administrator has to add credits for this generator.",
    EXPIRED: "The picture was made and charged, but its link ran out before it was stored. Ask for this image again.",
    UNKNOWN_OUTCOME: "It may have been made and charged. Look at the provider's own list, then say what became of it.",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """An image sent along: its declared role, its bytes and their media type."""

    role: str
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Callback:
    """Where a provider may tell us about one attempt, and the secret that proves it. Neither is ever shown."""

    url: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Job:
    """One image wanted. Sizes in pixels; `reference` is our own id of the attempt, safe to show to a provider."""

    prompt: str
    width: int
    height: int
    seed: int | None = None
    negative: str = ""
    model: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    reference: str = ""
    attempt: int = 1
    callback: Callback | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """The answer to a submit. `poll_ref` is used exactly as given; `cost` is in the generator's currency."""

    remote_id: str
    poll_ref: str = ""
    cost: float | None = None
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImageRef:
    """Where the bytes of a finished image can be had once; often good for minutes only."""

    address: str
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Still working. `fraction` from 0 to 1, or None where the provider does not say."""

    fraction: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """The provider does not know this job, which may pass; after a few such answers it counts as failed."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Done:
    """Finished: the images, and the price where it is only known now. `seed` is set when the provider chose it."""

    images: list[ImageRef]
    cost: float | None = None
    seed: int | None = None
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed:
    """Ended without an image. `permanent` means that the same request would fail again."""

    kind: str
    sentence: str
    permanent: bool = True
    charged: bool = False
    raw: dict[str, Any] = field(default_factory=dict)


class ProviderError(Exception):
    """A call that went wrong, with a sentence for people.

    `outcome_unknown` means that a submit may have been accepted and charged: it must never be repeated blindly.
    `retry_after` is in seconds, where the provider named a time.
    """

    def __init__(
        self,
        sentence: str,
        *,
        permanent: bool = False,
        kind: str = PROVIDER_ERROR,
        outcome_unknown: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.permanent = permanent
        self.kind = UNKNOWN_OUTCOME if outcome_unknown else kind
        self.outcome_unknown = outcome_unknown
        self.retry_after = retry_after


class Provider:
    """One image generator. Every method but the first ones may raise ProviderError and nothing else.

    `repeatable` is True where a submit with the same `reference` and `attempt` is never done or charged twice;
    everywhere else an answer that was lost stays unknown until a call of the provider or a person settles it.
    """

    repeatable = False
    outside = False  # whether what it is asked leaves this machine
    calls_back = False  # whether it can tell us by a call that a job has ended

    def closed(self) -> str:
        """Why nothing can be asked for now, as a sentence; empty when it can. Makes no call."""
        return ""

    def validate(self, job: Job) -> list[str]:
        """Sentences that say why this job cannot be done; empty when it can. Makes no call."""
        return []

    def pace(self, submission: Submission) -> tuple[float, float]:
        """Seconds until the first poll, and between two later ones at most."""
        return 0.25, 3.0

    def found(self, named: str) -> Submission:
        """The submission that a task id or polling address means; ProviderError for anything else. Makes no call."""
        raise ProviderError("This generator has no task ids that could be looked up.", permanent=True)

    def heard(self, payload: dict) -> Done | Failed | None:
        """What a proven call of the provider says by itself; None when it says nothing final. Makes no call."""
        return None

    async def submit(self, job: Job) -> Submission:
        """Hand the job over. From here on it may cost money."""
        raise NotImplementedError

    async def poll(self, submission: Submission) -> Progress | Missing | Done | Failed:
        """Ask how it stands. May be repeated at will, by any process."""
        raise NotImplementedError

    async def fetch(self, image: ImageRef) -> bytes:
        """The bytes as the provider made them, at most 40 MB."""
        raise NotImplementedError

    async def cancel(self, submission: Submission) -> bool:
        """Try to stop it. False where the provider cannot or it is too late."""
        return False

    async def credits(self) -> Decimal | None:
        """What is left on the account; None where the provider does not say. Costs nothing."""
        return None

    async def close(self) -> None:
        """Ends connections that are kept for the running loop."""
