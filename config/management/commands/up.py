"""Owns the command that runs the whole site on one machine: web, worker and sweeper."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from ipaddress import ip_address

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection

from config.processes import Child, Supervisor

PYTHON = [sys.executable, "-X", "faulthandler"]
# Celery warns at each start when it runs as root, as it does in most containers
AS_ROOT = "ignore:You're running the worker with superuser"
MANAGE = [*PYTHON, str(settings.BASE_DIR / "manage.py")]


class Command(BaseCommand):
    """Prepares, starts the children, prints the address, and stops all on Ctrl-C."""

    help = "Runs the web server, a worker and the sweeper on this machine."
    requires_system_checks = ()  # `prepare` makes them, knowing where the server is bound

    def add_arguments(self, parser):
        """Where to listen; loopback unless told otherwise."""
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args, **options):
        """Runs until it is stopped; the exit code is 0 after a wished stop."""
        self.host, self.port = options["host"], options["port"]
        self._refuse_busy_port()
        os.environ.update(self._environment())
        self._prepare()
        supervisor = Supervisor(self._children(), say=self.say, when_up=self._announce)
        code = supervisor.run()
        self.say("Everything has stopped.")
        sys.exit(code)

    def say(self, sentence: str) -> None:
        """Writes a sentence at once, also into a pipe."""
        self.stdout.write(sentence)
        self.stdout.flush()

    def _refuse_busy_port(self) -> None:
        try:
            family = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0][0]
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((self.host, self.port))
        except OSError as problem:
            raise CommandError(
                f"Port {self.port} on {self.host} cannot be used ({problem.strerror or problem}). "
                f"Stop the program that holds it, or choose another port: make run PORT={self.port + 1}"
            ) from None

    def _environment(self) -> dict:
        """What the children must know beyond the caller's environment."""
        wanted = os.environ.get("DEMO", "").lower() in {"1", "true", "yes", "on"}
        if wanted and not self._is_loopback():
            self.say(f"Demo accounts exist only on this machine itself, so {self.host} starts without them.")
        log_level = "WARNING" if sys.stdout.isatty() else "INFO"
        return {
            "HOST": self.host,
            "PORT": str(self.port),
            "BOUND_TO_LOOPBACK": "1" if self._is_loopback() else "0",
            "SITE_URL": os.environ.get("SITE_URL") or f"http://{self._shown_host()}:{self.port}",
            "LOG_LEVEL": os.environ.get("LOG_LEVEL") or log_level,
        }

    def _is_loopback(self) -> bool:
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def _shown_host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    def _prepare(self) -> None:
        self.say("Preparing the site. The first time takes half a minute or more, for the demo's pictures are drawn.")
        if subprocess.run([*MANAGE, "prepare"], check=False).returncode:  # noqa: S603
            raise CommandError("The site could not be prepared; the reason stands above. Nothing was started.")

    def _children(self) -> list[Child]:
        celery = [*PYTHON, "-m", "celery", "-A", "config", "--quiet", "worker", "--loglevel", "WARNING"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        processes = os.environ.get("WORKER_PROCESSES") or "2"
        return [
            Child("web server", [*PYTHON, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"], True),
            Child("worker", [*celery, *quiet, "--concurrency", processes], environment={"PYTHONWARNINGS": AS_ROOT}),
            Child("sweeper", [*MANAGE, "sweep"]),
        ]

    def _announce(self) -> bool:
        """Prints the address once the web server answers."""
        host = f"{self._shown_host()}:{self.port}".replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        try:
            urllib.request.urlopen(f"http://{host}/healthz", timeout=1).close()
        except (urllib.error.URLError, OSError):
            return False
        self.say(f"\nProofmark is open at {os.environ['SITE_URL']}/  (Ctrl-C stops it)")
        self._invite()
        return True

    def _invite(self) -> None:
        from config.entrance import welcome_url

        address = welcome_url(os.environ["SITE_URL"])  # the settings were read before the port was known
        connection.close()
        if address:
            self.say(f"Nobody has an account yet. Make the first brand and admin here, within a day:\n{address}")
