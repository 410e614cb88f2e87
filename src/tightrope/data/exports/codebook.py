"""The codebook of a sheet: as rows for a workbook or a data frame, and as Markdown beside the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tightrope.data.exports.neutral import SAID
from tightrope.data.exports.sheet import BEYOND, MISSING, OBSERVED, ColumnNote, Sheet

HEAD = ("name", "label", "unit", "kind", "says", "source", "coverage", "levels", "status")
WHY_EMPTY = (
    f'A cell is empty for one of two reasons, which its status column tells apart: "{MISSING}" (inside what the source '
    f'covers, but not observed) or "{BEYOND}" (the source does not reach the year, the state or the power). An '
    f'observed zero is a zero, with the status "{OBSERVED}". Nothing is filled in.'
)


def rows(sheet: Sheet, renamed: Mapping[str, str] | None = None) -> list[tuple[str, ...]]:
    """Return one row for each column, then one for each series of a long table; HEAD names the fields.

    Parameters
    ----------
    renamed : column -> the name it has in the file, where a format asked for another.
    """
    names = renamed or {}
    found = [_row(names.get(name, name), name if names.get(name, name) != name else "", note, names)
             for name, note in sheet.notes.items()]  # fmt: skip
    return found + [_row(name, "", note, names) for name, note in sheet.series.items()]


def about(sheet: Sheet) -> list[tuple[str, str]]:
    """Return what is to be said of a whole sheet, as (what, text), license and citations included."""
    found = [("title", sheet.title), ("rows", str(len(sheet))), ("license", sheet.whole())]
    found += [("made from", f"{what}: {value}") for what, value in sheet.made]
    found += [("remark", remark) for remark in sheet.remarks]
    if any(note.status for note in sheet.notes.values()):
        found.append(("empty cells", WHY_EMPTY))
    found += [("cite", line) for line in sheet.citations]
    for one in sheet.withheld:
        found.append(("withheld", f"{one.name} ({one.label}): {one.why}"))
        found += [("how to build it", f"{one.name}: {step}") for step in one.recipe]
        found += [("cite", line) for line in one.citations if line not in sheet.citations]
    return found


def markdown(sheets: tuple[Sheet, ...], *, file: str, said: tuple[str, ...] = (),
             renamed: Mapping[str, Mapping[str, str]] | None = None) -> str:  # fmt: skip
    """Return the codebook of one or several sheets of a file.

    Parameters
    ----------
    said : what the writer had to change.
    renamed : sheet name -> column -> name in the file.
    """
    lines = [f"# Codebook of {file}", ""]
    for sheet in sheets:
        lines += [f"## {sheet.name}: {_plain(sheet.title)}", ""]
        lines += [f"- **{what}**: {_plain(text)}" for what, text in about(sheet)[1:]]
        lines += ["", *_table(HEAD, rows(sheet, (renamed or {}).get(sheet.name))), ""]
    lines += ["## How it was written", "", f"- {SAID if file.endswith(('.csv', '.xlsx')) else 'Text is as it is.'}"]
    lines += [f"- {_plain(line)}" for line in said]
    return "\n".join(lines) + "\n"


def _row(name: str, was: str, note: ColumnNote, names: Mapping[str, str]) -> tuple[str, ...]:
    says = f"{note.says}; named {was} in tightrope".strip("; ") if was else note.says
    status = names.get(note.status, note.status)
    return (name, note.label, note.unit, note.kind, says, note.source, note.coverage, "; ".join(note.levels), status)


def _table(head: tuple[str, ...], body: list[tuple[str, ...]]) -> list[str]:
    rule = "|" + "---|" * len(head)
    return [_line(head), rule, *(_line(row) for row in body)]


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(_plain(cell).replace("|", "\\|") for cell in cells) + " |"


def _plain(text: Any) -> str:
    """Return text on one line in which no HTML is live."""
    return " ".join(str(text).split()).replace("<", "&lt;")
