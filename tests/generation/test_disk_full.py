"""The disk of the pictures is full, for real: images wait for space and say so, pages are served, and all goes on."""

import os
import shutil
import subprocess

import pytest

from tests.generation.site import SWEEPER, WORKER, Site
from tests.generation.test_crashes import empty_database  # noqa: F401
from tests.house.desk import Desk

pytestmark = pytest.mark.processes
SOON = 60
WAITING = "SELECT count(*) FROM generation_slot WHERE failure_kind = 'no_space' AND state = '{}'"


class Disk:
    """Two megabytes of memory mounted as the folder of private pictures."""

    def __init__(self, folder):
        self.folder, self.ballast = folder, folder / "ballast"
        folder.mkdir(exist_ok=True)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], check=False)
        if mounted.returncode:
            pytest.skip("needs the right to mount a small disk")

    def fill(self) -> None:
        """Not a byte is left."""
        with self.ballast.open("ab", buffering=0) as file:
            while shutil.disk_usage(self.folder).free:
                file.write(b"\0" * 4096)

    def pictures(self) -> list[str]:
        """All files but the ballast."""
        return [path.name for path in self.folder.rglob("*") if path.is_file() and path != self.ballast]

    def unmount(self) -> None:
        """Takes it away once nobody uses it."""
        subprocess.run(["umount", "-l", self.folder], check=True)


@pytest.fixture
def desk(tmp_path, empty_database):  # noqa: F811
    """A marketer who is signed in; nothing but the web server runs."""
    site = Site(tmp_path / "site", empty_database)
    made = Desk(site)
    made.open()
    made.sign_in()
    yield made
    site.close()


@pytest.fixture
def disk(desk):
    """The small disk under this site's pictures."""
    made = Disk(desk.site.folder / "private")
    yield made
    made.unmount()


def _assert_pages_say_so(desk):
    answer = desk.client.get(f"/briefs/{desk.scene['brief']}/progress")
    assert answer.status_code == 200
    assert "Waits for space" in answer.text
    ready = desk.client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["storage"].startswith("full")


def _assert_done_as_if_undisturbed(desk, images):
    site = desk.site
    site.wait(lambda: site.requests() == {"done"}, SOON)
    assert site.ask("SELECT count(*) FROM generation_candidate") == [images]
    assert len(site.ledger.read_text().splitlines()) == images
    assert "Waits for space" not in desk.client.get(f"/briefs/{desk.scene['brief']}/progress").text
    verified = site.do("manage.py", "verify")
    assert verified.returncode == 0, verified.stdout


@pytest.mark.skipif(os.name != "posix", reason="needs mount")
def test_what_cannot_be_kept_waits_and_is_fetched_once_there_is_room(desk, disk):
    disk.fill()
    desk.ask("paid", 3, seed=7)
    for command in (SWEEPER, WORKER):
        desk.site.start(command)
    desk.site.wait(lambda: desk.site.ask(WAITING.format("running")) == [3], SOON)
    assert disk.pictures() == []
    _assert_pages_say_so(desk)
    disk.ballast.unlink()
    _assert_done_as_if_undisturbed(desk, 3)


def test_what_was_fetched_waits_for_its_intake_and_leaves_no_half_file(desk, disk):
    desk.site.start(SWEEPER)
    desk.ask("paid", 3, seed=7)
    fetched = "SELECT count(*) FROM generation_slot WHERE state = 'fetched'"
    desk.site.wait(lambda: desk.site.ask(fetched) == [3], SOON)
    kept = sorted(disk.pictures())
    disk.fill()
    desk.site.start(WORKER)
    desk.site.wait(lambda: desk.site.ask(WAITING.format("fetched")) == [3], SOON)
    assert sorted(disk.pictures()) == kept
    _assert_pages_say_so(desk)
    disk.ballast.unlink()
    _assert_done_as_if_undisturbed(desk, 3)
