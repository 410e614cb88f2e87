"""Contested roll calls: how often a state votes with each of two powers that cast opposite votes."""

import numpy as np

from tightrope.catalog.entry import Indicator
from tightrope.catalog.rollcalls import COMMON, VOTES
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

PAIR = ("USA", "CHN")


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return, by power, the share of contested votes that a state cast as that power did.

    A roll call is contested if one of the United States and China voted yes and the other no. The shares
    with both powers and of abstentions sum to 1; years with fewer than five such votes are left out.
    """
    found = library.sql(
        f"""
        WITH votes AS MATERIALIZED ({VOTES}),
        contested AS (
            SELECT undl_id, p.state AS power, p.vote
            FROM votes a JOIN votes b USING (undl_id) JOIN votes p USING (undl_id)
            WHERE a.state = '{PAIR[0]}' AND b.state = '{PAIR[1]}' AND a.vote <> b.vote
              AND a.vote IN ('Y', 'N') AND b.vote IN ('Y', 'N') AND p.state IN ('{PAIR[0]}', '{PAIR[1]}')
        )
        SELECT s.state, c.power, s.year, count(*) AS n, count(*) FILTER (s.vote = c.vote) AS same
        FROM votes s JOIN contested c USING (undl_id)
        WHERE s.state NOT IN ('{PAIR[0]}', '{PAIR[1]}')
        GROUP BY s.state, c.power, s.year HAVING count(*) >= {COMMON}
        ORDER BY s.state, c.power, s.year
        """
    )
    n, same = found.pop("n").astype(float), found.pop("same").astype(float)
    smooth = (same + 0.5) / (n + 1)
    return {**found, "value": same / n, "error": np.sqrt(smooth * (1 - smooth) / (n + 1))}


INDICATOR = Indicator(
    variable=Variable(
        name="contested_with",
        label="UN votes cast with the power where the United States and China voted apart",
        unit="share, 0 to 1",
        role="context",
        higher="closer",
        domain="diplomatic",
        construct="use of autonomy",
        family="unga_votes",
        paired=True,
        sources=("unga_votes",),
        cites=("undl_votes",),
        first=1972,
        last=2023,
        note="only for the pair USA and CHN; an abstention is with neither; adopted resolutions, at least five a year",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
