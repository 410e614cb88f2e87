"""Judging passage after passage with single keys; every judgment is on disk before the next passage is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from tightrope.study.review.session import Session
    from tightrope.study.review.view import Shown

KEYS = "0 none  1-9 or c codes  v others' codes  m memo  u undo  s later  ? codes  q end"
WIDEST = 80


class Keys:
    """Keys one by one, however many the terminal hands over at once; "" where no more come."""

    def __init__(self) -> None:
        self._waiting: list[str] = []

    def next(self) -> str:
        """Return the next key; an arrow or another key of several characters counts as one."""
        from tightrope.core.errors import InvalidValue

        if not self._waiting:
            try:
                given = click.getchar()
            except (EOFError, KeyboardInterrupt):
                return ""
            except OSError:
                raise InvalidValue("keys need a terminal", where="review", next="judge with `review decide`") from None
            self._waiting = [given] if given[:1] in ("\x1b", "") else list(given)
        return self._waiting.pop(0)

    def line(self, first: str = "") -> str:
        """Return a line typed from its first key on; escape, Ctrl-C and the end of input give it up."""
        typed = first
        click.echo(first, nl=False)
        while (key := self.next()) not in ("\r", "\n"):
            if key in ("", "\x1b", "\x03", "\x04"):
                click.echo()
                return ""
            if key in ("\x7f", "\b"):
                if typed:
                    typed = typed[:-1]
                    click.echo("\b \b", nl=False)
            elif key.isprintable():
                typed += key
                click.echo(key, nl=False)
        click.echo()
        return typed


def draw(shown: Shown) -> None:
    """Print a passage in at most 80 columns, the text itself standing out from what is around it."""
    screen = Console(highlight=False, soft_wrap=False)
    screen.width = min(WIDEST, screen.width)
    screen.print(Text(f"[{shown.number}] {shown.document}", style="bold"))
    screen.print(Text(" \u203a ".join(filter(None, (shown.heading, shown.lead, shown.id))), style="dim"))
    screen.print()
    if shown.before:
        screen.print(Text(shown.before, style="dim"))
    screen.print(Text(shown.text, style="bold"))
    if shown.after:
        screen.print(Text(shown.after, style="dim"))
    for memo in shown.memos:
        screen.print(Text(f"memo {memo}", style="italic"))
    for who, codes in (shown.others or {}).items():
        screen.print(Text(f"{who}: {', '.join(codes) or 'no code'}"))
    screen.print()


def loop(session: Session, log: Path, folder: Path | None) -> None:
    """Ask for one passage after another until none is left or the person ends."""
    from tightrope.study.review.lists import code_lines, status_lines
    from tightrope.study.review.view import Texts, show

    texts = Texts(session.review.start, log, folder)
    keys, last = Keys(), ""
    for line in code_lines(session.review):
        click.echo(line)
    while (item := session.next()) is not None:
        if not session.review.start.blind:
            session.reveal(item.passage.id)
        draw(show(session.review, item, texts, coder=session.coder))
        key = ""
        while key not in ("done", "q"):
            key, last = _ask(keys, session, item.passage.id, last)
            if key == "s":
                session.skip(item)
                key = "done"
        if key == "q":
            break
    else:
        click.echo("nothing left to read")
    for line in status_lines(session.review):
        click.echo(line)


def _ask(keys: Keys, session: Session, passage: str, last: str) -> tuple[str, str]:
    """Take one key for a passage; return what is to follow and the passage judged last."""
    from tightrope.core.errors import TightropeError
    from tightrope.study.review.lists import code_lines, definition_lines

    click.echo(KEYS)
    click.echo("> ", nl=False)
    key = keys.next()
    try:
        if key in ("", "q", "\x03", "\x04"):
            click.echo("end")
            return "q", last
        if key == "0" or key == "-":
            return _told(session, passage, [])
        if key in "123456789c":
            words = keys.line("" if key == "c" else key).replace(",", " ").split()
            if not words:
                return "again", last
            return _told(session, passage, words)
        if key == "m":
            click.echo("memo: ", nl=False)
            made = session.memo(keys.line(), passage)
            click.echo(f"{made.n} kept")
        elif key == "u":
            made = session.undo()
            click.echo(f"undone: event {made.body['event']}")
            return "done", last
        elif key == "v":
            _view(session, last)
        elif key == "s":
            click.echo("later")
            return key, last
        elif key == "?":
            click.echo("which codes (Enter for all): ", nl=False)
            words = keys.line().split()
            for line in definition_lines(session.review, words) if words else code_lines(session.review):
                click.echo(line)
        else:
            click.echo()
    except TightropeError as error:
        click.echo(f"tightrope: {error}")
    return "again", last


def _told(session: Session, passage: str, words: list[str]) -> tuple[str, str]:
    made = session.decide(passage, words)
    click.echo(f"\n{made.n} {' '.join(sorted(made.codes)) or 'no code'}\n")
    return "done", passage


def _view(session: Session, last: str) -> None:
    """Show what others gave the passage judged last; from then on this person has seen it."""
    from tightrope.study.review.lists import differences

    if not last:
        click.echo("judge a passage first; then v shows what others gave it")
        return
    for lines in differences(session, [last]):
        for line in lines:
            click.echo(line)
