"""The list of sources: version, last observed year, license, and what of them ships."""

from __future__ import annotations

from typing import Any

from tightrope.catalog.shelf import indicators, sources
from tightrope.study.holdings import reference


def listing() -> list[dict[str, Any]]:
    """Return a row for every source, with its indicators and whether they ship, are local, or are to be pulled."""
    shelf, known = dict(indicators()), dict(sources())
    listed = reference.manifest()["indicators"]
    rows = []
    for name, source in sorted(known.items()):
        mine = sorted(n for n, entry in shelf.items() if name in entry.variable.sources)
        shipped = [n for n in mine if n in listed]
        if shipped:
            ships = "yes" if len(shipped) == len(mine) else f"{len(shipped)} of {len(mine)}"
        else:
            ships = "local only" if source.tables else "to pull"
        rows.append({
            "name": name, "label": source.label, "publisher": source.publisher, "url": source.url,
            "version": source.version, "first": source.first, "last": source.last,
            "license": source.license.name + ("" if source.license.verified else " (license unverified)"),
            "ships": ships, "indicators": mine, "gives": source.gives, "faults": list(source.faults),
            "vantage": source.vantage,
        })  # fmt: skip
    return rows
