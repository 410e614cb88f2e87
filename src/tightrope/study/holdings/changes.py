"""What moved in a state's numbers between two vintages, and which inputs changed between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tightrope.core.errors import StoreError
from tightrope.data.read import Columns, read_parquets
from tightrope.data.versions import Changes, compare
from tightrope.study.holdings.reference import SHIPPED, local_folder, manifest
from tightrope.study.show import Part, read_report

SERIES = (
    "tilt", "engagement", "balance", "hedging", "autonomy", "tie_first", "tie_second", "dependence_first",
    "dependence_second", "arms_dependence_first", "arms_dependence_second",
)  # fmt: skip
CAVEAT = (
    "Why is an attribution by input: it names what changed beside the numbers and is no causal decomposition; "
    "where several inputs changed, their parts are not told apart."
)
ALONE = "there is only one vintage here: no local panel; build one with `tightrope data build --local`, or name two"
APART = "intervals do not overlap"
LARGEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What moved in one indicator's cells of a state and its powers, and the cause that the manifests name."""

    name: str
    label: str
    added: int
    gone: int
    revised: int
    cause: str
    changes: Changes | None

    def data(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "name": self.name, "label": self.label, "added": self.added, "gone": self.gone, "revised": self.revised,
            "cause": self.cause, "moves": [m.data() for m in self.changes.moves] if self.changes else [],
        }  # fmt: skip


def changes(
    focal: str,
    powers: tuple[str, str],
    *,
    old: Path | None = None,
    new: Path | None = None,
    before: Path | None = None,
    out: Path | None = None,
) -> Part:
    """Return what moved between two panels and, where two runs are at hand, between their results.

    Parameters
    ----------
    focal, powers : ISO3 codes; rows of this state with these powers count, and the powers' own dyad.
    old, new : folders of panels; the shipped and the local one if not named.
    before, out : folders of an earlier and of a later report.
    """
    notes: list[str] = []
    one, two = old or SHIPPED, new or local_folder()
    rows: list[tuple[str, ...]] = []
    moved: list[Moved] = []
    if new is None and not (two / "manifest.json").is_file():
        notes.append(ALONE)
    else:
        moved = panels(focal, powers, one, two)
        for m in moved:
            rows.append((m.name, str(m.added), str(m.gone), str(m.revised), _largest(m.changes), m.cause))
        if not moved:
            notes.append("No cell of this state and its powers moved between the two panels.")
        notes += _unlisted(one, two)
    results: dict[str, Any] = {}
    if before is not None:
        earlier, later = read_report(before), read_report(out or Path("out"))
        results = reports(earlier, later)
        rows += [
            (r["name"], "", "", "", f"{r['old']} -> {r['new']}", f"{r['intervals']}; {r['behind']}")
            for r in results["numbers"]
        ]
        notes += results["notes"]
    if rows:
        notes.append(CAVEAT)
    header = ("what", "added", "gone", "revised", "largest moves", "why")
    data = {
        "focal": focal, "powers": list(powers), "indicators": [m.data() for m in moved], "results": results,
        "notes": notes,
    }  # fmt: skip
    title = f"What moved for {focal} with {' and '.join(powers)}"
    return Part(title=title, header=header, rows=tuple(rows), data=data, notes=tuple(notes))


def panels(focal: str, powers: tuple[str, str], old: Path, new: Path) -> list[Moved]:
    """Return the indicators whose cells of a state and its powers differ between two panels."""
    one, two = manifest(old), manifest(new)
    first, second = one["indicators"], two["indicators"]
    differ = sorted(n for n in {*first, *second} if first.get(n, {}).get("sha256") != second.get(n, {}).get("sha256"))
    was = read_parquets({n: old / f"{n}.parquet" for n in differ if n in first})
    now = read_parquets({n: new / f"{n}.parquet" for n in differ if n in second})
    found = []
    for name in differ:
        a = _mine(was[name], focal, powers) if name in was else None
        b = _mine(now[name], focal, powers) if name in now else None
        label = (second.get(name) or first[name])["label"]
        if a is None or b is None:
            size = len(_some(a, b)["year"])
            cause = _one_sided(second.get(name) or first[name], arrived=a is None)
            arrived, left = (size, 0) if a is None else (0, size)
            change = None
        else:
            keys = tuple(k for k in ("state", "power", "other", "year") if k in a)
            change = compare(a, b, keys=keys, top=LARGEST)
            arrived, left, size = change.added, change.gone, change.changed
            cause = cause_of(name, one, two)
            if not (arrived or left or size):
                continue
        revised = change.changed if change else 0
        found.append(Moved(name=name, label=label, added=arrived, gone=left, revised=revised, cause=cause,
                           changes=change))  # fmt: skip
    return found


