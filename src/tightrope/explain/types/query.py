"""Counterfactual questions: "Y[X=1] - Y[X=0] :|: X == 1 & Y == 1", also nested, as a number for each causal type."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from tightrope.core.errors import InvalidValue
from tightrope.core.panel import BoolArray, FloatArray, IntArray
from tightrope.explain.types.model import Model
from tightrope.explain.types.worlds import world

TOKEN = re.compile(r"\s*(==|!=|>=|<=|[-+*&|!()<>\[\],=]|\d+(?:\.\d+)?|[A-Za-z_]\w*)")
DEEPEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question put to every causal type.

    Parameters
    ----------
    text : as it was asked.
    value : (types,) what the quantity is in each type.
    given : (types,) whether the type is one that the question is about.
    """

    text: str
    value: FloatArray
    given: BoolArray


def ask(model: Model, text: str) -> Query:
    """Return the answer of each causal type to a question.

    Parameters
    ----------
    text : an expression of nodes, optionally with ":|:" and the condition it is asked under. `Y[X=1]` is Y where X is
        set to 1; a value may itself be a counterfactual: `Y[X=1, M=M[X=0]]`. Operators: + - * == != < > <= >= & | !.

    Raises
    ------
    InvalidValue : the question cannot be read, names no node of the model, or its condition holds in no type.

    References
    ----------
    :cite:`tietz2026` (the notation of queries); :cite:`pearl2009` (nested counterfactuals).
    """
    asked, _, condition = text.partition(":|:")
    value = _Reader(model, asked, text).whole().astype(float)
    given = _Reader(model, condition, text).whole() != 0 if condition.strip() else np.ones(model.types, dtype=bool)
    if not given.any():
        raise InvalidValue("its condition holds in no causal type of the model", where=text, next="loosen it")
    return Query(text=text.strip(), value=value, given=given)


class _Reader:
    """A recursive descent over the tokens of one expression."""

    def __init__(self, model: Model, part: str, text: str) -> None:
        self.model, self.text = model, text
        self.tokens: list[str] = []
        part, at = part.rstrip(), 0
        while at < len(part):
            found = TOKEN.match(part, at)
            if found is None:
                raise self._fault(f"cannot read {part[at:].strip()[:10]!r}")
            self.tokens.append(found[1])
            at = found.end()
        self.at = self.depth = 0

    def whole(self) -> FloatArray | IntArray:
        found = self._or()
        if self.at < len(self.tokens):
            raise self._fault(f"{self.tokens[self.at]!r} is left over")
        return np.broadcast_to(found, (self.model.types,))

    def _fault(self, what: str) -> InvalidValue:
        return InvalidValue(what, where=f"query {self.text.strip()}", next='write it like "Y[X=1] - Y[X=0] :|: X == 1"')

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self, *wanted: str) -> str:
        if self._peek() in wanted:
            self.at += 1
            return self.tokens[self.at - 1]
        return ""

    def _need(self, token: str) -> None:
        if not self._take(token):
            raise self._fault(f"{token!r} is missing")

    def _or(self) -> FloatArray:
        left = self._and()
        while self._take("|"):
            left = np.logical_or(left, self._and()).astype(float)
        return left

    def _and(self) -> FloatArray:
        left = self._comparison()
        while self._take("&"):
            left = np.logical_and(left, self._comparison()).astype(float)
        return left

    def _comparison(self) -> FloatArray:
        left = self._sum()
        compare = {
            "==": np.equal, "!=": np.not_equal, "<": np.less, ">": np.greater, "<=": np.less_equal,
            ">=": np.greater_equal,
        }  # fmt: skip
        if sign := self._take(*compare):
            return np.asarray(compare[sign](left, self._sum()), dtype=float)
        return left

    def _sum(self) -> FloatArray:
        left = self._product()
        while sign := self._take("+", "-"):
            right = self._product()
            left = left + right if sign == "+" else left - right
        return left

    def _product(self) -> FloatArray:
        left = self._single()
        while self._take("*"):
            left = left * self._single()
        return left

    def _single(self) -> FloatArray:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._fault("it is nested too deep")
        try:
            if self._take("!"):
                return np.asarray(self._single() == 0, dtype=float)
            if self._take("-"):
                return -self._single()
            if self._take("("):
                found = self._or()
                self._need(")")
                return found
            token = self._peek()
            self.at += 1
            if token and token[0].isdigit():
                return np.array(float(token))
            if token not in self.model.nodal:
                raise self._fault(f"no node {token!r}" if token else "it ends too early")
            return world(self.model, self._interventions())[token].astype(float)
        finally:
            self.depth -= 1

    def _interventions(self) -> dict[str, IntArray | int]:
        do: dict[str, IntArray | int] = {}
        if not self._take("["):
            return do
        while True:
            node = self._peek()
            self.at += 1
            if node not in self.model.nodal:
                raise self._fault(f"no node {node!r}")
            self._need("=")
            value = np.asarray(self._sum())
            if not np.isin(value, (0.0, 1.0)).all():
                raise self._fault(f"{node} is set to a value that is not 0 or 1")
            do[node] = value.astype(np.int64)
            if not self._take(","):
                break
        self._need("]")
        return do
