"""What browsers are sent of our scripts when static files are collected."""

from pathlib import Path

import pytest

from tests.house.production import manage

LARGEST = 60_000  # bytes of the room's own scripts, before compression


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The folder of the collected scripts."""
    data = tmp_path_factory.mktemp("collected")
    said = manage("collectstatic", "--noinput", DATA_DIR=str(data))
    assert said.returncode == 0, said.stderr
    return data / "static" / "js"


def sent(folder: Path) -> dict[str, str]:
    """The scripts under their plain names."""
    return {path.name: path.read_text() for path in folder.glob("*.js") if path.name.count(".") == 1}


def test_scripts_are_sent_without_comments(collected):
    for text in (sent(collected) | sent(collected / "room")).values():
        assert text.strip()
        assert not text.startswith("//")


def test_a_named_copy_holds_the_same_bytes_as_the_plain_one(collected):
    (named,) = collected.glob("room/view.*.js")
    assert named.read_bytes() == (collected / "room" / "view.js").read_bytes()


def test_the_scripts_of_the_room_keep_their_budget(collected):
    assert sum(len(text.encode()) for text in sent(collected / "room").values()) <= LARGEST
