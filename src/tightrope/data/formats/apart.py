"""Read a foreign file in the confined child: what it left behind becomes columns again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from tightrope.data.formats import handover
from tightrope.data.formats.reading import Caps, Reading
from tightrope.sandbox import apart


def run(module: str, request: Mapping[str, Any], *, caps: Caps, where: str) -> Reading:
    """Run `module.main` on a request in a child process and return what it read; errors as `sandbox.apart.run`."""
    load = partial(handover.load, where=where)
    return apart.run(module, request, seconds=caps.seconds, memory=caps.memory, where=where, load=load)
