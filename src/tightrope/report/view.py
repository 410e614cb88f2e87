"""What the page's template needs beside the report itself: filters, captions and rows in the order of print."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from itertools import groupby
from typing import Any

from tightrope.report import wording
from tightrope.report.captions import captions, source_cards
from tightrope.report.driving import expectations
from tightrope.report.findings import ORIGINS, READINGS
from tightrope.report.horizon import margin_words, whole
from tightrope.report.parts import arguments, otherwise, paths, quantities, record, rivals, shocks
from tightrope.report.parts.texts import TABLES, anchor, cell_passages
from tightrope.report.plainly import known_states, plainly, told, variable_labels, voice
from tightrope.report.reading import Report, absent, at, names_of, now, tie_words
from tightrope.report.wording import (
    INITIATORS,
    NOT_OBSERVED,
    chance,
    interval,
    lean,
    number,
    power_words,
    sentence,
    the,
)

SECTIONS = (
    ("relations", "Both relations"),
    ("economy", "Economic forces"),
    ("security", "Security forces"),
    ("autonomy", "Autonomy"),
    ("horizon", "How long"),
    ("action", "What to do"),
    ("arguments", "The arguments"),
    ("paths", "Pressure to results"),
    ("case", "As one case"),
    ("theories", "Other theories"),
    ("others", "Others on the rope"),
    ("sure", "How sure"),
    ("sources", "Sources"),
    ("limits", "What we cannot say"),
)
UNMEASURED = re.compile(r"not measured(?: in [\d-]+)?: .*?(?=; (?!pull|build|not shipped|or pull)|$)")
MEASURES = {
    "tilt": ("Lean", "from one side to the other; zero is level, above zero is closer to {second}"),
    "engagement": ("Engagement", "how much tie there is to both, 0 to 1"),
    "balance": ("Closeness to level", "1 is level between the two"),
    "offset": ("Offset", "how far leans in one field cancel leans in another"),
    "offset_domains": ("Offset between domains", "how far leans of whole domains cancel"),
    "ambiguity": ("Ambiguity", "how mixed the signals in security are, the tie taken as known"),
    "ambiguity_unknown": ("Ambiguity: not knowing the tie", "what uncertainty about the tie itself would add"),
    "fallback": ("Fallback", "how far arms and goods imports spread over suppliers; debt has no series"),
    "fallback_arms": ("Fallback: arms", "spread of arms imports over suppliers, five years"),
    "fallback_trade": ("Fallback: trade", "spread of goods imports over suppliers"),
    "exposure": ("Both ties at once", "geometric mean of the two ties, a part of hedging"),
    "hedging": ("Hedging", "both ties, offset, ambiguity and fallback together"),
    "autonomy": ("Autonomy: room", "1 less the larger dependence"),
    "autonomy_use": ("Autonomy: use", "contested votes cast against the power depended on more"),
    "autonomy_use_base": ("Autonomy: use, base rate", "the same share among all states"),
    "dependence_first": ("Dependence on {first}", "arms and goods imports: share by concentration of suppliers"),
    "dependence_second": ("Dependence on {second}", "arms and goods imports: share by concentration of suppliers"),
}


def filters(report: Report) -> dict[str, Callable[..., Any]]:
    """Return the template's filters, bound to the names of this report."""
    focal, powers = names_of(report)
    labels, known = variable_labels(report), source_cards(report)

    def who(initiator: str) -> str:
        return INITIATORS.get(initiator, "").format(focal=focal, first=the(powers[0]), second=the(powers[1]))

    return {
        "num": lambda value, unit="": (
            number(value, unit) if isinstance(value, (int, float)) or value is None else str(value)
        ),
        "signed": lambda value: f"{value:+.0f}".replace("-", "\u2212") if round(value) else "0",
        "chance": lambda p: NOT_OBSERVED if p is None else chance(p),
        "chances": lambda pair: wording.chances(*pair) if None not in pair else "",
        "span": lambda pair: wording.span(*pair),
        "the": the,
        "tie": partial(tie_words, report),
        "whole": whole,
        "sentence": sentence,
        "listed": wording.listed,
        "either": partial(wording.listed, last="or"),
        "words": lambda text: power_words(str(text or ""), focal, powers),
        "who": who,
        "scope": partial(scope, focal),
        "window": window,
        "plainly": partial(plainly, report),
        "url": url,
        "places": arguments.places,
        "account": partial(arguments.account, report),
        "moved": arguments.moved,
        "open": arguments.open_,
        "host": host,
        "told": told,
        "anchor": anchor,
        "tested": rivals.tested,
        "splits": rivals.splits,
        "voice": voice,
        "scoped": scoped,
        "unmeasured": lambda why: UNMEASURED.findall(why),
        "works": lambda refs: wording.count(len({str(r).split(":")[0] for r in refs}), "text"),
        "when": lambda date: date.replace("/", " to "),
        "label": lambda name: labels.get(name, str(name).replace("_", " ")),
        "state": partial(state, report),
        "source": lambda names: "; ".join(
            known[n]["label"] if n in known else n.replace("_", " ") for n in re.split(r", |\+", str(names))
        ),
    }


