"""Readings of a part: some domains alone, or without some series or sources; checked, applied and named."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tightrope.catalog.shelf import indicators, sources
from tightrope.core.errors import CoverageError, InvalidValue, StudyError, UnknownName
from tightrope.core.panel import DOMAINS, Inputs, Panel, Ties, Variable
from tightrope.data import join

NEEDED = 2
MORE = "name more domains, or leave out less"
WORDS = {"security": "security", "economic": "economy", "diplomatic": "diplomacy", "societal": "society"}


def chosen(domains: Any) -> tuple[str, ...] | None:
    """Return the domains of a reading in their own order, None for all."""
    if domains == "all" or set(domains) >= set(DOMAINS):
        return None
    return tuple(d for d in DOMAINS if d in domains)


def faults(file: str, measure: Mapping[str, Any]) -> list[StudyError]:
    """Return what is wrong with the keys `domains` and `without` of a study's [measure].

    At least two series that are measured alike for both powers must remain: they alone say how high a tie is, and
    one alone would be the tie itself.
    """
    found: list[StudyError] = []
    domains, without = measure.get("domains", "all"), measure.get("without", [])
    named = [] if domains == "all" or not isinstance(domains, list) else domains
    if isinstance(domains, list) and not domains:
        found.append(InvalidValue("names no domain", where=f"{file} [measure.domains]", next=_offer(DOMAINS)))
    for key, names, shelf in (
        ("domains", named, DOMAINS),
        ("without", without if isinstance(without, list) else [], (*sorted(indicators()), *sorted(sources()))),
    ):
        for name in names:
            if isinstance(name, str) and name not in shelf:
                near = difflib.get_close_matches(name, shelf, n=3, cutoff=0.4) or list(shelf[:5])
                nearest = f"nearest: {', '.join(dict.fromkeys(near))}"
                found.append(UnknownName(f"no entry named {name!r}", where=f"{file} [measure.{key}]", next=nearest))
    if found or (domains == "all" and not without) or not isinstance(without, list):
        return found
    listed = measure.get("indicators", "all")
    left = [
        v.name
        for v in (entry.variable for entry in indicators().values())
        if v.role == "tie"
        and v.paired
        and (domains == "all" or v.domain in domains)
        and (listed == "all" or v.name in listed)
        and not _out(v, without)
    ]
    if len(left) < NEEDED:
        found.append(InvalidValue(_few(left), where=f"{file} [measure.domains, measure.without]", next=MORE))
    return found


def _few(left: Sequence[str]) -> str:
    rest = f"only {left[0]}" if left else "none"
    return f"of the series measured alike for both powers {rest} would remain; a reading needs {NEEDED}"


def _offer(names: Sequence[str]) -> str:
    return f"allowed: {', '.join(names)}"


def _out(variable: Variable, without: Sequence[str]) -> bool:
    return variable.name in without or bool(set(variable.sources) & set(without))


def applied(inputs: Inputs, domains: tuple[str, ...] | None, without: tuple[str, ...]) -> Inputs:
    """Return the inputs of a reading: ties of other domains gone, and what is left out gone wherever it stands.

    Raises
    ------
    CoverageError : the panel at hand then holds fewer than two series measured alike for both powers.
    """
    if domains is None and not without:
        return inputs
    listed = indicators()

    def away(variable: Variable) -> bool:
        other = domains is not None and variable.role == "tie" and variable.domain not in domains
        return other or _out(variable, without)

    def cut(panel: Panel) -> Panel:
        keep = [k for k, v in enumerate(panel.variables) if not _out(v, without)]
        return replace(
            panel,
            values=panel.values[..., keep],
            coverage=panel.coverage[..., keep],
            error=panel.error[..., keep],
            variables=tuple(panel.variables[k] for k in keep),
        )

    ties: Ties = join.without(inputs.ties, frozenset(v.name for v in inputs.ties.variables if away(v)))
    seen = np.asarray(np.isfinite(ties.values).any(axis=(0, 1, 2)))
    left = [v.name for v, s in zip(ties.variables, seen, strict=True) if v.role == "tie" and v.paired and s]
    if len(left) < NEEDED:
        raise CoverageError(_few(left), where="the panel at hand", next=MORE)
    kept = {
        name: t for name, t in inputs.pairs.items() if name not in listed or not _out(listed[name].variable, without)
    }
    return replace(inputs, ties=ties, series=cut(inputs.series), system=cut(inputs.system), pairs=kept)


def said(domains: tuple[str, ...] | None, without: tuple[str, ...]) -> str:
    """Return a reading in words, such as "security and economy alone, without UN votes"; empty for the whole."""
    told = []
    if domains is not None:
        told.append(f"{_listed([WORDS[d] for d in domains])} alone")
    if without:
        told.append(f"without {_listed([_label(name) for name in without])}")
    return ", ".join(told)


def part_of(domains: tuple[str, ...] | None, without: tuple[str, ...]) -> dict[str, Any] | None:
    """Return which part of the whole a reading takes, None for the whole."""
    if domains is None and not without:
        return None
    return {"domains": list(domains or ()), "without": list(without), "says": said(domains, without)}


def _label(name: str) -> str:
    shelf, listed = sources(), indicators()
    if name in shelf:
        return shelf[name].label
    return f'the series "{listed[name].variable.label}"' if name in listed else name


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def slug(domains: tuple[str, ...] | None, without: tuple[str, ...]) -> str:
    """Return what a reading's output folder is called beside that of the whole."""
    return "-".join([*(domains or ()), *(["without", *without] if without else [])])
