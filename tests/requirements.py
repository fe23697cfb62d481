"""Says which tests can run here: those for a browser or a service skip with a reason; in CI nothing may skip."""

import importlib.util
import shutil
from pathlib import Path

import pytest
from django.conf import settings

# what never touches the database is the same on each engine: it is tested beside SQLite alone
NO_DATABASE = (
    "flux/test_guard.py",
    "generation/test_simulated.py",
    "house/test_contracts.py",
    "house/test_formats.py",
    "imaging/",
    "imports/test_clues.py",
    "library/test_rendering.py",
)
# the shell is the same engine without windows, and takes a third less of the processor
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
HERE = Path(__file__).parent


def pytest_addoption(parser):
    """`--no-skips` is for CI: a test that would skip fails instead."""
    parser.addoption("--no-skips", action="store_true", help="a test that would skip fails instead")


def chromium() -> str | None:
    """The path of a Chromium on this machine."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def missing_for(item) -> str | None:
    """Why a test cannot run here, or None."""
    if item.get_closest_marker("browser"):
        if importlib.util.find_spec("pytest_playwright") is None:
            return "browser tests need: make e2e"
        if chromium() is None:
            return "browser tests need Chromium on this machine"
    if item.get_closest_marker("postgres") and "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        return "for PostgreSQL alone: set DATABASE_URL=postgres://..."
    if item.get_closest_marker("sqlite") and "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        return "for SQLite alone"
    return None


def _drives(item) -> bool:
    return bool({"open_page", "playwright"} & set(item.fixturenames))


def pytest_itemcollected(item):
    """Marks what needs one engine only, before `-m` chooses; such a test may not ask for the database."""
    if item.path.relative_to(HERE).as_posix().startswith(NO_DATABASE):
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(item.fixturenames):
            raise pytest.UsageError(f"{item.nodeid} uses the database, but its file is in NO_DATABASE.")
        item.add_marker(pytest.mark.sqlite)


def pytest_collection_modifyitems(items):
    """Marks what cannot run here. A test that drives a browser says so: it leaves a loop running in its process."""
    if hidden := [item.nodeid for item in items if _drives(item) and not item.get_closest_marker("browser")]:
        raise pytest.UsageError(f"{', '.join(hidden)} drives a browser and is not marked with it.")
    # those that mostly wait for processes begin first: at the end one of several runners would wait for them alone
    items.sort(key=lambda item: item.get_closest_marker("processes") is None)
    for item in items:
        if reason := missing_for(item):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Turns a skip into a failure under `--no-skips`."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and not hasattr(report, "wasxfail") and item.config.getoption("--no-skips"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may skip: {report.longrepr}"
