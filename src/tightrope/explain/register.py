"""The register of statements: what the texts say, in our own words, each with the test that would decide it."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args

from tightrope.core.document import Passage
from tightrope.core.errors import EvidenceError, InvalidValue, UnknownName
from tightrope.core.statement import StatementKind

Window = tuple[int, int]
Side = str
KINDS = tuple(kind for kind in get_args(StatementKind) if kind != "contradiction")  # pairs are declared apart
SOURCES = (
    "tie", "state", "world", "pair", "position", "reading", "asymmetry", "linkage", "class", "overlay",
    "inside", "standing", "pressure", "events", "survival",
)  # fmt: skip
FREE = frozenset({"kind", "side", "note", "least", "pull", "key"})
NEEDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "level": (frozenset({"of", "window", "expect", "value"}), frozenset()),
    "slope": (frozenset({"of", "window", "expect"}), frozenset()),
    "larger": (frozenset({"of", "than", "window"}), frozenset({"value"})),
    "change": (frozenset({"of", "before", "after", "expect"}), frozenset()),
    "volatile": (frozenset({"of", "than", "window"}), frozenset()),
    "correlation": (frozenset({"of", "than", "window", "expect"}), frozenset({"lag", "changes"})),
    "probability": (frozenset({"of", "window", "expect"}), frozenset()),
    "point": (frozenset({"of", "expect", "value"}), frozenset()),
    "turning": (frozenset({"of", "window", "expect"}), frozenset()),
    "count": (frozenset({"of", "window", "expect", "value"}), frozenset()),
    "more": (frozenset({"of", "than", "window"}), frozenset()),
    "partner": (frozenset({"of", "than", "window"}), frozenset()),
    "handed": (frozenset({"ids"}), frozenset()),
    "absent": (frozenset({"label", "pull"}), frozenset()),
    "pending": (frozenset({"label"}), frozenset()),
    "answered": (frozenset({"label", "ids"}), frozenset({"show"})),
}
EXPECTS = {
    "level": ("above", "below"), "slope": ("rising", "falling"), "change": ("up", "down"),
    "correlation": ("positive", "negative"), "probability": ("likely", "unlikely"), "point": ("above", "below"),
    "turning": ("up", "down"), "count": ("at least", "at most"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One declared test.

    Parameters
    ----------
    kind : a key of NEEDS.
    of, than : the quantity tested, and the one it is held against, in the grammar of `quantity.read`.
    window, before, after : first and last year, both included.
    expect : what the statement lets us expect; a value of EXPECTS.
    value : the line that the quantity is held against.
    lag : years by which `of` follows `than`.
    changes : whether year-on-year changes are correlated instead of levels.
    side : "for" if the test's success speaks for the statement, "against" if for its rival.
    least : fewest observed years that the test accepts.
    key : whether the statement cannot be supported unless this test says so.
    label, pull : what is not measured, and the source to pull; or what is still to be built, or the section.
    ids, show : statements handed in or leaned on, and quantities to print beside a question.
    note : what a reader must know of the test.
    """

    kind: str
    of: str = ""
    than: str = ""
    window: Window = (0, 0)
    before: Window = (0, 0)
    after: Window = (0, 0)
    expect: str = ""
    value: float = 0.0
    lag: int = 0
    changes: bool = False
    side: Side = "for"
    least: int = 3
    key: bool = False
    label: str = ""
    pull: str = ""
    ids: tuple[str, ...] = ()
    show: tuple[str, ...] = ()
    note: str = ""

    @property
    def question(self) -> tuple[object, ...]:
        """What is asked, whatever the answer expected: two tests with one question can contradict each other."""
        return (self.kind, self.of, self.than, self.window, self.before, self.after, self.value, self.lag, self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A statement as registered: no verdict yet.

    Parameters
    ----------
    works : files of the works that say it; two files of one work are one.
    passages : where it is said; the span's digest survives where the text is not at hand.
    covers : rows of the coverage list that it stands for.
    codes_for, codes_against : codes whose passages speak for it or against it.
    """

    id: str
    kind: StatementKind
    text: str
    works: tuple[str, ...]
    passages: tuple[Passage, ...]
    tests: tuple[Trial, ...]
    covers: tuple[str, ...] = ()
    codes_for: tuple[str, ...] = ()
    codes_against: tuple[str, ...] = ()
    table: str = ""
    row: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two registered statements that cannot both hold, and why."""

    first: str
    second: str
    why: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All registered statements of a study about a focal state and two powers; `version` is the file's digest."""

    focal: str
    powers: tuple[str, ...]
    version: str
    files: Mapping[str, str]
    same: Mapping[str, str]
    specs: tuple[Spec, ...]
    pairs: tuple[Pair, ...]

    def work(self, file: str) -> str:
        """Return the work that a file belongs to, as its short name."""
        short = next((name for name, known in self.files.items() if file in (name, known)), file)
        return self.same.get(short, short)


def load_register(file: Path) -> Register:
    """Read a register and check every entry.

    Parameters
    ----------
    file : TOML with `focal`, `powers`, `[files]` (short name -> file), `[same]` (file -> file of the same work),
        `[[statement]]` and `[[contradiction]]`.

    Raises
    ------
    EvidenceError : the file cannot be read.
    InvalidValue, UnknownName : an entry is wrong; the message names it.

    References
    ----------
    Own: a statement without a declared test is refused.
    """
    try:
        raw = file.read_bytes()
        table = tomllib.loads(raw.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise EvidenceError(f"the register cannot be read ({problem})", where=file.name) from problem
    files, same = dict(table.get("files", {})), dict(table.get("same", {}))
    specs = tuple(_spec(entry, files, same) for entry in table.get("statement", ()))
    known = [spec.id for spec in specs]
    twice = sorted({name for name in known if known.count(name) > 1})
    if twice:
        raise InvalidValue(f"two statements have one id: {', '.join(twice)}", where=file.name)
    pairs = tuple(_pair(entry, known) for entry in table.get("contradiction", ()))
    return Register(
        focal=str(table.get("focal", "")),
        powers=tuple(table.get("powers", ())),
        version=hashlib.sha256(raw).hexdigest(),
        files=files,
        same=same,
        specs=specs,
        pairs=pairs,
    )


def describe(test: Trial) -> str:
    """Return a test in words, as it was declared.

    References
    ----------
    Own: the declared fields of a test in one sentence.
    """
    span, of, than = _years(test.window), f"`{test.of}`", f"`{test.than}`"
    moved = "changes of " if test.changes else ""
    words = {
        "level": f"mean of {of} {test.expect} {test.value:g}, {span}",
        "slope": f"trend of {of} {test.expect}, {span}",
        "larger": f"{of} larger than {than} by more than {test.value:g}, {span}",
        "change": f"{of} {test.expect} from {_years(test.before)} to {_years(test.after)}",
        "volatile": f"yearly changes of {of} more volatile than those of {than}, {span}",
        "correlation": f"{moved}{of} and {than} correlate {test.expect}ly, {span}"
        + (f", {test.lag} years later" if test.lag else ""),
        "probability": f"{of} {test.expect}, {span}",
        "point": f"{of} {test.expect} {test.value:g}",
        "turning": f"a turn {test.expect} of {of} found from the indicators alone, {span}",
        "count": f"{test.expect} {test.value:g} of {of}, {span}",
        "more": f"more of {of} than of {than}, {span}",
        "partner": f"{of} exceeds what the concentration {than} leaves any other partner, {span}",
        "handed": f"decided by {', '.join(test.ids)}",
        "absent": f"not measured: {test.label}",
        "pending": f"waits for {test.label}",
        "answered": f"a question, answered in the section {test.label!r}",
    }[test.kind]
    words += " (speaks against)" if test.side == "against" else ""
    return words + (" (must hold)" if test.key else "") + (f"; {test.note}" if test.note else "")


def _spec(entry: Mapping[str, Any], files: Mapping[str, str], same: Mapping[str, str]) -> Spec:
    name = str(entry.get("id", "(no id)"))
    if entry.get("kind") not in KINDS:
        raise InvalidValue(f"unknown kind {entry.get('kind')!r}", where=name, next=f"one of {', '.join(KINDS)}")
    if not entry.get("text") or not entry.get("test"):
        raise InvalidValue("a statement needs a text and at least one test", where=name)
    who = tuple(str(w) for w in entry.get("who", ()))
    for short in who:
        if short not in files:
            raise UnknownName(f"no file {short!r} in [files]", where=name, next=f"one of {', '.join(sorted(files))}")
    return Spec(
        id=name,
        kind=entry["kind"],
        text=str(entry["text"]),
        works=tuple(sorted({files[same.get(w, w)] for w in who})),
        passages=tuple(_passage(p, name, files) for p in entry.get("passages", ())),
        tests=tuple(_test(t, name) for t in entry["test"]),
        covers=tuple(entry.get("covers", ())),
        codes_for=tuple(entry.get("codes_for", ())),
        codes_against=tuple(entry.get("codes_against", ())),
        table=str(entry.get("table", "")),
        row=str(entry.get("row", "")),
        column=str(entry.get("column", "")),
    )


def _passage(entry: Mapping[str, str], name: str, files: Mapping[str, str]) -> Passage:
    found = re.fullmatch(r"(\w+):(\d+)-(\d+)", entry.get("at", ""))
    if found is None or found[1] not in files or not re.fullmatch(r"[0-9a-f]{64}", entry.get("sha256", "")):
        raise InvalidValue(
            f"a passage is not a locator: {dict(entry)}", where=name, next='write at = "003:10-20" and its sha256'
        )
    return Passage(document=files[found[1]], start=int(found[2]), stop=int(found[3]), sha256=entry["sha256"])


def _test(entry: Mapping[str, Any], name: str) -> Trial:
    kind = entry.get("kind", "")
    if kind not in NEEDS:
        raise UnknownName(f"unknown test {kind!r}", where=name, next=f"one of {', '.join(NEEDS)}")
    needed, more = NEEDS[kind]
    lacking, extra = needed - entry.keys(), entry.keys() - needed - more - FREE
    if lacking or extra:
        raise InvalidValue(
            f"the test {kind!r} lacks {sorted(lacking)} and has {sorted(extra)} that it does not take", where=name
        )
    if kind in EXPECTS and entry["expect"] not in EXPECTS[kind]:
        raise InvalidValue(
            f"{entry['expect']!r} is nothing that {kind!r} expects", where=name, next=f"one of {EXPECTS[kind]}"
        )
    if entry.get("side", "for") not in ("for", "against"):
        raise InvalidValue(f"unknown side {entry['side']!r}", where=name, next="for or against")
    values = {f.name: entry[f.name] for f in fields(Trial) if f.name in entry}
    for window in ("window", "before", "after"):
        if window in values:
            values[window] = _window(values[window], name)
    for names in ("ids", "show"):
        values[names] = tuple(values.get(names, ()))
    for quantity in (values.get("of", ""), values.get("than", ""), *values["show"]):
        _grammar(quantity, name)
    return Trial(**values)


def _grammar(quantity: str, name: str) -> None:
    for part in filter(None, quantity.split(" / ")):
        source = part.partition(":")[0]
        if source not in SOURCES:
            raise UnknownName(f"no quantity {source!r}", where=name, next=f"one of {', '.join(SOURCES)}")


def _window(value: Any, name: str) -> Window:
    if not (isinstance(value, list) and len(value) == 2 and value[0] <= value[1]):
        raise InvalidValue(f"{value!r} is no window of years", where=name, next="write [first, last]")
    return int(value[0]), int(value[1])


def _pair(entry: Mapping[str, Any], known: list[str]) -> Pair:
    for end in ("first", "second"):
        if entry.get(end) not in known:
            raise UnknownName(f"no statement {entry.get(end)!r}", where="contradiction")
    return Pair(
        first=entry["first"], second=entry["second"], why=str(entry["why"]), covers=tuple(entry.get("covers", ()))
    )


def _years(window: Window) -> str:
    return str(window[0]) if window[0] == window[1] else f"{window[0]}-{window[1]}"
