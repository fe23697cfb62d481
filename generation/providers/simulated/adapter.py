"""The simulated generators as a provider: no network, no memory; the poll reference says all there is to know."""

import asyncio
import base64
import hashlib
import json
import os
import random
import sys
import time
import zlib
from pathlib import Path
from weakref import WeakKeyDictionary

from generation.providers import contract
from generation.providers.contract import Done, Failed, ImageRef, Job, Progress, Provider, ProviderError, Submission

from . import reading

STYLES = ("atelier", "daylight")
SMALLEST, LARGEST = 64, 4096
SECONDS = {"atelier": (4.0, 6.0), "daylight": (1.5, 2.5)}
_ROOT = Path(__file__).resolve().parents[3]
_PROMPT_KEPT = 240
_DRAWING_SECONDS = 60

_REFUSED_WORD = Failed(
    contract.MODERATED_INPUT, "The generator refuses the word “forbidden”. Take it out of the prompt.", permanent=True
)
_OUTCOMES = {
    "moderated": Failed(
        contract.MODERATED_OUTPUT, "The generator withheld this picture after making it.", permanent=True
    ),
    "fail": Failed(contract.PROVIDER_ERROR, "The generator had a fault of its own.", permanent=True),
}


class Simulated(Provider):
    """Draws in a process of its own. `parameters` may hold "seconds": [least, most] and, for trying things out,
    "simulate": moderated, some_moderated (one in four), fail, fail_once, rate_limited_once, lost or slow."""

    # The same attempt always gives the same picture and costs nothing twice, so a submit may be repeated.
    repeatable = True

    def __init__(self) -> None:
        self._drawers: WeakKeyDictionary = WeakKeyDictionary()

    def validate(self, job: Job) -> list[str]:
        """Sentences that say why this job cannot be drawn."""
        problems = []
        if job.model not in STYLES:
            problems.append(f"There is no simulated generator named {job.model}.")
        if not job.prompt.strip():
            problems.append("The prompt is empty. Write what the picture should show.")
        if not all(SMALLEST <= side <= LARGEST for side in (job.width, job.height)):
            problems.append(f"Sides must be {SMALLEST} to {LARGEST} pixels.")
        return problems

    async def submit(self, job: Job) -> Submission:
        """Take a job; nothing happens but a note of when it began."""
        if problems := self.validate(job):
            raise ProviderError(" ".join(problems), permanent=True, kind=contract.BAD_REQUEST)
        control = job.parameters.get("simulate", "")
        if control == "lost":
            raise ProviderError("The generator's answer was lost.", outcome_unknown=True)
        if job.attempt == 1 and control in ("fail_once", "rate_limited_once"):
            kind = contract.PROVIDER_ERROR if control == "fail_once" else contract.RATE_LIMITED
            raise ProviderError("The generator was busy.", kind=kind, retry_after=0.5)
        note = _note(job, control)
        name = hashlib.sha256(f"{job.reference}|{job.attempt}".encode()).hexdigest()[:20]
        return Submission(f"sim-{name}", _packed(note), cost=None, raw={"simulated": True, "seconds": note["seconds"]})

    async def poll(self, submission: Submission) -> Progress | Done | Failed:
        """How far it is, by the clock."""
        note = _unpacked(submission.poll_ref)
        fraction = (time.time() - note["began"]) / note["seconds"] if note["seconds"] else 1.0
        if fraction >= 0.35 and note["outcome"]:
            return _REFUSED_WORD if note["outcome"] == "forbidden" else _OUTCOMES[note["outcome"]]
        if fraction < 1:
            return Progress(max(0.0, fraction), "drawing")
        return Done([ImageRef(submission.poll_ref)], seed=note["seed"])

    async def fetch(self, image: ImageRef) -> bytes:
        """The PNG, drawn now in a process of its own; at most one for each processor at a time."""
        loop = asyncio.get_running_loop()  # what one loop waits for cannot be waited for in another
        async with self._drawers.setdefault(loop, asyncio.Semaphore(max(1, os.cpu_count() or 1))):
            return await _drawn(image.address)

    async def cancel(self, submission: Submission) -> bool:
        """Nothing runs, so nothing is left running."""
        return True


async def _drawn(note: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "generation.providers.simulated",
        cwd=_ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        picture, complaint = await asyncio.wait_for(process.communicate(note.encode()), _DRAWING_SECONDS)
    except BaseException:
        if process.returncode is None:
            process.kill()
        raise
    if process.returncode:
        raise ProviderError(f"The picture could not be drawn ({complaint.decode(errors='replace')[-200:].strip()}).")
    return picture


def _note(job: Job, control: str) -> dict:
    """All that drawing needs, small enough for a poll reference of 2,000 characters whatever the prompt."""
    seed = job.seed if job.seed is not None else random.SystemRandom().randrange(2**31)
    low, high = job.parameters.get("seconds") or SECONDS[job.model]
    scene = reading.read(job.prompt, seed, job.negative)
    return {
        "style": job.model,
        "prompt": job.prompt[:_PROMPT_KEPT],
        "seed": seed,
        "size": [job.width, job.height],
        "began": time.time(),
        "seconds": scene.dice("time").uniform(low, high) * (8 if control == "slow" else 1),
        "outcome": _outcome(scene, control, seed),
        "scene": reading.to_plain(scene),
    }


def _outcome(scene: reading.Scene, control: str, seed: int) -> str:
    if "forbidden" in scene.text.split():
        return "forbidden"
    if control == "some_moderated":
        return "moderated" if seed % 4 == 3 else ""
    return control if control in _OUTCOMES else ""


def _packed(note: dict) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(note).encode(), 9)).decode()


def _unpacked(reference: str) -> dict:
    try:
        return json.loads(zlib.decompress(base64.urlsafe_b64decode(reference)))
    except (ValueError, zlib.error) as error:
        raise ProviderError("This is no reference of a simulated generator.", permanent=True) from error


def draw(reference: str) -> bytes:
    """The PNG that a poll reference stands for. Takes up to a second of one processor."""
    from . import atelier, daylight, label

    note = _unpacked(reference)
    style = {"atelier": atelier, "daylight": daylight}[note["style"]]
    canvas = style.paint(reading.from_plain(note["scene"]), tuple(note["size"]))
    canvas = label.stamp(canvas, style.NAME, note["seed"])
    return label.to_png(canvas, style=style.NAME, prompt=note["prompt"], seed=note["seed"])
