"""UN votes: squared-weighted kappa of the powers with each other, by calendar year."""

import numpy as np

from tightrope.catalog.entry import Indicator
from tightrope.catalog.rollcalls import observed, tables
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library
from tightrope.stats.similarity import kappa, kappa_error


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return kappa of every pair of powers, named in alphabetical order."""
    cells, counts = tables(library, powers)
    once = np.isin(cells["state"], powers) & (cells["state"] < cells["power"])
    pair = np.array([f"{a}-{b}" for a, b in zip(cells["state"][once], cells["power"][once], strict=True)], dtype=object)
    columns = {"state": pair, "year": cells["year"][once]}
    return observed(columns, kappa(counts[once]), kappa_error(counts[once]))


INDICATOR = Indicator(
    variable=Variable(
        name="powers_kappa",
        label="UN votes of the two powers with each other, weighted kappa (adopted resolutions)",
        unit="kappa, at most 1; 0 = chance",
        role="pressure",
        higher="less polarized",
        construct="diplomatic rivalry",
        family="unga_votes_powers",
        sources=("unga_votes",),
        cites=("undl_votes", "cohen1968", "fleiss1969"),
        first=1971,
        last=2023,
        note="the two powers' own votes, not the focal state's; same votes as un_kappa",
    ),
    shape="system",
    form="derived",
    compute=compute,
)
