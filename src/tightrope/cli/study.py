"""The verbs of a study: new, run, show, why, check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from tightrope.study.show import Part

OUT = click.option(
    "--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="Output folder."
)
DOCUMENTS = click.option(
    "--documents", type=click.Path(path_type=Path), help="Folder of documents to code in this run."
)
PANEL = click.option("--panel", default="shipped", show_default=True, help="shipped, local, or a folder.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")


@click.command(epilog="Example: tightrope new vietnam --focal VNM --powers USA CHN")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--focal", required=True, help="ISO3 code of the state that stands between.")
@click.option("--powers", nargs=2, default=("USA", "CHN"), show_default=True, help="The two powers, in order.")
def new(folder: Path, focal: str, powers: tuple[str, str]) -> None:
    """Begin a study in FOLDER, whose name becomes the study's."""
    from tightrope.study.shelf import begin
    from tightrope.study.spec import read_study

    file = begin(folder, focal=focal, powers=powers)
    read_study(file)
    click.echo(f"{file}\nnext: tightrope run {folder}")


@click.command(epilog="Example: tightrope run pakistan --documents my_texts --out pakistan-report")
@click.argument("study")
@OUT
@DOCUMENTS
@PANEL
@JSON
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option(
    "--domains", default="", help="Only these domains, by commas; written to OUT-DOMAINS unless --out is given."
)
@click.option("--without", default="", help="Leave out these series or sources, by commas; written apart likewise.")
@click.pass_context
def run(
    context: click.Context, study: str, out: Path, documents: Path | None, panel: str, as_json: bool, quiet: bool,
    domains: str, without: str,
) -> None:  # fmt: skip
    """Run STUDY (a shipped name, a folder or a study.toml) and write its report."""
    from tightrope.study.partial import slug
    from tightrope.study.perform import panel_folder
    from tightrope.study.run import run as perform
    from tightrope.study.shelf import locate
    from tightrope.study.spec import read_study

    checked = read_study(locate(study), texts=documents, domains=_names(domains), without=_names(without))
    if (domains or without) and context.get_parameter_source("out") is click.core.ParameterSource.DEFAULT:
        out = out.with_name("-".join(filter(None, (out.name, slug(checked.domains, checked.without)))))
    with _progress(show=not (quiet or as_json)) as report:
        results = perform(checked, out, panel=panel_folder(panel), progress=report)
    findings = results.report.get("findings") or []
    if as_json:
        files = [str(file) for file in results.files]
        click.echo(
            json.dumps({"run": results.plan.key, "reused": results.reused, "files": files, "findings": findings})
        )
        return
    for finding in findings[:3] if isinstance(findings, list) else []:
        click.echo(finding["sentence"])
    page = next((f for f in results.files if f.name == "report.html"), out / "report.json")
    click.echo(str(page))


