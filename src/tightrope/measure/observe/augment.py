"""Numbers behind observations that give bounds only: drawn anew in each sweep, they keep the rest of it normal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtr, ndtri

from tightrope.core.panel import FloatArray
from tightrope.measure.observe.layout import Hyper, Latent, Layout, Noise

TINY = 1e-300


def fill(lay: Layout, hyper: Hyper, latent: Latent, noise: Noise, inverse: FloatArray) -> Latent:
    """Draw the numbers behind fuzzy observations given everything else: normal, cut off at their bounds.

    References
    ----------
    :cite:`albert1993` (numbers behind ordered values); :cite:`chib1992` (behind censored ones).
    """
    if not lay.fuzzy.size:
        return latent
    item = lay.item[lay.fuzzy]
    tie = latent.a.ravel()[lay.cell[lay.fuzzy]]
    mean = hyper.intercept[item] + hyper.loading[item] * tie + latent.own.ravel()[lay.offset[lay.fuzzy]]
    spread = 1.0 / np.sqrt(inverse[lay.fuzzy])
    uniform = noise.fill.reshape(-1)[lay.number]
    near, side = (lay.near - mean) / spread, lay.side
    near *= side
    part = uniform * ndtr(near)
    # a number between two bounds: where both lie above the mean they are mirrored, so that no tail is lost
    mine = lay.between
    a, b = (lay.far - mean[mine]) / spread[mine], near[mine]
    mirrored = a > 0.0
    a[mirrored], b[mirrored] = -b[mirrored], -a[mirrored]
    under = ndtr(a)
    part[mine] = under + uniform[mine] * (ndtr(b) - under)
    drawn = ndtri(np.maximum(part, TINY))
    inner = np.clip(drawn[mine], a, b)
    drawn = np.minimum(drawn, near)
    drawn[mine] = np.where(mirrored, -inner, inner)
    z = latent.z.copy()
    z[lay.fuzzy] = mean + spread * side * drawn
    return replace(latent, z=z)
