"""Favorability: share of a public with a favorable view of each power, among those with an opinion."""

import numpy as np

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import codes_in_time
from tightrope.catalog.rollcalls import listed
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

DESIGN = 2.0


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return shares with the sampling error of those with an opinion, its variance doubled for clustering."""
    found = library.sql(
        f"""
        WITH codes AS {codes_in_time()}
        SELECT c.iso3 AS state, target AS power, year, fav_share_of_opinion / 100 AS value,
            n * (1 - dk_pct / 100) AS opinions
        FROM pew_favorability p JOIN codes c ON c.code = p.iso3 AND year BETWEEN c.first AND c.last
        WHERE NOT suspect AND fav_share_of_opinion IS NOT NULL AND c.iso3 <> target AND target IN ({listed(powers)})
        ORDER BY c.iso3, target, year
        """
    )
    n = found.pop("opinions")
    smooth = (found["value"] * n + 0.5) / (n + 1)
    return {**found, "error": np.sqrt(DESIGN * smooth * (1 - smooth) / n)}


INDICATOR = Indicator(
    variable=Variable(
        name="favorability",
        label="Favorable view of the power",
        unit="share of those with an opinion, 0 to 1",
        role="tie",
        higher="closer",
        kind="share",
        domain="societal",
        construct="public opinion",
        family="pew_gas",
        paired=True,
        transform="logit",
        sources=("pew_gas",),
        cites=("pew_gas",),
        first=2002,
        last=2023,
        note="those without an opinion are left out, in Pakistan 6 to 27 % of those asked; error: sampling, with "
        "a design effect of 2 set by us; Pakistan was last asked in 2015",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
