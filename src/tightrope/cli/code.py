"""The verb code: files in, codes, relations and layers out, each with its offsets and the rule that fired."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.table import Table

EPILOG = """\b
Examples:
  tightrope code article.txt                                    one JSON object a line
  tightrope code *.txt *.pdf --format csv --out codings.csv     several files, one table
  tightrope code hanoi.md --state VNM --format table            another state between the powers
  tightrope code essay.txt --codebook mine.toml                 a codebook of your own
  tightrope code locked.pdf --cards documents.toml              encodings, passwords, dates of the files

A file that cannot be read is told in one line; the others go on, and the exit code is 3. What was noticed in reading a
file (pages without text, hidden words, a guessed encoding) is told on the error stream.
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--codebook", default="ncr", show_default=True, help="Shipped name, or the path of a .toml file.")
@click.option("--state", default="PAK", show_default=True, metavar="ISO3", help="The state that stands between.")
@click.option("--powers", nargs=2, default=("USA", "CHN"), show_default=True, help="The two powers, in order.")
@click.option("--coder", default="rules", show_default=True, help="rules, semantic, or another that is installed.")
@click.option(
    "--format", "kind", type=click.Choice(["jsonl", "csv", "table"]), default="jsonl", show_default=True,
    help="JSON lines, a CSV table, or counts to read.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of to the screen.")
@click.option("--cards", type=click.Path(path_type=Path, dir_okay=False), help="A documents.toml of the files.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Files read at once.")
@click.pass_context
def code(
    context: click.Context, files: tuple[str, ...], codebook: str, state: str, powers: tuple[str, str], coder: str,
    kind: str, out: Path | None, cards: Path | None, jobs: int,
) -> None:  # fmt: skip
    """Code FILE... sentence by sentence, offline: which codes, which relations, argument or report or record."""
    from tightrope.core.errors import EvidenceError, TightropeError
    from tightrope.study.coding.files import Coded, desk
    from tightrope.study.coding.lines import as_csv, as_json, counts

    at = desk(codebook=codebook, state=state.upper(), powers=(powers[0].upper(), powers[1].upper()), coder=coder,
              cards=cards)  # fmt: skip
    bad: list[TightropeError] = []

    def good() -> Iterator[Coded]:
        for found in at.each(files, jobs=jobs):
            if isinstance(found, TightropeError):
                bad.append(found)
                click.echo(f"tightrope: {found}", err=True)
            else:
                for note in found.document.notes:
                    click.echo(f"tightrope: {found.name}: {note}", err=True)
                yield found

    def lines() -> Iterator[str]:
        for number, coded in enumerate(good()):
            yield from as_csv(coded, header=number == 0) if kind == "csv" else as_json(coded)

    if kind == "table":
        table = Table("file", "code or relation", "passages")
        for name, what, number in counts(good()):
            table.add_row(name, what, str(number))
        if out is None:
            Console().print(table)
        else:
            with _opened(out) as stream:
                Console(file=stream, width=120).print(table)
    elif out is None:
        for line in lines():
            click.echo(line)
    else:
        with _opened(out) as stream:
            stream.writelines(f"{line}\n" for line in lines())
    if bad:
        context.exit(EvidenceError.exit_code)


def _opened(out: Path) -> IO[str]:
    from tightrope.core.errors import StoreError

    try:
        return out.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise StoreError(
            f"cannot be written ({error.strerror})", where=str(out), next="name another file with --out"
        ) from error