def scope(focal: str, name: str) -> str:
    """Return where a hypothesis was tested, in words."""
    return f"For {focal} itself" if name.endswith("state") else "Over all states" if name.endswith("panel") else name


def window(item: Mapping[str, Any]) -> str:
    """Return the years of a row's reference, such as "2018-22"; empty where it names none or the text says them."""
    parts = item["ref"].rsplit(":", 1)[-1].split("-")
    if not all(part.isdigit() and len(part) == 4 for part in parts) or len(parts) > 2 or parts[-1] in item["text"]:
        return ""
    return wording.span(int(parts[0]), int(parts[-1]))


def scoped(svg: str, name: str) -> str:
    """Return an SVG whose ids carry its name, so that several stand on one page."""
    told = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    told = told.replace("url(#", f"url(#{name}-").replace('href="#', f'href="#{name}-')
    return re.sub(r'aria-labelledby="([^"]+)"', lambda m: f'aria-labelledby="{_each(m.group(1), name)}"', told)


def _each(ids: str, name: str) -> str:
    return " ".join(f"{name}-{part}" for part in ids.split())


def url(locator: str) -> tuple[str, str]:
    """Return the address at the head of a locator, empty where it has none, and what follows it."""
    head, _, rest = locator.partition(" ")
    if not head.startswith(("https://", "http://")):
        return "", locator
    return head.rstrip(";"), rest.strip(" ;")


def state(report: Report, code: str) -> str:
    """Return the printed name of a state's code where the report knows it."""
    return str(known_states(report).get(code, code or "not known"))


def host(address: str) -> str:
    """Return the site of an address, as a reader knows it."""
    return address.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.")


