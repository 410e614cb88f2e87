"""`python -m tools.codings DOCUMENTS`: write the locators that ship with the flagship again, for a changed coder.

Paraphrases stay with their passages; a coded passage that has none is printed to standard error with its place, and
nothing is written until `--words FILE` (JSON: passage id -> our own words) holds one for each.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tightrope.catalog.shelf import declared
from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.corpus import load_cards
from tightrope.evidence.gazetteer import load_gazetteer
from tightrope.evidence.ingest import read_documents
from tightrope.evidence.locators import SHARED_WORDS, load_codings, save_codings, shared_run
from tightrope.evidence.rules import code

STUDY = Path(__file__).resolve().parents[1] / "studies" / "pakistan"


def main() -> int:
    """Write codings.jsonl, or say what lacks."""
    folder, *rest = sys.argv[1:]
    documents = read_documents(Path(folder), cards=load_cards(STUDY / "documents.toml"))
    known = {c.passage.id: c.passage.paraphrase for c in load_codings(STUDY / "codings.jsonl")[0]}
    if rest[:1] == ["--words"]:
        known |= json.loads(Path(rest[1]).read_text(encoding="utf-8"))
    book, gazetteer = load_codebook(declared("codebooks")["ncr"]), load_gazetteer(declared("gazetteer").values())
    found = [code(document, book, gazetteer) for document in documents]
    codings = [coding for part, _ in found for coding in part]
    bare = {c.passage.id: c.passage for c in codings if not known.get(c.passage.id)}
    names = [" ".join(key) for key in gazetteer.names]
    copied = {
        c.passage.id: c.passage
        for c in codings
        if known.get(c.passage.id) and shared_run(known[c.passage.id], c.passage.quote, names) > SHARED_WORDS
    }
    for passage in (*bare.values(), *copied.values()):
        print(json.dumps({"id": passage.id, "file": passage.document, "text": passage.quote}), file=sys.stderr)
    if bare:
        return 1
    relations = [relation for _, part in found for relation in part]
    save_codings(STUDY / "codings.jsonl", documents, codings, relations, paraphrases=known)
    return 0


if __name__ == "__main__":
    sys.exit(main())
