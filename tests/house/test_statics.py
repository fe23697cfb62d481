"""What browsers are sent of our scripts when static files are collected."""

import re
from pathlib import Path

import pytest

from tests.house.production import manage

ALL = 60_000  # bytes of the room's own scripts before compression, those included that come later
LATER = 12_000  # bytes of those that come when something rarely used is first asked for
BEGIN = ("room.js", "threads.js")  # what the page names
ALONG = re.compile(r"""(?:from|import)\s*["']\./([a-z_]+\.js)["']""")


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


def opened_with(texts: dict[str, str]) -> set[str]:
    """The scripts that the browser loads before the room is ready: those the page names and all that they import."""
    found, waiting = set(), list(BEGIN)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += ALONG.findall(texts[name])
    return found


def test_the_scripts_of_the_room_keep_their_budget(collected):
    texts = sent(collected / "room")
    assert len(texts) > 20
    sizes = {name: len(text.encode()) for name, text in texts.items()}
    assert sum(sizes.values()) <= ALL
    assert sum(sizes[name] for name in texts.keys() - opened_with(texts)) <= LATER


def test_what_is_rarely_used_does_not_come_with_the_room(collected):
    assert not opened_with(sent(collected / "room")) & {"over.js", "crops.js", "signing.js", "tip.js"}
