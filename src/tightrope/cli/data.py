"""The verbs of data: list, pull, add, build."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tightrope.cli import holdings

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
ACCEPT = click.option("--accept", is_flag=True, help="Accept a version whose units or base moved.")


@click.group()
def data() -> None:
    """Fetch, add, build, compare and list what is measured: sources, indicators and panels."""


data.add_command(holdings.coverage)
data.add_command(holdings.diff)


@data.command("list")
@click.argument("names", nargs=-1)
@JSON
def list_(names: tuple[str, ...], as_json: bool) -> None:
    """List sources: version, last observed year, license, what ships, what is to be pulled; NAMES tells all of each."""
    from tightrope.study.holdings.listing import card, listing

    if names:
        cards = [card(name) for name in names]
        if as_json:
            click.echo(json.dumps(cards))
            return
        for lines in cards:
            for key, value in lines.items():
                click.echo(f"{key:>12}  {value}")
            click.echo()
        return
    rows = listing()
    if as_json:
        click.echo(json.dumps(rows))
        return
    table = Table(title="Sources", title_justify="left")
    for name in ("source", "version", "last year", "license", "ships", "held", "indicators"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(
            row["name"],
            row["version"],
            str(row["last"] or "-"),
            row["license"],
            row["ships"],
            row["held"] or "-",
            ", ".join(row["indicators"]),
        )
    Console().print(table)


@data.command(epilog="Example: tightrope data pull gpr wdi_reserves")
@click.argument("names", nargs=-1)
@ACCEPT
@click.option("--list", "only_list", is_flag=True, help="Say what would be pulled from where, and stop.")
def pull(names: tuple[str, ...], accept: bool, only_list: bool) -> None:
    """Fetch sources from their publishers: the NAMES given, or all that a program may fetch.

    What is behind a form or an account is named with its address; fetch it yourself, then `tightrope data add`.
    """
    from tightrope.study.holdings.pull import offers, pull_all

    if only_list:
        for offer in offers(names):
            click.echo(offer)
        return
    failed = 0
    for outcome in pull_all(names, now=_now(), accept=accept, progress=lambda line: click.echo(line, err=True)):
        click.echo(str(outcome))
        failed += not outcome.kept
    if failed:
        raise SystemExit(3)


@data.command(epilog="Example: tightrope data add Downloads/NMC-70-abridged.csv --as cow_nmc")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "source", required=True, help="The source that this file is a version of.")
@click.option("--table", default="", help="Which of its tables, if it has several.")
@click.option("--sheet", default="", help="Which sheet of a workbook, or object of an R file.")
@click.option("--member", default="", help="Which file inside an archive.")
@click.option("--choose", "choose", multiple=True, metavar="KEY=VALUE", help="What the file leaves open, as it says.")
@ACCEPT
def add(file: Path, source: str, table: str, sheet: str, member: str, choose: tuple[str, ...], accept: bool) -> None:
    """Keep FILE, which you have already, as a version of a source."""
    from tightrope.study.holdings.add import add as keep

    choices = {"sheet": sheet, "object": sheet} if sheet else {}
    for given in choose:
        key, mark, value = given.partition("=")
        if not mark:
            raise click.BadParameter(f"{given!r} is not KEY=VALUE", param_hint="--choose")
        choices[key] = value
    outcome = keep(file, source, now=_now(), table=table, member=member, choices=choices, accept=accept)
    click.echo(str(outcome))


@data.command(epilog="Example: tightrope data build --from ../shared/data --local")
@click.option("--from", "folder", type=click.Path(path_type=Path), help="Folder of source files.")
@click.option("--local", is_flag=True, help="Everything, into your data folder; never to be passed on.")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Another folder for the panel.")
def build(folder: Path | None, local: bool, target: Path | None) -> None:
    """Build a panel: the shipped one (only what licenses allow) or the local one.

    A local build takes what you pulled or added first, then the folder's files, then the shipped series.
    """
    from tightrope.study.holdings.build import build as make
    from tightrope.study.holdings.pull import held
    from tightrope.study.holdings.reference import SHIPPED, local_folder

    place = target or (local_folder() if local else SHIPPED)
    mine = held() if local else None
    built = make(folder, place, local=local, held=mine, progress=lambda name: click.echo(f"  {name}", err=True))
    rows = sum(b.rows for b in built)
    click.echo(f"{len(built)} indicators, {rows} rows: {place}")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
