"""The verb review: people judge what machines proposed, and how far coders agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from tightrope.study.review.session import Session

LOG = click.option(
    "--log", type=click.Path(path_type=Path, dir_okay=False), default=Path("review.jsonl"), show_default=True,
    help="File of the review; lines are only ever added to it.",
)  # fmt: skip
CODER = click.option("--coder", default="", envvar="TIGHTROPE_CODER", metavar="NAME", help="Who judges, by name.")
DOCUMENTS = click.option(
    "--documents", type=click.Path(path_type=Path, file_okay=False), help="Folder of the texts, if they were moved."
)
LAYER = click.option("--layer", default="", help="argument, report or record, if the machine took it for another.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
EPILOG = """\b
Examples:
  tightrope review essay.txt talk.pdf --coder Ann     begin, or go on, key by key
  tightrope review pakistan --documents texts --coder Ann
  tightrope review next --coder Ann                   what to read next
  tightrope review decide 12 arms_supply --coder Ann  these codes and no others
  tightrope review undo --coder Ann                   take the last one back
  tightrope review agreement --csv agreement.csv      per code and pair of coders

A review is one file. Machine codes stay hidden until you have judged.
"""


class Bench(click.Group):
    """A group in which a file, a folder or a study in the place of a command means `judge`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `judge` before what is no command."""
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["judge", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Bench, epilog=EPILOG)
def review() -> None:
    """Judge codings by hand, settle differences, and print how far coders agree.

    Begin with files, a folder or a study in the place of COMMAND.
    """


def _begin(function: Any) -> Any:
    """Add the options of a review to be begun."""
    options = (
        click.argument("targets", nargs=-1, metavar="FILE|FOLDER|STUDY..."),
        LOG,
        click.option("--documents", type=click.Path(path_type=Path, file_okay=False), help="Folder of the texts."),
        click.option("--codebook", default="ncr", show_default=True, help="Shipped name, or a .toml file."),
        click.option("--state", default="PAK", show_default=True, metavar="ISO3", help="The state between."),
        click.option("--powers", nargs=2, default=("USA", "CHN"), show_default=True, help="The two powers."),
        click.option("--machine", "machines", multiple=True, default=("rules",), show_default=True,
                     help="Machine coder; repeat for several."),
        click.option("--share", default=0.2, show_default=True, help="Share of all passages drawn at random."),
        click.option("--seed", default=1, show_default=True, help="Seed of that draw."),
        click.option("--everything", is_flag=True, help="Ask for every passage in the end."),
        click.option("--open", "seen", is_flag=True, help="Show machine codes from the start; no blind judgments."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


@review.command(epilog="Example: tightrope review start texts --share 0.3 --machine rules --machine semantic")
@_begin
def start(targets: tuple[str, ...], log: Path, **how: Any) -> None:
    """Begin a review: code the texts by machine, draw the queue, write the first line of its file."""
    _started(targets, log, how)


@review.command(epilog="Keys: 1-9 or c codes, 0 none, v others' codes, m memo, u undo, s later, ? codebook, q end")
@_begin
@CODER
def judge(targets: tuple[str, ...], log: Path, coder: str, **how: Any) -> None:
    """Read passage after passage and judge each with a key; begins the review if there is none."""
    from tightrope.cli import judging
    from tightrope.study.review.begin import belong

    if not log.exists():
        _started(targets, log, how)
    with _session(log, coder) as session:
        belong(session.review, targets)
        judging.loop(session, log, how["documents"])


@review.command("next")
@LOG
@CODER
@DOCUMENTS
@JSON
def next_(log: Path, coder: str, documents: Path | None, as_json: bool) -> None:
    """Print the next passage to read, or that none is left."""
    from tightrope.cli import judging
    from tightrope.study.review.view import Texts, show

    with _session(log, coder) as session:
        item = session.next()
        if item is None:
            click.echo("null" if as_json else "nothing left to read")
            return
        if not session.review.start.blind:
            session.reveal(item.passage.id)
        shown = show(session.review, item, Texts(session.review.start, log, documents), coder=session.coder)
    if as_json:
        click.echo(json.dumps(shown.data(), ensure_ascii=False))
    else:
        judging.draw(shown)


@review.command(epilog="Example: tightrope review decide 12 arms_supply debt --coder Ann  |  ... decide 12 --none")
@click.argument("passage", required=False)
@click.argument("codes", nargs=-1)
@click.option("--none", is_flag=True, help="The passage carries no code.")
@click.option("--from", "table", type=click.File(encoding="utf-8-sig"), help="CSV with columns passage and codes.")
@LAYER
@LOG
@CODER
def decide(
    passage: str | None, codes: tuple[str, ...], none: bool, table: Any, layer: str, log: Path, coder: str
) -> None:
    """Record your judgment of PASSAGE (its number or file:start-end): these CODES and no others.

    Each line printed is on disk. `--from -` reads a table from the screen; codes in it stand between blanks.
    """
    import csv

    rows = [(passage, codes, none)]
    if table is not None:
        if passage:
            raise click.UsageError("give a passage or --from, not both")
        try:
            lines = csv.DictReader(table)
            if {"passage", "codes"} - set(lines.fieldnames or ()):
                raise click.UsageError("the table needs the columns passage and codes")
            rows = [(row["passage"], tuple((row["codes"] or "").split()), True) for row in lines]
        except (UnicodeDecodeError, csv.Error) as error:
            raise click.UsageError(f"the table cannot be read ({error}); save it as UTF-8") from None
    with _session(log, coder) as session:
        for name, given, empty in rows:
            if not name or (not given and not empty):
                raise click.UsageError("name a passage and its codes, or --none")
            made = session.decide(name, given, layer=layer)
            click.echo(f"{made.n} {made.passage} {_named(made.codes)}{'' if made.blind else ' (not blind)'}")


@review.command(epilog="Example: tightrope review settle 12 arms_supply --coder Ann")
@click.argument("passage")
@click.argument("codes", nargs=-1)
@click.option("--none", is_flag=True, help="The passage carries no code.")
@LAYER
@LOG
@CODER
def settle(passage: str, codes: tuple[str, ...], none: bool, layer: str, log: Path, coder: str) -> None:
    """Settle a passage that was judged differently; the judgments before stay as they were."""
    if not codes and not none:
        raise click.UsageError("name the codes, or --none")
    with _session(log, coder) as session:
        made = session.settle(passage, codes, layer=layer)
    click.echo(f"{made.n} {made.passage} settled: {_named(made.codes)}")


@review.command()
@click.argument("passages", nargs=-1)
@LOG
@CODER
def compare(passages: tuple[str, ...], log: Path, coder: str) -> None:
    """Show who gave what: on PASSAGES, or on all that people judged differently. You have then seen it."""
    from tightrope.study.review.lists import differences

    with _session(log, coder) as session:
        found = differences(session, passages)
    if not found:
        click.echo("nobody differs")
    for lines in found:
        for line in lines:
            click.echo(line)


@review.command()
@click.argument("event", type=int, default=0, required=False)
@LOG
@CODER
def undo(event: int, log: Path, coder: str) -> None:
    """Take back your last judgment, settlement or memo, or the one with number EVENT; an undo can be undone."""
    with _session(log, coder) as session:
        made = session.undo(event)
    click.echo(f"{made.n} event {made.body['event']} is undone")


@review.command()
@click.argument("text")
@click.option("--passage", default="", help="The passage it is about; the whole review if not given.")
@LOG
@CODER
def memo(text: str, passage: str, log: Path, coder: str) -> None:
    """Keep a note of yours, on a passage or on the whole."""
    with _session(log, coder) as session:
        made = session.memo(text, passage)
    click.echo(f"{made.n} kept")


@review.command()
@LOG
@JSON
def status(log: Path, as_json: bool) -> None:
    """Print how far the review is: per person judged, blind, of the random share, left."""
    from tightrope.study.review.lists import status_data, status_lines
    from tightrope.study.review.session import state_of

    found, notes = state_of(log)
    _tell(notes)
    if as_json:
        click.echo(json.dumps(status_data(found), ensure_ascii=False))
        return
    for line in status_lines(found):
        click.echo(line)


@review.command("log")
@LOG
@CODER
@click.option("--all", "everything", is_flag=True, help="Show everyone's codes; who still judges should not look.")
@JSON
def log_(log: Path, coder: str, everything: bool, as_json: bool) -> None:
    """Print every event in order, undone ones too; codes only your own, unless --all."""
    from tightrope.study.review.lists import history
    from tightrope.study.review.session import state_of

    found, notes = state_of(log)
    _tell(notes)
    for row, line in history(found, coder.strip(), everything=everything):
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else line)


@review.command(epilog="Example: tightrope review codes  |  tightrope review codes hedging neutrality")
@click.argument("names", nargs=-1)
@LOG
def codes(names: tuple[str, ...], log: Path) -> None:
    """Print the codes with the numbers that stand for them, or what the codebook says of some."""
    from tightrope.study.review.lists import code_lines, definition_lines
    from tightrope.study.review.session import state_of

    found, _ = state_of(log)
    for line in definition_lines(found, names) if names else code_lines(found):
        click.echo(line)


@review.command(epilog="Example: tightrope review agreement --over random --csv agreement.csv")
@LOG
@click.option("--over", type=click.Choice(["all", "random"]), default="all", show_default=True,
              help="All passages judged, or only those drawn at random, which stand for the texts.")  # fmt: skip
@click.option("--csv", "out", type=click.Path(path_type=Path, dir_okay=False), help="Write the table here as well.")
@JSON
def agreement(log: Path, over: Any, out: Path | None, as_json: bool) -> None:
    """Print how far coders agree, per code and pair of coders, on judgments made apart from each other."""
    from tightrope.study.review import tables
    from tightrope.study.review.session import state_of

    found, notes = state_of(log)
    _tell(notes)
    rows = tables.rows_of(found, over=over)
    misses = tables.found_misses(found)
    if out is not None:
        tables.write_csv(rows, out)
    if as_json:
        data = {"rows": [tables.as_data(row) for row in rows], "misses": tables.misses_data(misses)}
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    lines = tables.lines_of(rows)
    for line in lines or ["one coder only: there is no second one to agree with"]:
        click.echo(line)
    for line in tables.closing(misses):
        click.echo(line)
    if out is not None:
        click.echo(str(out))


@review.command(epilog="Example: tightrope review spans ann.jsonl ben.jsonl")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE...")
@JSON
def spans(files: tuple[Path, ...], as_json: bool) -> None:
    """Print how far coders agree on where codes lie, from FILEs of codings with free spans (unitizing alpha)."""
    from tightrope.study.review import spans as free

    rows = free.agreed(files)
    if as_json:
        click.echo(json.dumps(free.data(rows), ensure_ascii=False))
        return
    for line in free.lines(rows):
        click.echo(line)


@review.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@LOG
@DOCUMENTS
def codings(out: Path, log: Path, documents: Path | None) -> None:
    """Write OUT, a file of codings for a study: people's codes, and a machine's where nobody judged."""
    from tightrope.study.review.applied import write_codings

    click.echo(write_codings(log, out, documents))


def _started(targets: tuple[str, ...], log: Path, how: dict[str, Any]) -> None:
    from tightrope.study.review.begin import Wanted, begin
    from tightrope.study.review.lists import begun

    if not targets:
        raise click.UsageError(f"there is no review in {log}; name files, a folder or a study to begin one")
    first, second = (power.upper() for power in how["powers"])
    wanted = Wanted(
        targets=targets, documents=how["documents"], codebook=how["codebook"], state=how["state"].upper(),
        powers=(first, second), machines=how["machines"], share=how["share"], everything=how["everything"],
        blind=not how["seen"], seed=how["seed"],
    )  # fmt: skip
    found = begin(wanted, log, at=_now(), say=lambda note: _tell((note,)))
    click.echo(f"{log}: {begun(found)}")


@contextmanager
def _session(log: Path, coder: str) -> Iterator[Session]:
    """Hold the review for one person; what was noticed on opening is told."""
    from tightrope.study.review.session import Session

    with Session(log, coder, now=_now) as opened:
        _tell(opened.notes)
        yield opened


def _tell(notes: tuple[str, ...]) -> None:
    for note in notes:
        click.echo(f"tightrope: {note}", err=True)


def _named(codes: Any) -> str:
    return " ".join(sorted(codes)) or "no code"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
