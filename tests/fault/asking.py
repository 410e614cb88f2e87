"""How the gate is asked in tests: a gate that may reach this machine, requests, and the line of a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fault.misbehaving import HOST, MIRROR, Site

from tightrope.core.errors import DataError, SourceUnavailable
from tightrope.data.address import Policy
from tightrope.data.snapshot import Gate, Limits, Request

WHEN = "2026-11-22T12:00:00+00:00"
BODY = b"state,year,value\n" + b"".join(b"PAK,%d,0.5\n" % year for year in range(1950, 2400))
HTML = b"<!DOCTYPE html><html><head><title>Just a moment\x1b[31m...</title></head><body>" + b"x" * 2000
NEXT = "the stored version 2025-01-01-0123abcd stays in use"


def gate(here: Site, **changes) -> Gate:
    """Return a gate that may reach this machine, because this line says so and nothing else can."""
    limits = Limits(**{"seconds": 10.0, "stall": 5.0, "connect": 5.0, **changes.pop("limits", {})})
    given = {"tls": here.trust, "resolver": lambda host, port: ("127.0.0.1",), "sleep": lambda seconds: None}
    return Gate(Policy(loopback=True, ports=(here.server.port,)), limits, **{**given, **changes})


def wanted(here: Site, path: str = "/t.csv", **changes) -> Request:
    given = {
        "source": "toy",
        "name": "t.csv",
        "url": here.url(path),
        "hosts": (HOST, MIRROR),
        "format": "csv",
        "stored": "2025-01-01-0123abcd",
    }
    return Request(**{**given, **changes})


def says(here: Site, status: int, body: bytes = b"", path: str = "/t.csv", **headers: str) -> None:
    here.server.answers[path] = lambda handler: handler.say(status, body, **headers)


def refusal(here: Site, folder: Path, leaf: type[DataError] = SourceUnavailable, request: Request | None = None, **kw):
    """Fetch, and return the one line that says why not."""
    folder.mkdir(exist_ok=True)
    (folder / "t.csv").write_bytes(b"what an earlier pull left")
    with pytest.raises(leaf) as caught:
        gate(here, **kw).fetch(request or wanted(here), folder, retrieved=WHEN)
    assert type(caught.value) is leaf
    text = str(caught.value)
    assert "\n" not in text
    assert text.isprintable()
    assert caught.value.what
    assert caught.value.where.startswith("toy/t.csv")
    assert caught.value.next
    assert (folder / "t.csv").read_bytes() == b"what an earlier pull left"
    return text
