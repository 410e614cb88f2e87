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


def main(files: int = 20, jobs: int = 2) -> None:
    """Print how long a batch takes, cold and from the cache, beside the peer's plain text."""
    with tempfile.TemporaryDirectory() as folder:
        papers = Path(folder) / "papers"
        papers.mkdir()
        for seed in range(files):
            make(papers / f"{seed:04d}.pdf", seed)
        begun = time.perf_counter()
        characters = 0
        for file in sorted(papers.iterdir()):
            with pypdfium2.PdfDocument(file) as document:
                characters += sum(len(page.get_textpage().get_text_range()) for page in document)
        plain = time.perf_counter() - begun
        begun = time.perf_counter()
        received = receive(papers, cache=Path(folder) / "cache", jobs=jobs)
        cold = time.perf_counter() - begun
        begun = time.perf_counter()
        again = receive(papers, cache=Path(folder) / "cache", jobs=jobs)
        warm = time.perf_counter() - begun
        assert not received.refused
        assert again == received
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        count = files * PAGES
        print(f"{files} files of {PAGES} pages, {sum(len(d.text) for d in received.documents):,} characters")
        print(f"tightrope, boxes and layout, {jobs} jobs: {cold:.1f} s, {count / cold:.0f} pages/s")
        print(f"tightrope, from the cache: {warm:.1f} s")
        print(
            f"pypdfium2, plain text, one process: {plain:.1f} s, {count / plain:.0f} pages/s; {characters:,} characters"
        )
        print(f"memory: {own:.0f} MB here, {largest:.0f} MB in the largest child")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
