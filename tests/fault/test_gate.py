"""The gate against a real server that misbehaves: each failure has its own line, and what is stored stands."""

from __future__ import annotations

import email.utils
import gzip
import hashlib
import time
from pathlib import Path

import pytest
from tests.fault.asking import BODY, HTML, NEXT, WHEN, gate, refusal, says, wanted
from tests.fault.misbehaving import HOST, Handler, Site

from tightrope.core.errors import CoverageError, DigestMismatch
from tightrope.data.pulls.reply import wait_asked

pytestmark = pytest.mark.loopback


def test_a_file_comes_whole_with_what_is_known_of_it(here: Site, tmp_path: Path):
    says(here, 200, BODY, ETag='"v1"', Last_Modified="Sun, 22 Nov 2026 10:00:00 GMT", Content_Type="text/csv")
    seen: list[tuple[int, int | None]] = []
    pinned = hashlib.sha256(BODY).hexdigest()
    got = gate(here).fetch(
        wanted(here, sha256=pinned.upper()), tmp_path, retrieved=WHEN, progress=lambda n, all_: seen.append((n, all_))
    )
    assert got.file == tmp_path / "t.csv"
    assert got.file.read_bytes() == BODY
    assert (got.received.sha256, got.received.size, got.received.retrieved) == (pinned, len(BODY), WHEN)
    assert (got.received.etag, got.received.modified) == ('"v1"', "Sun, 22 Nov 2026 10:00:00 GMT")
    assert got.received.url == got.received.final == here.url("/t.csv")
    assert seen[-1] == (len(BODY), len(BODY))
    assert sorted(p.name for p in tmp_path.iterdir()) == [".lock", "t.csv"]
    headers = here.server.asked[0][1]
    assert headers["host"] == f"{HOST}:{here.server.port}"
    assert headers["accept-encoding"] == "identity"
    assert "cookie" not in headers
    assert "authorization" not in headers


def test_raw_bytes_are_kept_as_they_came(here: Site, tmp_path: Path):
    broken = b'[{"a": "\\x41 \\d"}, \xff\xfe\x00]'
    says(here, 200, broken, Content_Type="application/json")
    got = gate(here).fetch(wanted(here, format="json"), tmp_path, retrieved=WHEN)
    assert got.file.read_bytes() == broken


@pytest.mark.parametrize(
    ("status", "line"),
    [
        (404, "not there any more (404); look for its new address"),
        (410, "not there any more (410)"),
        (403, "refuses programs or this place (403); download it by hand, then `tightrope data add FILE --as toy`"),
        (401, "asks for an account (401); download it by hand"),
        (429, "asks to slow down (429); pull again later"),
        (500, "server fails (500)"),
        (503, "server fails (503)"),
        (418, "answered 418, which is no file"),
        (206, "answered 206, which is no file"),
    ],
)
def test_a_status_has_its_own_line(here: Site, tmp_path: Path, status: int, line: str):
    says(here, status, b"no")
    text = refusal(here, tmp_path)
    assert line in text
    assert text.endswith(NEXT)


def test_nothing_stored_yet_is_said_too(here: Site, tmp_path: Path):
    says(here, 404)
    assert "nothing of it is stored yet" in refusal(here, tmp_path, request=wanted(here, stored=""))


@pytest.mark.parametrize(("status", "body"), [(204, b""), (200, b"")])
def test_no_data_is_not_a_failure(here: Site, tmp_path: Path, status: int, body: bytes):
    says(here, status, body, Content_Length="" if status == 204 else "0")
    assert "no data" in refusal(here, tmp_path, CoverageError)


@pytest.mark.parametrize("status", [429, 503])
def test_back_off_waits_as_long_as_asked_and_then_goes_on(here: Site, tmp_path: Path, status: int):
    waits: list[float] = []
    turns = iter([{"Retry_After": "7"}, {}, None])

    def answer(handler: Handler):
        headers = next(turns)
        handler.say(200, BODY) if headers is None else handler.say(status, b"wait", **headers)

    here.server.answers["/t.csv"] = answer
    clock = Clock()
    gate(here, sleep=waits.append, clock=clock, limits={"seconds": 100.0}).fetch(wanted(here), tmp_path, retrieved=WHEN)
    assert waits == [7.0, 2.0]


