"""National capabilities as SQL: the composite index recomputed from its six components."""

from __future__ import annotations

COMPONENTS = ("milex", "milper", "irst", "pec", "tpop", "upop")

_sums = ", ".join(f"sum({c}) AS {c}" for c in COMPONENTS)
_shares = ", ".join(f"n.{c} / nullif(w.{c}, 0) AS {c}_share" for c in COMPONENTS)
_list = ", ".join(f"{c}_share" for c in COMPONENTS)

# index(ccode, year, published, cinc, <component>_share ...): cinc is the mean of the shares that are observed;
# placed has the ISO3 code of the state besides.
INDEX = f"""
    world AS (SELECT year, {_sums} FROM nmc GROUP BY ALL),
    shares AS (SELECT n.ccode, n.year, n.cinc AS published, {_shares} FROM nmc n JOIN world w ON w.year = n.year),
    index AS (SELECT *, list_avg([{_list}]) AS cinc FROM shares),
    placed AS (
        SELECT c.iso3 AS state, i.* FROM index i JOIN cow_iso c ON c.ccode = i.ccode AND c.year = i.year
    )"""
