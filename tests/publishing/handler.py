"""The fake Cloudinary's HTTP: the Upload API, the Admin API and delivery, as the real one answers them."""

import base64
import hashlib
import io
import json
import re
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from PIL import Image

from assets import rendering, transformations
from tests.publishing import rules
from tests.publishing.rules import Refusal

CLOUD = "pm-test"
PICTURE = re.compile(
    rf"/{CLOUD}/image/upload/(?:s--(?P<signature>[\w-]{{8}})--/)?(?P<recipe>.+)/v(?P<version>\d+)"
    r"/(?P<public_id>[\w-]+)\.(?P<extension>\w+)"
)


class Handler(BaseHTTPRequestHandler):
    """One connection; `fake` is the service behind it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else the body of each answer waits for word that the headers came
    fake = None

    def log_message(self, *args):
        """The fake keeps a log of its own."""

    def date_time_string(self, timestamp=None):
        """The service's own clock."""
        return super().date_time_string(self.fake.clock())

    def do_GET(self):
        """Delivery, or a question to the Admin API."""
        if self.path.startswith("/v1_1/"):
            self.admin("GET", {})
        else:
            self.deliver()

    def do_PUT(self):
        """A change by the Admin API."""
        self.admin("PUT", json.loads(self.body()))

    def do_POST(self):
        """An upload action, or something new by the Admin API."""
        body = self.body()
        if match := re.fullmatch(rf"/v1_1/{CLOUD}/image/(upload|explicit|destroy)", self.path):
            self.upload_api(match[1], body)
        else:
            self.admin("POST", json.loads(body))

    def body(self):
        """All bytes of the request."""
        return self.rfile.read(int(self.headers["Content-Length"]))

    # --- Upload API

    def upload_api(self, action, body):
        """Carries it out, unless a fault says otherwise, and answers, unless a fault says otherwise."""
        params, file = _parts(body, self.headers["Content-Type"])
        self.fake.log.append((action, params))
        fault = self.fake.refuse_or_break(action)
        status, told = 200, {}
        if fault is None or fault.carried_out:
            try:
                told = self.fake.write(action, params, file)
            except Refusal as refusal:
                status, told = refusal.status, {"error": {"message": refusal.message}}
        if fault is None:
            self.say(status, "application/json", json.dumps(told))
        else:
            self.break_off(fault)

    def break_off(self, fault):
        """Waits, then answers as ordered or hangs up."""
        time.sleep(fault.seconds)
        if fault.answer is None:
            self.close_connection = True
            self.connection.close()
            return
        if fault.answer == "drip":
            self.drip()
            return
        self.say(*fault.answer)

    def drip(self):
        """One byte at a time, so that no single wait is long."""
        self.say(200, "application/json", "", {"Content-Length": "100000"})
        try:
            for _ in range(200):
                self.wfile.write(b" ")
                time.sleep(0.1)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def say(self, status, kind, text, headers=()):
        """One whole answer."""
        data = text if isinstance(text, bytes) else text.encode()
        try:
            self.send_response(status)
            told = {"Content-Type": kind, "Content-Length": str(len(data)), "X-Request-Id": "req-0123456789abcdef"}
            for name, value in {**told, **dict(headers)}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    # --- Admin API

    def admin(self, method, told):
        """Basic authentication, the hourly limit, then the question."""
        url = urlsplit(self.path)
        parts = url.path.removeprefix(f"/v1_1/{CLOUD}/").split("/")
        self.fake.log.append((f"admin {method} {parts[0]}", told))
        try:
            fault = self.fake.refuse_or_break("admin") or self.fake.refuse_or_break(f"admin {method} {parts[0]}")
            if fault:
                self.break_off(fault)
                return
            self.let_in()
            answer = self.answer(method, parts, parse_qs(url.query), told)
        except Refusal as refusal:
            self.say(refusal.status, "application/json", json.dumps({"error": {"message": refusal.message}}))
            return
        limits = {"X-FeatureRateLimit-Limit": "500", "X-FeatureRateLimit-Remaining": str(self.fake.admin_left)}
        self.say(200, "application/json", json.dumps(answer), limits)

    def let_in(self):
        """Raises Refusal for another key, or when the hour's requests are used up."""
        wanted = base64.b64encode(f"{self.fake.key}:{self.fake.secret}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {wanted}":
            raise Refusal(401, "Invalid credentials")
        if self.fake.admin_left <= 0:
            until = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 1800))
            raise Refusal(420, f"Rate Limit Exceeded. Limit of 500 api operations reached. Try again on {until} UTC")
        self.fake.admin_left -= 1

    def answer(self, method, parts, query, told):
        """The few questions that we ask."""
        if (method, parts) == ("GET", ["ping"]):  # the date in the head is what our clock is compared with
            return {"status": "ok"}
        if (method, parts) == ("GET", ["usage"]):
            return {"plan": "Free", "media_limits": {"image_max_size_bytes": self.fake.largest}}
        if (method, parts) == ("GET", ["config"]):
            settings = {"settings": {"folder_mode": self.fake.folder_mode}} if query.get("settings") == ["true"] else {}
            return {"cloud_name": CLOUD, **settings}
        if (method, parts) == ("GET", ["metadata_fields"]):
            return {"metadata_fields": list(self.fake.fields.values())}
        if (method, parts) == ("POST", ["metadata_fields"]):
            field = rules.check_field(told, self.fake.fields)
            self.fake.fields[field["external_id"]] = field
            return field
        if method == "PUT" and parts[0] == "metadata_fields" and parts[2:] == ["datasource"]:
            return self.extend(parts[1], told["values"])
        raise Refusal(404, f"The fake knows no {method} {parts}")

    def extend(self, name, values):
        """Adds entries to a list, and renames those that are there."""
        if name not in self.fake.fields:
            raise Refusal(404, f"external id {name} doesn't exist")
        held = self.fake.fields[name]["datasource"]["values"]
        known = {entry["external_id"]: entry for entry in held}
        for entry in values:
            known.setdefault(entry["external_id"], {}).update(entry)
        self.fake.fields[name]["datasource"]["values"] = list(known.values())
        return {"values": values}

    # --- delivery

    def deliver(self):
        """A derived picture, from a copy if there is one."""
        self.fake.log.append(("deliver", self.path))
        if fault := self.fake.refuse_or_break("deliver"):
            self.break_off(fault)
            return
        copy = self.fake.copies.get(self.path)
        if copy and copy[0] != 0:
            self.fake.copies[self.path] = (copy[0] - 1, *copy[1:])
            self.say(200, *copy[1:])
            return
        try:
            kind, data = self.derive()
        except Refusal as refusal:
            self.say(refusal.status, "text/plain", "", {"x-cld-error": refusal.message})
            return
        self.fake.copies[self.path] = (-1, kind, data)
        self.say(200, kind, data)

    def derive(self):
        """(media type, bytes) of the picture behind the address; raises Refusal."""
        match = PICTURE.fullmatch(self.path)
        held = self.fake.assets.get(match["public_id"]) if match else None
        if held is None:
            raise Refusal(404, "Resource not found")
        if not self.fake.is_open(held) or (self.fake.strict_urls and not self.is_signed(match)):
            raise Refusal(401, "deny or unsigned")
        return self.draw(held.data, match["recipe"])

    def is_signed(self, match):
        """Whether the address carries the short signature."""
        text = f"{match['recipe']}/{match['public_id']}.{match['extension']}{self.fake.secret}"
        made = base64.urlsafe_b64encode(hashlib.sha1(text.encode(), usedforsecurity=False).digest())[:8].decode()
        return made == match["signature"]

    def draw(self, data, recipe):
        """The picture; the note on its origin stays only where the flag asks for it, if at all."""
        keeps = "fl_keep_iptc" in recipe
        if keeps and self.fake.keep_clashes and "q_auto" in recipe:
            raise Refusal(400, "fl_keep_iptc and q_auto cannot be combined")
        plain = recipe.replace(",fl_keep_iptc", "").replace("q_80", "q_auto")
        parsed = transformations.parse(plain)
        form = transformations.format_for(parsed, self.headers.get("Accept", ""))
        drawn = rendering.render(data, parsed, form)
        if keeps and not self.fake.strips_always:
            return drawn.content_type, drawn.data
        out = io.BytesIO()
        Image.open(io.BytesIO(drawn.data)).convert("RGB").save(out, {"jpg": "JPEG"}.get(form, form.upper()))
        return drawn.content_type, out.getvalue()


def _parts(body, content_type):
    """(parameters, bytes of the file) of a multipart body; repeated `name[]` are joined by commas."""
    boundary = b"--" + content_type.partition("boundary=")[2].encode()
    params, file = {}, b""
    for part in body.split(boundary)[1:-1]:
        head, _, value = part[2:-2].partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]*)"', head)[1].decode()
        if b"filename=" in head:
            assert name == "file", f"{name} came as a file"
            file = value
        elif name.endswith("[]"):
            params[name[:-2]] = ",".join(filter(None, [params.get(name[:-2], ""), value.decode()]))
        else:
            params[name] = value.decode()
    return params, file
