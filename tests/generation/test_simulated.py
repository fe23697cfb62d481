"""The built-in generators: the same picture for the same words, marked as simulated, and every outcome on demand."""

import asyncio
import io
import json
import os

import pytest
from PIL import Image

from generation.providers import contract
from generation.providers.catalogue import adapters, provider
from generation.providers.contract import Done, Failed, Job, Progress, ProviderError
from generation.providers.simulated import atelier, daylight, label, reading
from generation.providers.simulated.adapter import STYLES, Simulated, draw
from generation.providers.simulated.vocabulary import COLOURS, SUBJECTS

QUICK = {"seconds": [0, 0]}


def _job(prompt="A red mug on a table", **fields):
    return Job(
        **{"prompt": prompt, "width": 160, "height": 128, "seed": 7, "model": "daylight", "parameters": QUICK, **fields}
    )


def _ended(job):
    async def run():
        submission = await Simulated().submit(job)
        return submission, await Simulated().poll(submission)

    return asyncio.run(run())


def _picture(job) -> bytes:
    return draw(_ended(job)[0].poll_ref)


def _mean(data: bytes):
    return Image.open(io.BytesIO(data)).convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))


@pytest.mark.parametrize("style", STYLES)
def test_the_same_words_seed_and_size_give_the_same_bytes(style):
    assert _picture(_job(model=style)) == _picture(_job(model=style))


@pytest.mark.parametrize(
    "change", [{"seed": 8}, {"prompt": "A blue mug on a table"}, {"model": "atelier"}, {"width": 176}]
)
def test_anything_else_gives_another_picture(change):
    assert _picture(_job()) != _picture(_job(**change))


def test_the_size_is_the_one_asked_for():
    assert Image.open(io.BytesIO(_picture(_job(width=208, height=96)))).size == (208, 96)


def test_atelier_is_dark_and_daylight_is_bright():
    assert sum(_mean(_picture(_job(model="atelier")))) + 150 < sum(_mean(_picture(_job(model="daylight"))))


@pytest.mark.parametrize("style", [atelier, daylight])
@pytest.mark.parametrize("subject", sorted(set(SUBJECTS.values())))
def test_every_subject_can_be_drawn(style, subject):
    picture = style.paint(reading.read(f"a {subject}", 3), (96, 96))
    assert len(picture.getcolors(100_000)) > 50


@pytest.mark.parametrize("prompt", ["", "…", "🦊🦊", "漢字" * 900, "\u202eabc", "a" * 9000, "cat " * 4000])
@pytest.mark.parametrize("style", [atelier, daylight])
def test_any_text_gives_a_picture(style, prompt):
    assert style.paint(reading.read(prompt, 3), (64, 64)).size == (64, 64)


@pytest.mark.parametrize("size", [(64, 64), (96, 640), (640, 96)])
@pytest.mark.parametrize("style", [atelier, daylight])
def test_any_shape_gives_a_picture(style, size):
    assert style.paint(reading.read("a boat at sunset in the rain", 3), size).size == size


def test_a_colour_word_colours_the_subject():
    red, blue = (_mean(_picture(_job(f"a {word} cube in a studio", width=256, height=256))) for word in ("red", "blue"))
    assert red[0] - red[2] > blue[0] - blue[2] + 8


def test_it_knows_at_least_25_subjects_and_30_colours():
    assert len(set(SUBJECTS.values())) >= 25
    assert len(COLOURS) >= 30


def test_orange_is_a_colour_before_a_thing():
    assert reading.read("an orange mug", 1).subjects == ("mug",)
    assert reading.read("an orange and a mug", 1).subjects == ("orange", "mug")


def test_words_to_avoid_are_left_out():
    assert reading.read("a cat and a dog", 1, negative="dog").subjects == ("cat",)


def test_a_count_is_read():
    assert reading.read("three green apples", 1).count == 3


def test_the_file_says_that_it_is_simulated():
    picture = Image.open(io.BytesIO(_picture(_job())))
    picture.load()
    assert json.loads(picture.text["Simulated"]) == {"generator": "Daylight", "seed": 7, "simulated": True}
    assert label.DIGITAL_SOURCE in picture.text["XML:com.adobe.xmp"]


def test_the_pixels_say_that_it_is_simulated():
    plain = Image.new("RGB", (512, 512), (200, 200, 200))
    corner = label.stamp(plain, "Daylight", 7).crop((10, 470, 200, 505))
    low, high = corner.convert("L").getextrema()
    assert low < 100 < 200 <= high


def test_a_poll_tells_how_far_it_is():
    answer = _ended(_job(parameters={"seconds": [60, 60]}))[1]
    assert isinstance(answer, Progress)
    assert 0 <= answer.fraction < 0.1


def test_a_poll_reference_fits_its_column_whatever_the_prompt():
    assert len(_ended(_job("漢" * 8000))[0].poll_ref) <= 2000


def test_a_forbidden_word_is_refused_with_a_reason():
    answer = _ended(_job("a forbidden mug"))[1]
    assert (answer.kind, answer.permanent, answer.charged) == (contract.MODERATED_INPUT, True, False)


@pytest.mark.parametrize(
    ("control", "kind"), [("moderated", contract.MODERATED_OUTPUT), ("fail", contract.PROVIDER_ERROR)]
)
def test_an_outcome_can_be_asked_for(control, kind):
    answer = _ended(_job(parameters={**QUICK, "simulate": control}))[1]
    assert isinstance(answer, Failed)
    assert answer.kind == kind


def test_one_in_four_can_be_refused_so_that_success_is_partial():
    answers = [_ended(_job(seed=seed, parameters={**QUICK, "simulate": "some_moderated"}))[1] for seed in range(4)]
    assert [type(answer) for answer in answers] == [Done, Done, Done, Failed]


def test_a_first_try_can_fail_and_the_second_succeed():
    told = {**QUICK, "simulate": "fail_once"}
    with pytest.raises(ProviderError) as caught:
        _ended(_job(parameters=told))
    assert not caught.value.permanent
    assert isinstance(_ended(_job(parameters=told, attempt=2))[1], Done)


def test_a_job_that_cannot_be_done_is_refused_before_it_costs():
    with pytest.raises(ProviderError) as caught:
        _ended(_job(width=9000, model="nobody", prompt=" "))
    assert caught.value.permanent
    assert len(Simulated().validate(_job(width=9000, model="nobody", prompt=" "))) == 3


def test_the_same_attempt_has_the_same_name_at_the_generator():
    names = {_ended(_job(reference="abc"))[0].remote_id for _ in range(2)}
    assert len(names) == 1
    assert _ended(_job(reference="abd"))[0].remote_id not in names


def test_a_made_up_reference_is_no_picture():
    with pytest.raises(ProviderError):
        draw("nonsense")


def test_fetching_draws_in_a_process_of_its_own():
    async def run():
        done = await Simulated().poll(await Simulated().submit(_job()))
        return await Simulated().fetch(done.images[0])

    assert asyncio.run(run()) == _picture(_job())


def test_one_engine_after_the_other_draws_more_than_there_are_processors():
    drawing, crowd = Simulated(), (os.cpu_count() or 1) + 1
    done = _ended(_job())[1].images[0]

    async def together():
        return await asyncio.gather(*(drawing.fetch(done) for _ in range(crowd)))

    assert len({picture for _ in range(2) for picture in asyncio.run(together())}) == 1


def test_every_adapter_of_the_catalogue_can_be_made():
    assert all(provider(name).validate for name in adapters())
