"""The verb review: people judge what machines proposed, and how far coders agree."""

from __future__ import annotations

import click


@click.group()
def review() -> None:
    """Judge codings by hand, settle disagreements, and print how far coders agree."""
