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

if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    DATABASES["default"]["ENGINE"] = "tests.postgresql"  # noqa: F405
    # what a test commits need not outlive a power cut
    options = DATABASES["default"].setdefault("OPTIONS", {})  # noqa: F405
    options["options"] = "-c synchronous_commit=off " + options.get("options", "")
