"""Walk back from a printed number or statement to its draws, rows, passages and bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.document import digest
from tightrope.core.errors import EvidenceError, StoreError, UnknownName
from tightrope.core.panel import DOMAINS
from tightrope.data.read import Columns, read_parquet, sha256
from tightrope.evidence.ingest import read_document
from tightrope.study.show import read_report
from tightrope.study.steps import STEPS
from tightrope.study.steps import Step as Score
from tightrope.study.store import Store, cache_folder
from tightrope.study.theories.walked import told

SPAN = re.compile(r"^(?P<file>.+):(?P<start>\d+)-(?P<stop>\d+)$")
ROW = re.compile(
    r"^(?P<name>[a-z0-9_]+):(?P<state>[A-Z]{3}(?:-[A-Z]{3})?|WORLD|panel)(?::(?P<power>[A-Z]{3}))?:(?P<years>\d{4}(?:-\d{4})?)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the way back: what it is, and what it rests on."""

    text: str
    below: tuple[Step, ...] = ()

    def lines(self, depth: int = 0) -> Iterator[tuple[int, str]]:
        """Yield (depth, line) down to the bytes."""
        yield depth, self.text
        for step in self.below:
            yield from step.lines(depth + 1)

    def data(self) -> dict[str, Any]:
        """Return the way back as plain values."""
        return {"text": self.text, "rests_on": [step.data() for step in self.below]}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trail:
    report: dict[str, Any]
    panel: Path
    texts: Path | None


def walk(name: str, out: Path, *, panel: Path, texts: Path | None = None) -> Step:
    """Return the way back from a number.

    Parameters
    ----------
    name : id of a finding, a statement, a theory's score ("score.hedging"), a synthetic case or a passage
        ("file:start-stop"), or a series such as "tilt" or "security.tilt", optionally "@YEAR".
    out : folder of the report.
    panel : folder of the panel that the report was made from.
    texts : folder of the documents, to open passages.

    Raises
    ------
    UnknownName : the report has no such number; how to list them is said.
    """
    trail = _Trail(report=read_report(out), panel=panel, texts=texts)
    report = trail.report
    for finding in report.get("findings") or []:
        if finding["id"] == name:
            return _finding(trail, finding)
    for path in _paths(report):
        if path["id"] == name:
            return _path(trail, path)
    for statement in report.get("ledger") or []:
        if statement["id"] == name:
            return _statement(trail, statement)
    for asked in (report.get("explanation", {}).get("case") or {}).get("asked") or []:
        if asked["name"] == name:
            return _asked(trail, asked)
    if name.startswith("score.") and (scored := told(report, name.removeprefix("score."))):
        text, parts = scored
        below = tuple(Step(text=part, below=tuple(Step(text=line) for line in lines)) for part, lines in parts)
        return Step(text=text, below=(*below, _made(trail, "rivals", {step.name: step for step in STEPS})))
    if (case := _case(report, name)) is not None:
        return _shock(trail, case)
    if (span := SPAN.match(name)) and name in report.get("evidence", {}).get("codings", {}).get("passages", {}):
        return _passage(trail, span["file"], int(span["start"]), int(span["stop"]))
    series, _, year = name.partition("@")
    found = _series_of(report, series)
    if found is not None:
        return _series(trail, series, found, year)
    raise UnknownName(f"nothing in the report is called {name!r}", next="list ids with `tightrope show STUDY findings`")


def _finding(trail: _Trail, finding: dict[str, Any]) -> Step:
    interval = finding.get("interval") or [finding.get("low"), finding.get("high")]
    value = finding.get("value")
    number = "" if value is None else f" [{value:.3g}; {interval[0]:.3g} to {interval[1]:.3g}]"
    below = tuple(_resolve(trail, ref) for ref in finding.get("evidence", []))
    return Step(text=f"{finding['sentence']}{number}", below=below)


def _statement(trail: _Trail, statement: dict[str, Any]) -> Step:
    below = [
        Step(text=f"test, stated beforehand: {statement['test']}"),
        Step(text=f"verdict: {statement['verdict']}; {statement['why']}"),
    ]
    for side, label in (("for", "for"), ("for_", "for"), ("against", "against")):
        for item in statement.get(side) or []:
            found = tuple(_resolve(trail, ref) for ref in item.get("refs") or [item["ref"]])
            below.append(Step(text=f"{label}: {item['text']} ({item['kind']}, {item['layer']})", below=found))
    for ref in statement.get("passages") or []:
        said = _resolve(trail, ref)
        below.append(Step(text=f"said at {said.text}", below=said.below))
    return Step(text=f"{statement['id']}: {statement['text']}", below=tuple(below))


