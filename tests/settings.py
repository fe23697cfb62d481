"""Owns the settings under test. They are read before any conftest, so a folder and a broker of their own stand here."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="proofmark-test-"))
os.environ.setdefault("CELERY_BROKER_URL", "memory://")
if os.environ["CELERY_BROKER_URL"].startswith("redis://"):
    # tests that run side by side must not read each other's messages
    base, _, number = os.environ["CELERY_BROKER_URL"].rpartition("/")
    place = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    os.environ["CELERY_BROKER_URL"] = f"{base}/{int(number) + place}"
os.environ.setdefault("SECRET_KEY", "only-for-tests-0123456789-only-for-tests-0123456789")

from config.settings import *  # noqa: F403

_database = DATABASES["default"]  # noqa: F405
if _database["ENGINE"].endswith("sqlite3"):
    _database["ENGINE"] = "tests.sqlite"
else:
    _database["ENGINE"] = "tests.postgresql"
    # what a test commits need not outlive a power cut
    _options = _database.setdefault("OPTIONS", {})
    _options["options"] = "-c synchronous_commit=off " + _options.get("options", "")
STATICFILES_FINDERS = [
    "tests.shipped.SmallScripts",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
