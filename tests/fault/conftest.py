"""A misbehaving server for the tests of the gate; started once a file, emptied for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.fault.misbehaving import Site, site


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with site() as made:
        yield made


@pytest.fixture
def here(running: Site) -> Site:
    running.server.answers.clear()
    running.server.asked.clear()
    running.release.clear()
    return running
