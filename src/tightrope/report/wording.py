"""Words and numbers as printed: likelihood words, intervals, names, and the linter of sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

BANDS = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (math.inf, "almost certain"),
)
LIKELIHOOD = re.compile(
    r"\b(almost (?:no chance|certain(?:ly)?)|remote chance|(?:very |highly )?(?:un)?likel(?:y|iest|ihood)|"
    r"(?:highly )?(?:im)?probabl[ey]|roughly even(?: chance| odds)?|nearly certain)\b",
    re.IGNORECASE,
)
CONFIDENCE = re.compile(r"\b(?:high|moderate|low)?\s*confiden(?:ce|t|tly)\b", re.IGNORECASE)
BREAK = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])|\n+")
ARTICLE = ("United ", "Netherlands", "Philippines", "Maldives", "Gambia", "Bahamas", "Comoros", "Soviet Union", "Congo")
SIGN = re.compile(r"(?<![\w.])[-+\u2212]\s?\d")
GREEK = re.compile(r"[\u0370-\u03ff]")
CODE_NAME = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\b[HTVMD]\d+\b(?!-)")

DOMAIN_WORDS = {"security": "security", "economic": "economy", "diplomatic": "diplomacy", "societal": "society"}
INITIATORS = {
    "focal": "{focal}",
    "first": "{first}",
    "second": "{second}",
    "rival": "the rival",
    "other": "others",
    "several": "several sides",
}
NOT_OBSERVED = "not observed"


def likelihood(p: float) -> str:
    """Return the ICD 203 word of a probability :cite:`icd203`."""
    return next(word for top, word in BANDS if p < top)


def it_is(p: float, clause: str) -> str:
    """Return "It is likely that ..." with the likelihood word of a probability."""
    word = likelihood(p)
    if word in ("almost no chance", "roughly even chance"):
        article = "a " if word.startswith("roughly") else ""
        return f"There is {article}{word} that {clause}"
    return f"It is {word} that {clause}"


def chance(p: float) -> str:
    """Return a probability as a percentage; 0 and 100 are never printed."""
    if p < 0.01:
        return "under 1 %"
    return "over 99 %" if p > 0.99 else f"{100 * p:.0f} %"


def chances(low: float, high: float) -> str:
    """Return an interval of probabilities in percent, such as "48 to 74 %"."""
    first, last = chance(low), chance(high)
    if first == last:
        return first
    return f"{first.removesuffix(' %')} to {last}"


def number(value: float | None, unit: str = "") -> str:
    """Return a number to the digits that it deserves, with its unit; "not observed" for none."""
    if value is None or not math.isfinite(value):
        return NOT_OBSERVED
    size = abs(value)
    if size >= 10000:
        text = f"{value:,.0f}".replace(",", "\u202f")
    elif size >= 100 or (size >= 10 and float(value).is_integer()):
        text = f"{value:.0f}"
    elif size >= 10:
        text = f"{value:.1f}"
    else:
        text = f"{value:.2f}" if not float(value).is_integer() or unit == "" else f"{value:.0f}"
    text = text.lstrip("-") if not any(c in "123456789" for c in text) else text.replace("-", "\u2212")
    return f"{text} {unit}".strip()


def interval(low: float | None, high: float | None, unit: str = "") -> str:
    """Return an interval such as "0.42 to 0.61", empty where there is none."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return ""
    return f"{number(low)} to {number(high, unit)}"


def years(values: Iterable[int]) -> str:
    """Return years in runs, such as "1954-62, 1971"."""
    runs: list[list[int]] = []
    for year in sorted(set(values)):
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(span(first, last) for first, last in runs)


def span(first: int, last: int) -> str:
    """Return a span of years, such as "2019-24" or "1998-2003"."""
    if first == last:
        return str(first)
    return f"{first}\u2013{last % 100:02d}" if first // 100 == last // 100 else f"{first}\u2013{last}"


def count(n: float, one: str, many: str = "") -> str:
    """Return a number of things: "1 year", "1,204 state-years"."""
    text = f"{n:,.0f}".replace(",", "\u202f")
    return f"{text} {one if text == '1' else many or one + 's'}"


def listed(items: Iterable[str], *, last: str = "and") -> str:
    """Return items as an English list."""
    parts = list(items)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def the(name: str) -> str:
    """Return a state's name as it stands inside a sentence: "the United States", "China"."""
    short = name.removesuffix(" of America")
    return f"the {short}" if short.startswith(ARTICLE) else short


def sentence(text: str) -> str:
    """Return a clause as a sentence: first letter raised, one full stop."""
    clean = " ".join(text.split())
    if not clean:
        return ""
    raised = clean[0].upper() + clean[1:]
    return raised if raised[-1] in ".!?" else raised + "."


def sentences(text: str) -> tuple[str, ...]:
    """Split printed text into sentences."""
    return tuple(part.strip() for part in BREAK.split(text) if part and part.strip())


def lint(text: str) -> tuple[str, ...]:
    """Return the sentences in which a likelihood word and a confidence meet (ICD 203 forbids it)."""
    return tuple(s for s in sentences(text) if LIKELIHOOD.search(s) and CONFIDENCE.search(s))


def unplain(text: str) -> tuple[str, ...]:
    """Return what the first screen may not hold: signed numbers, Greek letters, code names."""
    return tuple(match.group(0) for rule in (SIGN, GREEK, CODE_NAME) for match in rule.finditer(text))


def lean(mean: float | None, low: float | None, high: float | None, powers: tuple[str, str]) -> str:
    """Return where a tilt stands in words; negative is toward the first power.

    The words follow the interval: where it spans level, they say so.
    """
    if mean is None or low is None or high is None or not math.isfinite(mean):
        return NOT_OBSERVED
    power = the(powers[0] if mean < 0 else powers[1])
    near, far = (-high, -low) if mean < 0 else (low, high)
    if near > 0.2:
        return f"clearly closer to {power}"
    if near > 0:
        return f"closer to {power}"
    if far <= 0.2 and near >= -0.2:
        return "level"
    return f"leans to {power}, but the interval spans level" if abs(mean) > 0.1 else "no lean that the data can tell"


def power_words(text: str, focal: str, powers: tuple[str, str]) -> str:
    """Return a label with "first" and "second" replaced by the powers' names, and underscores by spaces."""
    plain = text.replace("_", " ").strip()
    plain = re.sub(r"\b(?:the )?first(?: power)?\b", the(powers[0]), plain)
    plain = re.sub(r"\b(?:the )?second(?: power)?\b", the(powers[1]), plain)
    return re.sub(r"\bfocal\b", focal, plain)
