"""Speeches: how often two powers name each other in the General Debate."""

import numpy as np

from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

COLUMNS = {"USA": "n_usa", "CHN": "n_chn", "IND": "n_ind"}
PER = 10_000


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return mutual mentions per 10,000 characters of both speeches; both must have spoken."""
    known = sorted(set(powers) & set(COLUMNS))
    parts = [
        f"""
        SELECT '{a}-{b}' AS state, x.year, (x.{COLUMNS[b]} + y.{COLUMNS[a]})::DOUBLE AS n,
            (x.n_chars + y.n_chars)::DOUBLE AS chars
        FROM speech_mentions x JOIN speech_mentions y ON x.year = y.year
        WHERE x.iso3 = '{a}' AND y.iso3 = '{b}' AND ('CHN' NOT IN ('{a}', '{b}') OR x.year >= 1972)
        """
        for i, a in enumerate(known)
        for b in known[i + 1 :]
    ]
    found = library.sql(" UNION ALL ".join(parts) + " ORDER BY state, year")
    n, chars = found.pop("n"), found.pop("chars")
    return {**found, "value": PER * n / chars, "error": PER * np.sqrt(n + 0.5) / chars}


INDICATOR = Indicator(
    variable=Variable(
        name="powers_mentions",
        label="Mutual mentions of the two powers in General Debate speeches",
        unit="mentions per 10,000 characters",
        role="pressure",
        higher="more attention to each other",
        construct="rivalry in words",
        family="ungdc_powers",
        transform="log1p",
        sources=("ungdc",),
        cites=("baturo2017",),
        first=1972,
        last=2024,
        note="attention, not hostility; two speeches a year, so the counting error is wide",
    ),
    shape="system",
    form="counts",
    compute=compute,
)
