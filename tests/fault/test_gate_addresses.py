"""Redirects, names, certificates, proxies: only what was checked is reached, and no switch opens this machine."""

from __future__ import annotations

import ast
import os
import re
import socket
import ssl
import threading
from pathlib import Path

import pytest
from tests.fault.asking import BODY, HTML, NEXT, WHEN, gate, refusal, says, wanted
from tests.fault.misbehaving import HOST, MIRROR, Handler, Site, site

from tightrope.core.errors import SourceUnavailable
from tightrope.data.address import Policy
from tightrope.data.snapshot import Gate

pytestmark = pytest.mark.loopback
SRC = Path(__file__).parents[2] / "src" / "tightrope"


# Redirects.


def test_a_redirect_on_the_list_is_followed(here: Site, tmp_path: Path):
    says(here, 302, Location=here.url("/moved.csv?token=1", MIRROR))
    says(here, 307, path="/moved.csv?token=1", Location="sub/t.csv")
    says(here, 200, BODY, "/sub/t.csv")
    got = gate(here).fetch(wanted(here), tmp_path, retrieved=WHEN)
    assert got.received.url == here.url("/t.csv")
    assert got.received.final == here.url("/sub/t.csv", MIRROR)


@pytest.mark.parametrize(
    ("location", "line"),
    [
        ("http://data.example.org/t.csv", "only https: is fetched"),
        ("file:///etc/passwd", "only https: is fetched"),
        ("ftp://data.example.org/t.csv", "only https: is fetched"),
        ("data:text/csv,a", "only https: is fetched"),
        ("https://evil.example.com/t.csv", "evil.example.com is not among the hosts"),
        ("https://127.0.0.1/t.csv", "a host in numbers"),
        ("https://169.254.169.254/latest/meta-data", "a host in numbers"),
        ("https://[::1]/t.csv", "a host in numbers"),
        ("https://2130706433/", "a host in numbers"),
        ("https://0x7f.1/", "a host in numbers"),
        ("https://localhost/t.csv", "a name of this machine"),
        ("https://user:secret@data.example.org/t.csv", "carries a user name"),
        ("https://data.example.org:22/t.csv", "port 22 is closed"),
        ("https://[", "cannot be read"),
        ("", "names no address"),
    ],
)
def test_a_redirect_passes_every_rule_again(here: Site, tmp_path: Path, location: str, line: str):
    says(here, 302, Location=location)
    text = refusal(here, tmp_path)
    assert line in text
    assert "secret" not in text
    assert len(here.server.asked) == 1


def test_a_redirect_to_a_private_address_by_name(here: Site, tmp_path: Path):
    says(here, 302, Location=here.url("/t.csv", MIRROR))
    names = {HOST: ("127.0.0.1",), MIRROR: ("10.0.0.7",)}
    text = refusal(here, tmp_path, resolver=lambda host, port: names[host])
    assert f"the name {MIRROR} points to 10.0.0.7 (private), which is refused" in text


def test_redirects_in_a_circle_and_without_end(here: Site, tmp_path: Path):
    says(here, 302, Location="/b")
    says(here, 302, path="/b", Location="/t.csv")
    assert "in a circle" in refusal(here, tmp_path)
    for i in range(9):
        says(here, 302, path=f"/{i}", Location=f"/{i + 1}")
    assert "more than 5 redirects" in refusal(here, tmp_path, request=wanted(here, "/0"))


def test_a_login_page_is_called_one(here: Site, tmp_path: Path):
    says(here, 302, Location="https://sso.example.com/login?next=/t.csv")
    text = refusal(here, tmp_path)
    assert "leads to a login page (https://sso.example.com/login)" in text
    assert "`tightrope data add FILE --as toy`" in text
    says(here, 302, Location="/login?next=t")
    says(here, 200, HTML, "/login?next=t", Content_Type="text/html")
    assert "leads to a login page" in refusal(here, tmp_path)


# Names, addresses, certificates.


