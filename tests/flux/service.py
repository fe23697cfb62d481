"""A strict stand-in for the service of Black Forest Labs on 127.0.0.1: it checks, counts, bills, and fails as told.

It knows the key, the types and ranges of each model, how many tasks may run at once, and keeps a log of all that it
was asked. It makes real pictures, and calls back where it was told to, in either way of proving itself.
"""

import contextlib
import hashlib
import hmac
import itertools
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx

from tests import factories
from tests.flux import rules

KEY = "bfl_canary-8d1f0c9e5b7a4f62"
PRICE = 3.0  # credits


@dataclass
class Task:
    """One accepted create: from here on it is billed."""

    id: str
    model: str
    body: dict
    began: float
    seconds: float
    fault: str = ""
    polls: int = 0
    picture: bytes = b""
    links: int = 0

    @property
    def ends(self) -> float:
        """When it is ready."""
        return float("inf") if self.fault == "never" else self.began + self.seconds


@dataclass
class Told:
    """How the service behaves; tests set what they need."""

    seconds: float = 0.05
    create: list = field(default_factory=list)  # faults of the next creates, in order; the last one stays with "*"
    task: str = ""  # how the tasks that are created from now on end
    poll: list = field(default_factory=list)  # faults of the next polls
    fetch: list = field(default_factory=list)  # faults of the next downloads
    polling_url: str = ""
    sample: str = ""
    shape: str = "async"  # or "webhook": the answer without a polling address
    credits: float = 500.0
    calls: str = "verbatim"  # how its calls prove themselves: verbatim, signature, both, or "" for none
    per_second: float = 0.0  # creates a second that it takes; 0 is any number
    retry_after: str = ""
    most_active: int = 24
    most_of_model: dict = field(default_factory=lambda: {"flux-kontext-max": 6})
    late: float = 0.0
    out: bool = False  # whatever it is asked, it answers 500


