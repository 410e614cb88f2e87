"""Ideal point of a state in the UN General Assembly, final-passage votes, as published."""

from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

# Half the width of the middle 90 % in standard deviations of a normal, twice.
WIDTH = 2 * 1.6448536269514722


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the published final-passage points, with the error that their 5 and 95 % quantiles imply."""
    return library.sql(
        f"""
        SELECT c.iso3 AS state, p.year, p.idealpointfp::DOUBLE AS value, (p.q95fp - p.q5fp)::DOUBLE / {WIDTH} AS error
        FROM ideal_points p JOIN cow_iso c ON c.ccode = p.ccode AND c.year = p.year
        WHERE p.idealpointfp IS NOT NULL ORDER BY c.iso3, p.year
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="ideal_point",
        label="UN ideal point (final-passage votes, July 2025)",
        unit="points, standardized over all states and years",
        role="context",
        higher="closer to the order led by the United States",
        construct="position on the world's agenda",
        family="voeten_ideal_points",
        sources=("voeten_ideal_points",),
        cites=("bailey2017",),
        first=1946,
        last=2024,
        note="jumps between 2021 and 2022 (China -.38 to -1.35, Pakistan -.11 to -.75), which no event explains; in "
        "1979-91 and in most years of 2007-21 more than a quarter of all states lie beyond China; China from 1971",
    ),
    shape="state",
    form="values",
    compute=compute,
)
