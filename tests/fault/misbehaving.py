"""A real HTTPS server on 127.0.0.1 that misbehaves as told, path by path, and stops by itself."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

HOST = "data.example.org"
MIRROR = "mirror.example.org"
Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers from the table of the server, and notes what was asked."""

    protocol_version = "HTTP/1.1"
    timeout = 5
    server: Server

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
        self.server.answers[self.path](self)

    def do_CONNECT(self) -> None:
        self.close_connection = True
        self.server.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
        self.server.answers["CONNECT"](self)

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a reply; `_` in a header's name stands for `-`; Content_Length may lie."""
        self.send_response_only(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if "Transfer-Encoding" not in named:
            named.setdefault("Content-Length", str(len(body)))
        for name, value in named.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """The server: `answers` by path, `asked` in order."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        return int(self.server_address[1])

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what is tested."""

    def shutdown_request(self, request: object) -> None:
        """Close without TLS farewells, so that half a body looks like one."""
        with contextlib.suppress(OSError):
            super().shutdown_request(request)


@dataclass
class Site:
    """A server with certificates, and the context that trusts them."""

    server: Server
    trust: ssl.SSLContext
    release: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str, host: str = HOST) -> str:
        """Return the address of a path."""
        return f"https://{host}:{self.server.port}{path}"


@contextlib.contextmanager
def site(*names: str, plain: bool = False) -> Iterator[Site]:
    """Run a server with a certificate for the names; it ends with the block."""
    authority = trustme.CA()
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    server = Server()
    if not plain:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*(names or (HOST, MIRROR))).configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    made = Site(server=server, trust=trust)
    try:
        yield made
    finally:
        made.release.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
