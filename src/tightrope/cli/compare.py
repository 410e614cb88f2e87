"""The verb compare: several states side by side, measured in one fit."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from tightrope.cli.study import PANEL, _progress
from tightrope.core.errors import InvalidValue

EPILOG = """\b
Examples:
  tightrope compare PAK VNM IDN SGP IND --out asia
  tightrope compare FIN SWE AUT --powers USA RUS --period 1950-1991
  tightrope compare NPL BGD LKA --powers IND CHN --json
"""


@click.command(epilog=EPILOG)
@click.argument("states", nargs=-1, metavar="ISO3...")
@click.option("--powers", nargs=2, default=("USA", "CHN"), show_default=True, help="The two powers, in order.")
@click.option("--period", default="1971-2024", show_default=True, metavar="FROM-TO", help="Years, both included.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("compare"), show_default=True, help="Output folder."
)
@PANEL
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
@click.option("--quiet", is_flag=True, help="No progress.")
def compare(
    states: tuple[str, ...], powers: tuple[str, str], period: str, out: Path, panel: str, as_json: bool, quiet: bool
) -> None:
    """Compare states (two to twelve ISO3 codes) between two powers: a page, tables and compare.json.

    All states are measured in one fit, so that their draws stand beside each other; an order is stated with its
    probability, and what cannot be told apart is said.
    """
    from tightrope.study.comparison.run import compare as perform
    from tightrope.study.comparison.wanted import wanted
    from tightrope.study.perform import panel_folder

    found = re.fullmatch(r"(\d{4})-(\d{4})", period)
    if not found:
        raise InvalidValue(f"{period!r} is no span of years", where="--period", next="write FROM-TO, such as 1971-2024")
    asked = wanted(states, powers=powers, start=int(found[1]), stop=int(found[2]))
    with _progress(show=not (quiet or as_json)) as report:
        done = perform(asked, out, panel=panel_folder(panel), progress=report)
    said = done.comparison["sentences"]
    if as_json:
        files = [str(file) for file in done.files]
        click.echo(
            json.dumps({
                "run": done.key, "reused": done.reused, "files": files, "as_of": done.comparison["as_of"],
                "sentences": said,
            }, ensure_ascii=False)
        )  # fmt: skip
        return
    for place in ("answer", "order", "alike", "common", "inside"):
        for line in said[place]:
            click.echo(line)
    click.echo(str(next(file for file in done.files if file.name == "compare.html")))
