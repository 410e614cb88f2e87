"""Geopolitical risk of the world: yearly mean of the monthly newspaper index."""

from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return yearly means of full years, with the standard error of the mean over months."""
    return library.sql(
        """
        SELECT 'WORLD' AS state, year(month) AS year, avg(GPR) AS value, stddev_samp(GPR) / sqrt(12) AS error
        FROM gpr_monthly WHERE GPR IS NOT NULL
        GROUP BY ALL HAVING count(*) = 12
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="geopolitical_risk",
        label="Geopolitical risk (world)",
        unit="index, 1985-2019 = 100",
        role="pressure",
        higher="more risk",
        family="gpr",
        construct="geopolitical risk",
        transform="log1p",
        sources=("gpr",),
        cites=("caldara2022",),
        first=1985,
        last=2025,
    ),
    shape="system",
    form="values",
    compute=compute,
)
