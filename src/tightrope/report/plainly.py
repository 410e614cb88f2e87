"""Lines of other rooms as the page prints them: names for codes, intervals in words, one voice for each number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tightrope.report.reading import Report, absent, names_of
from tightrope.report.wording import number, the

VALUED = re.compile(r"(?<![:y]) ([-+]?\d[\d.\u202f]*) \[([^\[\],;]+), ([^\[\],;]+)\](?! of )")
INTERVAL = re.compile(r"\[([^\[\],;]+), ([^\[\],;]+)\]")
POWER_OF_TEN = re.compile(r"-?\d+(?:\.\d+)?e[+-]\d+")
LONG = re.compile(r"(?<![\w./])\d+\.\d{2,}(?![\w./])")
MINUS = re.compile(r"(?<![\w.:/-])-(?=\d)")
YEARS = re.compile(r"\b((?:19|20)\d\d)-((?:19|20)\d\d)\b")
CODE = re.compile(r"\b[A-Z]{3}\b")
CODE_NAME = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b(?!\.)")
QUANTITY = re.compile(r"`([a-z]+(?::[^`]+)?)`")
BARE = {
    "inside": "the chance of two-sided engagement",
    "pressure": "the rivalry of the powers",
    "linkage": "the correlation of economic and security shocks",
}
EVENTS = (
    ("sign first 1", "closer to the first power"),
    ("sign first -1", "away from the first power"),
    ("sign second 1", "closer to the second power"),
    ("sign second -1", "away from the second power"),
    ("exclusive 1", "with a demand for exclusivity"),
)
CLAUSE = re.compile(r"; (?![^()]*\))")
TIE = re.compile(r"\b(security|economic|diplomatic|societal):(?=[A-Z]{3}\b)")
UNKNOWN = re.compile(r"no series '(\w+)' in this panel")
HYPOTHESIS = re.compile(r"\bH([12])\.(panel|state)\b")
LACKING = {
    "posts": "embassies and consulates",
    "igo_with": "shared memberships of international bodies",
    "chinese_infrastructure_share": "share of infrastructure in Chinese finance",
}
UNITS = (
    (") correlation", ")"),
    (") probability", ")"),
    (") share, 0-1", ")"),
    (") share of deliveries by volume, 0 to 1", ")"),
    (") log ratio", ") in log ratio"),
    ("passage(s)", "passages"),
    ("year(s)", "years"),
    ("1 years before", "one year before"),
    ("only 0 sourced events", "no sourced events"),
    ("pull run a study", "run a study"),
)
BESIDE = ("held against ", "undecided: held against ", "the same, rows of ")
MEASURED = ("result:position", "result:standing", "result:pressure", "result:asymmetry")


def plainly(report: Report, text: str) -> str:
    """Return a line of another room as the page prints it."""
    text = QUANTITY.sub(lambda m: _quantity(report, m[1]), text)
    told = POWER_OF_TEN.sub(lambda match: number(float(match.group(0))), text)
    told = VALUED.sub(lambda m: f": {m[1]} ({m[2]} to {m[3]})" if m[1] else m[0], told)
    told = INTERVAL.sub(r"(\1 to \2)", told)
    told = LONG.sub(lambda match: _digits(match.group(0)), told)
    for old, new in UNITS:
        told = told.replace(old, new)
    told = HYPOTHESIS.sub(lambda m: _hypothesis(report, m[1], m[2]), told)
    told = "; ".join(_named(report, part) for part in CLAUSE.split(told))
    told = UNKNOWN.sub(lambda m: LACKING.get(m[1], m[1].replace("_", " ")), told)
    told = CODE_NAME.sub(lambda match: match.group(0).replace("_", " "), told)
    return MINUS.sub("\u2212", YEARS.sub("\\1\u2013\\2", told))


def told(items: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the items that say something: a series that is only held against another is named in the other's line."""
    return [item for item in items if not item["text"].startswith(BESIDE)]


def voice(item: Mapping[str, Any]) -> str:
    """Return whose voice an item is: where a state stands is measured; what becomes of it is a model's."""
    return "model" if item["kind"] == "model" and not item["ref"].startswith(MEASURED) else "measured"


def variable_labels(report: Report) -> dict[str, str]:
    """Return variable -> printed label of every series that the report names."""
    rows: list[Mapping[str, Any]] = [*report["measured"].get("state", []), *report["measured"].get("system", [])]
    if not absent(report["position"]):
        rows += report["position"]["indicators"]
    return {row["name"]: row["label"] for row in rows}


def _quantity(report: Report, name: str) -> str:
    """Return a quantity of a declared test in words: "tie:arms_share:CHN" becomes the series' label and its power."""
    if " / " in name:
        return " by ".join(_quantity(report, part) for part in name.split(" / "))
    source, _, rest = name.partition(":")
    if not rest:
        return BARE.get(source, source)
    head, _, states = rest.partition("@")
    head, _, end = head.partition(":")
    label = variable_labels(report).get(head, head.replace("_", " ").replace(".", " "))
    told = ", ".join(filter(None, (end.replace("-", " and "), *states.split("+"))))
    if source in ("events", "class", "overlay", "survival"):
        words = {"events": "sourced events, ", "class": "probability of ", "overlay": "probability of "}
        rest = rest.replace("|", " or ").replace("=", " ").replace(",", ", ").replace("_", " ")
        for old, new in EVENTS:
            rest = rest.replace(old, new)
        return words.get(source, f"{source} ") + rest
    return f"{label} ({told})" if told else label


def known_states(report: Report) -> dict[str, str]:
    """Return ISO3 code -> printed name of every state that the report names."""
    names = {}
    if not absent(report["position"]):
        names = {row["state"]: row["name"] for row in report["position"].get("others", [])}
    focal, powers = names_of(report)
    return names | dict(zip((report["study"]["focal"], *report["study"]["powers"]), (focal, *powers), strict=True))


def _named(report: Report, part: str) -> str:
    """Name the states and powers in one clause; "the power (China)" becomes "China"."""
    names = known_states(report)
    _, powers = names_of(report)
    part = TIE.sub(r"\1 tie to ", part)
    part = CODE.sub(lambda m: names.get(m.group(0), m.group(0)), part)
    either = "|".join(re.escape(power) for power in powers)
    marked = re.compile(rf"\bthe power\b((?:(?!\bthe power\b).)*?) \(({either})(, [^()]*)?\)")
    part = marked.sub(lambda m: f"{the(m[2])}{m[1]}" + (f" ({m[3][2:]})" if m[3] else ""), part)
    for power in powers:
        part = re.sub(rf"(?<!the )(?<!\()\b{re.escape(power)}\b", the(power), part)
    part = re.sub(r"\btilt\b", f"lean to {the(powers[1])}", part).replace("States's", "States'")
    for side, power in zip(("first", "second"), powers, strict=True):
        for word, joined in (("tie", "tie to"), ("dependence", "dependence on")):
            part = re.sub(rf"\b{word}[ _]{side}\b", f"{joined} {the(power)}", part)
    return part


def _hypothesis(report: Report, order: str, scope: str) -> str:
    where = "over all states" if scope == "panel" else f"for {names_of(report)[0]} itself"
    return f"the {'first' if order == '1' else 'second'} hypothesis, {where}"


def _digits(text: str) -> str:
    """Cut digits that no interval here supports; a number too small for two decimals keeps its own."""
    value = float(text)
    if value < 0.01:
        return text if value > 0 else "under 0.01"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
