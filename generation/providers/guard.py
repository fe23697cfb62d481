"""Owns the way out to other people's servers: only named hosts, only public addresses, bounded in bytes and time.

The address is looked up once, judged, and then connected to as it is, so that a name cannot mean one machine while
it is judged and another while it is called. A local server is reached only where it was named, host and port.
"""

import asyncio
import contextlib
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache

import httpx

from generation.providers import contract
from generation.providers.contract import ProviderError

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
MOST_ADDRESSES = 3
LOOKUP_SECONDS = 10
LIMITS = httpx.Timeout(connect=10, read=30, write=60, pool=30)
GONE = (403, 404, 410)
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # IPv4 addresses inside of IPv6 ones


class Barred(Exception):
    """An address that may not be called; the sentence says why. Nothing was sent."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Reach:
    """Which servers may be called: ``*.example.com`` means every host below, any other star a part of one label.

    ``local`` names the one loopback server, as host:port, that the configuration opted into.
    """

    hosts: tuple[str, ...]
    local: str = ""

    def stop(self, url: httpx.URL) -> str:
        """Why this address may not be called; empty when it may."""
        host = url.raw_host.decode("ascii")
        if url.userinfo:
            return "Its address holds a user name."
        if self.is_local(url):
            return ""
        if url.scheme != "https":
            return "It is not an https address."
        if url.port not in (None, 443):
            return "It names an unusual port."
        if not any(_pattern(name).fullmatch(host) for name in self.hosts):
            return f"The host {host[:100]} is not on the list."
        return ""

    def is_local(self, url: httpx.URL) -> bool:
        """Whether it is the loopback server that was opted into."""
        return bool(self.local) and url.scheme in ("http", "https") and authority(url) == self.local


def authority(url: httpx.URL) -> str:
    """host:port, the usual port written out."""
    return f"{url.raw_host.decode('ascii')}:{url.port or (443 if url.scheme == 'https' else 80)}"


@cache
def _pattern(name: str) -> re.Pattern:
    below = name.startswith("*.")
    rest = re.escape(name[2:] if below else name).replace(r"\*", "[a-z0-9-]*")
    return re.compile(r"(?:[a-z0-9-]+\.)+" + rest if below else rest)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, also where it hides inside another one."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if found.version == 6:
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if found in TRANSLATED:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


async def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, in the system's order; an address that is written out is its own."""
    with contextlib.suppress(ValueError):
        return [str(ipaddress.ip_address(host))]
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(entry[4][0] for entry in found))


Lookup = Callable[[str, int], Awaitable[list[str]]]


@cache
def _trusted():
    return httpx.create_ssl_context()


def _connections(keeps: bool) -> httpx.AsyncHTTPTransport:
    # few are kept: each call looks through all of them, which with twenty cost a quarter of the call
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=8 if keeps else 0)
    return httpx.AsyncHTTPTransport(verify=_trusted(), trust_env=False, limits=limits)


