"""The guarded way out: which addresses are never called, and what is never read to its end."""

import asyncio
import socket
import threading
from contextlib import suppress

import httpx
import pytest

from generation.providers import guard
from generation.providers.contract import ProviderError
from generation.providers.guard import Barred, GuardedTransport, Reach

BFL = ("*.bfl.ai", "bfldelivery*.blob.core.windows.net")


class Anywhere(Reach):
    """Stops nothing: now only the address that is connected to decides."""

    def stop(self, url):
        """Every address may be called."""
        return ""


ANY = Anywhere(())


class Listener:
    """Something on this machine that nobody may reach; it counts who does."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port, self.hits = self.socket.getsockname()[1], 0
        self.thread = threading.Thread(target=self._count, daemon=True)
        self.thread.start()

    def _count(self):
        with suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.hits += 1
                connection.close()

    def close(self):
        """Ends it."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(2)


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.close()


def fetch(url, reach=ANY, **more):
    """What a download of this address comes to."""
    return asyncio.run(guard.download(url, reach, most=2**20, seconds=5, **more))


HOSTS = [
    "127.0.0.1", "localhost", "[::1]", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001",
    "0177.0.0.1", ".".join("0000"), "0", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "169.254.169.254", "[fe80::1]", "10.0.0.1", "172.16.0.1", "192.168.0.1",
    "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "[fc00::1]", "[ff02::1]", "192.0.2.1", "240.0.0.1",
    "127.0.0.1.", "LOCALHOST", "localhost.", "⑫7.0.0.1", "localhost.localdomain",
]  # fmt: skip
FORMS = [
    "https://{host}:{port}/x.png", "http://{host}:{port}/x.png",
]  # fmt: skip
OTHERS = [
    "https://user:secret@127.0.0.1:{port}/", "https://api.bfl.ai@127.0.0.1:{port}/", "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_x", "ftp://127.0.0.1:{port}/x", "//127.0.0.1:{port}/x", "127.0.0.1:{port}",
    "https://127.0.0.1:{port}#@api.bfl.ai/", "https://api.bfl.ai:{port}@127.0.0.1/", "https:///x", "",
    "data:image/png,x",
    "https://api.bfl.ai\\@127.0.0.1:{port}/", "https://127.0.0.1:{port}\t/", "https://[::1", "https://api.bfl.ai.evil.test/",
    "https://evilbfl.ai/", "https://bfldelivery.evil.blob.core.windows.net/", "https://x.blob.core.windows.net/",
    "https://delivery.bfl.ai:8443/", "http://delivery.eu1.bfl.ai/",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("reach", [ANY, Reach(BFL)], ids=["any host", "listed hosts"])
def test_no_form_of_a_private_address_is_called(host, reach, listener):
    for form in FORMS:
        with pytest.raises(ProviderError) as refusal:
            fetch(form.format(host=host, port=listener.port), reach)
        assert refusal.value.permanent or "broke off" in refusal.value.sentence
    assert listener.hits == 0


@pytest.mark.parametrize("host", HOSTS)
def test_no_form_of_a_private_address_is_called_on_the_usual_port_either(host):
    """The port is the usual one, so that nothing but the address can be the reason; whoever connects is recorded."""
    called = []

    class Recording(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request):
            called.append(request.url.host)
            raise httpx.ConnectError("none")

    transport = GuardedTransport(ANY, connect=lambda keeps: Recording())
    with pytest.raises(ProviderError):
        fetch(f"https://{host}/x.png", transport=transport)
    assert called == []


@pytest.mark.parametrize("form", OTHERS)
def test_no_other_trick_leads_to_a_call(form, listener):
    with pytest.raises(ProviderError) as refusal:
        fetch(form.format(port=listener.port), Reach(BFL))
    assert refusal.value.permanent
    assert listener.hits == 0


def transport_with(answers, reach=ANY):
    """A transport whose look-ups are given, and what it connected to."""
    called, left = [], list(answers)

    async def lookup(host, port):
        return left.pop(0)

    class Recording(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request):
            called.append((request.url.host, request.headers["host"], request.extensions["sni_hostname"]))
            return httpx.Response(200, stream=httpx.ByteStream(b"picture"))

    return GuardedTransport(reach, lookup=lookup, connect=lambda keeps: Recording()), called


def test_a_name_that_changes_between_judging_and_calling_is_looked_up_once():
    transport, called = transport_with([["93.184.216.34"], ["127.0.0.1"]])
    assert fetch("https://rebinding.test/x", transport=transport) == b"picture"
    assert called == [("93.184.216.34", "rebinding.test", "rebinding.test")]


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["93.184.216.34", "10.0.0.8"], ["::ffff:10.0.0.1"], ["not an ip"]]
)
def test_a_name_with_one_private_address_is_not_called_at_all(addresses):
    transport, called = transport_with([addresses])
    with pytest.raises(ProviderError, match="not on the open internet"):
        fetch("https://inside.test/x", transport=transport)
    assert called == []


