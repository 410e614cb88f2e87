"""Random numbers that depend on the seed, the run and the quarter alone, so that no order of work changes them."""

from __future__ import annotations

import numpy as np

from tightrope.core.panel import FloatArray

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
DROPPED, UNIT = np.uint64(11), 2.0**-53
Keys = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]


def keys(seed: int, start: int, stop: int) -> Keys:
    """Return one key for each run in [start, stop).

    Parameters
    ----------
    seed : not negative, below 2**63.

    Raises
    ------
    ValueError : a seed out of range.

    References
    ----------
    Finalizer of SplitMix64, :cite:`steele2014`.
    """
    if not 0 <= seed < 2**63:
        raise ValueError("a seed lies in [0, 2**63)")
    base = mixed(np.array([seed], dtype=np.uint64) + GOLDEN)
    return mixed(base ^ mixed(np.arange(start + 1, stop + 1, dtype=np.uint64) * GOLDEN))


def normals(key: Keys, quarter: int, count: int) -> FloatArray:
    """Return standard normals (N, count) of one quarter.

    Parameters
    ----------
    key : (N,) from `keys`.
    quarter : number of the quarter, from 0.
    count : how many a quarter; the same in every quarter of a run.

    References
    ----------
    Counter-based stream of :cite:`steele2014`; transform of :cite:`box1958`.
    """
    width = count + count % 2
    place = np.arange(quarter * width + 1, (quarter + 1) * width + 1, dtype=np.uint64)
    bits = mixed(key[:, None] + place * GOLDEN)
    uniform = (bits >> DROPPED).astype(float) * UNIT + 0.5 * UNIT
    radius = np.sqrt(-2.0 * np.log(uniform[:, 0::2]))
    angle = 2.0 * np.pi * uniform[:, 1::2]
    found = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)
    return found.reshape(key.size, width)[:, :count]


def mixed(bits: Keys) -> Keys:
    """Return 64-bit words mixed so that every bit of the input moves about half of the output.

    References
    ----------
    Finalizer of SplitMix64, :cite:`steele2014`.
    """
    bits = (bits ^ (bits >> SHIFTS[0])) * FIRST
    bits = (bits ^ (bits >> SHIFTS[1])) * SECOND
    return bits ^ (bits >> SHIFTS[2])
