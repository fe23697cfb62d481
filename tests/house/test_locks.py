"""What is installed: pinned, hashed, from whatever index pip is set up with, and each piece explained."""

import re
import tomllib

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
LOCKS = sorted(ROOT.glob("requirements*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def direct() -> set[str]:
    """The names of everything that pyproject.toml asks for."""
    project, groups = PROJECT["project"], PROJECT["dependency-groups"]
    lists = [project["dependencies"], *project["optional-dependencies"].values(), *groups.values()]
    asked = [line for one in lists for line in one]
    return {re.match(r"[a-z0-9-]+", line).group() for line in asked}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_pins_and_hashes_every_package(lock):
    for entry in re.split(r"\n(?=[a-z0-9])", lock.read_text()):
        assert re.match(r"[a-z0-9-]+==[^ ]+ ", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_index_and_no_host(lock):
    assert not re.search(r"://|^-|find-links|index-url|file:", lock.read_text(), re.MULTILINE)


def test_locks_of_other_tools_that_record_addresses_are_not_here():
    assert not [
        name for name in ("uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json") if (ROOT / name).exists()
    ]


def test_every_wish_is_in_a_lock():
    locked = {match for lock in LOCKS for match in re.findall(r"^([a-z0-9-]+)==", lock.read_text(), re.MULTILINE)}
    assert direct() <= locked


def test_locks_agree_with_each_other():
    pins = {}
    for lock in LOCKS:
        for name, version in re.findall(r"^([a-z0-9-]+)==([^ ]+)", lock.read_text(), re.MULTILINE):
            pins.setdefault(name, set()).add(version)
    assert not {name: versions for name, versions in pins.items() if len(versions) > 1}


def test_every_direct_package_is_explained():
    said = (ROOT / "docs/dependencies.md").read_text()
    assert not {name for name in direct() if f"`{name}" not in said}
