"""The list of sources: version, last observed year, license, and what of them ships."""

from __future__ import annotations

from typing import Any

from tightrope.catalog.shelf import indicators, sources
from tightrope.data.vault import Vault
from tightrope.study.holdings import reference
from tightrope.study.holdings.intake import known, vault_folder

PERMITS = {
    "values": "values may travel with this package",
    "derived": "only figures derived from several rows may travel",
    "counts": "only counts and ranks over at least three rows may travel",
    "never": "nothing of it may travel: for your own use",
}


def listing() -> list[dict[str, Any]]:
    """Return a row for every source, with its indicators and whether they ship, are local, or are to be pulled."""
    shelf, known = dict(indicators()), dict(sources())
    vault = Vault(vault_folder())
    mine = {name: version.name for name in vault.sources() if (version := vault.current(name)) is not None}
    listed = reference.manifest()["indicators"]
    rows = []
    for name, source in sorted(known.items()):
        used = sorted(n for n, entry in shelf.items() if name in entry.variable.sources)
        shipped = [n for n in used if n in listed]
        if shipped:
            ships = "yes" if len(shipped) == len(used) else f"{len(shipped)} of {len(used)}"
        else:
            ships = "to pull" if source.to_pull and not (source.tables and name in mine) else "local only"
        rows.append({
            "name": name, "label": source.label, "publisher": source.publisher, "url": source.url,
            "version": source.version, "first": source.first, "last": source.last,
            "license": source.license.name + ("" if source.license.verified else " (license unverified)"),
            "ships": ships, "indicators": used, "gives": source.gives, "faults": list(source.faults),
            "vantage": source.vantage, "funder": source.funder, "domain": source.domain, "role": source.role,
            "twin": source.twin, "cadence": source.cadence, "access": source.access,
            "permits": PERMITS[source.license.ships], "cites": list(source.cites), "held": mine.get(name, ""),
            "files": [d.name for d in source.downloads],
            "columns": {v: list(t.columns) for v, t in source.tables.items()},
        })  # fmt: skip
    return rows


def card(name: str) -> dict[str, str]:
    """Return all that is known of a source, as lines of text by heading.

    Raises
    ------
    UnknownName : no source has this name.
    """
    row = next(r for r in listing() if r["name"] == known(name).name)
    years = f"{row['first']}-{row['last']}"
    told = {
        "source": row["name"], "label": row["label"], "publisher": row["publisher"], "funder": row["funder"],
        "vantage": row["vantage"], "address": row["url"], "version": row["version"], "held": row["held"],
        "years": years, "renewed": row["cadence"], "access": row["access"], "license": row["license"],
        "permits": row["permits"], "cite": ", ".join(row["cites"]), "about": row["domain"], "role": row["role"],
        "twin": row["twin"], "gives": row["gives"], "indicators": ", ".join(row["indicators"]),
        "files": ", ".join(row["files"]),
        "columns": "; ".join(f"{view}: {', '.join(cols)}" for view, cols in row["columns"].items()),
        "faults": "; ".join(row["faults"]),
    }  # fmt: skip
    return {key: value for key, value in told.items() if value}
