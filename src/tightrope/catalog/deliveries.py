"""Arms deliveries by recipient, supplier and year: what the arms indicators share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tightrope.core.panel import FloatArray
from tightrope.data.read import Columns, Library
from tightrope.data.states import lived

SPLICE, FIRST, LAST = 1995, 1950, 2024

# SIPRI's names and COW codes meet in the older table; these are the names that only the registers use, and Serbia,
# which SIPRI has from 1992 on (345 is Yugoslavia to 2005).
NAMES = {
    "Antigua and Barbuda": 58,
    "Marshall Islands": 983,
    "Turkiye": 640,
    "Serbia": 345,
    "Soviet Union": 365,
    "Russia": 365,
    "Yemen Arab Republic (North Yemen)": 678,
    "North Yemen": 678,
}

# Deliveries to and from armed groups (names with an asterisk) and organizations are no state's.
QUERY = f"""
    WITH names AS (
        SELECT DISTINCT name, c.ccode FROM (
            SELECT recipient AS name, recipient_cown::INTEGER AS ccode FROM sipri_tiv
            UNION SELECT supplier, supplier_cown::INTEGER FROM sipri_tiv
        ) n JOIN (SELECT DISTINCT ccode FROM cow_iso) c USING (ccode)
        WHERE name NOT LIKE '%*' AND name NOT IN ('Northern Cyprus', 'Libya GNC')
    ),
    coded AS (
        SELECT n.name, c.year, c.iso3 FROM names n JOIN cow_iso c USING (ccode)
        WHERE n.name NOT IN (SELECT name FROM extra)
        UNION ALL SELECT e.name, c.year, c.iso3 FROM extra e JOIN cow_iso c USING (ccode)
    ),
    deals AS (
        SELECT recipient, unnest(string_split(delivery_years, '; '))::INTEGER AS year,
            tiv_delivered / len(string_split(delivery_years, '; ')) AS size
        FROM sipri_deals WHERE delivery_years IS NOT NULL AND tiv_delivered > 0
    ),
    sizes AS (
        SELECT recipient, year, size FROM deals WHERE year < {SPLICE}
        UNION ALL SELECT recipient, delivery_year, tiv_delivered FROM sipri_deliveries WHERE tiv_delivered > 0
    ),
    flows AS (
        SELECT recipient, supplier, year, tiv_musd1990 AS tiv FROM sipri_tiv WHERE year < {SPLICE}
        UNION ALL SELECT recipient, supplier, delivery_year, tiv_delivered FROM sipri_deliveries
    )
