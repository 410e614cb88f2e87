"""How far a panel reaches: the account of every series, by decade, as a picture."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tightrope.catalog.shelf import indicators
from tightrope.core.calendar import Period
from tightrope.core.errors import InvalidValue, StoreError
from tightrope.data.account import WORLD, Account, account
from tightrope.data.read import Columns, read_parquets
from tightrope.data.states import state as state_of
from tightrope.report.draw.heatmap import HeatRow, heatmap
from tightrope.report.wording import the
from tightrope.study.holdings.reference import SHIPPED, absent, manifest
from tightrope.study.store import write

FIRST = 1946
PAIR = ("USA", "CHN")
GROUPS = (
    "Security",
    "Economic",
    "Diplomatic",
    "Societal",
    "By power, no tie",
    "State series",
    "The powers and the world",
)
COUNTS = ("universe", "beyond", "possible", "observed", "missing", "no_state", "no_power", "outside")
WHY = {
    "beyond": "the series begins later or ended before",
    "missing": "the source names the state and holds no value for the year",
    "no_state": "the source never names the state",
    "no_power": "the source does not name the power, or not in that year",
    "outside": "values on years in which the state did not exist (in no other count)",
    "unmapped": "rows whose code is no state's",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One series of a panel with its account; None for pairs, where a pair without a row had none."""

    name: str
    label: str
    group: str
    role: str
    rows: int
    shipped: bool
    account: Account | None

    def decades(self, period: Period) -> dict[int, float | None]:
        """Return decade -> mean share of its covered years that is observed; None beyond coverage."""
        found: dict[int, float | None] = {}
        if self.account is None:
            return found
        years = np.asarray(period.years)
        for decade in sorted({int(y) // 10 * 10 for y in years}):
            share = self.account.share[years // 10 * 10 == decade]
            seen = share[np.isfinite(share)]
            found[decade] = float(seen.mean()) if len(seen) else None
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """The account of a panel: its series in the order drawn, and what is not in it, label -> where to get it."""

    period: Period
    powers: tuple[str, ...]
    state: str
    lines: tuple[Line, ...]
    absent: Mapping[str, str]

    def data(self) -> dict[str, Any]:
        """Return the account as plain values."""
        rows = []
        for line in self.lines:
            row: dict[str, Any] = {
                "name": line.name, "label": line.label, "group": line.group, "role": line.role, "rows": line.rows,
                "shipped": line.shipped,
            }  # fmt: skip
            if line.account is not None:
                held = line.account
                row |= {"first": held.first, "last": held.last, **{name: getattr(held, name) for name in COUNTS}}
                row |= {"unmapped": held.unmapped, "decades": line.decades(self.period)}
                row["share"] = [None if np.isnan(s) else round(float(s), 6) for s in held.share]
            rows.append(row)
        return {
            "period": [self.period.start, self.period.stop], "powers": list(self.powers), "state": self.state or None,
            "why": WHY, "indicators": rows, "absent": dict(self.absent),
        }  # fmt: skip


def covered(folder: Path = SHIPPED, *, state: str = "", powers: tuple[str, ...] = PAIR) -> Covered:
    """Account for every series of a panel.

    Parameters
    ----------
    folder : of the panel.
    state : ISO3 code of a state to account for alone; all states if empty.
    powers : powers of the ties.
    """
    if state:
        state = state_of(state.upper()).code
    listed = manifest(folder)["indicators"]
    tables = read_parquets({name: folder / f"{name}.parquet" for name in sorted(listed)})
    last = max(row["last"] for row in listed.values())
    period = Period(start=FIRST, stop=min(last, max(int(t["year"].max()) for t in tables.values())))
    lines = [_line(name, listed[name], tables[name], period, state, powers) for name in sorted(listed)]
    lines.sort(key=lambda line: (GROUPS.index(line.group), line.role != "tie", line.label))
    return Covered(period=period, powers=powers, state=state, lines=tuple(lines), absent=absent(listed))


def draw(found: Covered) -> str:
    """Draw the heat map of a panel's coverage; tables of pairs are not in it."""
    rows = []
    for line in found.lines:
        if line.account is None:
            continue
        share = [None if np.isnan(s) else float(s) for s in line.account.share]
        part = line.account.observed / line.account.possible if line.account.possible else 0.0
        rows.append(HeatRow(label=line.label, group=line.group, share=share, beside=f"{100 * part:.0f} %"))
    named = {code: state_of(code).name for code in (*found.powers, *([found.state] if found.state else []))}
    powers = " and ".join(the(named[code]) for code in found.powers)
    if found.state:
        title = f"What is observed for {named[found.state]}, {found.period.start}-{found.period.stop}"
        said = f"Ties count one cell for {powers} each. At the right: share of the covered cells that holds a value."
    else:
        title = f"What the panel holds, {found.period.start}-{found.period.stop}"
        said = (
            "Share of the states existing in a year for which a series holds a value; ties count one cell for "
            f"{powers} each. At the right: share of all cells in the years that the series covers."
        )
    return heatmap(
        rows, found.period.years, title=title, subtitle=said, beside="observed", whole=not found.state
    )  # fmt: skip


def save(found: Covered, file: Path) -> None:
    """Write the heat map as .svg, .png or .html (picture and table).

    Raises
    ------
    InvalidValue : another suffix.
    StoreError : the file cannot be written.
    """
    suffix = file.suffix.lower()
    drawn = draw(found)
    if suffix == ".svg":
        body = drawn.encode()
    elif suffix == ".png":
        from tightrope.report.figure import png

        body = png(drawn)
    elif suffix == ".html":
        body = _page(found, drawn).encode()
    else:
        raise InvalidValue(f"no picture is written as {suffix!r}", where=file.name, next="use .svg, .png or .html")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot be made ({error.strerror})", where=str(file.parent), next="name another") from None
    write(file, body)
    file.chmod(0o644)  # made aside for the owner alone; a picture is for others too


def _line(
    name: str, row: Mapping[str, Any], table: Columns, period: Period, state: str, powers: tuple[str, ...]
) -> Line:
    entry = indicators().get(name)
    shape = entry.shape if entry else "dyad" if "power" in table else "pair" if "other" in table else "state"
    only = entry.variable.power if entry and entry.variable.power else ""
    held = None
    if shape == "dyad":
        chosen = tuple(p for p in powers if not only or p == only)
        held = account(table, first=row["first"], last=row["last"], period=period, powers=chosen or powers, only=state)
    elif shape == "system":
        mine = (table["state"] == WORLD) | (table["state"] == "-".join(sorted(powers)))
        table = {column: array[mine] for column, array in table.items()}
        held = account(table, first=row["first"], last=row["last"], period=period)
    elif shape == "state":
        held = account(table, first=row["first"], last=row["last"], period=period, only=state)
    group = "State series"
    if shape == "dyad":
        group = str(row["domain"]).capitalize() if row["domain"] else "By power, no tie"
    elif shape in ("system", "pair"):
        group = GROUPS[-1]
    return Line(
        name=name, label=row["label"], group=group, role=row["role"], rows=row["rows"], shipped=row["shipped"],
        account=held,
    )  # fmt: skip


def _page(found: Covered, drawn: str) -> str:
    """Return one page with the picture and the table behind it, for those who do not see it."""
    head = ("series", "covers", "possible", "observed", "missing", "state not in the source", "power absent", "beyond")
    body = []
    for line in found.lines:
        held, label = line.account, f"<td>{html.escape(line.label)}</td>"
        if held is None:
            said = f"{line.rows:,} rows of pairs; a pair without a row had none"
            body.append(f'{label}<td colspan="{len(head) - 1}">{said}</td>')
            continue
        counts = (held.possible, held.observed, held.missing, held.no_state, held.no_power, held.beyond)
        body.append(
            label + "".join(f"<td>{c}</td>" for c in (f"{held.first}-{held.last}", *(f"{c:,}" for c in counts)))
        )
    rows = "\n".join(f"<tr>{row}</tr>" for row in body)
    titles = "".join(f"<th scope='col'>{name}</th>" for name in head)
    style = (
        "body{margin:1.5rem;background:#fdfcf9;color:#1d2129;font:14px/1.45 Helvetica,Arial,sans-serif}"
        "svg{max-width:100%;height:auto}table{border-collapse:collapse;margin-top:1.5rem}"
        "th,td{padding:.25rem .7rem;border-bottom:1px solid #d9d7d0;text-align:right;vertical-align:top}"
        "th:first-child,td:first-child{text-align:left;max-width:34rem}"
    )
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Coverage of the panel</title>'
        f'<meta name="viewport" content="width=device-width"><style>{style}</style>\n{drawn}'
        f"<table><thead><tr>{titles}</tr></thead><tbody>\n{rows}\n</tbody></table></html>\n"
    )
