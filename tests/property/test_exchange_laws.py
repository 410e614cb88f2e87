"""What is written as REFI-QDA or CSV reads back equal: trees of codes, coders, spans, memos, scripts, line ends."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.evidence.exchange import confined, read
from tightrope.evidence.exchange.positions import Count, Doubled, plain
from tightrope.evidence.exchange.project import Mark, Node, Note, Project, Source, Unplaced, User, guid, walk
from tightrope.evidence.exchange.tables import read_codebook, write_codebook
from tightrope.evidence.exchange.write import described, qdpx, undescribed

PIECES = [
    "a",
    "b ",
    "é",
    "ñ",
    "e\u0301",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "وزیر",
    " اعظم",
    "中国",
    "與",
    "😀",
    "\u200f",
    "\ufeff",
    '<&>"',
]
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=12)
colors = st.sampled_from(["", "#0072B2", "#abc"])


def in_process(data):
    """Read an archive by the same code as the confined child, without the cost of a process each time."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "p.qdpx"
        file.write_bytes(data)
        confined._read(file, Path(folder), name="p.qdpx", caps=read.CAPS)
        return read._load(Path(folder), "p.qdpx")


def trees(draw, depth, path):
    found = []
    for i in range(draw(st.integers(0 if depth else 1, 2))):
        below = trees(draw, depth + 1, (*path, i)) if depth < 3 else ()
        found.append(
            Node(
                guid=guid("node", *path, i),
                name=draw(words),
                color=draw(colors),
                codable=draw(st.booleans()),
                description=draw(words),
                children=below,
            )
        )
    return tuple(found)


@st.composite
def projects(draw):
    users = tuple(
        User(guid=guid("user", i), name=f"{draw(words)}{i}", id="" if machine else draw(words), machine=machine)
        for i, machine in enumerate(draw(st.lists(st.booleans(), min_size=1, max_size=3)))
    )
    codes = trees(draw, 0, ())
    keys = [node.guid for _, node in walk(codes)]
    sources, marks, unplaced = [], [], []
    for i in range(draw(st.integers(1, 3))):
        text = draw(texts)
        original = draw(
            st.sampled_from(
                [(b"", ""), (b"%PDF-1.4 \xff", ".pdf"), (b"<p>", ".html"), (b"PK\x03", ".docx"), (b"\xe9", ".txt")]
            )
        )
        source = Source(
            guid=guid("source", i),
            name=f"{draw(words)}{i}",
            text=text,
            kind="pdf" if original[1] == ".pdf" else "text",
            original=original[0],
            suffix=original[1],
            description=draw(words),
            facts=tuple((fact, draw(words)) for fact in draw(st.sampled_from([(), ("author",), ("date", "work")]))),
        )
        sources.append(source)
        made = {"source": source.guid, "user": users[0].guid, "name": draw(words)}
        for j in range(draw(st.integers(0, 3))):
            memo, code = draw(words), draw(st.sampled_from(["", *keys]))
            a, b = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
            key = guid("mark", i, j)
            if a < b:
                details = draw(st.sampled_from([{}, {"layer": "report", "score": 1.5}, {"rule": "وزیر.中"}]))
                marks.append(Mark(guid=key, start=a, stop=b, code=code, memo=memo, details=details, **made))
        if draw(st.booleans()):
            lost = Mark(guid=guid("lost", i), start=2 * len(text) + 5, stop=2 * len(text) + 9, code=keys[0], **made)
            why = f"beyond the text of {len(text)} characters"
            unplaced.append(Unplaced(mark=lost, why=why))
        if text and draw(st.booleans()):
            whole = Mark(
                guid=guid("whole", i), source=source.guid, start=0, stop=len(text), code=keys[-1], user=users[-1].guid,
                whole=True,
            )  # fmt: skip
            marks.append(whole)
    targets = ["", *keys, *(s.guid for s in sources), *(m.guid for m in marks)]
    notes = tuple(
        Note(
            guid=guid("note", i),
            name=draw(words),
            text=draw(texts),
            user=users[0].guid,
            on=tuple(sorted(draw(st.sets(st.sampled_from(targets), max_size=3)))),
        )
        for i in range(draw(st.integers(0, 2)))
    )
    return Project(
        name=draw(words),
        description=draw(words),
        users=users,
        codes=codes,
        sources=tuple(sources),
        marks=tuple(marks),
        notes=notes,
        unplaced=tuple(unplaced),
    )


@settings(max_examples=50, deadline=None)
@given(projects(), st.booleans())
def test_a_project_reads_back_equal(project, doubled):
    data, _ = qdpx(project, doubled=doubled)
    back, account = in_process(data)
    assert back == project
    assert len(account.left) == len(project.unplaced)
    assert qdpx(back, doubled=doubled)[0] == data, "same project, same bytes"


@given(texts, st.booleans(), st.booleans(), st.booleans())
def test_a_position_goes_there_and_back(text, bom, pairs, wide):
    count = Count(text, bom=bom, pairs=pairs, wide=wide)
    for offset in range(len(text) + 1):
        position = count.position(offset)
        there = count.offset(position)
        skipped = text[min(offset, there) : max(offset, there)]
        assert skipped in ("", "\ufeff", "\n"), "only what is not counted may be passed over"
        assert count.position(there) == position
    if not (bom or pairs or wide):
        assert count.position(len(text)) == len(plain(text))
    for offset in range(len(text) + 1):
        start = plain(text)[: Count(text).position(offset)]
        assert Doubled(text).position(offset) == len(start.replace("\n", "\r\n"))
    if wide and pairs and bom:
        assert count.position(len(text)) == len(text.encode("utf-16-le")) // 2


@given(
    st.text(st.characters(codec="utf-8")),
    st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3), max_size=3),
)
def test_a_memo_and_its_details_come_apart_again(memo, details):
    assert undescribed(described(memo, details)) == (memo, details)


@given(
    st.lists(words.filter(lambda w: w.strip() == w and w), min_size=1, max_size=6, unique=True), words, st.booleans()
)
def test_a_table_of_codes_reads_back_equal(names, about, bom):
    codes = tuple(Node(guid=guid("csv", n), name=n, description=about) for n in names)
    text = write_codebook(Project(name="x", codes=codes), bom=bom, parents=True)
    back, account = read_codebook(text.encode(), name="x.csv")
    assert back.codes == codes
    assert account.left == ()


def test_a_memo_that_looks_like_details_is_a_memo():
    for memo in (
        '[tightrope {"a": 1}]',
        'x\n\n[tightrope {"a": 1}]',
        'x\n\n[tightrope {"a": 1}]\n\ny',
        "[tightrope {]",
    ):
        for details in ({}, {"rule": '\n\n[tightrope {"b": 2}]'}):
            assert undescribed(described(memo, details)) == (memo, details)
