"""The one gate to the network: nothing else in tightrope opens a connection."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urljoin

from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.exceptions import SSLError as UrllibSSLError
from urllib3.response import HTTPResponse
from urllib3.util.ssl_match_hostname import CertificateError

from tightrope.core.errors import DataError, SourceUnavailable
from tightrope.core.provenance import Received
from tightrope.data.address import Destination, Policy, Proxy, check_answers, destination, proxy_for, shown
from tightrope.data.pulls import reply as replies
from tightrope.data.pulls.disk import Part, hold, writing
from tightrope.data.pulls.reply import Limits as Limits
from tightrope.data.pulls.reply import Request as Request
from tightrope.data.pulls.reply import unavailable

BLOCK = 1 << 16
TRIED = 4
RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
BROKEN = (HTTPError, HTTPException, OSError)
UNTRUSTED = (ssl.SSLError, UrllibSSLError, CertificateError)
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file that came whole.

    Parameters
    ----------
    file : where it lies; the bytes as received.
    received : what was received, from where, and when.
    """

    file: Path
    received: Received


class _Passing(Exception):
    """Not an error yet: a reason to ask again."""

    def __init__(self, fault: DataError, wait: float | None = None) -> None:
        self.fault, self.wait = fault, wait
        super().__init__(str(fault))


class _Line(HTTPSConnection):
    """A connection that another thread can cut at any moment, the handshake included."""

    twin: socket.socket | None = None

    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        self.twin = made.dup()
        return made

    def cut(self) -> None:
        if self.twin is not None:
            with contextlib.suppress(OSError):
                self.twin.shutdown(socket.SHUT_RDWR)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    response: HTTPResponse
    channel: socket.socket
    url: str
    login: str


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Return every address of a name, as the system answers."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(answer[4][0]) for answer in answers))


