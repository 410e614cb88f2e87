"""The verbs of data: build, list."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table


@click.group()
def data() -> None:
    """Build and list what is measured: sources, indicators and panels."""


@data.command(epilog="Example: tightrope data build --from ../shared/data --local")
@click.option("--from", "folder", type=click.Path(path_type=Path), required=True, help="Folder of source files.")
@click.option("--local", is_flag=True, help="Everything, into your data folder; never to be passed on.")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Another folder for the panel.")
def build(folder: Path, local: bool, target: Path | None) -> None:
    """Build a panel from source files: the shipped one (only what licenses allow) or the local one."""
    from tightrope.study.holdings.reference import SHIPPED, local_folder
    from tightrope.study.holdings.reference import build as make

    place = target or (local_folder() if local else SHIPPED)
    built = make(folder, place, local=local, progress=lambda name: click.echo(f"  {name}", err=True))
    rows = sum(b.rows for b in built)
    click.echo(f"{len(built)} indicators, {rows} rows: {place}")


@data.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
def list_(as_json: bool) -> None:
    """List every source: version, last observed year, license, whether it ships, or that it is to be pulled."""
    from tightrope.study.holdings.listing import listing

    rows = listing()
    if as_json:
        click.echo(json.dumps(rows))
        return
    table = Table(title="Sources", title_justify="left")
    for name in ("source", "version", "last year", "license", "ships", "indicators"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(
            row["name"],
            row["version"],
            str(row["last"] or "-"),
            row["license"],
            row["ships"],
            ", ".join(row["indicators"]),
        )
    Console().print(table)
