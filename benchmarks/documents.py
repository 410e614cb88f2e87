"""Generated PDFs through the whole reading (characters with boxes, layout, notes) beside plain text extraction."""

from __future__ import annotations

import random
import re
import resource
import sys
import tempfile
import time
from pathlib import Path

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from benchmarks.row import HEADER, Row
from tightrope.evidence.ingest import receive

WORDS = re.findall(
    r"\w+",
    "alignment autonomy ministry harbor treaty cargo border partner rival supplier loan credit election parliament "
    "corridor market exercise visit statement council neighbor region capital balance pressure threat promise the of "
    "and in to with for by from between under over that which state power trade policy security between had has will",
)
PAGES, LINES = 10, 46


def make(file: Path, seed: int) -> None:
    """Write a paper of PAGES pages: running head, page number, one or two columns, a footnote, hyphens at line ends."""
    draw = random.Random(seed)
    canvas = Canvas(str(file), pagesize=A4, invariant=1)
    columns = 1 + seed % 2
    width = (A4[0] - 144 - 18 * (columns - 1)) / columns
    for page in range(1, PAGES + 1):
        canvas.setFont("Times-Italic", 9)
        canvas.drawString(72, A4[1] - 40, f"Journal of Made Papers {seed}")
        canvas.drawCentredString(A4[0] / 2, 30, str(page))
        for column in range(columns):
            text = canvas.beginText(72 + column * (width + 18), A4[1] - 72)
            text.setFont("Times-Roman", 10, 13.5)
            for _ in range(LINES):
                line = ""
                while canvas.stringWidth(line, "Times-Roman", 10) < width - 60:
                    line += draw.choice(WORDS) + (". " if draw.random() < 0.06 else " ")
                text.textLine(line.strip() + ("-" if draw.random() < 0.1 else ""))
            canvas.drawText(text)
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(72, 60, f"{page} See {' '.join(draw.choices(WORDS, k=12))}, box {seed}, folder {page}.")
        canvas.showPage()
    canvas.save()


def batch(folder: Path, files: int, jobs: int = 2) -> tuple[float, float, float, int]:
    """Return seconds of a cold batch, of one from the cache, of the peer's plain text, and the characters read."""
    papers = folder / "papers"
    papers.mkdir()
    for seed in range(files):
        make(papers / f"{seed:04d}.pdf", seed)
    begun = time.perf_counter()
    for file in sorted(papers.iterdir()):
        with pypdfium2.PdfDocument(file) as document:
            for page in document:
                page.get_textpage().get_text_range()
    plain = time.perf_counter() - begun
    begun = time.perf_counter()
    received = receive(papers, cache=folder / "cache", jobs=jobs)
    cold = time.perf_counter() - begun
    begun = time.perf_counter()
    again = receive(papers, cache=folder / "cache", jobs=jobs)
    warm = time.perf_counter() - begun
    assert not received.refused
    assert again == received
    return cold, warm, plain, sum(len(document.text) for document in received.documents)


def run(files: int = 20, jobs: int = 2) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        cold, warm, plain, characters = batch(Path(folder), files, jobs)
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    pages = files * PAGES
    return Row(
        name="documents, beside plain text from pypdfium2 in one process",
        ours=cold,
        peer=plain,
        runs=(1, 1),
        size=f"{files} PDFs of {PAGES} pages, {characters:,} characters",
        note=f"{jobs} jobs, a confined child each: {pages / cold:.0f} pages/s with a box for every character, layout, "
        f"notes and heads, beside {pages / plain:.0f} of bare text; {warm:.1f} s from the cache; at most {own:.0f} MB "
        f"here, {child:.0f} MB in a child",
    )


if __name__ == "__main__":
    print(HEADER)
    print(run(*(int(argument) for argument in sys.argv[1:])).markdown())
