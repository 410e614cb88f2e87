"""The themes part of a report: declared themes with their passages, themes by words, and how far the two agree."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any

from tightrope.core.coding import Corpus
from tightrope.core.document import Document, Passage, digest
from tightrope.core.errors import EvidenceError, InvalidValue
from tightrope.data.exports.neutral import neutralize
from tightrope.evidence.themes.decisions import Decision, apply, load
from tightrope.evidence.themes.declared import Alignment, Declared, Gathered, align, apart, gather, load_declared
from tightrope.evidence.themes.find import RULE, Text, Theme, Themes, find
from tightrope.study.themes.search import texts

CAUTION = (
    "Themes found are proposals: passages alike in words or, where a model was asked, in meaning, named by the words "
    "that set them apart. They are not themes in the sense of reflexive thematic analysis, which a person makes; a "
    "person may name, merge or reject them."
)
CLOSED = "the texts are not at hand: give their folder with --documents"
RESAMPLES = 40
HEADER = ("scope", "theme", "name", "terms", "place", "document", "start", "stop", "sha256")


def themes(
    corpus: Corpus,
    documents: Sequence[Document] | None,
    *,
    codes: Sequence[str],
    seed: int,
    declared: Path | None = None,
    named: Path | None = None,
    resamples: int = RESAMPLES,
    by: str = "words",
) -> dict[str, Any]:
    """Return the themes of a coded corpus, ready for report.json.

    Parameters
    ----------
    corpus : codings of the documents that count.
    documents : the texts; None where only locators are at hand, and then only declared themes are gathered.
    codes : names of the codebook's codes, in its order.
    seed : of the study.
    declared, named : files of declared themes and of people's decisions; None for none.
    by : "words", or "likeness" (vectors of the packaged model of the extra `semantic`; firmer, slower, English).

    Returns
    -------
    by, rule, caution; corpus and codes (themes found, or why there are none); declared (each theme with its passages,
    by all its codes and by its own); alignment; lost (decisions that no theme answers to).
    """
    counted = {str(row["id"]): str(row["work"]) for row in corpus.documents if row["counted"]}
    decisions = load(named) if named is not None else ()
    embed, name = _vectors(by)
    look = partial(find, seed=seed, resamples=resamples, embed=embed)
    whole, inside, lost = _found(corpus, documents, counted, codes, decisions, look)
    part: dict[str, Any] = {
        "by": name,
        "rule": RULE,
        "caution": CAUTION,
        "corpus": scope_of(whole),
        "codes": {found.scope.removeprefix("code:"): scope_of(found) for found in inside},
        "declared": [],
        "alignment": None,
        "lost": [{"scope": d.scope, "name": d.name, "by": d.by, "passages": len(d.passages)} for d in lost],
    }
    if declared is not None:
        told, bar = load_declared(declared, codes=codes)
        _verify(told, documents or ())
        wide = gather(told, bar, corpus.codings, counted)
        own = gather(apart(told), bar, corpus.codings, counted)
        part["declared"] = [_gathered(one, strict) for one, strict in zip(wide, own, strict=True)]
        part["bar"] = {"passages": bar.passages, "works": bar.works, "share": bar.share}
        part["alignment"] = _alignment(align(own, whole)) if whole.themes else None
    return part


def of_study(study: Any, corpus: Corpus, documents: Sequence[Document] | None) -> dict[str, Any]:
    """Return the themes of a study from its corpus, the themes it declares and what people called them.

    Parameters
    ----------
    study : a `tightrope.study.spec.Study`.
    corpus, documents : the coded corpus, and its texts where they are at hand.
    """
    from tightrope.catalog.shelf import declared
    from tightrope.evidence.codebook import load_codebook

    book = load_codebook(declared("codebooks")[study.codebook])
    return themes(
        corpus,
        documents,
        codes=[code.name for code in book.codes],
        seed=study.seed,
        declared=study.themes,
        named=study.named,
    )


def summary(part: dict[str, Any]) -> dict[str, Any]:
    """Return the themes part with counts in the place of lists of passages; exemplars and odd passages stay.

    The lists are long (they are the rows of `rows_of`); a report carries this and a table beside it.
    """

    def short(found: dict[str, Any]) -> dict[str, Any]:
        themes = [theme | {"passages": len(theme["passages"])} for theme in found["themes"]]
        return found | {"themes": themes, "none": len(found["none"])}

    return part | {
        "corpus": short(part["corpus"]),
        "codes": {code: short(found) for code, found in part["codes"].items()},
        "declared": [one | {"passages": len(one["passages"])} for one in part["declared"]],
    }


def csv_of(part: dict[str, Any]) -> str:
    """Return `rows_of` as CSV with its header; text that a spreadsheet would take for a formula is neutralized."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(tuple(neutralize(cell) for cell in row) for row in rows_of(part))
    return out.getvalue()