class Service:
    """Runs in a thread until `close`; `log` holds (method, path, status) of every request."""

    def __init__(self):
        self.told, self.tasks, self.log = Told(), {}, []
        self.most_seen, self.most_seen_of = 0, {}
        self.keys_seen, self.hits, self.created_at, self.calls = [], 0, [], []
        self._lock, self._numbers, self._tokens = threading.Lock(), itertools.count(1), [time.monotonic(), 1.0]
        self.gate = threading.Event()  # what hangs, hangs until this is set
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.service = self
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends the service and everything that hangs in it."""
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def bills(self) -> int:
        """How many creates were accepted, answered or not."""
        return len(self.tasks)

    def asked(self, method: str, start: str) -> list:
        """The log lines of one kind."""
        return [line for line in self.log if line[0] == method and line[1].startswith(start)]

    def release(self) -> None:
        """What would never end, ends now, and so does whatever comes."""
        self.told.task = ""
        for task in list(self.tasks.values()):
            task.fault = ""

    def active(self, model: str = "") -> int:
        """Tasks that run now."""
        now = time.monotonic()
        return sum(now < task.ends and (not model or task.model == model) for task in list(self.tasks.values()))

    # --- the endpoints: each gives back (status, body, headers)

    def create(self, model: str, body, headers) -> tuple:
        """Checks the body and begins a task, unless too many run or come."""
        if faults := rules.faults(model, body):
            return 422, {"detail": faults}, {}
        with self._lock:
            most = self.told.most_of_model.get(model, self.told.most_active)
            if self.active() >= self.told.most_active or self.active(model) >= most or not self._in_pace():
                headers = {"Retry-After": self.told.retry_after} if self.told.retry_after else {}
                return 429, {"detail": "Too many active tasks"}, headers
            task = self._begin(model, body)
        return 200, self._answer(task, body), {}

    def _in_pace(self) -> bool:
        if not self.told.per_second:
            return True
        now = time.monotonic()
        at, tokens = self._tokens
        tokens = min(1.0, tokens + (now - at) * self.told.per_second)
        self._tokens = [now, tokens - 1 if tokens >= 1 else tokens]
        return tokens >= 1

    def _begin(self, model, body) -> Task:
        number = next(self._numbers)
        name = f"{hashlib.sha256(str(number).encode()).hexdigest()[:8]}-0000-4000-8000-{number:012d}"
        task = Task(name, model, body, time.monotonic(), self.told.seconds, self.told.task)
        self.tasks[name] = task
        self.created_at.append(task.began)
        self.most_seen = max(self.most_seen, self.active())
        self.most_seen_of[model] = max(self.most_seen_of.get(model, 0), self.active(model))
        return task

    def _answer(self, task: Task, body) -> dict:
        common = {"id": task.id, "cost": PRICE, "input_mp": 0.0, "output_mp": 1.0, "surprise": {"new": True}}
        if self.told.shape == "webhook":
            return {**common, "status": "Pending", "webhook_url": body.get("webhook_url")}
        return {**common, "polling_url": self.told.polling_url or f"{self.base}/v1/get_result?id={task.id}"}

    def result(self, name: str) -> tuple:
        """How a task stands."""
        task = self.tasks.get(name)
        if task is None or task.fault == "not_found":
            return 404, {"id": name, "status": "Task not found", "result": None}, {}
        task.polls += 1
        return self.standing(task)

    def standing(self, task: Task) -> tuple:
        """The answer for a task at this moment."""
        if time.monotonic() < task.ends:
            status = {"flux-3-image": "Reasoning"}.get(task.model, "Pending")
            return 200, {"id": task.id, "status": status, "progress": 0.3, "result": None}, {}
        if task.fault in ENDS:
            status, code, more = ENDS[task.fault]
            return code, {"id": task.id, "status": status, "result": None, **more}, {}
        sample = self.told.sample or f"{self.base}/results/2026/11/27/{task.id}_sample.png?sig=x{task.links}"
        result = {"sample": sample, "prompt": task.body["prompt"] + ", rewritten", "seed": task.body.get("seed", 7)}
        result = result if task.model != "flux-3-image" else {"sample": sample, "prompt": result["prompt"]}
        return 200, {"id": task.id, "status": "Ready", "result": result, "cost": PRICE + 0.5}, {}

    def picture(self, name: str) -> tuple:
        """The bytes of a finished task, made once."""
        task = self.tasks[name]
        if not task.picture:
            task.picture = factories.picture(400, 300, seed=int(task.id[-12:]))
        return 200, task.picture, {"Content-Type": "image/png"}

    def renew(self) -> None:
        """From now on links are others, and the old ones are worth nothing."""
        for task in self.tasks.values():
            task.links += 1

    # --- its own calls

    def call(self, task: Task, *, way=None, payload=None, address=None) -> int:
        """Calls the address that the task was created with; the status that came back."""
        _, body, _ = self.standing(task)
        data = json.dumps(payload if payload is not None else {**body, "timestamp": time.time()}).encode()
        headers = {
            "Content-Type": "application/json",
            **proof(task.body["webhook_secret"], data, way or self.told.calls),
        }
        url = address or task.body["webhook_url"]
        return httpx.post(url, content=data, headers=headers, timeout=20).status_code


ENDS = {
    "moderated_input": ("Request Moderated", 200, {"details": {"Moderation Reasons": ["Violence", "Weapons"]}}),
    "moderated_output": ("Content Moderated", 200, {"details": {"Moderation Reasons": ["Nudity"]}}),
    "error": ("Error", 200, {"details": {"message": "CUDA fell over"}}),
    "failed_503": ("Error", 503, {"message": "Failed stage"}),
    "failed": ("Failed", 200, {}),
    "no_sample": ("Ready", 200, {"result": {}}),
    "odd_status": ("Polishing", 200, {}),
}


def proof(secret: str, data: bytes, way: str) -> dict:
    """The headers of a call, in the two ways that sources tell of."""
    signature = "sha256=" + hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()
    found = {"X-Webhook-Secret": secret} if way in ("verbatim", "both") else {}
    return found | ({"X-BFL-Signature": signature} if way in ("signature", "both") else {})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        """Says nothing; the service keeps its own log."""

    @property
    def service(self) -> Service:
        return self.server.service

    def do_GET(self):
        """Polls, pictures, credits."""
        parts = urlsplit(self.path)
        if self.service.told.out:
            self._send(500, b"<html>Out</html>")
        elif parts.path.startswith("/results/"):
            self._picture(parts.path)
        elif parts.path == "/v1/get_result":
            self._ask("poll", lambda: self.service.result(parse_qs(parts.query).get("id", [""])[0]))
        elif parts.path == "/v1/credits":
            self._ask("credits", lambda: (200, {"credits": self.service.told.credits}, {}))
        else:
            self._send(404, {"detail": "Not Found"})

    def do_POST(self):
        """Creates."""
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        model = self.path.removeprefix("/v1/")
        fault = "500" if self.service.told.out else self._next(self.service.told.create)
        if fault == "hang":
            self.service.gate.wait(30)
            return self._drop()
        if fault in ("refuse_html", "500", "502", "503"):
            return self._send(500 if fault == "refuse_html" else int(fault), b"<html>Bad gateway</html>")
        if fault in CREATE_ERRORS:
            return self._send(*CREATE_ERRORS[fault])
        answer = self._checked(lambda: self.service.create(model, rules.parsed(data), self.headers))
        if answer[0] == 200 and fault == "reset":
            return self._drop()
        if answer[0] == 200 and fault == "late":
            time.sleep(self.service.told.late)
            return self._drop()
        if answer[0] == 200 and fault in ("html", "no_id"):
            return self._send(200, b"<html>ok</html>" if fault == "html" else {"cost": 3})
        return self._send(*answer)

    def _ask(self, what: str, act) -> None:
        fault = self._next(self.service.told.poll) if what == "poll" else ""
        if fault == "reset":
            self._drop()
        elif fault == "html_502":
            self._send(502, b"<html>Bad gateway</html>")
        elif fault == "redirect":
            self._send(302, b"", {"Location": f"{self.service.base}/v1/elsewhere"})
        elif fault == "odd":
            self._send(200, {"status": "Polishing"})
        else:
            self._send(*self._checked(act))

    def _checked(self, act) -> tuple:
        self.service.keys_seen.append(self.headers.get("x-key"))
        if self.headers.get("x-key") is None:
            return 403, {"detail": "Not authenticated"}, {}
        return act() if self.headers["x-key"] == KEY else (401, {"error": "Unauthorized", "message": "Invalid key"}, {})

    def _picture(self, path: str) -> None:
        name = path.rsplit("/", 1)[1].removesuffix("_sample.png")
        self.service.keys_seen.append(None)
        assert self.headers.get("x-key") is None, "the key must not go to where pictures come from"
        assert self.headers.get("Accept-Encoding") == "identity"
        fault = self._next(self.service.told.fetch)
        if fault == "renewed":
            self.service.renew()
        task = self.service.tasks[name]
        if self.path.partition("sig=")[2] not in ("", f"x{task.links}"):
            fault = "403"
        status, data, headers = self.service.picture(name)
        SENDERS.get(fault, _Handler._send)(self, status, data, headers)

    def _send(self, status: int, body, headers=None) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.service.log.append((self.command, self.path, status))
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(data)),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _drop(self) -> None:
        self.service.log.append((self.command, self.path, 0))
        self.close_connection = True

    @staticmethod
    def _next(faults: list) -> str:
        if not faults:
            return ""
        with contextlib.suppress(IndexError):
            return faults[0].rstrip("*") if faults[0].endswith("*") else faults.pop(0)
        return ""


CREATE_ERRORS = {
    "400": (400, {"detail": "Reference above 16 MP"}),
    "401": (401, {"error": "Unauthorized", "message": "Invalid key"}),
    "403": (403, {"detail": "Not authenticated"}),
    "402": (402, {"detail": "Insufficient credits"}),
    "404": (404, {"detail": "Not Found"}),
    "422": (422, {"detail": [{"loc": ["body", "width"], "msg": "Input should be at least 64", "type": "ge"}]}),
    "429": (429, {"detail": "Too many active tasks"}),
    "429_seconds": (429, {"detail": "Slow down"}, {"Retry-After": "1"}),
    "429_nonsense": (429, {"detail": "Slow down"}, {"Retry-After": "soonish"}),
    "429_past": (429, {"detail": "Slow down"}, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}),
}


def _moved(handler, status, data, headers):
    handler._send(302, b"", {"Location": f"{handler.service.base}/results/other_sample.png"})


def _short(handler, status, data, headers):
    """Promises more bytes than it sends."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(data) * 2))
    handler.end_headers()
    handler.wfile.write(data)
    handler._drop()


