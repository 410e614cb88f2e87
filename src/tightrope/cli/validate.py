"""The verb validate: published numbers against ours."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table


@click.command(epilog="Example: tightrope validate --data ../shared/data --json")
@click.option(
    "--data", "folder", type=click.Path(path_type=Path), help="Folder of source files; without it some are skipped."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
@click.pass_context
def validate(ctx: click.Context, folder: Path | None, as_json: bool) -> None:
    """Hold every published target against our own number: pass, fail, or skipped with the reason."""
    from tightrope.study.targets.run import check, collect, row_of

    results = [check(target, folder) for target in collect()]
    if as_json:
        rows = [row_of(result) for result in results]
        click.echo(json.dumps({"targets": rows}))
    else:
        table = Table(title="Published targets", title_justify="left")
        for name in ("id", "what", "expected", "got", "tolerance", "status"):
            table.add_column(name, overflow="fold")
        for r in results:
            got = " ".join(f"{g:.6g}" for g in r.got[:6]) + (" …" if len(r.got) > 6 else "")
            expected = " ".join(f"{e:.6g}" for e in r.target.expected[:6]) + (
                " …" if len(r.target.expected) > 6 else ""
            )
            status = r.status + (f": {r.why}" if r.why else "")
            table.add_row(
                r.target.id, f"{r.target.what} ({r.target.source})", expected, got, f"{r.target.tolerance:g}", status
            )
        Console().print(table)
        counts = {s: sum(r.status == s for r in results) for s in ("pass", "fail", "agrees", "differs", "skipped")}
        click.echo(", ".join(f"{n} {s}" for s, n in counts.items() if n))
    if any(r.status == "fail" for r in results):
        ctx.exit(1)
