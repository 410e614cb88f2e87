"""Commands export and import of the verb review: REFI-QDA projects and codebooks, tables, web annotations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

EXPORT = """\b
Examples:
  tightrope review export essay.qdpx essay.txt               a text and its machine codings
  tightrope review export team.qdpx review.jsonl             a review: each person, each machine
  tightrope review export study.qdpx pakistan --documents texts
  tightrope review export codes.qdc                          the codes alone
  tightrope review export codes.csv --codes                  the codes in Taguette's columns
  tightrope review export codings.csv review.jsonl --bom     codings for Excel
"""
IMPORT = """\b
Examples:
  tightrope review import team.qdpx                          what is in it, and what is not taken
  tightrope review import team.qdpx --to team                texts, codings, codes into a folder
  tightrope review import team.qdpx --into review.jsonl      as judgments of a review
  tightrope review import codings.csv --documents texts --to back
"""
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")


@click.command("export", epilog=EXPORT)
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.argument("targets", nargs=-1, metavar="[TEXT|FOLDER|STUDY|REVIEW.jsonl...]")
@click.option("--documents", type=click.Path(path_type=Path, file_okay=False), help="Folder of the texts.")
@click.option("--codebook", default="ncr", show_default=True, help="Shipped name, or a .toml file.")
@click.option("--state", default="PAK", show_default=True, metavar="ISO3", help="The state that stands between.")
@click.option("--powers", nargs=2, default=("USA", "CHN"), show_default=True, help="The two powers, in order.")
@click.option("--machine", "machines", multiple=True, default=("rules",), show_default=True,
              help="Machine coder of texts; repeat for several.")  # fmt: skip
@click.option("--codes", is_flag=True, help="Of .csv: the codes instead of the codings.")
@click.option("--parents", is_flag=True, help="Of --codes: with the column parent of later Taguettes.")
@click.option("--bom", is_flag=True, help="Of .csv: begin with a byte-order mark, for Excel.")
@click.option("--windows", is_flag=True, help="Of .qdpx: line ends as two characters; try it where marks shift.")
@click.option("--no-originals", is_flag=True, help="Of .qdpx: texts only, without the files they were read from.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
@JSON
@click.pass_context
def export(
    context: click.Context, out: Path, targets: tuple[str, ...], documents: Path | None, codebook: str, state: str,
    powers: tuple[str, str], machines: tuple[str, ...], codes: bool, parents: bool, bom: bool, windows: bool,
    no_originals: bool, force: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write FILE (.qdpx .qdc .csv .jsonld) for NVivo, ATLAS.ti, MAXQDA, QualCoder, Taguette or Excel."""
    from tightrope.core.errors import EvidenceError
    from tightrope.study.exchange.export import export as write
    from tightrope.study.exchange.gather import Wanted

    wanted = Wanted(
        targets=targets, documents=documents, codebook=codebook, state=state.upper(),
        powers=(powers[0].upper(), powers[1].upper()), machines=machines,
    )  # fmt: skip
    account, bad = write(
        out, wanted, codes=codes, parents=parents, bom=bom, sources=not no_originals, windows=windows, force=force
    )  # fmt: skip
    _tell(account, (out,), as_json=as_json)
    if bad:
        context.exit(EvidenceError.exit_code)


@click.command("import", epilog=IMPORT)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), help="Write what came in into this folder.")
@click.option("--into", type=click.Path(path_type=Path, dir_okay=False), metavar="REVIEW.jsonl",
              help="Add people's codings to a review, as judgments that are not blind.")  # fmt: skip
@click.option("--documents", type=click.Path(path_type=Path, file_okay=False), help="Folder of a table's texts.")
@click.option("--codebook", default="ncr", show_default=True, help="Whose codes are meant.")
@click.option("--force", is_flag=True, help="Replace files in the folder.")
@JSON
def import_(
    file: Path, to: Path | None, into: Path | None, documents: Path | None, codebook: str, force: bool, as_json: bool
) -> None:
    """Read FILE (.qdpx, .qdc or .csv) of another program: what came in, what did not, and where it went."""
    from datetime import UTC, datetime

    from tightrope.study.exchange.intake import take
    from tightrope.study.exchange.judged import judge

    taken = take(file, to, documents=documents, codebook=codebook, force=force)
    account = taken.account
    if into is not None:
        account = judge(taken, into, now=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    _tell(account, taken.files, as_json=as_json)


def _tell(account: Any, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Print what was taken and what was not: the account to the error stream, the files to the output."""
    if as_json:
        said = {"files": [str(file) for file in files], "taken": dict(account.taken)}
        click.echo(json.dumps({**said, "left": account.left, "notes": account.notes}, ensure_ascii=False))
        return
    click.echo(", ".join(f"{number} {what}" for what, number in account.taken), err=True)
    for line in account.notes:
        click.echo(f"note: {line}", err=True)
    for line in account.left:
        click.echo(f"not taken: {line}", err=True)
    for file in files:
        click.echo(str(file))
