"""Fixtures of every test: sockets are off, the generator is seeded, the data folder is found or the test skipped."""

from __future__ import annotations

import socket
from pathlib import Path

import numpy as np
import pytest

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared"


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection: no test reaches the network; some talk to a server of their own on loopback."""
    if request.node.get_closest_marker("browser") or request.node.get_closest_marker("spark"):
        return
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: object) -> None:
        mine = request.node.get_closest_marker("loopback") is not None
        if mine and isinstance(address, tuple) and address[0] in ("127.0.0.1", "::1"):
            return connect(self, address)
        raise AssertionError("a test tried to open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def rng() -> np.random.Generator:
    """Return the seeded generator of a test."""
    return np.random.default_rng(20261122)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the data folder beside the project, or skip."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the data folder is not beside the project")
    return SHARED / "data"


@pytest.fixture(scope="session")
def shared_documents() -> Path:
    """Return the texts beside the project, or skip."""
    if not (SHARED / "documents").is_dir():
        pytest.skip("the documents are not beside the project")
    return SHARED / "documents"


@pytest.fixture(scope="session")
def shared_design() -> Path:
    """Return the design beside the project, or skip."""
    if not (SHARED / "design").is_dir():
        pytest.skip("the design is not beside the project")
    return SHARED / "design"
