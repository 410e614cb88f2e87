"""The report as a reader gets it: one page that works offline, the tables, the figures, the json."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tightrope.report.figure import figures, png
from tightrope.report.honesty import check
from tightrope.report.reading import Report, absent
from tightrope.report.table import tables
from tightrope.report.view import filters, view

UNIT = re.compile(r"(?<=\d) %")
TEMPLATES = Path(__file__).with_name("templates")


def html(report: Report, drawn: Mapping[str, str] | None = None) -> str:
    """Return report.html: a pure function of the report, with no outside reference but links to sources.

    Parameters
    ----------
    drawn : figures of this report, drawn anew where not given.
    """
    held = figures(report) if drawn is None else drawn
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(filters(report))
    env.tests["absent"] = absent
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    page = env.get_template("report.html.j2").render(report=report, figures=held, style=style, **view(report))
    return UNIT.sub("\u00a0%", page) + "\n"


def write(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write report.html, report.json, manifest.json, tables and figures; the same report gives the same bytes.

    Parameters
    ----------
    folder : made if absent; files of the same name are replaced.

    Returns
    -------
    paths : every file written, in order.

    Raises
    ------
    InvalidValue : the report breaks the shipped schema or a rule of honesty; nothing is written then.
    """
    check(report)
    drawn = figures(report)
    files: dict[str, bytes] = {
        "report.json": dumps(report),
        "report.html": html(report, drawn).encode(),
        "manifest.json": dumps(report["manifest"]),
    }
    files |= {f"tables/{name}": text.encode() for name, text in tables(report).items()}
    for name, svg in drawn.items():
        files[f"figures/{name}.svg"] = svg.encode()
        files[f"figures/{name}.png"] = png(svg)
    files |= {f"figures/theory_{name}.svg": svg.encode() for name, svg in theories(report).items()}
    for name, body in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
    return tuple(folder / name for name in files)


def theories(report: Report) -> dict[str, str]:
    """Return theory -> its graph as SVG, as the report carries it."""
    held = report["explanation"]["theories"]
    return {} if absent(held) else {t["name"]: t["svg"] for t in held if t["svg"]}


def dumps(value: Any) -> bytes:
    """Return JSON in the order of the keys as composed; NaN is refused."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
