"""Code, Codebook, Coding, Relation and Reliability: what a coder said of a passage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tightrope.core.document import Layer, Passage

CodeRole = Literal["iv", "filter", "behavior", "outcome", "third_party"]
Polarity = Literal["cooperation", "conflict", "neutral"]
RELATIONS = ("focal-US", "focal-China", "US-China", "focal-India")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A weighted pattern of a code.

    Parameters
    ----------
    name : the rule's name, printed with every coding that it caused.
    any : regular expressions, one of which must match in the sentence.
    near : regular expressions, one of which must match within `window` words; empty for no condition.
    unless : regular expressions, none of which may match in the sentence.
    weight : what a match adds to the score; the code is given at a score of 1 or more.
    """

    name: str
    any: tuple[str, ...]
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    window: int = 25
    weight: float = 1.0
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A category of a codebook, with what belongs and what does not."""

    name: str
    label: str
    role: CodeRole
    definition: str
    include: str
    exclude: str
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """Fitted weights of what stands in a passage, for each code, relation and sign: a second look at the patterns.

    Parameters
    ----------
    version : digest of the file.
    targets : names of codes, relations and polarities, in order of the weights.
    biases : log-odds of a target where nothing is seen.
    weights : cue -> ((number of a target, what the cue adds to its log-odds), ...).
    keep, add : a code that the patterns gave stays at this probability or more; one that they did not give is added at
        this probability or more.
    keep_relation, add_relation : the same for relations.
    keep_sign : the sign that the patterns gave stays at this probability or more.
    """

    version: str
    targets: tuple[str, ...] = field(compare=False, repr=False)
    biases: tuple[float, ...] = field(compare=False, repr=False)
    weights: Mapping[str, tuple[tuple[int, float], ...]] = field(compare=False, repr=False)
    keep: float
    add: float
    keep_relation: float
    add_relation: float
    keep_sign: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """A versioned set of codes; `version` is the digest of its file, `cues` the weights fitted with it, if any."""

    name: str
    label: str
    version: str
    codes: tuple[Code, ...]
    cues: Cues | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """One coder's judgment that a passage carries a code.

    Parameters
    ----------
    passage : the sentence, list item or table row.
    code : name of the code.
    coder : who coded; a machine is one more coder, never a human.
    kind : "human" or "proposed" (by a machine).
    score : the coder's score, 1 or more for rules.
    rule : the rule that fired, empty for a human.
    layer : argument (the author's thesis), report (a fact attributed to a source) or record.
    """

    passage: Passage
    code: str
    coder: str
    kind: Literal["human", "proposed"]
    score: float = 1.0
    rule: str = ""
    layer: Layer = "argument"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A relation between two actors that a passage speaks of, with its polarity; layer as of a coding."""

    passage: Passage
    relation: str
    polarity: Polarity
    coder: str
    layer: Layer = "argument"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Agreement of coders per code.

    Parameters
    ----------
    coders : the coders compared.
    codes : names of the codes.
    alpha : Krippendorff's alpha per code, None where it is undefined (one category used by all).
    low, high : bootstrap interval per code, None where undefined.
    passages : number of passages that the coders share.
    note : what a reader must know ("one machine coder: no reliability").
    """

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    alpha: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    passages: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All that the documents of a study said and how they were coded.

    Parameters
    ----------
    opened : whether the documents themselves were at hand, or only locator codings of them.
    demonstration : codings of texts of our own; they count in no table, verdict or clue.
    vantage : country -> number of independent works.
    absent_voices : countries of the triad and its rivals without a work.
    """

    documents: tuple[dict[str, str | int | bool], ...]
    codings: tuple[Coding, ...]
    relations: tuple[Relation, ...]
    reliability: Reliability
    opened: bool
    demonstration: tuple[Coding, ...] = ()
    vantage: tuple[tuple[str, int], ...] = ()
    absent_voices: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
