"""The verb export: tables for R, Stata, Excel and Python, with codebook, license and citations."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tightrope.core.errors import InvalidValue

CODE = re.compile(r"[A-Z]{3}\Z")
LISTS = ("--state", "--power")
EPILOG = """\b
Examples:
  tightrope export --list                                     what there is
  tightrope export arms_share --to arms.csv                   one series
  tightrope export panel --state PAK --power USA CHN --layout wide --to pak.dta
  tightrope export pakistan position --to position.xlsx       a part of a report
  tightrope export pakistan T1 T2 ledger --to tables.xlsx     several: a sheet each
  tightrope export pakistan all --to tables --format .rds     a folder: a file each
"""


class Listed(click.Command):
    """A command whose --state and --power take several codes in a row."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the option before each further code, so that `--power USA CHN` means what it says."""
        spread: list[str] = []
        held = ""
        for word in args:
            if held and CODE.match(word) and spread[-1] != held:
                spread += [held, word]
                continue
            held = word if word in LISTS else held if held and CODE.match(word) else ""
            spread.append(word)
        return super().parse_args(ctx, spread)


@click.command(cls=Listed, epilog=EPILOG)
@click.argument("what", nargs=-1)
@click.option("--to", "target", type=click.Path(path_type=Path), help="FILE.csv .parquet .xlsx .dta .rds, or a folder.")
@click.option(
    "--layout", type=click.Choice(["long", "wide"]), help="A row for each value, or a column for each series."
)
@click.option("--state", "states", multiple=True, metavar="ISO3...", help="Only these states (of a panel).")
@click.option("--power", "powers", multiple=True, metavar="ISO3...", help="Only ties to these powers (of a panel).")
@click.option("--years", metavar="FROM-TO", help="Only these years (of a panel).")
@click.option("--observed", is_flag=True, help="Leave out rows without a value (of a panel).")
@click.option("--no-codes", is_flag=True, help="Leave out names and codes beside ISO3.")
@click.option("--panel", default="shipped", show_default=True, help="shipped, local, or a folder.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Report's folder.")
@click.option(
    "--format", "kind", default=".csv", show_default=True, metavar=".EXT", help="Format of the files in a folder."
)
@click.option("--bom", is_flag=True, help="Begin .csv with a byte-order mark, for Excel.")
@click.option("--force", is_flag=True, help="Replace files that exist.")
@click.option("--list", "listing", is_flag=True, help="Print what there is to export.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
def export(
    what: tuple[str, ...], target: Path | None, layout: str | None, states: tuple[str, ...], powers: tuple[str, ...],
    years: str | None, observed: bool, no_codes: bool, panel: str, out: Path, kind: str, bom: bool, force: bool,
    listing: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write WHAT (panel, an indicator, sources, or a study and parts of its report) for other programs.

    Beside each file lies its codebook (.codebook.md) and its bibliography (.bib). Rows that a license does not let
    anyone pass on are withheld: the codebook says how to build them.
    """
    from tightrope.study.holdings.export import Options, available
    from tightrope.study.holdings.export import export as make
    from tightrope.study.holdings.series import Choice
    from tightrope.study.perform import panel_folder

    if listing:
        _list(available(out, panel_folder(panel)), as_json=as_json)
        return
    if target is None:
        raise InvalidValue("no file is named", where="export", next="add --to FILE.csv (.parquet .xlsx .dta .rds)")
    choice = Choice(states=states, powers=powers, years=_years(years), observed=observed, codes=not no_codes)
    suffix = kind if kind.startswith(".") else f".{kind}"
    options = Options(
        panel=panel_folder(panel), out=out, layout=layout or "", choice=choice, kind=suffix, bom=bom, force=force
    )
    done = make(what, target, options)
    if as_json:
        click.echo(
            json.dumps({
                "files": [str(file) for file in done.written.files], "rows": done.rows,
                "changed": list(done.written.said), "withheld": [w.name for w in done.withheld],
            })
        )  # fmt: skip
        return
    for line in done.written.said:
        click.echo(f"note: {line}", err=True)
    for one in done.withheld:
        click.echo(f"withheld: {one.name}: {one.why}; the codebook says how to build it", err=True)
    for file in done.written.files:
        click.echo(str(file))


def _years(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text)
    if not found:
        raise InvalidValue(f"{text!r} is no span of years", where="--years", next="write FROM-TO, such as 1990-2024")
    return int(found[1]), int(found[2] or found[1])


def _list(rows: list[dict[str, str]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table(title="What there is to export", title_justify="left")
    for name in ("word", "what", "state"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(row["word"], row["what"], row["state"])
    Console().print(table)
    click.echo("A report adds its parts: name its folder with --out.")
