"""Distance of a state's UN ideal point from each power's."""

import numpy as np

from tightrope.catalog.entry import Indicator
from tightrope.catalog.rollcalls import listed
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return absolute distances between published final-passage points, errors added in squares."""
    width = 2 * 1.6448536269514722
    found = library.sql(
        f"""
        WITH points AS (
            SELECT c.iso3 AS state, p.year, p.idealpointfp::DOUBLE AS point,
                (p.q95fp - p.q5fp)::DOUBLE / {width} AS error
            FROM ideal_points p JOIN cow_iso c ON c.ccode = p.ccode AND c.year = p.year
            WHERE p.idealpointfp IS NOT NULL
        )
        SELECT s.state, p.state AS power, s.year, abs(s.point - p.point) AS value, s.error AS mine, p.error AS theirs
        FROM points s JOIN points p USING (year)
        WHERE p.state IN ({listed(powers)}) AND p.state <> s.state ORDER BY s.state, p.state, s.year
        """
    )
    return {**found, "error": np.hypot(found.pop("mine"), found.pop("theirs"))}


INDICATOR = Indicator(
    variable=Variable(
        name="ideal_point_distance",
        label="Distance of UN ideal points (final-passage votes, July 2025)",
        unit="points, at least 0",
        role="context",
        higher="farther",
        domain="diplomatic",
        construct="position on the world's agenda",
        family="voeten_ideal_points",
        paired=True,
        sources=("voeten_ideal_points",),
        cites=("bailey2017",),
        first=1946,
        last=2024,
        note="a distance: larger is farther, unlike a tie; many states lie beyond China, where the two distances only "
        "repeat each other; the series jumps between 2021 and 2022",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
