"""Owns the log lines: one JSON object a line (words on a terminal), with the request's and the work's id in each."""

import logging
import re
import sys
import time

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars, clear_contextvars

from assets.correlation import REQUEST_ID
from assets.identifiers import opaque_id

SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,40}")
QUIET_PATHS = ("/healthz", "/readyz", "/static/")
# parts of these addresses are tokens: of a service that calls, and of a link for guests
CALLED = re.compile(r"(/hooks/(?:[\w-]+/){2,3})[^\s\"']+")
INVITED = re.compile(r"(/g/)[^/\s\"']+")


def _mask_tokens(logger, name, event: dict) -> dict:
    """Takes the tokens out of whatever a line says."""
    for key, value in event.items():
        if isinstance(value, str) and ("/hooks/" in value or "/g/" in value):
            event[key] = INVITED.sub(r"\1…", CALLED.sub(r"\1…", value))
    return event


SHARED = [
    _mask_tokens,
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]

log = structlog.get_logger("proofmark.web")


def _renderer(as_json: bool) -> list:
    """The last steps of a line. Tracebacks carry no local variables: they could hold keys or people's words."""
    if as_json:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=24
        )
    ]


def log_settings(*, as_json: bool | None = None, level: str = "INFO") -> dict:
    """The LOGGING setting; JSON unless the error stream is a terminal. Also sets structlog up.

    :param as_json: None means decide by the terminal.
    """
    if as_json is None:
        as_json = not sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderer(as_json)],
    }
    quiet = {"level": "WARNING"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "celery.worker.strategy": quiet,
            "celery.app.trace": quiet,
            "httpx": quiet,
            "httpcore": quiet,
            "kombu": quiet,
            "urllib3.connectionpool": {"level": "ERROR"},
        },
    }


def request_id_of(header: str | None) -> str:
    """The caller's id if it is sane (8 to 40 letters, digits, dots, dashes), else a new one."""
    if header and SANE_REQUEST_ID.fullmatch(header):
        return header
    return opaque_id()


def _begin(request_id: str, **ids) -> None:
    clear_contextvars()
    REQUEST_ID.set(request_id)
    bind_contextvars(request_id=request_id, **ids)


class RequestIdMiddleware:
    """Gives each request an id, binds it to every log line and writes one line when the request is done.

    Query strings are left out of the line: they may carry one-time tokens.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = request_id_of(request.headers.get("X-Request-ID"))
        _begin(request.request_id)
        started = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        if not request.path.startswith(QUIET_PATHS):
            self._write_line(request, response, time.perf_counter() - started)
        let_ids_go()
        return response

    def _write_line(self, request, response, seconds: float) -> None:
        user = request.__dict__.get("_cached_user")
        log.log(
            logging.WARNING if response.status_code >= 500 else logging.INFO,
            "request",
            method=request.method,
            path=request.path[:200],
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            user=getattr(user, "public_id", None),
        )


def send_ids_along(headers=None, **_) -> None:
    """Celery's before_task_publish: the message carries the id of the request that asked for the work."""
    if headers is not None and REQUEST_ID.get():
        headers["request_id"] = REQUEST_ID.get()


def take_ids_over(task=None, args=(), **_) -> None:
    """Celery's task_prerun: every line of the task names the request, the work row and the task."""
    _begin(getattr(task.request, "request_id", None) or opaque_id(), task=task.name, work=args[0] if args else None)


def let_ids_go(**_) -> None:
    """The next request or task starts with a clean slate; also Celery's task_postrun."""
    clear_contextvars()
    REQUEST_ID.set("")


def keep_ours(**_) -> None:
    """Celery's setup_logging: being connected is enough for Celery to leave Django's LOGGING alone."""


def about(**ids):
    """A context manager for code outside requests and tasks: `with about(work=7): ...` names it in each line."""
    return bound_contextvars(**ids)
