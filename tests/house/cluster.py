"""A PostgreSQL server of a test's own, which may be stopped the hard way without harm to anybody."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


def programs() -> Path | None:
    """The folder with initdb and pg_ctl; None where there is none."""
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = known[-1] if known else shutil.which("initdb")
    return Path(found).parent if found else None


class Cluster:
    """Lives in a folder of its own under the system's temporary one, which the server's user must be able to reach."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="proofmark-cluster-"))
        if os.getuid() == 0:  # the server refuses to run as root
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-N")
        self._run("pg_ctl", "-D", self._data, "-w", "-l", f"{self.folder}/log", "-o", self._options, "start")

    @property
    def _data(self) -> str:
        return f"{self.folder}/data"

    @property
    def _options(self) -> str:
        return f"-p {self.port} -h 127.0.0.1 -k {self.folder}"

    def restart(self) -> None:
        """Stops it as a power cut does, and starts it again."""
        self._run("pg_ctl", "-D", self._data, "-w", "-l", f"{self.folder}/log", "-m", "immediate", "restart")

    def stop(self) -> None:
        """Ends it and takes its files away."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *words: str, check: bool = True) -> None:
        who = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        command = [str(programs() / program), *words]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, check=check, timeout=120, cwd=self.folder, **quiet, **who)
