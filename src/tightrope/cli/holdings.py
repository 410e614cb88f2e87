"""The verbs of what is held: coverage and diff, both under `tightrope data`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from tightrope.study.holdings.compare import Difference
    from tightrope.study.holdings.coverage import Covered

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
SHADES = ((0.0, "white on dark_orange3"), (0.25, "black on grey82"), (0.5, "black on sky_blue2"),
          (0.75, "black on steel_blue1"), (0.95, "white on dodger_blue3"), (1.01, "white on navy_blue"))  # fmt: skip
STOPPED = 3


@click.command(epilog="Example: tightrope data coverage --state PAK --draw coverage.html")
@click.option("--panel", default="shipped", show_default=True, help="shipped, local, or a folder.")
@click.option("--state", default="", help="ISO3 code of one state; all states if not given.")
@click.option("--powers", nargs=2, default=("USA", "CHN"), show_default=True, help="The powers that ties count for.")
@click.option("--draw", "file", type=click.Path(path_type=Path), help="Draw the heat map: .svg, .png or .html.")
@JSON
def coverage(panel: str, state: str, powers: tuple[str, str], file: Path | None, as_json: bool) -> None:
    """Say how many state-years each series has, of how many, and why it lacks the rest."""
    from tightrope.study.holdings.coverage import covered, save
    from tightrope.study.perform import panel_folder

    found = covered(panel_folder(panel), state=state, powers=powers)
    if file is not None:
        save(found, file)
        click.echo(str(file), err=as_json)
    if as_json:
        click.echo(json.dumps(found.data(), ensure_ascii=False))
    elif file is None:
        _print_coverage(found)


@click.command(
    epilog="Example: tightrope data diff old.csv new.csv   |   tightrope data diff gpr@2026-11-01-0badc0de gpr"
)
@click.argument("old")
@click.argument("new")
@click.option("--keys", default="", help="Columns that name a row, with commas; guessed if not given.")
@JSON
def diff(old: str, new: str, keys: str, as_json: bool) -> None:
    """Say what changed from OLD to NEW: two files, two folders of panels, or SOURCE@VERSION of what was pulled.

    Ends with 0 if nothing changed or it was an ordinary revision, and with 3 if something changed that no revision
    changes (unit, base, sign, code, scale, coverage, a column that is gone).
    """
    from tightrope.study.holdings.compare import differ

    chosen = [name.strip() for name in keys.split(",") if name.strip()] or None
    found = differ(old, new, keys=chosen)
    if as_json:
        click.echo(json.dumps(found.data(), ensure_ascii=False))
    else:
        _print_diff(found)
    if found.stops:
        click.get_current_context().exit(STOPPED)


def _print_coverage(found: Covered) -> None:
    console = Console()
    decades = sorted({d for line in found.lines for d in line.decades(found.period)})
    who = f" of {found.state}" if found.state else ""
    table = _narrow(f"Percent of the cells{who} that hold a value, by decade (· beyond coverage)")
    table.add_column("series", overflow="fold")
    for decade in decades:
        table.add_column(f"{decade}s"[2:], justify="right")
    table.add_column("observed", justify="right")
    measured = [(line, line.account) for line in found.lines if line.account is not None]
    for line, held in measured:
        shares = line.decades(found.period)
        table.add_row(line.name, *(_cell(shares[decade]) for decade in decades), f"{held.observed:,}")
    console.print(table)
    lost = _narrow(f"\nOf how many cells{who}, and why the rest is lost")
    lost.add_column("series", overflow="fold")
    for name in ("covers", "of", "missing", "state", "power", "beyond"):
        lost.add_column(name, justify="right")
    for line, held in measured:
        counts = (held.possible, held.missing, held.no_state, held.no_power, held.beyond)
        lost.add_row(line.name, f"{held.first}-{held.last}", *(f"{count:,}" if count else "-" for count in counts))
    console.print(lost)
    for line, held in measured:
        if held.unmapped:
            click.echo(f"{line.name}: {sum(held.unmapped.values())} rows of no state: {', '.join(held.unmapped)}")
    outside = ", ".join(f"{line.name} {held.outside:,}" for line, held in measured if held.outside)
    pairs = ", ".join(line.name for line in found.lines if line.account is None)
    click.echo(
        "\nof: cells of the years covered, a year of an existing state each, for ties one a power"
        "\nmissing: the source names the state and holds no value for the year"
        "\nstate: the source never names the state"
        "\npower: the source does not name the power, or not in that year"
        "\nbeyond: cells of years before the series begins or after it ended; in no other count"
        f"\nvalues on years in which the state did not exist, in no count: {outside or 'none'}"
        f"\ntables of pairs, where a pair without a row had none: {pairs or 'none'}"
        f"\nnot in this panel: {len(found.absent)} series; `tightrope data coverage --json` lists them"
    )


def _narrow(title: str) -> Table:
    """Return a table without lines, so that a terminal of 80 columns holds it."""
    return Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 1, 0, 0))


def _cell(share: float | None) -> str:
    if share is None:
        return "[dim]·[/dim]"
    style = next(style for bound, style in SHADES if share <= bound)
    return f"[{style}]{100 * share:3.0f}[/]"


def _print_diff(found: Difference) -> None:
    if found.same:
        click.echo(f"{found.old} and {found.new} say the same.")
        return
    table = Table(title=f"{found.old} -> {found.new}", title_justify="left")
    for name in ("table", "rows", "added", "gone", "changed", "columns"):
        table.add_column(name, overflow="fold", justify="left" if name in ("table", "columns") else "right")
    for row in found.rows():
        table.add_row(*row)
    Console().print(table)
    for name, changes in sorted(found.tables.items()):
        for move in changes.moves[:5]:
            place = " ".join(map(str, move.key))
            click.echo(f"  {name} {place}, {move.column}: {_said(move.old)} -> {_said(move.new)}")
    for name, changes in sorted(found.tables.items()):
        for jump in changes.jumps:
            click.echo(f"jump in {name}: {jump.message}")
            for key, was, now in jump.evidence[:3]:
                click.echo(f"    {' '.join(map(str, key))}: {_said(was)} -> {_said(now)}")
    click.echo(
        "a refresh would stop here" if found.stops else "an ordinary revision: nothing here would stop a refresh"
    )


def _said(value: object) -> str:
    return "missing" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
