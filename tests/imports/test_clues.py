"""What a file says about its own origin is understood, with the place it was read; nonsense is left alone."""

import json

import pytest

from generation import clues

JOB = "3f1c9a52-0b7e-4c1d-9a61-5d2f0e8b7c34"
DESCRIPTION = f"a red mug on a sill, morning light --ar 16:9 --v 7 --stylize 250 --seed 42 Job ID: {JOB}"
BLOCK = (
    "a red mug on a sill, <lora:soft:0.6>\nNegative prompt: text, hands\n"
    "Steps: 28, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 1234567890, Size: 768x512, "
    'Model hash: abc123, Model: juggernaut_xl, Lora hashes: "soft: 11, hard: 22", Version: v1.9.4'
)


def read(texts=None, name="", **parts):
    return clues.read({"texts": texts or {}, **parts}, name)


def test_a_midjourney_download_tells_prompt_model_seed_and_author():
    found = read({"Description": DESCRIPTION, "Author": "mara.l"})
    assert found["tool"] == ["Midjourney", "PNG field Description"]
    assert found["prompt"][0] == "a red mug on a sill, morning light --ar 16:9 --v 7 --stylize 250 --seed 42"
    assert found["model_version"][0] == "v7"
    assert found["seed"][0] == 42
    assert found["author_name"] == ["mara.l", "PNG field Author"]


def test_the_flags_and_the_job_are_kept_as_settings():
    settings = read({"Description": DESCRIPTION})["parameters"][0]
    assert settings == {"ar": "16:9", "v": "7", "stylize": "250", "seed": "42", "job": JOB}


def test_niji_is_a_model_of_its_own():
    assert read({"Description": f"a fox --niji 6 Job ID: {JOB}"})["model_version"][0] == "Niji 6"


def test_a_flag_without_a_value_is_a_yes():
    assert clues.flags_of("a fox --tile --v 6.1") == {"tile": "yes", "v": "6.1"}


def test_two_dashes_inside_a_word_are_no_flag():
    assert clues.flags_of("a well--known fox") == {}


@pytest.mark.parametrize("text", ["A caption that somebody wrote", "", "Job ID: nonsense", "-- -- --"])
def test_an_ordinary_description_is_no_clue(text):
    assert read({"Description": text}) == {}


def test_the_file_name_helps_when_the_fields_are_gone():
    found = read(name=f"mara.l_a_red_mug_on_a_sill_{JOB}_2.png")
    assert found["prompt"] == ["a red mug on a sill", "file name, shortened there"]
    assert found["author_name"] == ["mara.l", "file name"]
    assert found["parameters"][0] == {"job": JOB, "index": "2"}
    assert "model_version" not in found


def test_the_fields_outweigh_the_file_name():
    found = read({"Description": DESCRIPTION}, f"other_person_{JOB}.png")
    assert found["prompt"][1] == "PNG field Description"


@pytest.mark.parametrize("name", ["IMG_2031.jpg", "a_b_c.png", f"{JOB}.png", "x" * 500 + ".png"])
def test_other_file_names_tell_nothing(name):
    assert read(name=name) == {}


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ({"texts": {"parameters": BLOCK}}, "PNG field parameters"),
        ({"exif": {"comment": BLOCK}}, "EXIF comment"),
    ],
)
def test_the_block_of_a_web_interface_is_read_from_png_and_jpeg(parts, place):
    found = clues.read(parts)
    assert found["prompt"] == ["a red mug on a sill, <lora:soft:0.6>", place]
    assert found["model_version"][0] == "juggernaut_xl"
    assert found["seed"][0] == 1234567890
    assert found["parameters"][0]["negative prompt"] == "text, hands"
    assert found["parameters"][0]["CFG scale"] == "6.5"


def test_a_comfy_graph_tells_checkpoint_and_seed():
    graph = {"3": {"inputs": {"seed": 7, "model": ["4", 0]}}, "4": {"inputs": {"ckpt_name": "flux.safetensors"}}}
    found = read({"prompt": json.dumps(graph)})
    assert found["tool"][0] == "ComfyUI"
    assert found["model_version"][0] == "flux.safetensors"
    assert found["seed"][0] == 7


def test_two_different_seeds_in_a_graph_are_no_clue():
    graph = {"3": {"inputs": {"seed": 7}}, "5": {"inputs": {"seed": 8}}}
    assert "seed" not in read({"prompt": json.dumps(graph)})


@pytest.mark.parametrize("text", ["{}", "[]", "null", "7", '{"a": 1}', '{"a": {"inputs": 3}}', "{" * 9000, "words"])
def test_a_broken_graph_is_no_fault(text):
    assert "prompt" not in read({"prompt": text})


def test_the_iptc_properties_are_read():
    found = clues.read({"xmp": {"ai_system": "Firefly", "ai_system_version": "4", "ai_prompt": "a mug"}})
    assert [found[field][0] for field in ("tool", "model_version", "prompt")] == ["Firefly", "4", "a mug"]


@pytest.mark.parametrize("seed", ["-1", "9" * 19, "9" * 400, "1e9", "x", "٣"])
def test_a_seed_that_no_column_holds_is_left_out(seed):
    assert "seed" not in read({"Description": f"a fox --seed {seed} --v 6 Job ID: {JOB}"})


def test_long_values_are_cut_to_what_a_column_holds():
    found = read({"Description": "fox " * 9000 + f"--v {'7' * 300} Job ID: {JOB}", "Author": "a" * 900})
    assert len(found["prompt"][0]) <= 8_000
    assert len(found["model_version"][0]) <= 80
    assert len(found["author_name"][0]) <= 120


def test_hostile_flags_take_no_time():
    assert read({"Description": "--a " * 5_000 + "-" * 10_000}) is not None
