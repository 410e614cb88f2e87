"""Speeches: how often a state's General Debate speech names each power."""

import numpy as np

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import speakers_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

COLUMNS = {"USA": "n_usa", "CHN": "n_chn", "IND": "n_ind"}
PER = 10_000
# the Soviet Union speaks as Russia; the south of Yemen has a code of its own
MEANT = (("RUS", "RUS", 1946, 1990), ("YEM", "YAR", 1946, 1989))


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return mentions per 10,000 characters with a counting error; China speaks from 1972."""
    parts = [
        f"""
        SELECT c.iso3 AS state, '{power}' AS power, s.year, sum({COLUMNS[power]})::DOUBLE AS n,
            sum(n_chars)::DOUBLE AS chars
        FROM speech_mentions s JOIN codes c ON c.code = s.iso3 AND s.year BETWEEN c.first AND c.last
        WHERE c.iso3 <> '{power}' AND NOT (c.iso3 = 'CHN' AND s.year <= 1971)
        GROUP BY ALL HAVING sum(n_chars) > 0
        """
        for power in powers
        if power in COLUMNS
    ]
    found = library.sql(
        f"WITH codes AS {speakers_table(*MEANT)} {' UNION ALL '.join(parts)} ORDER BY state, power, year"
    )
    n, chars = found.pop("n"), found.pop("chars")
    return {**found, "value": PER * n / chars, "error": PER * np.sqrt(n + 0.5) / chars}


INDICATOR = Indicator(
    variable=Variable(
        name="speech_attention",
        label="Mentions of the power in General Debate speeches",
        unit="mentions per 10,000 characters",
        role="filter",
        higher="more attention",
        domain="diplomatic",
        construct="perceptions",
        family="ungdc",
        paired=True,
        transform="log1p",
        sources=("ungdc",),
        cites=("baturo2017",),
        first=1946,
        last=2024,
        note="attention, not friendliness; few mentions make it coarse; before 1972 'China' can be either government; "
        "no count of Russia",
    ),
    shape="dyad",
    form="counts",
    compute=compute,
)
