"""Runs manage.py in a process of its own with the environment that docs/operations.md gives for production."""

import json
import os
import subprocess
import sys
import tempfile

from django.conf import settings

ENVIRONMENT = {
    "SITE_URL": "https://proofmark.example.com",
    "SECRET_KEY": "k3Jx-92mQ_zV7yTnWcR4sLbH8uPfE1oGdXaKiNqMjYtZvBwC-r5Ds0Ag6Fh-2eUk",
    "TRUSTED_PROXIES": "1",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.com:587",
}


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess:
    """The finished process; an empty value takes a variable out of the environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    wanted = {**kept, "DATA_DIR": tempfile.mkdtemp(prefix="proofmark-prod-"), **ENVIRONMENT, **environment}
    return subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *words],
        env={name: value for name, value in wanted.items() if value},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def settings_of(*names: str, **environment: str) -> dict:
    """The values of settings in that environment."""
    code = "import json; from django.conf import settings; print(json.dumps({n: getattr(settings, n) for n in %r}))"
    said = manage("shell", "--no-imports", "-c", code % (names,), **environment)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout.strip().splitlines()[-1])
