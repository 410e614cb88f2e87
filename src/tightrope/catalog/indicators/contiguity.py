"""Land borders of states."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.geography import BORDERS
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return 1 for pairs with a land border, both directions; only pairs with one."""
    return library.sql(
        f"""
        WITH {BORDERS}
        SELECT b.state, b.other, 1946 AS year, 1 AS value FROM borders b
        JOIN ends s ON s.state = b.state JOIN ends o ON o.state = b.other
        GROUP BY b.state, b.other, s.last, o.last HAVING max(b.last) >= least(s.last, o.last, 2016)
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="contiguity",
        label="Land border",
        unit="1 = land border",
        role="context",
        higher="neighbors",
        family="contiguity",
        construct="proximity",
        sources=("cow_contiguity",),
        cites=("stinnett2002",),
        first=1946,
        last=2016,
        note="year 1946 stands for all years; the border as it last was; a pair without a row has none; "
        "Pakistan and Myanmar had one to 1971",
    ),
    shape="pair",
    form="counts",
    compute=compute,
)
