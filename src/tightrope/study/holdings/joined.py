"""No series joins two sources of one thing unless both were held against each other where they overlap."""

from __future__ import annotations

from collections.abc import Mapping

from tightrope.catalog.entry import Indicator, Source
from tightrope.data.account import refuse_twins

# Tested in tests/validation/test_trade_overlap.py: ten years on from a common start, real GDP of the Penn World Table
# stands 1 percent from that of the World Bank in the median, with no shift.
GROWTH = "real GDP before the World Bank's first year is carried back at the growth of the Penn World Table"
JOINED = {"official_finance": GROWTH, "finance_fall": GROWTH}


def check_joined(shelf: Mapping[str, Indicator], known: Mapping[str, Source]) -> None:
    """Refuse indicators that draw on a source and its twin, but for those whose overlap was tested.

    Parameters
    ----------
    shelf : indicators by name.
    known : sources by name.

    Raises
    ------
    CatalogError : an indicator joins twins; it and they are named.
    """
    twins = {name: source.twin for name, source in known.items()}
    for name, entry in sorted(shelf.items()):
        refuse_twins(name, entry.variable.sources, twins, JOINED)
