"""The command `tightrope`: its group, its errors, its exit codes."""

from __future__ import annotations

import os
import sys

import click

from tightrope.core.errors import StudyError, TightropeError

EPILOG = """\b
Examples:
  tightrope run pakistan                      where Pakistan stands, why, and how long
  tightrope show pakistan position            the latest numbers as a table
  tightrope why tilt                          from a printed number back to rows and digests
  tightrope new vietnam --focal VNM --powers USA CHN
  tightrope compare PAK VNM IDN SGP IND       several states side by side, measured in one fit
  tightrope code article.txt                  what a text says, sentence by sentence, as JSON lines
  tightrope review essay.pdf --coder Ann      judge by hand what the machine coded, and see how far you agree
  tightrope check vietnam/study.toml          every fault at once
  tightrope audit paper.pdf                   citations, dates, repetition, voices, method of any paper
  tightrope data pull gpr                     a newer version of a source, through one gate
  tightrope export panel --state PAK --to pak.dta     tables for Stata, R and Excel

Exit codes: 0 done, 2 the study or catalog is wrong, 3 data or evidence, 4 a model refused, 5 stored results.
"""


class Door(click.Group):
    """A group whose user errors are one line each and end with the code of the error tree."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; turn an error of the tree into its lines and its exit code."""
        try:
            return super().invoke(ctx)
        except StudyError as error:
            for fault in error.faults:
                click.echo(f"tightrope: {fault}", err=True)
            click.echo(f"tightrope: {error}", err=True)
            ctx.exit(error.exit_code)
        except TightropeError as error:
            click.echo(f"tightrope: {error}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        return None


@click.group(
    cls=Door, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="tightrope", prog_name="tightrope")
def main() -> None:
    """Where a state stands between two rival great powers, why, and how long it can stay there."""


def _register() -> None:
    from tightrope.cli import audit, code, compare, data, exchange, export, review, study, validate

    for command in (
        study.new,
        study.run,
        study.show,
        study.why,
        study.check,
        audit.audit,
        code.code,
        compare.compare,
        data.data,
        export.export,
        review.review,
        validate.validate,
    ):
        main.add_command(command)
    for command in (exchange.export, exchange.import_):
        review.review.add_command(command)


_register()
