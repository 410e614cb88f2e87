"""One date, every state in the place of the one that was shocked: gaps, ratios and the rank of one among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import BoolArray, FloatArray
from tightrope.explain.synthetic.weigh import centered, chosen_penalty, weigh

FLOOR = 0.05  # least gap before that a ratio divides by, in the same units: a perfect fit is luck, not precision
BOUND = 0.5  # worst fit that counts: root mean squared gap before, in units of the usual movement within states


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Every state beside its own mix of donors, the focal state in row 0.

    Parameters
    ----------
    weights : (U, U) weights; row u is the mix of state u.
    gaps : (U, T) outcome less mix.
    before, after : (U,) root mean squared gaps on each side of the date.
    relative : (U,) `before` in units of the usual movement within states before the date.
    good : (U,) whether the fit counts; ratio : (U,) `after` over `before`.
    shown : (N, T) gaps of the placebos whose fit counts (of all where none does), each brought to the focal
        state's fit before the date, as the ratio does.
    penalty : price on far donors that was chosen.
    """

    weights: FloatArray
    gaps: FloatArray
    before: FloatArray
    after: FloatArray
    relative: FloatArray
    good: BoolArray
    ratio: FloatArray
    shown: FloatArray
    penalty: float

    @property
    def placebos(self) -> int:
        """Placebos whose fit counts."""
        return int(self.good[1:].sum())

    @property
    def rank(self) -> int:
        """Place of the focal state's ratio among those whose fit counts, 1 is the largest."""
        return 1 + int((self.good[1:] & (self.ratio[1:] >= self.ratio[0])).sum())

    @property
    def p(self) -> float:
        """Probability of so high a rank if the shock had done nothing and every state were as likely to lead."""
        return self.rank / (self.placebos + 1)


def compare(paths: FloatArray, before: int, *, penalty: float | None = None) -> Compared:
    """Fit a mix to every state before a date and follow it after.

    A placebo may not borrow from the focal state, nor a state from itself. A fit that does not count for the
    focal state does not count for a placebo either, so that the rank stays fair.

    Parameters
    ----------
    paths : (U, T) outcomes, the focal state in row 0.
    before : years before the date.
    penalty : price on far donors; chosen from the years before where not given.

    References
    ----------
    :cite:`abadie2010` section 3.4 (placebos in space, ratios of mean squared gaps); :cite:`abadie2015` (ranks).
    """
    moved = centered(paths, before)
    many = len(paths)
    allowed = ~np.eye(many, dtype=bool)
    allowed[:, 0] = False
    price = chosen_penalty(moved[:, :before], allowed=allowed) if penalty is None else penalty
    weights = weigh(moved[:, :before], np.arange(many), allowed=allowed, penalty=price)
    gaps = moved - weights @ moved
    left, right = (np.sqrt(np.mean(part**2, axis=1)) for part in (gaps[:, :before], gaps[:, before:]))
    usual = float(np.sqrt(np.mean(moved[:, :before] ** 2))) or 1.0
    relative = left / usual
    good, divided = relative <= BOUND, np.maximum(left, FLOOR * usual)
    kept = good[1:] if good[1:].any() else np.ones(many - 1, dtype=bool)
    return Compared(
        weights=weights, gaps=gaps, before=left, after=right, relative=relative, good=good, ratio=right / divided,
        shown=(gaps[1:] * (divided[0] / divided[1:])[:, None])[kept], penalty=price,
    )  # fmt: skip


def effect_of(gap: FloatArray, others: FloatArray, *, prob: float) -> tuple[FloatArray, FloatArray]:
    """Return the interval of an effect: the gap less what placebos, on whom nothing was done, show.

    Parameters
    ----------
    gap : (...) gap of the focal state; others : (N, ...) gaps of placebos.

    References
    ----------
    :cite:`abadie2021` section 3.5 (inference by permutation); own: its inversion, docs/explanation/synthetic.md.
    """
    tail = (1.0 - prob) / 2.0
    # ranks of N + 1: the focal state is one more among the placebos
    low, high = np.quantile(gap - others, [tail, 1.0 - tail], axis=0, method="weibull")
    return low, high
