"""Write the reference pages from the code, or check that they are current (`--check`)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from tightrope.catalog.shelf import indicators, sources
from tightrope.cli.main import main as command
from tightrope.core import errors
from tightrope.study.steps import STEPS
from tightrope.study.targets.run import collect

ROOT = Path(__file__).resolve().parents[1]
NOTE = "<!-- written by `python -m tools.reference`; do not edit -->\n"


def cli() -> str:
    lines = ["# Command line", NOTE]

    def walk(item: click.Command, words: list[str]) -> None:
        name = " ".join(words)
        context = click.Context(item, info_name=name, max_content_width=100, terminal_width=100)
        lines.append(f"## `{name}`\n\n```\n{item.get_help(context)}\n```\n")
        for child in sorted(getattr(item, "commands", {})):
            walk(item.commands[child], [*words, child])  # type: ignore[attr-defined]

    walk(command, ["tightrope"])
    return "\n".join(lines)


def error_tree() -> str:
    lines = [
        "# Errors",
        NOTE,
        "Every message is one line: where, what is wrong, what next.\n",
        "| error | exit code | meaning |",
        "|---|---|---|",
    ]

    def walk(kind: type[errors.TightropeError], depth: int) -> None:
        text = (kind.__doc__ or "").strip().splitlines()[0]
        lines.append(f"| {'&nbsp;&nbsp;' * depth}`{kind.__name__}` | {kind.exit_code} | {text} |")
        for child in kind.__subclasses__():
            walk(child, depth + 1)

    walk(errors.TightropeError, 0)
    return "\n".join(lines) + "\n"


def shelf() -> str:
    lines = [
        "# Sources and indicators",
        NOTE,
        "## Sources\n",
        "| source | publisher | covers | license | what it lets us ship | to pull |",
        "|---|---|---|---|---|---|",
    ]
    for name, s in sources().items():
        unsure = "" if s.license.verified else " (unverified)"
        address = f"[{s.gives}]({s.url})" if s.url.startswith("https://") else f"{s.gives} ({s.url})"
        pull = address if s.to_pull and s.gives else ""
        lines.append(
            f"| `{name}` | {s.publisher} | {s.first or ''}-{s.last or ''} "
            f"| {s.license.name}{unsure} | {s.license.ships} | {pull} |"
        )
    lines += [
        "\n## Indicators\n",
        "| indicator | what | unit | role | domain | paired | sources |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, entry in indicators().items():
        v = entry.variable
        lines.append(
            f"| `{name}` | {v.label} | {v.unit} | {v.role} | {v.domain or ''} "
            f"| {'yes' if v.paired else ''} | {', '.join(v.sources)} |"
        )
    return "\n".join(lines) + "\n"


def steps() -> str:
    lines = ["| step | takes | does |", "|---|---|---|"]
    lines += [f"| {s.name} | {', '.join(s.takes) or '-'} | {s.says} |" for s in STEPS]
    return "\n".join(lines) + "\n"


def targets() -> str:
    lines = [
        "# Published targets",
        NOTE,
        "`tightrope validate` holds each against our own number.\n",
        "| id | what | source | tolerance | needs data |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {t.id} | {t.what} | {t.source} | {t.tolerance:g} | {'yes' if t.needs else 'no'} |" for t in collect()]
    return "\n".join(lines) + "\n"


def architecture() -> str:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    before, _, rest = text.partition("<!-- steps -->")
    _, _, after = rest.partition("<!-- /steps -->")
    return f"{before}<!-- steps -->\n{steps()}<!-- /steps -->{after}"


PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/cli.md": cli,
    "docs/reference/errors.md": error_tree,
    "docs/reference/catalog.md": shelf,
    "docs/reference/targets.md": targets,
    "ARCHITECTURE.md": architecture,
}


def main(arguments: list[str]) -> int:
    stale = []
    for name, make in PAGES.items():
        file, text = ROOT / name, make()
        if "--check" in arguments:
            if not file.is_file() or file.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{name} is stale: run `python -m tools.reference`")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
