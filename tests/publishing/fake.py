"""A strict Cloudinary on 127.0.0.1: it keeps assets, verifies what it is sent, signs what it says, and breaks on order.

It is used through the real SDK. `log` holds every request, `stored` how often bytes were stored under an id,
`complaints` what the real service would let pass but we never want to send.
"""

import hashlib
import io
import itertools
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer

import httpx
from PIL import Image

from tests.publishing import rules
from tests.publishing.handler import Handler
from tests.publishing.rules import Refusal

CLOUD, KEY, SECRET = "pm-test", "314159265358979", "canary-Qz7VbX2mKp9RtLw4"


@dataclass
class Stored:
    """One asset as the service keeps it."""

    public_id: str
    data: bytes
    version: int
    asset_id: str
    metadata: dict = field(default_factory=dict)
    context: dict = field(default_factory=dict)
    tags: list = field(default_factory=list)
    access_control: list = field(default_factory=list)
    placed: dict = field(default_factory=dict)

    @property
    def etag(self):
        """The MD5 of the bytes."""
        return hashlib.md5(self.data, usedforsecurity=False).hexdigest()


@dataclass
class Fault:
    """What goes wrong at the next request of an action: whether the request is carried out, and what is answered."""

    action: str
    carried_out: bool = True
    answer: tuple | None = None  # (status, content type, body); None drops the connection
    seconds: float = 0


