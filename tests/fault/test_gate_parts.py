"""Half files, full disks and two pulls at once: what came is gone on with or cleaned, never mixed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from tests.fault.asking import BODY, NEXT, WHEN, gate, refusal, says, wanted
from tests.fault.misbehaving import Handler, Site

from tightrope.core.errors import ColumnsMoved, StoreError
from tightrope.data.pulls import disk
from tightrope.data.pulls.reply import check_columns

pytestmark = pytest.mark.loopback
SRC = Path(__file__).parents[2] / "src" / "tightrope"


def test_half_a_body_is_gone_on_with(here: Site, tmp_path: Path):
    def answer(handler: Handler):
        asked = handler.headers.get("Range", "")
        if not asked:
            return handler.say(200, BODY[:1000], Content_Length=str(len(BODY)), ETag='"v1"')
        assert asked == "bytes=1000-"
        assert handler.headers["If-Range"] == '"v1"'
        span = f"bytes 1000-{len(BODY) - 1}/{len(BODY)}"
        return handler.say(206, BODY[1000:], Content_Range=span, ETag='"v1"')

    here.server.answers["/t.csv"] = answer
    got = gate(here).fetch(wanted(here), tmp_path, retrieved=WHEN)
    assert got.file.read_bytes() == BODY
    assert got.received.sha256 == hashlib.sha256(BODY).hexdigest()
    assert len(here.server.asked) == 2


@pytest.mark.parametrize("ends", ["length", "chunks"])
def test_half_a_body_every_time(here: Site, tmp_path: Path, ends: str):
    if ends == "length":
        says(here, 200, BODY[:1500], Content_Length=str(len(BODY)))
        line = f"half a file came (1,500 of {len(BODY):,} bytes)"
    else:
        says(here, 200, b"400\r\n" + BODY[:500], Transfer_Encoding="chunked")
        line = "half a file came"
    assert line in refusal(here, tmp_path, limits={"tries": 2})


def test_a_rest_of_untold_length_is_held_against_the_whole(here: Site, tmp_path: Path):
    leave(here, tmp_path)
    span = f"bytes 1000-{len(BODY) - 1}/{len(BODY)}"
    says(here, 206, BODY[1000:1400], Content_Length="", Content_Range=span, ETag='"v1"')
    assert f"half a file came (1,400 of {len(BODY):,} bytes)" in refusal(here, tmp_path, limits={"tries": 1})


def test_chunks_come_whole(here: Site, tmp_path: Path):
    says(here, 200, b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY), Transfer_Encoding="chunked")
    assert gate(here).fetch(wanted(here), tmp_path, retrieved=WHEN).file.read_bytes() == BODY


def leave(here: Site, folder: Path, etag: str = '"v1"', part: bytes = BODY[:1000]) -> None:
    """Leave the part of a process that died."""
    half = disk.Part(folder, "t.csv", here.url("/t.csv"))
    half.begin(etag=etag, modified="", total=len(BODY), kind="text/csv")
    half.add(part)
    half.close()


def test_the_part_of_a_dead_process_is_gone_on_with(here: Site, tmp_path: Path):
    leave(here, tmp_path)
    span = f"bytes 1000-{len(BODY) - 1}/{len(BODY)}"
    says(here, 206, BODY[1000:], Content_Range=span, ETag='"v1"')
    assert gate(here).fetch(wanted(here), tmp_path, retrieved=WHEN).file.read_bytes() == BODY
    assert here.server.asked[0][1]["range"] == "bytes=1000-"


def test_a_server_without_ranges_starts_over(here: Site, tmp_path: Path):
    leave(here, tmp_path, part=b"z" * 1000)
    says(here, 200, BODY, ETag='"v1"')
    assert gate(here).fetch(wanted(here), tmp_path, retrieved=WHEN).file.read_bytes() == BODY


@pytest.mark.parametrize(
    "first",
    [
        (206, {"Content_Range": f"bytes 1000-{len(BODY) - 1}/{len(BODY)}", "ETag": '"v2"'}),
        (206, {"Content_Range": f"bytes 500-{len(BODY) - 1}/{len(BODY)}", "ETag": '"v1"'}),
        (206, {"Content_Range": f"bytes 1000-{len(BODY)}/{len(BODY) + 1}", "ETag": '"v1"'}),
        (206, {"ETag": '"v1"'}),
        (416, {"Content_Range": f"bytes */{len(BODY)}"}),
    ],
)
def test_another_version_at_the_publisher_starts_over(here: Site, tmp_path: Path, first):
    leave(here, tmp_path, part=b"z" * 1000)
    status, headers = first

    def answer(handler: Handler):
        if handler.headers.get("Range"):
            return handler.say(status, BODY[1000:], **headers)
        return handler.say(200, BODY, ETag='"v2"')

    here.server.answers["/t.csv"] = answer
    assert gate(here).fetch(wanted(here), tmp_path, retrieved=WHEN).file.read_bytes() == BODY


@pytest.mark.parametrize("spoiled", ["weak", "no record", "damaged record", "another address"])
def test_a_part_that_cannot_be_trusted_is_cleaned(here: Site, tmp_path: Path, spoiled: str):
    leave(here, tmp_path, etag='W/"v1"' if spoiled == "weak" else '"v1"')
    record = tmp_path / "t.csv.part.json"
    if spoiled == "no record":
        record.unlink()
    if spoiled == "damaged record":
        record.write_bytes(b"{")
    if spoiled == "another address":
        record.write_text(record.read_text().replace("/t.csv", "/other.csv"))
    says(here, 200, BODY)
    assert gate(here).fetch(wanted(here), tmp_path, retrieved=WHEN).file.read_bytes() == BODY
    assert "range" not in here.server.asked[0][1]


# The disk, and others at work.


def test_a_full_disk_is_said_and_nothing_half_stays(here: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    says(here, 200, BODY)
    (tmp_path / "t.csv").write_bytes(b"earlier")

    go_on = disk.Part.add

    def add(self, block):
        self._stream.close()
        self._stream = Full()
        go_on(self, block)

    monkeypatch.setattr(disk.Part, "add", add)
    with pytest.raises(StoreError, match="No space left on device") as caught:
        gate(here).fetch(wanted(here), tmp_path, retrieved=WHEN)
    assert "what was stored is untouched" in str(caught.value)
    assert (tmp_path / "t.csv").read_bytes() == b"earlier"


def test_a_part_on_a_full_disk_is_removed(here: Site, tmp_path: Path):
    part = disk.Part(tmp_path, "t.csv", here.url("/t.csv"))
    part.begin(etag='"v1"', modified="", total=None, kind="")
    part._stream.close()
    part._stream = Full()
    with pytest.raises(StoreError, match="No space left"):
        part.add(b"x")
    assert list(tmp_path.iterdir()) == []


class Full:
    """A stream on a full disk."""

    def write(self, block):
        raise OSError(28, "No space left on device")

    def close(self):
        raise OSError(28, "No space left on device")


def test_a_folder_that_cannot_be_written(here: Site, tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="TIGHTROPE_DATA"):
        gate(here).fetch(wanted(here), tmp_path / "file" / "sub", retrieved=WHEN)


def test_two_pulls_at_once_one_is_refused_politely(here: Site, tmp_path: Path):
    inside = threading.Event()

    def answer(handler: Handler):
        inside.set()
        here.release.wait(5)
        handler.say(200, BODY)

    here.server.answers["/t.csv"] = answer
    done: list[object] = []
    first = threading.Thread(target=lambda: done.append(gate(here).fetch(wanted(here), tmp_path, retrieved=WHEN)))
    first.start()
    assert inside.wait(5)
    with pytest.raises(StoreError, match="another pull of this source is under way"):
        gate(here).fetch(wanted(here), tmp_path, retrieved=WHEN)
    here.release.set()
    first.join(5)
    assert len(done) == 1


def test_a_lock_ends_with_its_process(tmp_path: Path):
    code = f"""
        import os, pathlib
        from tightrope.data.pulls.disk import hold
        with hold(pathlib.Path({str(tmp_path)!r}) / ".lock", where="toy"):
            os.kill(os.getpid(), 9)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], env={**os.environ, "PYTHONPATH": str(SRC.parent)})
    with disk.hold(tmp_path / ".lock", where="toy"):
        pass


@pytest.mark.parametrize("name", ["../t.csv", "a/b", ".hidden", "", "a\nb", "t.csv."])
def test_a_name_cannot_leave_its_folder(here: Site, tmp_path: Path, name: str):
    with pytest.raises(StoreError, match="cannot stand in a folder"):
        gate(here).fetch(wanted(here, name=name), tmp_path, retrieved=WHEN)


def test_columns_that_moved_stop_the_refresh(here: Site):
    request = wanted(here, columns=("state", "year", "kappa"))
    check_columns(["state", "year", "kappa", "more"], request)
    with pytest.raises(ColumnsMoved) as caught:
        check_columns(["state", "year", "kappa_2"], request)
    assert "no column kappa (there is kappa_2)" in str(caught.value)
    assert str(caught.value).endswith(NEXT)