def _paths(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fitted slopes, none where nothing was fitted."""
    held = report.get("explanation", {}).get("pathways")
    return [path for path in held if "id" in path] if isinstance(held, list) else []


def _path(trail: _Trail, path: dict[str, Any]) -> Step:
    """Return the way back from a slope: what it rests on, what would change it, the rows of both ends."""
    system = trail.report["explanation"]["system"]
    cause = f"{path['from']} x {path['bends']}" if path["bends"] else path["from"]
    low, high = path["interval"]
    said = "resolved" if path["resolved"] else f"not resolved: from {path['detectable']:.3f} on it would be"
    below = [
        Step(text=f"{path['n']} state-years, {path['shocks']} yearly shocks; {system['rule']}"),
        Step(
            text=f"with one year left out {path['left_out']['low']:+.3f} to {path['left_out']['high']:+.3f} "
            f"(most by {path['left_out']['year']:.0f}); an unmeasured cause hides it at a correlation of "
            f"{path['hidden_by']:.2f}"
        ),
        *(Step(text=f"left open: {text}") for text in path["open_paths"]),
    ]
    for end in dict.fromkeys((path["from"], path["bends"], path["to"])):
        rows = system["rows"].get(end)
        if rows:
            below.append(Step(text=f"{end} is made of {', '.join(rows)}"))
    below.append(_made(trail, "pathways", {step.name: step for step in STEPS}))
    return Step(
        text=f"{cause} on {path['to']}: {path['estimate']:+.3f} [{low:+.3f}, {high:+.3f}], {said}", below=tuple(below)
    )


def _asked(trail: _Trail, asked: dict[str, Any]) -> Step:
    """Return a question put to the graph: prior, cases, bounds, and what it was made from."""
    case = trail.report["explanation"]["case"]
    graph = asked["graph"]
    limits = f"by its values alone {asked['data'][0]:.2f} to {asked['data'][1]:.2f}"
    limits += f", if the graph holds {graph[0]:.2f} to {graph[1]:.2f}" if graph else ""
    values = ", ".join(f"{node} {p:.2f}" for node, p in case["values"].items() if p is not None)
    below = (
        Step(text=f"before any case: {_between(asked, 'prior_')}; with a prior of a quarter {asked['lighter']:.2f}"),
        Step(text=f"bounds: {limits}"),
        Step(text=f"{case['cases']} state-periods of {case['states']} states in {len(case['periods'])} periods"),
        *((Step(text=f"the case's own values, chance of 1: {values}"),) if values and asked["level"] == "case" else ()),
        _resolve(trail, f"result:{asked['name'] if asked['level'] == 'case' else 'case.' + asked['name']}"),
    )
    return Step(text=f"{asked['words']}: {_between(asked, '')} ({asked['query']})", below=below)


def _between(asked: dict[str, Any], prefix: str) -> str:
    mean, low, high = (asked[f"{prefix}{end}"] for end in ("mean", "low", "high"))
    return f"{mean:.2f}, 90 % interval {low:.2f} to {high:.2f}"


def _case(report: dict[str, Any], name: str) -> dict[str, Any] | None:
    held = report.get("explanation", {}).get("synthetic")
    return next((c for c in held if c["id"] == name), None) if isinstance(held, list) else None


def _shock(trail: _Trail, case: dict[str, Any]) -> Step:
    """Return how a synthetic case came out: verdict, donors with their rows, and the step that made it."""
    below = [Step(text=f"verdict: {case['verdict']}; {case['reason']}")]
    below += [_event(trail, name) for name in case["events"]]
    effect, span = case["effect"], f"{case['years'][0]}-{case['years'][-1]}" if case["years"] else ""
    if effect:
        number = (
            f"mean gap {effect['mean']:.3f}, 90 % interval {effect['low']:.3f} to {effect['high']:.3f} by placebos, "
        )
        number += f"{effect['measured_low']:.3f} to {effect['measured_high']:.3f} by error in the series"
        below.append(Step(text=number))
    powers, focal = trail.report["study"]["powers"], trail.report["study"]["focal"]
    for state, weight in {focal: None, **case["donors"]}.items() if span else ():
        rows = tuple(
            _rows(trail, name, state, power if case["of"] == "engagement" else powers[case["of"] == "second"], span)
            for name in case["series"]
            for power in (powers if case["of"] == "engagement" else powers[:1])
        )
        below.append(Step(text=state if weight is None else f"donor {state}, weight {weight:.2f}", below=rows))
    below.append(_result(trail, "synthetic"))
    return Step(text=f"{case['title']} ({case['year']}), {case['outcome']}", below=tuple(below))


def _resolve(trail: _Trail, ref: str) -> Step:
    ref = ref.removeprefix("indicator:")
    kind, _, rest = ref.partition(":")
    if (case := _case(trail.report, ref)) is not None:
        return _shock(trail, case)
    if kind == "event":
        return _event(trail, rest)
    if kind == "result":
        series = rest.removeprefix("position.")
        found = _series_of(trail.report, series)
        for path in _paths(trail.report):
            if path["id"] == rest:
                return _path(trail, path)
        return _series(trail, series, found, "") if found else _result(trail, rest)
    if row := ROW.match(ref):
        return _rows(trail, row["name"], row["state"], row["power"], row["years"])
    if span := SPAN.match(ref):
        return _passage(trail, span["file"], int(span["start"]), int(span["stop"]))
    return Step(text=ref)


def _event(trail: _Trail, name: str) -> Step:
    for event in trail.report.get("events") or []:
        if event["id"] == name:
            source = f"{event['source']}, {event['locator']}" if event["locator"] else "unverified: enters no verdict"
            coded = f"initiator {event['initiator']}, {event['mode']} (coded by us)"
            return Step(text=f"{event['date']} {event['title']}; {coded}", below=(Step(text=f"source: {source}"),))
    return Step(text=f"event {name} is not in the chronology")


def _result(trail: _Trail, name: str) -> Step:
    part = name.split(".")[0]
    held = {"horizon": "survival", "position": "measured", "explanation": "pathways"}.get(part, part)
    if name.startswith(("horizon.record", "horizon.backtest")):
        held = "record"
    steps = {step.name: step for step in STEPS}
    return Step(text=f"result {name}", below=(_made(trail, held, steps),) if held in steps else ())


def _made(trail: _Trail, name: str, steps: dict[str, Score]) -> Step:
    """Return how a step's value was made: its key and the steps it took, down to the panel's files."""
    manifest = trail.report.get("manifest", {})
    if name == "inputs":
        files = [row for row in manifest.get("inputs", []) if row.get("kind") == "source file"]
        series = sum(row.get("kind") == "indicator" for row in manifest.get("inputs", []))
        return Step(text=f"panel of {series} series made from {len(files)} source files, digests in the manifest")
    key = manifest.get("steps", {}).get(name, "")
    below = tuple(_made(trail, taken, steps) for taken in steps[name].takes)
    return Step(text=f"step {name} ({steps[name].says}), key {key[:16]}", below=below)


def _passage(trail: _Trail, file: str, start: int, stop: int) -> Step:
    coded = trail.report.get("evidence", {}).get("codings", {}).get("passages", {}).get(f"{file}:{start}-{stop}", {})
    gloss, seal = coded.get("paraphrase", ""), coded.get("sha256", "")
    place = f"{file}, code points {start}-{stop}"
    if trail.texts is None:
        hint = "give the folder of the texts with --documents to open it"
        return Step(text=f"{place}: {gloss}" if gloss else place, below=(Step(text=hint),))
    try:
        document = read_document(trail.texts / Path(file).name, cache=cache_folder() / "documents")
    except EvidenceError:
        raise EvidenceError(
            "the document cannot be read", where=file, next="name its folder with --documents"
        ) from None
    quote = document.text[start:stop]
    if seal and digest(quote) != seal:
        raise EvidenceError("the text is not the one that was coded", where=place, next="run the study on these texts")
    pages = sorted({segment.page for segment in document.places(start, stop) if segment.page}) if quote else []
    where = f", page {', '.join(map(str, pages))}" if pages else ""
    return Step(
        text=f"{place}{where}: {' '.join(quote.split())}",
        below=(Step(text=f"digest of the passage {digest(quote)[:16]}"),),
    )


def _rows(trail: _Trail, name: str, state: str, power: str | None, years: str) -> Step:
    first, _, last = years.partition("-")
    file = trail.panel / f"{name}.parquet"
    if not file.is_file():
        return Step(text=f"{name} {state} {years}: not in this panel")
    table = read_parquet(file)
    keep = (table["year"] >= int(first)) & (table["year"] <= int(last or first))
    if "power" in table:
        keep &= np.isin(table["power"].astype(str), [power] if power else trail.report["study"]["powers"])
    if state == "panel":
        return _everyone(trail, name, years, table, keep, file)
    wanted = [state, "-".join(reversed(state.split("-")))]
    if state == "WORLD":  # series of the powers' own dyad stand under their pair
        wanted.append("-".join(sorted(trail.report["study"]["powers"])))
    keep &= np.isin(table["state"].astype(str), wanted)
    shown = []
    for i in np.flatnonzero(keep):
        who = f" {table['power'][i]}" if "power" in table else f" {table['other'][i]}" if "other" in table else ""
        wide = (
            f" (standard error {table['error'][i]:.3g})" if "error" in table and np.isfinite(table["error"][i]) else ""
        )
        shown.append(Step(text=f"{table['state'][i]}{who} {int(table['year'][i])}: {table['value'][i]:.4g}{wide}"))
    inputs = trail.report.get("manifest", {}).get("inputs", [])
    row = next((r for r in inputs if r.get("kind") == "indicator" and r["name"] == name), None)
    return Step(text=f"{name} {state} {years}", below=(*shown, *_bytes(inputs, row, file)))


def _everyone(trail: _Trail, name: str, years: str, table: Columns, keep: NDArray[np.bool_], file: Path) -> Step:
    states = len(set(table["state"][keep].tolist()))
    inputs = trail.report.get("manifest", {}).get("inputs", [])
    row = next((r for r in inputs if r.get("kind") == "indicator" and r["name"] == name), None)
    text = f"{name}, all states, {years}: {int(keep.sum())} rows of {states} states"
    return Step(text=text, below=tuple(_bytes(inputs, row, file)))


def _bytes(inputs: list[dict[str, Any]], row: dict[str, Any] | None, file: Path) -> Iterator[Step]:
    if row is None:
        return
    same = "" if sha256(file) == row["sha256"] else " (the file here has other bytes)"
    yield Step(text=f"{row['label']}, {row['unit']}; file of the panel {row['sha256'][:16]}{same}")
    for source in row.get("sources", []):
        for given in inputs:
            if given.get("kind") == "source file" and given["name"].startswith(f"{source}: "):
                yield Step(
                    text=f"{given['name']}, {given['publisher']}, {given['license']}, digest {given['sha256'][:16]}"
                )


def _series_of(report: dict[str, Any], name: str) -> dict[str, Any] | None:
    position = report.get("position", {})
    found = position.get(name)
    if isinstance(found, dict) and isinstance(found.get("mean"), list):
        return found
    domain, _, part = name.partition(".")
    inner = position.get("domains", {}).get(domain, {}).get(part or "tilt")
    return inner if isinstance(inner, dict) and "mean" in inner else None


def _series(trail: _Trail, name: str, series: dict[str, Any], year: str) -> Step:
    position = trail.report["position"]
    years = position["years"]
    at = years.index(int(year)) if year.isdigit() and int(year) in years else _last(series, trail.report, years)
    text = f"{name} in {years[at]}: "
    if series["mean"][at] is None:
        return Step(text=text + "not observed")
    text += f"{series['mean'][at]:.3f}, 90 % interval {series['low'][at]:.3f} to {series['high'][at]:.3f}"
    domain = name.split(".")[0] if "." in name else name
    return Step(text=text, below=(*_draws(trail, years[at]), *_indicators(trail, domain, years[at])))


def _last(series: dict[str, Any], report: dict[str, Any], years: list[int]) -> int:
    as_of = report.get("as_of")
    if as_of in years and series["mean"][years.index(as_of)] is not None:
        return years.index(as_of)
    seen = [i for i, v in enumerate(series["mean"]) if v is not None]
    return seen[-1] if seen else len(years) - 1


def _draws(trail: _Trail, year: int) -> Iterator[Step]:
    key = trail.report.get("manifest", {}).get("steps", {}).get("measured", "")
    study = trail.report["study"]
    try:
        alignment = Store(cache_folder()).get(key).alignment
    except StoreError:
        yield Step(text=f"draws: step measured, key {key[:12]}; run the study again to have them here")
        return
    u, t = alignment.drawn.index(study["focal"]), year - alignment.period.start
    draws = alignment.draws[:, :, u, t]
    count = draws.shape[0] * draws.shape[1]
    below = []
    for d, domain in enumerate(DOMAINS):
        for p, power in enumerate(study["powers"]):
            if alignment.observed[alignment.states.index(study["focal"]), t, d, p]:
                chosen = draws[:, :, d, p]
                low, high = np.quantile(chosen, [0.05, 0.95])
                below.append(
                    Step(text=f"{domain} tie to {power}: {chosen.mean():.3f} ({low:.3f} to {high:.3f}), standard units")
                )
    yield Step(text=f"{count} posterior draws of the latent ties, step measured, key {key[:12]}", below=tuple(below))


def _indicators(trail: _Trail, name: str, year: int) -> Iterator[Step]:
    focal = trail.report["study"]["focal"]
    for row in trail.report.get("position", {}).get("indicators", []):
        if name in DOMAINS and row.get("domain") != name:
            continue
        span = f"{max(year - 4, row['first']) if 'first' in row else year - 4}-{year}"
        yield _rows(trail, row["name"], focal, None, span)
