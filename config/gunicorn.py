"""Owns the web server's habits: threads for waiting requests, clean stops, no orphans."""

import os
from pathlib import Path

from config.processes import die_with_parent

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "config.web.PatientWorker"
preload_app = True
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True
proc_name = "proofmark-web"
loglevel = "warning"


def post_fork(server, worker):
    """Runs in each worker process: it must not outlive the server."""
    die_with_parent(parent=server.pid)
