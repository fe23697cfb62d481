"""Every odd or hostile file gets the right verdict, soon, with a sentence, and the next picture still opens."""

import io

import pytest
from PIL import Image

from assets.imaging import darkroom
from assets.imaging.darkroom import ImageRefused
from tests.imaging.corpus import CASES
from tests.imaging.corpus.paint import encoded

NEEDLES = (b"<script", b"<html", b"PK\3\4", b"passwd", b"ENTITY", b"GPS")


def develop(data):
    return darkroom.develop(data, digital_source_type="trainedAlgorithmicMedia")


def verdict(data):
    try:
        develop(data)
    except ImageRefused as refusal:
        return refusal.code
    return "taken"


def test_the_corpus_is_large_and_its_names_are_unique():
    names = [name for name, _, _ in CASES]
    assert len(names) >= 180
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("make", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_verdict(make, expected):
    allowed = expected if isinstance(expected, set) else {expected}
    assert verdict(make()) in allowed


REFUSED = [case for case in CASES if case[2] != "taken" and not isinstance(case[2], set)]


@pytest.mark.parametrize("make", [case[1] for case in REFUSED[::6]], ids=[case[0] for case in REFUSED[::6]])
def test_every_refusal_is_a_sentence_and_says_what_to_do(make):
    with pytest.raises(ImageRefused) as refusal:
        develop(make())
    sentence = refusal.value.sentence
    assert sentence.endswith(".")
    assert not set("{}!") & set(sentence)
    assert any(advice in sentence.lower() for advice in ("bring in", "bring that in", "again"))


TAKEN = [case for case in CASES if case[2] == "taken"]


@pytest.mark.parametrize("make", [case[1] for case in TAKEN], ids=[case[0] for case in TAKEN])
def test_what_we_make_holds_nothing_foreign(make):
    developed = develop(make())
    for made in (developed.master, *developed.previews.values()):
        assert not any(needle in made for needle in NEEDLES)
        picture = Image.open(io.BytesIO(made))
        picture.load()
        assert "icc_profile" not in picture.info
        assert not dict(picture.getexif())


def test_after_the_worst_files_an_ordinary_one_opens():
    for _, make, _ in CASES[::17]:
        verdict(make())
    assert verdict(encoded()) == "taken"