@pytest.mark.parametrize(
    "answers",
    [
        ("10.1.2.3",),
        ("93.184.215.14", "192.168.1.1"),
        ("::ffff:93.184.215.14",),
        ("64:ff9b::5db8:d70e",),
        ("fe80::1%2",),
    ],
)
def test_a_name_with_one_bad_address_is_refused_whole(
    here: Site, tmp_path: Path, answers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in answers]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: rows)
    with pytest.raises(SourceUnavailable, match="which is refused"):
        Gate(tls=here.trust).fetch(wanted(here, url=f"https://{HOST}/t.csv"), tmp_path, retrieved=WHEN)
    assert here.server.asked == []


def test_a_name_is_asked_once_and_what_was_checked_is_reached(
    here: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []
    original = socket.getaddrinfo

    def rebinding(host, port, *args, **kw):
        if host == HOST:
            asked.append(host)
            address = "127.0.0.1" if len(asked) == 1 else "10.0.0.7"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]
        return original(host, port, *args, **kw)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    says(here, 200, BODY)
    made = Gate(Policy(loopback=True, ports=(here.server.port,)), tls=here.trust)
    assert made.fetch(wanted(here), tmp_path, retrieved=WHEN).file.read_bytes() == BODY
    assert asked == [HOST]
    with pytest.raises(SourceUnavailable, match=r"points to 10\.0\.0\.7"):
        made.fetch(wanted(here), tmp_path, retrieved=WHEN)


def test_a_second_address_is_tried(here: Site, tmp_path: Path):
    says(here, 200, BODY)
    made = gate(here, resolver=lambda host, port: ("127.0.0.2", "127.0.0.1"), limits={"connect": 0.5})
    connect = socket.socket.connect
    with pytest.MonkeyPatch.context() as patch:

        def refuse(self, address):
            if address[0] == "127.0.0.2":
                raise ConnectionRefusedError(111, "refused")
            return connect(self, address)

        patch.setattr(socket.socket, "connect", refuse)
        assert made.fetch(wanted(here), tmp_path, retrieved=WHEN).file.read_bytes() == BODY


def test_no_network(here: Site, tmp_path: Path):
    def nothing(host, port):
        raise socket.gaierror(-2, "Name or service not known")

    text = refusal(here, tmp_path, resolver=nothing)
    assert f"the name {HOST} was not found (no network?)" in text
    assert text.endswith(NEXT)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    made = Gate(Policy(loopback=True, ports=(port,)), tls=here.trust, resolver=lambda h, p: ("127.0.0.1",))
    with pytest.raises(SourceUnavailable, match="cannot be reached"):
        made.fetch(wanted(here, url=f"https://{HOST}:{port}/t.csv"), tmp_path, retrieved=WHEN)


def test_certificates_of_strangers_and_of_other_names(here: Site, tmp_path: Path):
    says(here, 200, BODY)
    line = f"the secure connection to {HOST} failed"
    assert line in refusal(here, tmp_path, tls=ssl.create_default_context())
    assert here.server.asked == []
    with site("other.example.org") as other:
        text = refusal(other, tmp_path, request=wanted(other))
        assert line in text
        assert "mismatch" in text
    with site(plain=True) as other:
        assert line in refusal(other, tmp_path, request=wanted(other))


def test_verification_cannot_be_turned_off(here: Site):
    loose = ssl.create_default_context()
    loose.check_hostname = False
    with pytest.raises(ValueError, match="always verified"):
        Gate(tls=loose)


