"""A marketer at the pages of a small real site, who sends a form again with the same key when its answer is lost."""

import json
import re
import time

import httpx

from tests.generation.site import Site, web
from tests.house.desk_scene import EMAIL, PASSWORD
from tests.house.test_up import free_port

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
COUNT = re.compile(r'name="(count_[^"]+)"')
PATIENCE = 120


class Desk:
    """Makes the scene and starts the web server; `asked` holds (seconds, status) of every form that was answered."""

    def __init__(self, site: Site):
        self.site, self.port = site, free_port()
        made = site.do("-m", "tests.house.desk_scene")
        assert made.returncode == 0, made.stderr[-2000:]
        self.scene = json.loads(made.stdout.splitlines()[-1])
        static = site.do("manage.py", "prepare")
        assert static.returncode == 0, static.stderr[-2000:]
        self.asked: list[tuple[float, int]] = []
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)

    def open(self):
        """Starts the web server; the process."""
        return self.site.start(web(self.port), HOST="127.0.0.1", PORT=str(self.port))

    def sign_in(self) -> None:
        """As soon as the server answers."""
        page = self._until(lambda: self.client.get("/accounts/login/"))
        form = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": TOKEN.search(page.text)[1]}
        answer = self._until(lambda: self.client.post("/accounts/login/", data=form))
        assert answer.status_code == 302, answer.text

    def ask(self, generator: str, count: int, seed: int) -> None:
        """Asks for images, once, however often it has to be said."""
        address = f"/briefs/{self.scene['brief']}/generate"
        offered = COUNT.findall(self._until(lambda: self.client.get(address)).text)
        form = dict.fromkeys(offered, 0) | {f"count_{generator}": count, "seed": seed}
        known = {"version": self.scene["version"], "shapes": "1:1", "key": f"desk-{generator}-{seed}"}
        self.send(address, form | known)

    def send(self, address: str, form: dict) -> None:
        """Sends a form until it is answered; the answer leads to another page, as it does when the form was taken."""
        answer = self._until(lambda: self._post(address, form))
        assert answer.status_code == 302, f"{answer.status_code} {answer.text[-3000:]}"

    def _post(self, address: str, form: dict) -> httpx.Response:
        began = time.monotonic()
        answer = self.client.post(address, data=form | {"csrfmiddlewaretoken": self.client.cookies["csrftoken"]})
        self.asked.append((time.monotonic() - began, answer.status_code))
        return answer

    def _until(self, ask) -> httpx.Response:
        """The first answer; a server that is away, or that was killed meanwhile, is asked again."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return ask()
            except httpx.TransportError:
                assert time.monotonic() < end, (self.site.folder / "log").read_text()[-3000:]
                time.sleep(0.2)