class Gate:
    """Fetch files over HTTPS from the hosts of a source, and from nowhere else.

    Parameters
    ----------
    policy : what may be reached; another one than the default is for tests only.
    limits : how long is waited.
    environ : where HTTPS_PROXY and NO_PROXY are looked up; nothing else is read from it. Through a proxy it is the
        proxy that resolves names; the list of hosts and the certificate of the host hold as without.
    tls : certificates that are trusted; the system's if None.
    resolver, sleep, clock, wall : name service, waiting, steady seconds, seconds since 1970; for tests.
    """

    def __init__(
        self,
        policy: Policy | None = None,
        limits: Limits | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        resolver: Callable[[str, int], tuple[str, ...]] = resolve,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.policy, self.limits = policy or Policy(), limits or Limits()
        self.environ = environ or {}
        self.tls = tls or ssl.create_default_context()
        if self.tls.verify_mode != ssl.CERT_REQUIRED or not self.tls.check_hostname:
            raise ValueError("certificates and host names are always verified")
        self.resolver, self.sleep, self.clock, self.wall = resolver, sleep, clock, wall

    def fetch(self, request: Request, folder: Path, *, retrieved: str, progress: Progress | None = None) -> Fetched:
        """Fetch one file into a folder, or say in one line why not.

        Parameters
        ----------
        request : what is wanted.
        folder : where it goes; a part that an earlier pull left there is gone on with where the publisher allows it.
        retrieved : the time now, as ISO 8601 text.
        progress : called with the bytes that are here and the bytes in all (None if the publisher does not say).

        Raises
        ------
        SourceUnavailable : it did not come; the message says which of many reasons, and what is held meanwhile.
        CoverageError : the publisher answered, and has no data.
        DigestMismatch : it has not the digest that is pinned.
        StoreError : the folder cannot be written, or another pull of the source is under way.
        """
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with hold(folder / ".lock", where=request.place):
            deadline = self.clock() + self.limits.seconds
            part = Part(folder, request.name, request.url)
            for turn in range(1, self.limits.tries + 1):
                try:
                    return self._once(request, part, deadline, retrieved, progress)
                except _Passing as passing:
                    part.close()
                    if turn == self.limits.tries:
                        raise passing.fault from None
                    wait = min(2.0 ** (turn - 1), self.limits.wait) if passing.wait is None else passing.wait
                    if wait > self.limits.wait:
                        asks = f"{passing.fault.what}, and asks to wait {wait:.0f} seconds"
                        raise unavailable(request, asks, "pull again then") from None
                    if self.clock() + wait >= deadline:
                        raise replies.too_slow(request, self.limits.seconds) from None
                    self.sleep(wait)
                finally:
                    part.close()
        raise AssertionError("a fetch ends with a file or an error")

    def _once(
        self, request: Request, part: Part, deadline: float, retrieved: str, progress: Progress | None
    ) -> Fetched:
        headers = {"User-Agent": "tightrope", "Accept": "*/*", "Accept-Encoding": "identity"}
        if part.validator:
            headers |= {"Range": f"bytes={part.size}-", "If-Range": part.validator}
        with self._call(request, headers, deadline) as call:
            packed = self._body(request, part, call, deadline, progress)
            told, final = dict(part.told), call.url
        if packed:
            self._unpack(request, part)
        if fault := replies.body_fault(part.head(replies.HEAD), request, told.get("type", ""), login=call.login):
            part.drop()
            raise fault
        try:
            replies.check_digest(part.sha256, request)
        except DataError:
            part.drop()
            raise
        received = Received(
            name=request.name,
            sha256=part.sha256,
            size=part.size,
            retrieved=retrieved,
            url=request.url,
            final=final,
            etag=told["etag"],
            modified=told["modified"],
        )
        return Fetched(file=part.finish(), received=received)

    def _body(self, request: Request, part: Part, call: _Call, deadline: float, progress: Progress | None) -> bool:
        """Take in the body; return whether it is packed."""
        answer, cap = call.response, request.megabytes * 1_000_000
        packing = answer.headers.get("Content-Encoding", "").strip().lower()
        if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise unavailable(request, f"the file comes packed as {shown(packing, 20)}, which was not asked for")
        total = self._begin(request, part, answer)
        if total is not None and total > cap:
            part.drop()
            raise replies.too_large(request, total)
        kind = part.told.get("type", "")
        judged = bool(packing) or part.size >= replies.HEAD
        while block := self._block(request, call, deadline, part.size, total):
            if part.size + len(block) > cap:
                part.drop()
                raise replies.too_large(request, part.size + len(block))
            part.add(block)
            if not judged and part.size >= replies.HEAD:
                judged = True
                if fault := replies.body_fault(part.head(replies.HEAD), request, kind, login=call.login):
                    part.drop()
                    raise fault
            if progress is not None:
                progress(part.size, total)
        part.close()
        if total is not None and part.size != total:
            raise _Passing(replies.half(request, part.size, total))
        if part.size == 0:
            part.drop()
            raise replies.no_data(request, "an empty file")
        # Some servers call a .gz file packed that was meant to stay so.
        return packing not in ("", "identity") and not request.url.partition("?")[0].lower().endswith((".gz", ".tgz"))

    def _begin(self, request: Request, part: Part, answer: HTTPResponse) -> int | None:
        """Hold the reply against the part that is here; return the bytes in all, if the publisher says."""
        etag, modified = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
        again = _Passing(unavailable(request, "the publisher's file changes while it is fetched", "pull again"), 0.0)
        if part.validator and answer.status == 206:
            span = RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
            same = (not etag or etag == part.told["etag"]) and (not modified or modified == part.told["modified"])
            known = part.told["total"]
            if span is None or int(span[1]) != part.size or not same or (known and span[3] not in ("*", str(known))):
                part.drop()
                raise again
            part.go_on()
            return known if span[3] == "*" else int(span[3])
        if part.validator and answer.status == 416:
            part.drop()
            raise again
        if answer.status in replies.PASSING:
            raise _Passing(
                replies.status_fault(answer.status, request), replies.wait_asked(answer.headers, self.wall())
            )
        if answer.status != 200:
            raise replies.status_fault(answer.status, request)
        size = answer.headers.get("Content-Length", "").strip()
        total = int(size) if re.fullmatch(r"[0-9]{1,18}", size) and not answer.chunked else None
        kind = answer.headers.get("Content-Type", "")
        part.begin(etag=etag, modified=modified, total=total, kind=kind)
        return total

    def _block(self, request: Request, call: _Call, deadline: float, size: int, total: int | None) -> bytes:
        slow = replies.too_slow(request, self.limits.seconds)
        left = deadline - self.clock()
        if left <= 0:
            raise slow
        try:
            call.channel.settimeout(min(self.limits.stall, left))
            block = call.response.read1(BLOCK, decode_content=False)
        except ReadTimeoutError:
            if self.clock() >= deadline:
                raise slow from None
            silent = f"no byte came for {self.limits.stall:.0f} seconds"
            raise _Passing(unavailable(request, silent, "what came is kept: pull again to go on")) from None
        except BROKEN:
            if self.clock() >= deadline:
                raise slow from None
            raise _Passing(replies.half(request, size, total)) from None
        if not block and self.clock() >= deadline:  # the line was cut, which looks like an end
            raise slow
        return block

    @contextlib.contextmanager
    def _call(self, request: Request, headers: dict[str, str], deadline: float) -> Iterator[_Call]:
        """Ask, and follow redirects; each address passes every rule again."""
        url, seen, login, where = request.url, set[str](), "", request.place
        for _ in range(self.limits.hops + 1):
            aim = destination(url, hosts=request.hosts, policy=self.policy, where=where, stored=request.fallback)
            if aim.url in seen:
                raise unavailable(request, "the redirects go in a circle", "check the address")
            seen.add(aim.url)
            login = aim.url if replies.is_login(aim.target) else login
            with contextlib.ExitStack() as ends:
                line, channel = self._connect(aim, request, deadline, ends)
                response = self._ask(line, aim, headers, request, deadline)
                ends.callback(response.close)
                if response.status not in replies.REDIRECTS:
                    yield _Call(response=response, channel=channel, url=aim.url, login=login)
                    return
                location = response.headers.get("Location", "")
            if not location:
                raise unavailable(request, f"a redirect ({response.status}) names no address", "check the address")
            try:
                url = urljoin(aim.url, location)
            except ValueError:
                url = location
            where = f"{request.place}, redirected"
            try:
                destination(url, hosts=request.hosts, policy=self.policy, where=where, stored=request.fallback)
            except SourceUnavailable:
                if replies.is_login(url) and url.lower().startswith("https://"):
                    raise replies.login_fault(request, url) from None
                raise
        raise unavailable(request, f"more than {self.limits.hops} redirects", "check the address")

    def _connect(
        self, aim: Destination, request: Request, deadline: float, ends: contextlib.ExitStack
    ) -> tuple[_Line, socket.socket]:
        """Connect to an address that was checked, and to no other; TLS verifies the name."""
        proxy = proxy_for(aim.host, self.environ)
        for address in (proxy.host,) if proxy else self._addresses(aim, request):
            line = self._line(address, aim, proxy, deadline)
            timer = threading.Timer(max(0.0, deadline - self.clock()), line.cut)
            timer.daemon = True
            ends.callback(_hang_up, line, timer)
            timer.start()
            try:
                line.connect()
            except BROKEN as error:
                if self.clock() >= deadline:
                    raise replies.too_slow(request, self.limits.seconds) from None
                if isinstance(error, UNTRUSTED):
                    raise replies.insecure(request, aim.host, error) from None
                if proxy and str(error).startswith("Tunnel connection failed"):
                    refusal = f"the proxy refuses {aim.host} ({shown(str(error), 60)})"
                    raise unavailable(request, refusal, "ask who runs it") from None
                continue
            channel: socket.socket = line.sock
            peer = ipaddress.ip_address(channel.getpeername()[0].partition("%")[0])
            if not proxy and peer != ipaddress.ip_address(address):
                raise unavailable(request, f"{aim.host} was reached at {peer}, which was not checked")
            return line, channel
        through = "through the proxy " if proxy else ""
        raise unavailable(request, f"{aim.host} cannot be reached {through}(no network?)", "pull again when connected")

    def _addresses(self, aim: Destination, request: Request) -> tuple[str, ...]:
        try:
            found = self.resolver(aim.host, aim.port)
        except (OSError, UnicodeError):
            found = ()
        if not found:
            raise unavailable(request, f"the name {aim.host} was not found (no network?)", "pull again when connected")
        check_answers(aim.host, found, policy=self.policy, where=request.place, stored=request.fallback)
        return found[:TRIED]

    def _line(self, address: str, aim: Destination, proxy: Proxy | None, deadline: float) -> _Line:
        patience = max(0.001, min(self.limits.connect, deadline - self.clock()))
        port = proxy.port if proxy else aim.port
        line = _Line(address, port, timeout=patience, ssl_context=self.tls, server_hostname=aim.host)
        if proxy:
            secret = {"Proxy-Authorization": proxy.authorization} if proxy.authorization else {}
            line.set_tunnel(aim.host, aim.port, headers=secret, scheme="http")
        return line

    def _ask(
        self, line: _Line, aim: Destination, headers: dict[str, str], request: Request, deadline: float
    ) -> HTTPResponse:
        host = aim.host if aim.port == 443 else f"{aim.host}:{aim.port}"
        line.timeout = max(0.001, min(self.limits.stall, deadline - self.clock()))
        try:
            line.request("GET", aim.target, headers={"Host": host, **headers}, preload_content=False)
            return line.getresponse()
        except TimeoutError:
            late = unavailable(request, f"{aim.host} did not answer in time", "pull again later")
            raise _Passing(late) from None
        except BROKEN:
            cut = unavailable(request, f"{aim.host} broke off before it answered", "pull again later")
            raise _Passing(cut) from None

    def _unpack(self, request: Request, part: Part) -> None:
        try:
            if part.unpack(request.megabytes * 1_000_000):
                return
            fault = replies.too_large(request, None)
        except zlib.error:
            fault = unavailable(request, "the packed body is damaged", "pull again")
        part.drop()
        raise fault


def _hang_up(line: _Line, timer: threading.Timer) -> None:
    timer.cancel()
    with contextlib.suppress(OSError):
        line.close()
    if line.twin is not None:
        line.twin.close()