# The proxy.


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_carries_what_only_the_host_can_read(here: Site, tmp_path: Path, name: str):
    def tunnel(handler: Handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        with socket.create_connection(("127.0.0.1", here.server.port)) as far:
            near = handler.connection
            back = threading.Thread(target=pour, args=(far, near), daemon=True)
            back.start()
            pour(near, far)
            back.join(5)

    says(here, 200, BODY)
    with site(plain=True) as proxy:
        proxy.server.answers["CONNECT"] = tunnel
        environ = {name: f"http://ann:pw@127.0.0.1:{proxy.server.port}"}

        def never(host, port):
            raise AssertionError("the proxy resolves names")

        got = gate(here, environ=environ, resolver=never).fetch(wanted(here), tmp_path, retrieved=WHEN)
        assert got.file.read_bytes() == BODY
        path, headers = proxy.server.asked[0]
        assert path == f"{HOST}:{here.server.port}"
        assert headers["proxy-authorization"] == "Basic YW5uOnB3"
        assert "proxy-authorization" not in here.server.asked[0][1]
        asked = len(proxy.server.asked)
        for url in ("https://10.0.0.7/t.csv", "https://evil.example.com/t.csv", "https://localhost/t.csv"):
            refusal(here, tmp_path / "other", request=wanted(here, url=url), environ=environ)
        assert len(proxy.server.asked) == asked
        line = "the secure connection"
        assert line in refusal(here, tmp_path / "other", environ=environ, tls=ssl.create_default_context())
        gate(here, environ={**environ, "NO_PROXY": "localhost, .example.org"}).fetch(
            wanted(here), tmp_path, retrieved=WHEN
        )
        proxy.server.answers["CONNECT"] = lambda handler: handler.say(403)
        text = refusal(here, tmp_path / "other", environ=environ)
        assert f"the proxy refuses {HOST}" in text
        assert "pw" not in text


def pour(source: socket.socket, target: socket.socket) -> None:
    """Carry bytes one way until the end."""
    try:
        while block := source.recv(65536):
            target.sendall(block)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "https://127.0.0.1:1", "http://127.0.0.1:x"])
def test_another_kind_of_proxy_is_refused(here: Site, tmp_path: Path, proxy: str):
    with pytest.raises(SourceUnavailable, match="not of the form"):
        gate(here, environ={"HTTPS_PROXY": proxy}).fetch(wanted(here), tmp_path, retrieved=WHEN)


# The switch that is not there.


def test_the_policy_in_use_refuses_this_server(here: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    says(here, 200, BODY)
    for name in ("TIGHTROPE_LOOPBACK", "TIGHTROPE_ALLOW_LOOPBACK", "TIGHTROPE_INSECURE", "TIGHTROPE_TEST", "CI"):
        monkeypatch.setenv(name, "1")
    made = Gate(tls=here.trust, resolver=lambda host, port: ("127.0.0.1",), environ={**os.environ, "NO_PROXY": "*"})
    with pytest.raises(SourceUnavailable, match=rf"port {here.server.port} is closed"):
        made.fetch(wanted(here), tmp_path, retrieved=WHEN)
    with pytest.raises(SourceUnavailable, match=r"points to 127\.0\.0\.1 \(loopback\), which is refused"):
        made.fetch(wanted(here, url=f"https://{HOST}/t.csv"), tmp_path, retrieved=WHEN)
    assert here.server.asked == []


def test_no_switch_opens_loopback():
    for file in sorted(SRC.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                assert called != "Policy" or not (node.args or node.keywords), file
                given = {word.arg for word in node.keywords}
                assert called != "Gate" or not given & {"policy", "tls", "resolver", None}, file
                assert called != "Gate" or not node.args, file
            if isinstance(node, ast.Attribute | ast.Name):
                name = node.attr if isinstance(node, ast.Attribute) else node.id
                assert name != "loopback" or file.name == "address.py", file
    gate_text = (SRC / "data" / "snapshot.py").read_text() + (SRC / "data" / "address.py").read_text()
    assert not re.search(r"os\.environ|getenv|import os\b", gate_text)


def test_nothing_else_opens_connections():
    doors = {"urllib3", "socket", "ssl", "http", "httpx", "requests", "aiohttp", "ftplib", "asyncio", "socketserver"}
    for file in sorted(SRC.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"https?fs\b", text), f"{file}: DuckDB must not fetch"
        if file == SRC / "data" / "snapshot.py":
            continue
        for node in ast.walk(ast.parse(text)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.partition(".")[0] not in doors, f"{file}: {name}"
                assert not name.startswith("urllib.request"), f"{file}: {name}"