def _endless(handler, status, data, headers):
    """Says nothing of a length and does not stop."""
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True
    try:
        for _ in range(200):
            handler.wfile.write(b"\0" * 2**20)
    except OSError:
        handler._drop()


def _drip(handler, status, data, headers):
    """One byte now and then."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.close_connection = True
    try:
        while not handler.service.gate.wait(0.05):
            handler.wfile.write(b"x")
            handler.wfile.flush()
    except OSError:
        handler._drop()


def _status(code):
    return lambda handler, status, data, headers: handler._send(code, b"<?xml version='1.0'?><Error/>")


def _packed(handler, status, data, headers):
    handler._send(200, b"\x1f\x8b" + b"\0" * 100, {"Content-Encoding": "gzip"})


SENDERS = {
    "redirect": _moved,
    "short": _short,
    "endless": _endless,
    "drip": _drip,
    "gzip": _packed,
    "html": lambda handler, *rest: handler._send(200, b"<html>Sorry</html>"),
    "empty": lambda handler, *rest: handler._send(200, b""),
    "declared": lambda handler, *rest: handler._send(200, b"", {"Content-Length": str(5 * 2**30)}),
    "reset": lambda handler, *rest: handler._drop(),
    **{str(code): _status(code) for code in (403, 404, 410, 500, 503)},
}