@click.command(
    epilog="Parts: findings position classes horizon tables ledger events sources roles manifest expectations "
    "themes theories case clues matrix debates questions "
    "states changes passages theory\n\nExample: tightrope show pakistan theory hedging"
)
@click.argument("study")
@click.argument("part", default="findings")
@click.argument("name", default="")
@OUT
@click.option("--from", "old", help="With changes: an older panel (shipped, local, a folder).")
@click.option("--to", "new", help="With changes: a newer panel; the local one if not given.")
@click.option("--before", type=click.Path(path_type=Path), help="With changes: the output folder of an earlier run.")
@click.option("--year", type=int, help="With states: another year than the as-of year.")
@click.option("--like", default="", help='With passages: what to look for; a "phrase" in quotes must stand there.')
@click.option("--by", type=click.Choice(("words", "likeness")), default="words", help="With passages: how to look.")
@DOCUMENTS
@JSON
def show(
    study: str, part: str, name: str, out: Path, old: str | None, new: str | None, before: Path | None,
    year: int | None, like: str, by: str, documents: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Print a PART of the last report of STUDY; `changes` says what moved between two panels or two runs, and why;
    `theory` draws the theory NAME from its file.
    """
    from tightrope.core.errors import InvalidValue
    from tightrope.study import every
    from tightrope.study.show import part_of, read_report

    if part == "theory":
        _theory(study, name, as_json)
        return
    if name:
        raise InvalidValue(f"{part} takes no name", where="show", next=f"write `tightrope show {study} {part}`")
    if part == "changes":
        found = _changes(study, old, new, before, out)
    elif part == "passages":
        found = _passages(study, documents, like, by)
    elif part == "states":
        found = every.show(out, read_report(out, study), year)
    else:
        found = part_of(read_report(out, study), part)
    if as_json:
        click.echo(json.dumps(found.data, ensure_ascii=False))
        return
    table = Table(title=found.title, title_justify="left")
    for name in found.header:
        table.add_column(name, overflow="fold")
    for row in found.rows:
        table.add_row(*row)
    if found.rows or not found.notes:
        Console().print(table)
    for note in found.notes:
        click.echo(note)


@click.command(epilog="Example: tightrope why tilt   |   tightrope why H1.panel   |   tightrope why score.hedging")
@click.argument("id_")
@OUT
@DOCUMENTS
@PANEL
@JSON
def why(id_: str, out: Path, documents: Path | None, panel: str, as_json: bool) -> None:
    """Walk from a printed number or statement back to draws, rows, passages and source digests."""
    from tightrope.study.perform import panel_folder
    from tightrope.study.why import walk

    found = walk(id_, out, panel=panel_folder(panel), texts=documents)
    if as_json:
        click.echo(json.dumps(found.data(), ensure_ascii=False))
        return
    for depth, line in found.lines():
        click.echo("  " * depth + line)


@click.command(epilog="Example: tightrope check my_study/study.toml")
@click.argument("study")
@DOCUMENTS
@PANEL
@JSON
def check(study: str, documents: Path | None, panel: str, as_json: bool) -> None:
    """Check STUDY without running it: every fault at once, then the plan and the table of roles."""
    from tightrope.study.check import check as examine
    from tightrope.study.perform import panel_folder
    from tightrope.study.shelf import locate

    found = examine(locate(study), texts=documents, panel=panel_folder(panel))
    if as_json:
        click.echo(json.dumps(found))
        return
    click.echo(f"{found['study']}: no fault")
    for step in found["plan"]:
        click.echo(f"  {'stored' if step['fresh'] else 'to run':7} {step['says']}")
    roles = Table(title="One row, one role", title_justify="left")
    for name in ("equation", "role", "construct", "variable", "source", "years"):
        roles.add_column(name, overflow="fold")
    for row in found["roles"]:
        years = f"{row['first']}-{row['last']}" if row["measured"] else f"not measured: {row['note']}"
        roles.add_row(row["equation"], row["role"], row["construct"], row["variable"], row["source"], years)
    Console().print(roles)


def _passages(study: str, texts: Path | None, like: str, by: str) -> Part:
    from tightrope.core.errors import EvidenceError
    from tightrope.study.perform import documents
    from tightrope.study.shelf import locate
    from tightrope.study.show import Part
    from tightrope.study.spec import read_study
    from tightrope.study.themes.search import data_of, search, table_of

    checked = read_study(locate(study), texts=texts)
    received = documents(checked)
    if received is None:
        raise EvidenceError("the texts are not at hand", where=checked.name, next="give their folder with --documents")
    hits = search(received.documents, like, by=by)
    header, rows = table_of(hits)
    notes = () if rows else ("no passage holds a word of it",)
    return Part(title=f"Passages like {like!r}", header=header, rows=rows, data=data_of(hits), notes=notes)


def _theory(study: str, name: str, as_json: bool) -> None:
    from tightrope.study.shelf import locate
    from tightrope.study.spec import read_study
    from tightrope.study.theories.shown import shown

    drawn, data = shown(read_study(locate(study)), name, width=Console().width)
    click.echo(json.dumps(data, ensure_ascii=False) if as_json else drawn, nl=as_json)


def _changes(study: str, old: str | None, new: str | None, before: Path | None, out: Path) -> Part:
    from tightrope.study.holdings.changes import changes
    from tightrope.study.perform import panel_folder
    from tightrope.study.shelf import locate
    from tightrope.study.spec import read_study

    triad = read_study(locate(study)).triad
    one, two = (panel_folder(name) if name else None for name in (old, new))
    powers = (triad.powers[0].code, triad.powers[1].code)
    return changes(triad.focal.code, powers, old=one, new=two, before=before, out=out)


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(",") if name.strip())


@contextmanager
def _progress(*, show: bool) -> Iterator[Any]:
    if not show:
        yield lambda *_: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("open the study", total=1)

        def report(index: int, total: int, name: str, how: str) -> None:
            bar.update(task, description=name, completed=index if how == "stored" else index - 1, total=total)

        yield report