"""


def flows(library: Library) -> Columns:
    """Return deliveries by recipient state, supplier and year: columns state, supplier, year, tiv.

    One series per range of years: the trend-indicator table to 1994, the delivery register from 1995.
    Suppliers are ISO3 codes where they are states and SIPRI's names where not.
    """
    _names(library)
    return library.sql(
        f"""{QUERY}
        SELECT r.iso3 AS state, coalesce(s.iso3, f.supplier) AS supplier, f.year,
            sum(f.tiv ORDER BY f.tiv)::DOUBLE AS tiv
        FROM flows f
        JOIN coded r ON r.name = f.recipient AND r.year = f.year
        LEFT JOIN coded s ON s.name = f.supplier AND s.year = f.year
        GROUP BY ALL HAVING sum(f.tiv) > 0 ORDER BY ALL
        """
    )


def sizes(library: Library) -> Columns:
    """Return sums of delivery sizes and of their squares: columns state, year, total, squares.

    Before 1995 a deal's volume is spread evenly over its delivery years; from 1995 deliveries are dated.
    """
    _names(library)
    return library.sql(
        f"""{QUERY}
        SELECT r.iso3 AS state, z.year, sum(size ORDER BY size)::DOUBLE AS total,
            sum(size * size ORDER BY size)::DOUBLE AS squares
        FROM sizes z JOIN coded r ON r.name = z.recipient AND r.year = z.year
        GROUP BY ALL ORDER BY ALL
        """
    )


class Imports:
    """Arms imports of every state laid out by year, for sums over windows.

    Parameters
    ----------
    library : with the SIPRI tables.

    Attributes
    ----------
    states, years : axes of the arrays.
    total : (U, T) deliveries from all suppliers.
    """

    def __init__(self, library: Library) -> None:
        self.flows, size = flows(library), sizes(library)
        self.states: list[str] = sorted(set(self.flows["state"].tolist()))
        self.years = np.arange(FIRST, LAST + 1)
        self._row = {code: u for u, code in enumerate(self.states)}
        self.total = self._grid(self.flows, "tiv")
        self._lived = self._coded(library)
        self._squares, self._size = self._grid(size, "squares"), self._grid(size, "total")

    def of(self, supplier: str) -> FloatArray:
        """Return the (U, T) deliveries from one supplier."""
        mine = self.flows["supplier"] == supplier
        return self._grid({name: array[mine] for name, array in self.flows.items()}, "tiv")

    def effective(self, width: int) -> FloatArray:
        """Return the (U, T) effective number of deliveries in the `width` years up to each year, at least 1.

        The number of equal deliveries that would scatter as much as those observed, (sum of sizes) squared
        over the sum of squared sizes.
        """
        squares, size = trailing(self._squares, width), trailing(self._size, width)
        ratio = np.divide(size**2, squares, out=np.ones_like(size), where=squares > 0)
        out: FloatArray = np.maximum(ratio, 1)
        return out

    def concentration(self, width: int) -> FloatArray:
        """Return the (U, T) supplier HHI of deliveries in the `width` years up to each year, NaN without any."""
        total = trailing(self.total, width)
        squares = np.zeros_like(total)
        for supplier in sorted(set(self.flows["supplier"].tolist())):
            squares += trailing(self.of(supplier), width) ** 2
        return np.divide(squares, total**2, out=np.full_like(total, np.nan), where=total > 0)

    def rows(self, value: FloatArray, error: FloatArray | None = None) -> Columns:
        """Return the defined cells of a (U, T) array as columns state, year, value, error, while the state lived."""
        u, t = np.nonzero(np.isfinite(value) & self._lived)
        out: Columns = {
            "state": np.array([self.states[i] for i in u], dtype=object),
            "year": self.years[t],
            "value": value[u, t],
        }
        if error is not None:
            out["error"] = error[u, t]
        return out

    def _coded(self, library: Library) -> NDArray[np.bool_]:
        """Return the (U, T) years in which each state lived and its code was its own."""
        held = library.sql("SELECT iso3, year FROM cow_iso")
        known = set(zip(held["iso3"].tolist(), held["year"].tolist(), strict=True))
        return np.array([[(u, t) in known and lived(u, t) for t in self.years.tolist()] for u in self.states])

    def _grid(self, table: Columns, name: str) -> FloatArray:
        out = np.zeros((len(self.states), len(self.years)))
        for state, year, value in zip(table["state"], table["year"], table[name], strict=True):
            if state in self._row and FIRST <= year <= LAST:
                out[self._row[state], int(year) - FIRST] += value
        return out


def trailing(array: FloatArray, width: int) -> FloatArray:
    """Return sums over the `width` years up to each year; NaN where the window starts before the first."""
    total = np.cumsum(np.concatenate([np.zeros((*array.shape[:-1], 1)), array], axis=-1), axis=-1)
    out = np.full(array.shape, np.nan)
    out[..., width - 1 :] = total[..., width:] - total[..., :-width]
    return out


def share(part: FloatArray, total: FloatArray, effective: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return a share, in two decimals, and its standard error; NaN where nothing was delivered.

    The error is the binomial one at the effective number of deliveries, with half a delivery added to
    either side, so it is never 0 and grows as deliveries get fewer.
    """
    p = np.divide(part, total, out=np.full_like(total, np.nan), where=total > 0)
    smooth = (p * effective + 0.5) / (effective + 1)
    return np.round(p, 2), np.sqrt(smooth * (1 - smooth) / (effective + 1))


def by_power(parts: dict[str, Columns]) -> Columns:
    """Return one table of several powers' rows, with a column `power`; a power has no tie to itself."""
    kept = []
    for power, table in parts.items():
        other = table["state"] != power
        rows = {name: array[other] for name, array in table.items()}
        kept.append({**rows, "power": np.full(int(other.sum()), power, dtype=object)})
    return {name: np.concatenate([table[name] for table in kept]) for name in kept[0]}


def _names(library: Library) -> None:
    listed = ", ".join(f"('{name}', {code})" for name, code in sorted(NAMES.items()))
    library.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE extra AS SELECT * FROM (VALUES {listed}) AS t (name, ccode)"
    )