def view(report: Report) -> dict[str, Any]:
    """Return everything that the template reads beside the report."""
    focal, powers = names_of(report)
    position = None if absent(report["position"]) else report["position"]
    statements = [] if absent(report["ledger"]) else report["ledger"]
    held = {f["id"]: f for f in report["findings"]}
    events = report["events"]
    codings = report["evidence"]["codings"]
    return {
        "title": titled(report, f"{focal} between {the(powers[0])} and {the(powers[1])}"),
        "part": report["study"].get("part"),
        "focal": focal,
        "first": powers[0],
        "second": powers[1],
        "sections": SECTIONS,
        "titles": TABLES,
        "said": {place: [held[i] for i in ids] for place, ids in report["screen"].items()},
        "statements": {s["id"]: s for s in statements},
        "by_kind": {
            kind: [s for s in statements if s["kind"] == kind]
            for kind in ("claim", "debate", "recommendation", "question")
        },
        "completed": arguments.completed(statements),
        "rivals": arguments.rivals(report),
        "shocks": shocks.shocks_of(report),
        "tally": sorted(Counter(s["verdict"] for s in statements if s["kind"] == "claim").items()),
        "cited": cell_passages(report),
        "passages": {} if absent(codings) else codings["passages"],
        "codes": [] if absent(codings) else sorted(codings["by_code"].items(), key=lambda c: (-c[1]["passages"], c[0])),
        "captions": captions(report),
        "expected": expectations(report),
        "turns": sorted(position["turning_points"], key=lambda t: t["year"]) if position else [],
        "event_titles": {e["id"]: e["title"] for e in events},
        "moves": moves(report),
        "decades": [(d, list(rows)) for d, rows in groupby(events, key=lambda e: e["year"] // 10 * 10)],
        "last_event": max((e["year"] for e in events), default=0),
        "inds": position["indicators"] if position else [],
        "state_now": state_now(report),
        "asymmetry": latest(report),
        "needs": quantities.needs(report),
        "unmeasured": quantities.unmeasured(report),
        "beyond": quantities.beyond(report),
        "structure": quantities.structure(report),
        "bounds": quantities.bounds(report),
        "correlations": quantities.correlations(report),
        "linkage": position["linkage"] if position and position["linkage"].get("mean") is not None else None,
        "record": record.summary(report),
        "margin": margin_words(report),
        "scored": not absent(report["explanation"]["theories"])
        and any(t["score"] is not None for t in report["explanation"]["theories"]),
        "ways": paths.summary(report),
        "neighbors": neighbors(report),
        "readings": readings(report),
        "overlays": overlays(report),
        **recipes(report),
        "uncertainty": []
        if not position or absent(position["uncertainty"])
        else [
            (ORIGINS.get(k, k), v)
            for k, v in sorted(position["uncertainty"].items(), key=lambda p: -(p[1] or 0))
            if k != "total"
        ],
        "roles": roles(report),
        "sources": sources(report),
        "limits": limits(report),
        "missing": sorted(report["measured"].get("absent", {}).items()),
    }


def titled(report: Report, plain: str) -> str:
    """Return the title, which says so where a report reads a part of the measure alone."""
    part = report["study"].get("part")
    title = report["study"].get("title") or plain
    return f"{title}: {part['says']}" if part else str(title)


def moves(report: Report) -> list[tuple[str, dict[str, int]]]:
    """Return initiator -> manner -> number of sourced events that moved a tie."""
    focal, powers = names_of(report)
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for event in report["events"]:
        if event["sourced"] and (event["sign_first"] or event["sign_second"]):
            counted[event["initiator"]][event["mode"]] += 1
    return [
        (name.format(focal=focal, first=the(powers[0]), second=the(powers[1])), dict(counted[key]))
        for key, name in INITIATORS.items()
        if key in counted
    ]


def state_now(report: Report) -> list[dict[str, Any]]:
    """Return the measures of the as-of year with what each means."""
    t = now(report)
    if t is None:
        return []
    _, powers = names_of(report)
    names = {"first": the(powers[0]), "second": the(powers[1])}
    found = []
    for key, (label, means) in MEASURES.items():
        part = report["position"].get(key)
        if part is None:
            continue
        mean, low, high = at(part, t)
        why = part["why"] if absent(part) else means.format(**names)
        found.append({"label": label.format(**names), "mean": mean, "low": low, "high": high, "means": why})
    return found


def latest(report: Report) -> list[tuple[str, dict[str, Any]]]:
    """Return how many times the need of the second power is that of the first, by domain, when last observed."""
    if absent(report["asymmetry"]):
        return []
    found = []
    for domain, s in report["asymmetry"].items():
        seen = [i for i, value in enumerate(s["mean"]) if value is not None]
        if seen:
            row = {key: math.exp(s[key][seen[-1]]) for key in ("mean", "low", "high")}
            found.append((domain, row | {"year": report["position"]["years"][seen[-1]]}))
    return found


def neighbors(report: Report) -> list[dict[str, Any]]:
    """Return the named states with their lean in words, the focal state first."""
    if absent(report["position"]):
        return []
    _, powers = names_of(report)
    rows = [o for o in report["position"].get("others", []) if o["named"] or o["focal"]]
    found = []
    for row in sorted(rows, key=lambda o: (not o["focal"], o["tilt"])):
        side = "level" if abs(row["tilt"]) < 0.1 else f"toward {the(powers[row['tilt'] > 0])}"
        found.append(row | {"lean": side})
    return found


def readings(report: Report) -> list[dict[str, str]]:
    """Return the other readings of the as-of year in words."""
    t = now(report)
    if t is None:
        return []
    _, powers = names_of(report)
    found = []
    for reading, word in READINGS.items():
        part = report["position"]["readings"].get(reading, {})
        for key in ("tilt", "inside"):
            if key not in part:
                continue
            mean, low, high = at(part[key], t)
            told = (
                lean(mean, low, high, powers)
                if key == "tilt"
                else "not known"
                if mean is None
                else f"{chance(mean)} inside"
            )
            shown = interval(low, high) if key == "tilt" else ""
            label = quantities.likeliest(report, reading)
            found.append({"label": sentence(word).rstrip("."), "words": told, "interval": shown, "likeliest": label})
    return found


def overlays(report: Report) -> list[tuple[str, float | None]]:
    """Return the overlay labels of the as-of year."""
    t = now(report)
    return [] if t is None else [(name, p[t]) for name, p in report["position"]["overlays"].items()]


def recipes(report: Report) -> dict[str, Any]:
    """Return what other ways to build the measure say, and the latest year without each series."""
    rows = otherwise.family_rows(report)
    return {
        "recipes": rows,
        "recipe_counts": f"the same lean in {otherwise.same_lean(report)}" if rows else "",
        "recipe_lines": [otherwise.ranks_sentence(report), otherwise.listed_sentence(report)],
        "deciding": otherwise.deciding(report),
        "left_out": otherwise.left_out(report),
        "left_out_line": otherwise.left_out_sentence(report),
    }


def roles(report: Report) -> Any:
    """Return the role table by equation."""
    rows = report["roles"]
    if absent(rows):
        return rows
    keyed = sorted(rows, key=lambda r: r["equation"])
    return [(equation, list(part)) for equation, part in groupby(keyed, key=lambda r: r["equation"])]


def sources(report: Report) -> list[dict[str, Any]]:
    """Return the sources of the manifest with version, license and last year covered."""
    rows = source_cards(report).values()
    found = [
        row
        | {"last": str(row["coverage"][-1]) if row["coverage"] else "not stated", "sha256": ", ".join(row["sha256"])}
        for row in rows
    ]
    return sorted(found, key=lambda r: r["label"])


def limits(report: Report) -> list[str]:
    """Return what the report cannot say: domains not observed, parts absent with the reason, notes."""
    found: list[str] = []
    position = report["position"]
    t = now(report)
    if t is not None:
        for domain, word in wording.DOMAIN_WORDS.items():
            if at(position["domains"].get(domain, {}).get("tilt"), t)[0] is None:
                found.append(f"{word}: {NOT_OBSERVED} for both powers within five years of {report['as_of']}")
        found += [note for note in position["notes"] if not note.startswith("turning year")]
    parts = {
        "what to do": report["horizon"]["levers"],
        "scenarios": report["horizon"]["scenarios"],
        "the distance to a breaking point": report["horizon"]["margin"],
        "competing accounts": report["explanation"]["matrix"],
        "themes of the texts": report["evidence"]["themes"],
        "audit of a stranger's paper": report["evidence"]["audit"],
        "ledger": report["ledger"],
    }
    found += [f"{name}: {part['why']}" for name, part in parts.items() if absent(part)]
    if not quantities.beyond(report):
        found.append("a tie is not a choice: what geography and size alone would give could not be taken out here")
    return found