def rows_of(part: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return a row for each passage of each theme: of declared themes, of the corpus, inside codes; header `HEADER`."""
    out: list[tuple[str, ...]] = []
    for one in part["declared"]:
        out.extend(_row("declared", one, "member", p) for p in one["passages"])
    for found in (part["corpus"], *part["codes"].values()):
        for theme in found["themes"]:
            places = {(p["document"], p["start"]): "exemplar" for p in theme["exemplars"]}
            places |= {(p["document"], p["start"]): "deviant" for p in theme["deviants"]}
            for p in theme["passages"]:
                out.append(_row(found["scope"], theme, places.get((p["document"], p["start"]), "member"), p))
        out.extend(_row(found["scope"], {"id": "", "name": "no theme"}, "none", p) for p in found["none"])
    return out


def table_of(part: dict[str, Any]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return themes as a header and rows to print: declared themes, then those of the corpus, then those inside codes.

    `part` is the whole part or its summary.

    The part's `caution` and `rule` are notes that belong under the table.
    """
    rows: list[tuple[str, ...]] = []
    for one in part["declared"]:
        state = {True: "recovered", False: "not recovered", None: "gathered"}
        strict = state[one["own"]["recovered"]]
        rows.append(
            ("declared", f"{one['id']} {one['name']}", str(_counted(one["passages"])), state[one["recovered"]],
             f"{one['why']}; by its own codes alone {strict} ({one['own']['why']})")
        )  # fmt: skip
    for found in (part["corpus"], *part["codes"].values()):
        firm = "firm" if found["firm"] else "not firm"
        span = found["stability"]
        told = (
            "" if span["value"] is None else f"{firm}, index {span['value']:.2f} ({span['low']:.2f}-{span['high']:.2f})"
        )
        if found["why"]:
            rows.append((found["scope"], "no themes", str(found["passages"]), "", found["why"]))
        for theme in found["themes"]:
            name = theme["name"] or ", ".join(theme["terms"])
            best = theme["exemplars"][0]
            place = f"{best['document']}:{best['start']}-{best['stop']}"
            rows.append((found["scope"], name, str(_counted(theme["passages"])), told, place))
        if found["themes"] and found["none"]:
            rows.append((found["scope"], "no theme", str(_counted(found["none"])), "", ""))
    return ("scope", "theme", "passages", "state", "told by, or exemplar"), tuple(rows)


def _counted(passages: Sequence[Any] | int) -> int:
    """Return how many passages there are: the whole part lists them, its summary counts them."""
    return passages if isinstance(passages, int) else len(passages)


def _vectors(by: str) -> tuple[Callable[[Sequence[Text]], Any] | None, str]:
    """Return what gives passages their vectors, None for words, and its name."""
    if by == "words":
        return None, by
    if by == "likeness":
        from tightrope.evidence.semantic.model import model
        from tightrope.evidence.semantic.nearest import embed

        return embed, model().id
    raise InvalidValue(f"no themes by {by!r}", where="themes", next="allowed: words, likeness")


def _verify(told: Sequence[Declared], documents: Sequence[Document]) -> None:
    held = {d.id: d.text for d in documents}
    for theme in told:
        if theme.section is None or theme.section[0] not in held:
            continue
        file, start, stop, sha256 = theme.section
        if digest(held[file][start:stop]) != sha256:
            raise EvidenceError(
                f"{start}-{stop} is not the section that theme {theme.id} was declared with",
                where=file,
                next="declare the place again",
            )


def _found(
    corpus: Corpus,
    documents: Sequence[Document] | None,
    counted: dict[str, str],
    codes: Sequence[str],
    decisions: Sequence[Decision],
    look: Callable[..., Themes],
) -> tuple[Themes, list[Themes], list[Decision]]:
    if documents is None:
        return Themes(scope="corpus", why=CLOSED), [], []
    read = texts([d for d in documents if d.id in counted])
    known = {t.passage.id: replace(t, work=counted[t.passage.document]) for t in read}
    scopes = [("corpus", list(known.values()))]
    for code in codes:
        names = dict.fromkeys(c.passage.id for c in corpus.codings if c.code == code)
        scopes.append((f"code:{code}", [known[name] for name in names if name in known]))
    found: list[Themes] = []
    lost: list[Decision] = []
    for scope, members in scopes:
        one, unanswered = apply(look(members, scope=scope), decisions)
        found.append(one)
        lost.extend(unanswered)
    lost.extend(d for d in decisions if d.scope not in {name for name, _ in scopes})
    return found[0], found[1:], lost


def scope_of(found: Themes) -> dict[str, Any]:
    """Return the themes of one scope as report.json holds them."""
    return {
        "scope": found.scope,
        "passages": found.passages,
        "chosen": found.chosen,
        "firm": found.firm,
        "stability": {"value": _number(found.stability), "low": _number(found.low), "high": _number(found.high)},
        "why": found.why,
        "themes": [_theme(theme) for theme in found.themes],
        "none": [_place(p) for p in found.none],
    }


def _theme(theme: Theme) -> dict[str, Any]:
    return {
        "id": theme.id,
        "name": theme.name,
        "terms": list(theme.terms),
        "passages": [_place(p) for p in theme.passages],
        "exemplars": [_place(p) for p in theme.exemplars],
        "deviants": [_place(d.passage) | {"width": d.width, "leans_to": list(d.leans_to)} for d in theme.deviants],
        "width": theme.width,
        "works": theme.works,
        "merged": list(theme.merged),
    }


def _gathered(one: Gathered, strict: Gathered) -> dict[str, Any]:
    def told(found: Gathered) -> dict[str, Any]:
        return {
            "codes": sorted(found.theme.codes),
            "works": found.works,
            "inside": found.inside,
            "shares": dict(found.shares),
            "recovered": found.recovered,
            "why": found.why,
        }

    return {
        "id": one.theme.id,
        "name": one.theme.name,
        "table": one.theme.table,
        "passages": [_place(p) for p in one.passages],
        **told(one),
        "own": told(strict) | {"passages": len(strict.passages)},
    }


def _alignment(found: Alignment) -> dict[str, Any]:
    return {
        "ari": found.ari,
        "passages": found.passages,
        "sections": found.sections,
        "in_sections": found.in_sections,
        "matches": [
            {"declared": m.declared, "found": m.found, "shared": m.shared, "precision": m.precision, "recall": m.recall}
            for m in found.matches
        ],
    }


def _place(passage: Passage) -> dict[str, Any]:
    return {"document": passage.document, "start": passage.start, "stop": passage.stop, "sha256": passage.sha256}


def _row(scope: str, theme: dict[str, Any], place: str, at: dict[str, Any]) -> tuple[str, ...]:
    terms = " ".join(theme.get("terms", ()))
    span = (str(at["document"]), str(at["start"]), str(at["stop"]), str(at["sha256"]))
    return (scope, str(theme["id"]), str(theme["name"]), terms, place, *span)


def _number(value: float) -> float | None:
    return value if isfinite(value) else None