def test_the_local_server_that_was_opted_into_is_reached_and_its_neighbour_is_not(listener, service):
    reach = Reach((), service.base.removeprefix("http://"))
    with pytest.raises(ProviderError, match="no longer good"):
        fetch(f"{service.base}/nothing", reach)
    with pytest.raises(ProviderError, match="not followed"):
        fetch(f"http://127.0.0.1:{listener.port}/x", reach)
    assert listener.hits == 0


def test_opting_into_this_machine_opens_nothing_for_a_name_that_leads_elsewhere():
    async def lookup(host, port):
        return ["10.0.0.1"]

    transport = GuardedTransport(Reach((), "localhost:80"), lookup=lookup)
    with pytest.raises(Barred):
        asyncio.run(transport.handle_async_request(httpx.Request("GET", "http://localhost/x")))


@pytest.mark.parametrize(
    "url",
    [
        "https://delivery.eu1.bfl.ai/results/2026/11/27/a_sample.jpeg?se=1&sig=x%2F",
        "https://delivery-eu4.bfl.ai/x",
        "https://bfldeliveryprodeu2.blob.core.windows.net/x",
        "https://bfldeliveryscus.blob.core.windows.net:443/x",
    ],
)
def test_the_hosts_that_pictures_really_come_from_may_be_called(url):
    assert Reach(BFL).stop(httpx.URL(url)) == ""


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_told_as_such(address):
    assert guard.is_public(address)


# --- reading


@pytest.fixture
def picture(service):
    """A function that downloads a picture which the service sends in some way."""
    from tests.flux.service import Task

    service.tasks["1"] = Task("1", "flux-2-pro", {"prompt": "x"}, 0, 0)
    service.tasks["1"].picture = b"\x89PNG" + b"x" * 5000
    reach = Reach((), service.base.removeprefix("http://"))

    def load(fault="", **more):
        service.told.fetch = [fault] if fault else []
        more = {"most": 2**20, "seconds": 5, **more}
        return asyncio.run(guard.download(f"{service.base}/results/1_sample.png", reach, **more))

    return load


def test_bytes_come_as_they_are(picture, service):
    assert picture() == service.tasks["1"].picture


@pytest.mark.parametrize(
    ("fault", "words", "permanent"),
    [
        ("redirect", "leads on", True),
        ("short", "broke off", False),
        ("endless", "larger than 1 MB", True),
        ("declared", "larger than 1 MB", True),
        ("gzip", "came packed", True),
        ("empty", "sent nothing", False),
        ("reset", "broke off", False),
        ("500", "answered with 500", False),
        ("403", "no longer good", False),
        ("404", "no longer good", False),
        ("410", "no longer good", False),
    ],
)
def test_a_server_that_lies_is_told_in_words(fault, words, permanent, picture):
    with pytest.raises(ProviderError, match=words) as refusal:
        picture(fault)
    assert refusal.value.permanent is permanent


def test_a_server_that_drips_is_left_after_the_time_in_all(picture):
    with pytest.raises(ProviderError, match="in time"):
        picture("drip", seconds=0.4)