def cause_of(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return what the manifests of two panels say has changed behind an indicator.

    Parameters
    ----------
    old, new : manifests; the indicator is in both, with other bytes.
    """
    a, b = old["indicators"][name], new["indicators"][name]
    said = []
    for source in sorted({*a["sources"], *b["sources"]}):
        one, two = old["sources"].get(source), new["sources"].get(source)
        if one is None or two is None:
            said.append(f"source {source} {'added' if one is None else 'left'}")
        elif _digests(one) != _digests(two):
            versions = (one["version"], two["version"])
            other = (
                f" ({versions[0]} -> {versions[1]})" if versions[0] != versions[1] else " (same version, other bytes)"
            )
            said.append(f"source {source} changed{other}")
    if b["last"] > a["last"] or b["first"] < a["first"]:
        said.append(f"coverage extended, {a['first']}-{a['last']} to {b['first']}-{b['last']}")
    elif b["last"] < a["last"] or b["first"] > a["first"]:
        said.append(f"coverage cut, {a['first']}-{a['last']} to {b['first']}-{b['last']}")
    if not any(s.startswith("source") for s in said):
        said.append("the indicator's code changed (its source files did not)")
    return "; ".join(said)


def reports(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return what moved in the headline numbers of two reports, and which inputs differ.

    Numbers are held against each other in one year, the earlier of both reports' as-of years, so that time that
    passed is no move.

    Raises
    ------
    StoreError : the reports are of other states or powers.
    """
    if any(old["study"][k] != new["study"][k] for k in ("focal", "powers")):
        raise StoreError("the two reports are of other states", where="changes", next="name runs of one study")
    year = min(old["as_of"], new["as_of"])
    numbers = [*_positions(old, new, year), *_classes(old, new, year), *_survival(old, new)]
    inputs, notes = _inputs(old["manifest"], new["manifest"])
    for number in numbers:
        number["behind"] = _behind(number["name"], inputs, old["manifest"], new["manifest"])
    if old["as_of"] != new["as_of"]:
        notes.append(f"The reports speak as of {old['as_of']} and {new['as_of']}; both are read in {year}.")
    apart = [n["name"] for n in numbers if n["intervals"] == APART]
    notes.append(f"Intervals that do not overlap: {', '.join(apart)}." if apart else "All 90 % intervals overlap.")
    return {"year": year, "numbers": numbers, "inputs": inputs, "notes": notes}


def _positions(old: Mapping[str, Any], new: Mapping[str, Any], year: int) -> Iterable[dict[str, Any]]:
    one, two = old["position"], new["position"]
    for name in SERIES:
        a, b = _at(one, name, year), _at(two, name, year)
        if a or b:
            yield _number(f"{name} {year}", a, b)


def _at(position: Mapping[str, Any], name: str, year: int) -> tuple[float, float, float] | None:
    series = position.get(name)
    if not isinstance(series, Mapping) or year not in position.get("years", []):
        return None
    if not isinstance(series.get("mean"), list):
        return None
    i = position["years"].index(year)
    values = (series["mean"][i], series["low"][i], series["high"][i])
    return None if any(v is None for v in values) else values


def _classes(old: Mapping[str, Any], new: Mapping[str, Any], year: int) -> Iterable[dict[str, Any]]:
    chances = []
    for report in (old, new):
        held = report["position"].get("classes")
        years = report["position"].get("years", [])
        row = held["probability"][years.index(year)] if held and year in years else None
        chances.append(dict(zip(held["names"], row, strict=True)) if held and row and row[0] is not None else {})
    for name in sorted({*chances[0], *chances[1]}):
        a, b = (c.get(name) for c in chances)
        if max(a or 0.0, b or 0.0) >= 0.05:
            yield {"name": f"probability of {name} {year}", "old": _plain(a), "new": _plain(b),
                   "intervals": "a probability has no interval"}  # fmt: skip


def _survival(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    held = [report["horizon"].get("survival") or {} for report in (old, new)]
    for ahead in sorted(set(held[0].get("years", [])) | set(held[1].get("years", []))):
        values = []
        for part in held:
            p = part.get("probability", {})
            i = part["years"].index(ahead) if ahead in part.get("years", []) else -1
            three = tuple(p[key][i] for key in ("mean", "low", "high")) if i >= 0 and p.get("mean") else ()
            values.append(three if three and all(v is not None for v in three) else None)
        if any(values):
            yield _number(f"still inside after {ahead} years", *values)


def _number(name: str, a: Any, b: Any) -> dict[str, Any]:
    if a is None or b is None:
        return {"name": name, "old": _plain(a), "new": _plain(b), "intervals": "not both observed"}
    meet = a[1] <= b[2] and b[1] <= a[2]
    return {
        "name": name, "old": _plain(a), "new": _plain(b), "values": [list(a), list(b)],
        "intervals": "intervals overlap" if meet else APART,
    }  # fmt: skip


def _plain(value: Any) -> str:
    if value is None:
        return "not observed"
    return f"{value:.2f}" if isinstance(value, float | int) else f"{value[0]:.2f} ({value[1]:.2f} to {value[2]:.2f})"


def _inputs(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, list[str]], list[str]]:
    """Return the inputs that differ by digest, by kind of difference, and a line on each kind."""
    one, two = ({row["name"]: row["sha256"] for row in m["inputs"]} for m in (old, new))
    found = {
        "changed": sorted(n for n in one.keys() & two.keys() if one[n] != two[n]),
        "added": sorted(two.keys() - one.keys()), "gone": sorted(one.keys() - two.keys()),
    }  # fmt: skip
    notes = [f"Inputs {word}: {', '.join(names)}." for word, names in found.items() if names]
    if old["code"]["sha256"] != new["code"]["sha256"]:
        found["code"] = [old["code"]["sha256"][:12], new["code"]["sha256"][:12]]
        notes.append(f"The code changed, {found['code'][0]} -> {found['code'][1]}.")
    names = sorted({*old["parameters"], *new["parameters"]})
    other = [n for n in names if old["parameters"].get(n) != new["parameters"].get(n)]
    if other:
        found["parameters"] = other
        notes.append(f"Parameters changed: {', '.join(other)}.")
    if not notes:
        notes.append("No input, parameter or code differs between the two runs.")
    return found, notes


def _behind(name: str, inputs: Mapping[str, list[str]], old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return what changed among the inputs that a number takes: shares for dependence, ties for all else."""
    roles = {row["name"]: row.get("role", "") for m in (old, new) for row in m["inputs"]}
    moved = [n for kind in ("changed", "added", "gone") for n in inputs[kind]]
    if "dependence" in name:
        said = [n for n in moved if n.startswith(("import_share", "arms_share"))]
    else:
        said = [n for n in moved if roles.get(n) == "tie"]
    said += [word for word, key in (("the code", "code"), ("parameters", "parameters")) if key in inputs]
    return f"changed behind it: {', '.join(said)}" if said else "nothing behind it changed"


def _mine(table: Columns, focal: str, powers: tuple[str, str]) -> Columns:
    """Return the rows of a state with its powers, and of the powers' own dyad and the world."""
    state = table["state"].astype(str)
    own = np.isin(state, ["WORLD", "-".join(sorted(powers))])
    keep = state == focal
    if "power" in table:
        keep &= np.isin(table["power"].astype(str), powers)
    if "other" in table:
        keep |= np.isin(state, powers) & (table["other"].astype(str) == focal)
    keep |= own
    return {name: array[keep] for name, array in table.items()}


def _some(a: Columns | None, b: Columns | None) -> Columns:
    return b if a is None and b is not None else a or {}


def _one_sided(row: Mapping[str, Any], *, arrived: bool) -> str:
    if not row["shipped"]:
        return f"license: only in a local panel ({', '.join(row['sources'])})"
    return "a series that the other panel has not" if arrived else "a series that is no more"


def _digests(source: Mapping[str, Any]) -> Counter[str]:
    return Counter(file["sha256"] for file in source["files"].values())


def _largest(change: Changes | None) -> str:
    if change is None or not change.moves:
        return ""
    return "; ".join(f"{' '.join(map(str, m.key))}: {_short(m.old)} -> {_short(m.new)}" for m in change.moves)


def _short(value: Any) -> str:
    return "missing" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)


def _unlisted(old: Path, new: Path) -> list[str]:
    """Return a line on what both panels share untouched."""
    one, two = manifest(old)["indicators"], manifest(new)["indicators"]
    same = sum(1 for n in one if n in two and one[n]["sha256"] == two[n]["sha256"])
    return [f"{same} of {len({*one, *two})} series have the same bytes in both panels."]
