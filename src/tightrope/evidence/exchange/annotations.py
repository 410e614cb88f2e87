"""Marks as W3C Web Annotations: one JSON-LD page, each target by its position and by its words."""

from __future__ import annotations

import json
from typing import Any

from tightrope.evidence.exchange.project import ORIGIN, Mark, Project, Source, code_names

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
"""Characters of text before and after a quote, so that it is found again where positions moved."""


def jsonld(project: Project) -> str:
    """Return the marks of a project as an AnnotationPage; positions count code points, as that standard does."""
    names = code_names(project.codes)
    sources = {source.guid: source for source in project.sources}
    coders = {
        user.guid: {"id": f"urn:uuid:{user.guid}", "type": "Software" if user.machine else "Person", "name": user.name}
        for user in project.users
    }
    items = [_annotation(mark, sources[mark.source], names, coders) for mark in project.marks]
    page = {
        "@context": CONTEXT,
        "type": "AnnotationPage",
        "generator": {"type": "Software", "name": ORIGIN},
        "label": project.name,
        "items": items,
    }
    return json.dumps(page, ensure_ascii=False, indent=1) + "\n"


def _annotation(mark: Mark, source: Source, names: dict[str, str], coders: dict[str, dict[str, str]]) -> dict[str, Any]:
    body: list[dict[str, str]] = []
    if mark.code:
        body.append({"type": "TextualBody", "purpose": "tagging", "value": names[mark.code], "format": "text/plain"})
    if mark.memo:
        body.append({"type": "TextualBody", "purpose": "commenting", "value": mark.memo, "format": "text/plain"})
    text = source.text or ""
    place = {"type": "TextPositionSelector", "start": mark.start, "end": mark.stop}
    words = {
        "type": "TextQuoteSelector",
        "exact": text[mark.start : mark.stop],
        "prefix": text[max(0, mark.start - AROUND) : mark.start],
        "suffix": text[mark.stop : mark.stop + AROUND],
    }
    found: dict[str, Any] = {
        "id": f"urn:uuid:{mark.guid}",
        "type": "Annotation",
        "motivation": "tagging" if mark.code else "commenting",
        "body": body,
        "target": {"source": source.name, "selector": [place, words]},
    }
    if mark.user in coders:
        found["creator"] = coders[mark.user]
    return found