class Clock:
    """Seconds that pass only when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_wait_that_is_too_long_is_left_to_the_user(here: Site, tmp_path: Path):
    says(here, 429, b"", Retry_After="86400")
    text = refusal(here, tmp_path)
    assert "asks to wait 86400 seconds" in text
    assert len(here.server.asked) == 1


def test_tries_run_out(here: Site, tmp_path: Path):
    says(here, 429)
    refusal(here, tmp_path, limits={"tries": 3})
    assert len(here.server.asked) == 3


def test_retry_after_reads_dates_by_the_servers_own_clock():
    def at(seconds):
        return email.utils.formatdate(seconds, usegmt=True)

    assert wait_asked({"Retry-After": at(1000.0), "Date": at(970.0)}, wall=5e9) == 30.0
    assert wait_asked({"Retry-After": at(1000.0)}, wall=990.0) == 10.0
    assert wait_asked({"Retry-After": at(1000.0)}, wall=2000.0) == 0.0
    assert wait_asked({"Retry-After": "soon"}, wall=0.0) is None
    assert wait_asked({}, wall=0.0) is None


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/csv", ""])
def test_a_page_with_status_200_is_no_file(here: Site, tmp_path: Path, kind: str):
    says(here, 200, b"\xef\xbb\xbf\n" + HTML, Content_Type=kind)
    text = refusal(here, tmp_path)
    assert "a web page titled 'Just a moment [31m...' came where a csv file was expected" in text
    assert not list(tmp_path.glob("*.part*"))


@pytest.mark.parametrize(
    ("format", "body", "line"),
    [
        ("csv", b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "an XML message came"),
        ("xlsx", b"a,b\n1,2\n", "not those of a xlsx file (they begin 'a,b 1,2')"),
        ("parquet", b"\x00\x01garbage", "not those of a parquet file"),
        ("rds", b"not found", "not those of a rds file"),
    ],
)
def test_other_bytes_than_the_format_has(here: Site, tmp_path: Path, format: str, body: bytes, line: str):
    says(here, 200, body)
    assert line in refusal(here, tmp_path, request=wanted(here, format=format))


@pytest.mark.parametrize("head", [b"PK\x03\x04rest", b"\x1f\x8brest", b"<stata_dta><header>", b"\x72rest"])
def test_a_stata_file_in_any_wrapping_passes(here: Site, tmp_path: Path, head: bytes):
    says(here, 200, head, Content_Type="text/html")
    assert gate(here).fetch(wanted(here, format="dta"), tmp_path, retrieved=WHEN).file.read_bytes() == head


def test_a_wrong_checksum_is_not_kept(here: Site, tmp_path: Path):
    says(here, 200, BODY)
    text = refusal(here, tmp_path, DigestMismatch, wanted(here, sha256="0" * 64))
    assert "000000000000… is pinned" in text
    assert not list(tmp_path.glob("*.part*"))


@pytest.mark.parametrize("lie", ["told", "untold", "packed"])
def test_too_large(here: Site, tmp_path: Path, lie: str):
    large = b"1\n" * 600_000
    if lie == "told":
        says(here, 200, b"", Content_Length="1200000")
    elif lie == "untold":
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(large), large)
        here.server.answers["/t.csv"] = lambda handler: handler.say(200, body, Transfer_Encoding="chunked")
    else:
        says(here, 200, gzip.compress(large), Content_Encoding="gzip")
    text = refusal(here, tmp_path, request=wanted(here, megabytes=1))
    assert "larger than 1 MB" in text
    assert ("once unpacked" in text) == (lie == "packed")
    assert not list(tmp_path.glob("*.part*"))


def test_what_comes_packed_is_unpacked_once(here: Site, tmp_path: Path):
    says(here, 200, gzip.compress(BODY[:700]) + gzip.compress(BODY[700:]), Content_Encoding="gzip")
    got = gate(here).fetch(wanted(here), tmp_path, retrieved=WHEN)
    assert got.file.read_bytes() == BODY
    assert got.received.sha256 == hashlib.sha256(BODY).hexdigest()
    packed = gzip.compress(BODY)
    says(here, 200, packed, "/t.csv.gz", Content_Encoding="gzip")
    request = wanted(here, "/t.csv.gz", name="t.csv.gz")
    assert gate(here).fetch(request, tmp_path, retrieved=WHEN).file.read_bytes() == packed


@pytest.mark.parametrize("body", [gzip.compress(BODY, mtime=0)[:-20], b"not packed at all"])
def test_a_damaged_packing(here: Site, tmp_path: Path, body: bytes):
    says(here, 200, body, Content_Encoding="gzip")
    assert "the packed body is damaged" in refusal(here, tmp_path)


def test_a_packing_nobody_asked_for(here: Site, tmp_path: Path):
    says(here, 200, BODY, Content_Encoding="br")
    assert "packed as br" in refusal(here, tmp_path)


def dripping(here: Site, every: float):
    def answer(handler: Handler):
        handler.say(200, BODY[:100], Content_Length=str(len(BODY)))
        for i in range(100, len(BODY)):
            if here.release.wait(every):
                return
            handler.wfile.write(BODY[i : i + 1])

    return answer


def test_silence_is_noticed(here: Site, tmp_path: Path):
    here.server.answers["/t.csv"] = dripping(here, 30.0)
    text = refusal(here, tmp_path, limits={"stall": 0.2, "tries": 1})
    assert "no byte came for 0 seconds" in text


def test_a_drip_cannot_outlast_the_whole(here: Site, tmp_path: Path):
    here.server.answers["/t.csv"] = dripping(here, 0.05)
    start = time.monotonic()
    assert "longer than 0 seconds" in refusal(here, tmp_path, limits={"seconds": 0.4})
    assert time.monotonic() - start < 3


def test_headers_that_drip_are_cut_off(here: Site, tmp_path: Path):
    def answer(handler: Handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            if here.release.wait(0.05):
                return
            handler.wfile.write(b"X: y\r\n")

    here.server.answers["/t.csv"] = answer
    start = time.monotonic()
    assert "took longer than" in refusal(here, tmp_path, limits={"seconds": 0.4})
    assert time.monotonic() - start < 3


def test_a_server_that_hangs_up_before_it_answers(here: Site, tmp_path: Path):
    here.server.answers["/t.csv"] = lambda handler: None
    assert f"{HOST} broke off before it answered" in refusal(here, tmp_path, limits={"tries": 2})


def test_words_that_are_not_http(here: Site, tmp_path: Path):
    here.server.answers["/t.csv"] = lambda handler: handler.wfile.write(b"hello\r\n\r\n")
    assert "broke off" in refusal(here, tmp_path, limits={"tries": 1})
