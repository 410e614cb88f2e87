"""The verb audit: papers in, alarms out, each with its place, why it is one, and how to settle it."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
Examples:
  tightrope audit paper.pdf                             one paper, as text
  tightrope audit paper.txt abstract.txt                two files held against each other
  tightrope audit paper.docx --date 2024-06-28          when the work appeared, if it does not say
  tightrope audit *.txt --format json --out audit.json  for a program
  tightrope audit draft.md --fail-on error              exit 1 if there is an error, for a pipeline

Alarms are findings: the exit code stays 0. A file that cannot be read is told in one line; the others go on, and
the exit code is 3.
"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--format", "kind", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True,
    help="Text to read, JSON with everything, or a row an alarm.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of to the screen.")
@click.option("--date", "days", multiple=True, metavar="[FILE=]DATE", help="When a work appeared; may be repeated.")
@click.option("--cards", type=click.Path(path_type=Path, dir_okay=False), help="A documents.toml of the files.")
@click.option("--state", default="PAK", show_default=True, metavar="ISO3", help="The state of the study.")
@click.option("--powers", nargs=2, default=("USA", "CHN"), show_default=True, help="The two powers, in order.")
@click.option("--voice", "states", multiple=True, metavar="ISO3", help="A state whose voice is asked for; repeatable.")
@click.option("--chronology", type=click.Path(path_type=Path, dir_okay=False), help="Events to hold claims against.")
@click.option("--no-claims", is_flag=True, help="Do not hold claims against the panel: quicker.")
@click.option(
    "--fail-on", type=click.Choice(["error", "check", "note"]), help="Exit 1 if an alarm is as severe as this."
)
@click.pass_context
def audit(
    context: click.Context, files: tuple[Path, ...], kind: str, out: Path | None, days: tuple[str, ...],
    cards: Path | None, state: str, powers: tuple[str, str], states: tuple[str, ...],
    chronology: Path | None, no_claims: bool, fail_on: str | None,
) -> None:  # fmt: skip
    """Audit FILE...: citations, dates, same work, figures, voices, claims, method, and what an audit cannot tell."""
    from tightrope.core.errors import EvidenceError
    from tightrope.study.audit.run import audit_files
    from tightrope.study.audit.tell import as_csv, as_json, as_text

    found = audit_files(
        files, days=days, cards=cards, focal=state.upper(), powers=(powers[0].upper(), powers[1].upper()),
        states=tuple(s.upper() for s in states), claims=not no_claims and kind != "csv", chronology=chronology,
    )  # fmt: skip
    for _, why in found.refused:
        click.echo(f"tightrope: {why}", err=True)
    text = {"text": as_text, "json": as_json, "csv": as_csv}[kind](found)
    if out is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        try:
            out.write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8")
        except OSError as error:
            raise EvidenceError(
                f"cannot be written ({error.strerror})", where=out.name, next="name another file"
            ) from error
    if found.refused:
        context.exit(3)
    if fail_on and found.audit is not None:
        counts = found.audit.counts
        worse = ("error", "check", "note")[: ("error", "check", "note").index(fail_on) + 1]
        if any(counts[name] for name in worse):
            context.exit(1)
