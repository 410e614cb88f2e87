"""The coder `semantic`: codes whose definition and examples a passage is nearest to; a second opinion, scored first."""

from __future__ import annotations

from tightrope.core.coding import Codebook, Coding, Relation
from tightrope.core.document import Document
from tightrope.evidence.gazetteer import Gazetteer
from tightrope.evidence.layers import layer
from tightrope.evidence.passages import units
from tightrope.evidence.semantic.likeness import NEAR, given
from tightrope.evidence.semantic.model import model
from tightrope.evidence.semantic.trust import trust


class Semantic:
    """Codes a passage by likeness to the definitions and examples of a codebook; says nothing of relations."""

    name = "semantic"
    kind = "proposed"

    def id(self, codebook: Codebook) -> str:
        """Return the coder's name with the digests of its model and of the codebook."""
        return f"{self.name}:{model().id}:{codebook.version[:12]}"

    def code(
        self, document: Document, codebook: Codebook, gazetteer: Gazetteer
    ) -> tuple[tuple[Coding, ...], tuple[Relation, ...]]:
        """Return the codings of a document in order of passage, then of the codebook; no relations.

        `score` is the cosine over `NEAR`, so that 1 is the least that codes; `rule` says how far the code stands out
        and whether this coder is trusted.
        """
        every = units(document)
        said = trust(codebook).said
        out: list[Coding] = []
        for unit, found in zip(every, given([u.reading for u in every], codebook), strict=True):
            if not found:
                continue
            kind = layer(document, unit)
            for code, cosine, height in found:
                out.append(
                    Coding(
                        passage=unit.passage,
                        code=code,
                        coder=self.id(codebook),
                        kind="proposed",
                        score=round(cosine / NEAR, 3),
                        rule=f"likeness {cosine:.2f}, {height:.1f} deviations above other codes; {said}",
                        layer=kind,
                    )
                )
        return tuple(out), ()


def coder() -> Semantic:
    """Return the semantic coder.

    Raises
    ------
    EvidenceError
        If the extra is not installed.
    """
    model()
    return Semantic()