class GuardedTransport(httpx.AsyncBaseTransport):
    """Judges each request, looks its host up once and connects to that very address; one pool for each host."""

    def __init__(self, reach: Reach, *, keeps: bool = True, lookup: Lookup = look_up, connect=_connections):
        self.reach, self.keeps, self.lookup, self.connect = reach, keeps, lookup, connect
        self._pools: dict[str, httpx.AsyncBaseTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends it, or raises Barred, or httpx's own errors."""
        if why := self.reach.stop(request.url):
            raise Barred(why)
        problem: httpx.TransportError | None = None
        for address in (await self._addresses(request))[:MOST_ADDRESSES]:
            try:
                return await self._send(request, address)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                problem = error
        raise problem or httpx.ConnectError("The host has no address.", request=request)

    async def _addresses(self, request: httpx.Request) -> list[str]:
        url = request.url
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                found = await self.lookup(url.raw_host.decode("ascii"), url.port or 443)
        except TimeoutError:
            raise httpx.ConnectTimeout("Looking the host up took too long.", request=request) from None
        except (OSError, UnicodeError):
            raise httpx.ConnectError("The host was not found.", request=request) from None
        local = self.reach.is_local(url)
        if any(ipaddress.ip_address(one).is_loopback is False if local else not is_public(one) for one in found):
            raise Barred("Its host has an address that is not on the open internet.")
        return found

    async def _send(self, request: httpx.Request, address: str) -> httpx.Response:
        host = request.url.raw_host.decode("ascii")
        pool = self._pool(authority(request.url))
        direct = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        answer = await pool.handle_async_request(direct)
        stream = answer.extensions.get("network_stream")
        peer = stream.get_extra_info("server_addr") if stream else None
        if peer and ipaddress.ip_address(peer[0].partition("%")[0]) != ipaddress.ip_address(address):
            await answer.aclose()
            raise Barred("The connection went to another address than the one that was looked up.")
        return answer

    def _pool(self, server: str) -> httpx.AsyncBaseTransport:
        if server not in self._pools:
            self._pools[server] = self.connect(self.keeps)
        return self._pools[server]

    async def aclose(self) -> None:
        """Ends all connections."""
        for pool in self._pools.values():
            await pool.aclose()


def client(reach: Reach, *, keeps: bool = True, timeout: httpx.Timeout = LIMITS) -> httpx.AsyncClient:
    """A client for these servers alone: no redirects, no proxies from the environment, limits on every step."""
    return httpx.AsyncClient(
        transport=GuardedTransport(reach, keeps=keeps),
        follow_redirects=False,
        trust_env=False,
        timeout=timeout,
        headers={"User-Agent": "Proofmark"},
    )


async def download(url: str, reach: Reach, *, most: int, seconds: float, transport=None) -> bytes:
    """The bytes at an address, as they are sent, at most so many in at most so many seconds.

    Raises ProviderError: final for what is barred, moved or too large; EXPIRED where the link is no longer good.
    """
    headers = {"Accept": "image/*", "Accept-Encoding": "identity"}
    limits = httpx.Timeout(connect=10, read=min(20.0, seconds), write=10, pool=10)
    session = httpx.AsyncClient(
        transport=transport or GuardedTransport(reach, keeps=False),
        follow_redirects=False,
        trust_env=False,
        timeout=limits,
    )
    try:
        async with asyncio.timeout(seconds), session, session.stream("GET", url, headers=headers) as answer:
            _judge(answer, most)
            return await _read(answer, most)
    except Barred as barred:
        raise _refused(f"The picture's link was not followed. {barred.sentence}") from None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError, ValueError):
        raise _refused("The picture's link is not an address.") from None
    except (TimeoutError, httpx.TimeoutException):
        raise ProviderError("The picture did not arrive in time.", kind=contract.TIMEOUT) from None
    except httpx.HTTPError as error:
        raise ProviderError(f"The picture's transfer broke off ({type(error).__name__}).") from None


def _judge(answer: httpx.Response, most: int) -> None:
    """Refuses by the head of an answer what need not be read."""
    if answer.is_redirect:
        raise _refused("The picture's link leads on to another address, which is not followed.")
    if answer.status_code in GONE:
        raise ProviderError(f"The picture's link is no longer good ({answer.status_code}).", kind=contract.EXPIRED)
    if answer.status_code != 200:
        raise ProviderError(f"The picture's server answered with {answer.status_code}.")
    if answer.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise _refused("The picture came packed, which was not asked for.")
    said = answer.headers.get("content-length", "")
    if said.isascii() and said.isdigit() and int(said[:20]) > most:
        raise _refused(_too_large(most))


async def _read(answer: httpx.Response, most: int) -> bytes:
    """The raw bytes, counted while they come."""
    found = bytearray()
    async for part in answer.aiter_raw():
        found += part
        if len(found) > most:
            raise _refused(_too_large(most))
    if not found:
        raise ProviderError("The picture's server sent nothing.")
    return bytes(found)


def _too_large(most: int) -> str:
    return f"The picture is larger than {most // 2**20} MB." if most >= 2**20 else "The picture is too large."


def _refused(sentence: str) -> ProviderError:
    return ProviderError(sentence, permanent=True)
