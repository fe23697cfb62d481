"""The tests themselves where there is no browser and no service: such tests skip, say why, and harm no other."""

import os
import subprocess
import sys

import pytest

# one that would drive a browser, one for PostgreSQL alone, and after both of them some that run
ASKED = ["tests/audit/test_browser.py", "tests/audit/test_concurrency.py", "tests/audit/test_chain.py"]
OURS = ("PYTEST_", "DATA_DIR", "DATABASE_URL", "CELERY_")


@pytest.mark.sqlite
def test_what_cannot_run_here_skips_and_harms_no_other(tmp_path):
    bare = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", "-rs", *ASKED]
    # without a path no Chromium is found
    run = subprocess.run(command, env=bare | {"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert "browser tests need" in run.stdout
    assert "for PostgreSQL alone" in run.stdout
    assert " passed, 2 skipped" in run.stdout
