"""What travels with exported rows: license lines, references, BibTeX, and the recipe of what a license withholds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tightrope.catalog.entry import ALLOWED, Indicator, Source
from tightrope.data.exports.sheet import Withheld
from tightrope.report.cite import ENTRY, bibliography, entries, references


def cited(keys: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Return the references of citation keys as lines, and their BibTeX entries word for word, a blank line apart."""
    chosen = sorted(set(keys))
    place = bibliography()
    text = place.read_text(encoding="utf-8") if place else ""
    lines = tuple(
        f"{row['text']} {row['url']}".strip() + f" [{row['key']}]" for row in references(chosen, entries(text))
    )
    found = verbatim(text)
    return lines, "\n\n".join(found[key] for key in chosen if key in found)


def verbatim(text: str) -> dict[str, str]:
    """Return key -> entry of a BibTeX text, as it stands there."""
    starts = list(ENTRY.finditer(text))
    stops = [match.start() for match in starts[1:]] + [len(text)]
    found = {}
    for match, stop in zip(starts, stops, strict=True):
        raw = text[match.start() : stop]
        found[match.group(2)] = "\n".join(line for line in raw[: raw.rindex("}") + 1].split("\n") if line.strip())
    return found


def license_lines(names: Iterable[str], known: Mapping[str, Source]) -> tuple[str, ...]:
    """Return one line for each source: label, license, and whether its terms were read at the publisher."""
    return tuple(
        f"{known[n].label}: {known[n].license.name}{'' if known[n].license.verified else ' (license unverified)'}"
        for n in sorted(set(names))
    )


def withheld(entry: Indicator, known: Mapping[str, Source]) -> Withheld:
    """Return why the rows of an indicator are kept back and how a reader builds them."""
    closed = [n for n in entry.variable.sources if entry.form not in ALLOWED[known[n].license.ships]]
    steps = []
    for name in entry.variable.sources:
        source = known[name]
        steps.append(f"{source.label}, {source.publisher}: {source.url}")
        direct = source.access == "open" and any(download.url for download in source.downloads)
        steps.append(f"tightrope data pull {name}" if direct else f"tightrope data add FILE --as {name}")
    steps.append("tightrope data build --from FOLDER --local")
    steps.append(f"the rows are then in {entry.variable.name}.parquet of your own panel, for your own use")
    lines, _ = cited(entry.variable.cites)
    return Withheld(
        name=entry.variable.name, label=entry.variable.label,
        why="; ".join(license_lines(closed, known)) + ": does not let anyone pass these rows on",
        recipe=tuple(steps), citations=lines,
    )  # fmt: skip