class FakeCloudinary:
    """The service's state and the things a test may turn on it."""

    def __init__(self):
        self.assets: dict[str, Stored] = {}
        self.fields: dict[str, dict] = {}
        self.log: list[tuple] = []
        self.stored: Counter = Counter()
        self.complaints: list[str] = []
        self.faults: list[Fault] = []
        self.reports: list[dict] = []
        self.copies: dict[str, tuple] = {}
        self.key, self.secret, self.algorithm = KEY, SECRET, "sha1"
        self.clock = time.time
        self.folder_mode, self.largest, self.admin_left = "dynamic", 40 * 2**20, 500
        self.strict_urls = self.keep_clashes = self.strips_always = self.converts = False
        self.copy_lives = 0  # how many reads a copy outlives its deletion
        self.metadata_twist = lambda held: held
        self._numbers, self._lock = itertools.count(1), threading.RLock()

    # --- running

    def start(self):
        """Serves until `stop`."""
        handler = type("BoundHandler", (Handler,), {"fake": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self):
        """Ends the server."""
        self.server.shutdown()
        self.server.server_close()

    @property
    def base(self):
        """The address of API and delivery."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def url(self, **query):
        """CLOUDINARY_URL for this account."""
        told = {"upload_prefix": self.base, "delivery_prefix": self.base, "timeout": "2", **query}
        return f"cloudinary://{self.key}:{self.secret}@{CLOUD}?" + "&".join(f"{k}={v}" for k, v in told.items())

    # --- what a test asks and orders

    def fail(self, action, times=1, **how):
        """Breaks the next requests of an action."""
        self.faults += [Fault(action, **how) for _ in range(times)]

    def count(self, action):
        """How many requests of an action came."""
        return sum(1 for name, *_ in self.log if name == action)

    def put_foreign(self, public_id, data):
        """Somebody else's asset."""
        self.assets[public_id] = Stored(public_id, data, self._version(), "f" * 32)

    # --- the service

    def refuse_or_break(self, action):
        """The fault that is due for an action, or None."""
        with self._lock:
            for fault in self.faults:
                if fault.action == action:
                    self.faults.remove(fault)
                    return fault
        return None

    def write(self, action, params, file):
        """An action of the Upload API; raises Refusal."""
        with self._lock:
            known = {"key": self.key, "secret": self.secret, "algorithm": self.algorithm, "now": self.clock()}
            signed = rules.check_signature(params, **known)
            self.complaints += rules.check_shape(action, signed)
            return getattr(self, f"_{action}")(signed, file)

    def _upload(self, params, data):
        rules.check_public_id(params["public_id"])
        form = rules.format_of(data)
        if form not in params.get("allowed_formats", form).split(","):
            raise Refusal(400, f"Image file format {form} not allowed")
        if len(data) > self.largest:
            raise Refusal(400, f"File size too large. Got {len(data)}. Maximum is {self.largest}.")
        if "asset_folder" in params and self.folder_mode == "fixed":
            self.complaints.append("a folder in fixed mode becomes part of the id")
        made = Stored(params["public_id"], data, 0, "")
        self._describe(made, params)
        held = self.assets.get(params["public_id"])
        if held and params.get("overwrite", "1") == "0":
            return self._told(held) | {"existing": True}
        made.version, made.asset_id = self._version(), f"{next(self._numbers):032x}"
        made.data = data + b" converted" if self.converts else data
        self.assets[made.public_id] = made
        self.stored[made.public_id] += 1
        self._report("upload", params.get("notification_url"), self._told(made))
        return self._told(made)

    def _explicit(self, params, _):
        held = self.assets.get(params["public_id"])
        if held is None:
            raise Refusal(404, f"Resource not found - {params['public_id']}")
        self._describe(held, params)
        return self._told(held)

    def _destroy(self, params, _):
        held = self.assets.pop(params["public_id"], None)
        if held is None:
            return {"result": "not found"}
        if params.get("invalidate") == "1":
            gone = [url for url in self.copies if f"/{held.public_id}." in url]
            self.copies.update({url: (self.copy_lives, *self.copies[url][1:]) for url in gone})
        return {"result": "ok"}

    def _describe(self, held, params):
        if "metadata" in params:
            told = held.metadata | rules.metadata(params["metadata"], self.fields)
            held.metadata = {name: value for name, value in told.items() if value is not None}
        if "context" in params:
            held.context = rules.context(params["context"])
        if "tags" in params:
            held.tags = params["tags"].split(",")
        if "access_control" in params:
            held.access_control = rules.access_control(params["access_control"])
        held.placed |= {name: params[name] for name in ("asset_folder", "display_name") if name in params}

    def _told(self, held):
        size = Image.open(io.BytesIO(held.data)).size
        told = f"public_id={held.public_id}&version={held.version}"
        return {
            "asset_id": held.asset_id,
            "public_id": held.public_id,
            "version": held.version,
            "signature": rules.digest(told + self.secret, self.algorithm),
            "width": size[0],
            "height": size[1],
            "format": rules.format_of(held.data),
            "resource_type": "image",
            "type": "upload",
            "tags": held.tags,
            "bytes": len(held.data),
            "etag": held.etag,
            "context": held.context,
            "metadata": self.metadata_twist(dict(held.metadata)),
            "access_control": held.access_control,
            "api_key": self.key,
            "something_new": True,
        }

    def _version(self):
        return int(time.time()) + next(self._numbers)

    # --- reports

    def _report(self, kind, url, told):
        if url:
            self.reports.append({"url": url, **self.signed({"notification_type": kind, **told})})

    def send_reports(self):
        """Sends what is to be reported, over the network; the statuses of the answers."""
        headers = {"Content-Type": "application/json"}
        return [
            httpx.post(report["url"], content=report["body"], headers=headers | report["headers"]).status_code
            for report in self.reports
        ]

    def signed(self, told, *, at=None, secret=None, algorithm=None):
        """Body and headers of a report as the service would send it."""
        body, stamp = json.dumps(told), str(int(time.time() if at is None else at))
        signature = rules.digest(body + stamp + (secret or self.secret), algorithm or self.algorithm)
        return {"body": body, "headers": {"X-Cld-Timestamp": stamp, "X-Cld-Signature": signature}}

    # --- delivery

    def is_open(self, held):
        """Whether the rules of access let anybody in now."""
        now = datetime.fromtimestamp(self.clock(), UTC)
        return not held.access_control or any(_lets_in(rule, now) for rule in held.access_control)


def _lets_in(rule, now):
    moments = {name: datetime.fromisoformat(rule[name]) for name in ("start", "end") if name in rule}
    begun = "start" not in moments or now >= moments["start"]
    return rule["access_type"] == "anonymous" and begun and not ("end" in moments and now >= moments["end"])
