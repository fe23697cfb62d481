"""How a prompt is read: which subjects, how many, where, in which light and colours."""

import hashlib
import random
import re
from dataclasses import asdict, dataclass

from .vocabulary import COLOURS, COUNTS, LIGHTS, PLACES, SUBJECTS, WEATHERS

RGB = tuple[int, int, int]
# "orange", "rose" and a few others are a colour before a thing ("an orange mug") and a thing otherwise.
_BOTH = {word for word in COLOURS if word in SUBJECTS}


@dataclass(frozen=True, slots=True)
class Scene:
    """What a prompt asks for, in the keys of the vocabulary. Empty text means that nothing was said."""

    subjects: tuple[str, ...]
    count: int
    place: str
    light: str
    weather: str
    colours: tuple[RGB, ...]
    seed: int
    text: str
    digest: str

    def dice(self, purpose: str) -> random.Random:
        """A stream of chance that depends on the prompt, the seed and what it is used for, and on nothing else."""
        return random.Random(f"{purpose}|{self.seed}|{self.digest}")  # noqa: S311  (pictures, no secrets)


def read(prompt: str, seed: int, negative: str = "") -> Scene:
    """Read a prompt of any length and language; unknown words only feed the chance."""
    unwanted = set(_words(negative))
    words = [word for word in _words(prompt) if word not in unwanted]
    subjects = _subjects(words)
    return Scene(
        subjects=subjects[:2],
        count=next((COUNTS[word] for word in words if word in COUNTS), 1),
        place=_place(words, subjects),
        light=_first(words, LIGHTS),
        weather=_first(words, WEATHERS),
        colours=_colours(words),
        seed=seed,
        text=" ".join(words)[:2000],
        digest=hashlib.sha256(" ".join(words).encode()).hexdigest()[:24],
    )


def to_plain(scene: Scene) -> dict:
    """The scene without its text, as plain values."""
    return {**asdict(scene), "text": ""}


def from_plain(plain: dict) -> Scene:
    """The scene that `to_plain` wrote; it draws the same picture."""
    colours = tuple(tuple(colour) for colour in plain["colours"])
    return Scene(**{**plain, "subjects": tuple(plain["subjects"]), "colours": colours})


def _words(text: str) -> list[str]:
    found = re.findall(r"[a-z]+", text[:4000].lower().replace("ice cream", "icecream"))
    return [_singular(word) for word in found]


def _singular(word: str) -> str:
    known = (SUBJECTS, PLACES, LIGHTS, WEATHERS, COLOURS, COUNTS)
    for form in (word, word[:-1] if word.endswith("s") else word, word[:-2] if word.endswith("es") else word):
        if any(form in table for table in known):
            return form
    return word


def _place(words: list[str], subjects: tuple[str, ...]) -> str:
    place = _first(words, PLACES)
    if place != "sea" or not subjects or subjects[0] == "boat":
        return place
    return "underwater" if subjects[0] == "fish" else "beach"


def _first(words: list[str], table: dict[str, str]) -> str:
    return next((table[word] for word in words if word in table), "")


def _subjects(words: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in _BOTH and (following in SUBJECTS or following in COLOURS):
            continue
        key = SUBJECTS.get(word)
        if key and key not in found:
            found.append(key)
    return tuple(found)


def _colours(words: list[str]) -> tuple[RGB, ...]:
    found: list[RGB] = []
    for word in words:
        if word in COLOURS and COLOURS[word] not in found:
            found.append(COLOURS[word])
    return tuple(found[:3])
