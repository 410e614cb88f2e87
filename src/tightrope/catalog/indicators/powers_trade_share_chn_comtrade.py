"""Share of the United States in the goods trade of China as China reports it, three-year means."""

from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return three-year mean shares of the United States in China's goods trade."""
    return library.sql(
        """
        WITH yearly AS (
            SELECT p.year, sum(p.value_usd) / any_value(t.imports_own_usd + t.exports_own_usd) AS share
            FROM comtrade_partner p JOIN comtrade_total t ON t.iso3 = p.reporter_iso3 AND t.year = p.year
            WHERE p.reporter_iso3 = 'CHN' AND p.partner_iso3 = 'USA' AND t.imports_own_usd + t.exports_own_usd > 0
            GROUP BY ALL HAVING count(*) = 2
        )
        SELECT 'CHN-USA' AS state, a.year, round(avg(b.share), 2) AS value, 0.01 / sqrt(12) AS error
        FROM yearly a JOIN yearly b ON b.year BETWEEN a.year - 2 AND a.year GROUP BY a.year HAVING count(*) >= 2
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="powers_trade_share_chn_comtrade",
        label="Mutual trade in the trade of China (Comtrade, three-year mean)",
        unit="share, 0-1",
        role="pressure",
        higher="closer trade between the powers",
        family="comtrade",
        construct="mutual trade",
        transform="logit",
        sources=("comtrade",),
        cites=("uncomtrade",),
        first=2015,
        last=2023,
        note="China's record; mean of the year and the two before, two decimals; not spliced with COW",
    ),
    shape="system",
    form="derived",
    compute=compute,
)
