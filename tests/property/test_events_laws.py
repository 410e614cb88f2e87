"""Laws of counting events: against plain Python, whatever the order of the rows and however often they come."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tightrope.data.events import DROPPED, dropped, dyad_month, dyad_year
from tightrope.data.layouts import CAMEO, DOMAINS, GDELT1, SIDES, states_by_code

ibis = pytest.importorskip("ibis", reason="the extra events is not installed")

# Ibis 12 itself uses what DuckDB 2 and pandas 3 have begun to give up; nothing of ours warns
pytestmark = [
    pytest.mark.filterwarnings("ignore:The 'future.infer_string' option"),
    pytest.mark.filterwarnings("ignore:fetch_arrow_table"),
]

KINDS = dict.fromkeys(GDELT1.needed, "string") | dict.fromkeys(
    ("GLOBALEVENTID", "SQLDATE", "NumArticles", "NumSources"), "int64"
)
KINDS["GoldsteinScale"] = "float64"
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

events = st.tuples(
    st.sampled_from((20140101, 20140102, 20140131, 20141231, 20150101, None)),
    st.sampled_from(("USA", "CHN", "PAK", "ROM", "ROU", "EUR", "", None)),
    st.sampled_from(("USA", "CHN", "PAK", "ROU", None)),
    st.sampled_from(("042", "042", "112", "0211", "163", "190", "---")),
)
records = st.lists(
    st.tuples(events, st.integers(1, 40), st.integers(1, 9), st.integers(-100, 100)), min_size=1, max_size=30
)


def rows_of(drawn: list[Any]) -> list[dict[str, Any]]:
    """Return one record a drawn event, numbered."""
    return [
        {
            "GLOBALEVENTID": number,
            "SQLDATE": day,
            "Actor1CountryCode": source,
            "Actor2CountryCode": target,
            "EventCode": code,
            "NumArticles": articles,
            "NumSources": sources,
            "GoldsteinScale": tenths / 10,
        }
        for number, ((day, source, target, code), articles, sources, tenths) in enumerate(drawn)
    ]


def table(rows: list[dict[str, Any]]) -> Any:
    wanted = {name: [row[name] for row in rows] for name in KINDS}
    return ibis.memtable(wanted, schema=ibis.schema(KINDS))


def months(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = dyad_month(table(rows), GDELT1).to_pyarrow().to_pylist()
    return sorted(found, key=lambda r: (r["source_iso3"], r["target_iso3"], r["year"], r["month"], r["domain"]))


def by_hand(rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Count the same in plain Python."""
    known = states_by_code()
    happened: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        source, target = known.get(row["Actor1CountryCode"]), known.get(row["Actor2CountryCode"])
        if row["SQLDATE"] and source and target and source != target and CAMEO.of(row["EventCode"]):
            happened[source, target, row["SQLDATE"], row["EventCode"]].append(row)
    cells: dict[tuple[Any, ...], dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    for (source, target, day, code), told in happened.items():
        side, domain = CAMEO.of(code) or ("", "")
        cell = cells[source, target, day // 10_000, day // 100 % 100, domain]
        best = max(told, key=lambda r: (r["NumArticles"], r["NumSources"], r["GoldsteinScale"]))
        cell["events"] += 1
        cell[side] += 1
        cell["records"] += len(told)
        cell["reports"] += sum(r["NumArticles"] for r in told)
        cell["sources"] = max(cell["sources"], best["NumSources"])
        cell["scale"] += best["GoldsteinScale"]
    return cells


@FEW
@given(records)
def test_counts_are_those_of_plain_python(drawn: list[Any]) -> None:
    rows = rows_of(drawn)
    found, wanted = months(rows), by_hand(rows)
    assert len(found) == len(wanted)
    for row in found:
        cell = wanted[row["source_iso3"], row["target_iso3"], row["year"], row["month"], row["domain"]]
        for name in ("events", *SIDES, "records", "reports", "sources"):
            assert row[name] == cell[name], name
        assert row["cooperation"] + row["conflict"] == row["events"]
        assert row["intensity"] == pytest.approx(cell["scale"] / cell["events"])
    left = dropped(table(rows), GDELT1).to_pyarrow().to_pylist()[0]
    assert left["rows"] == len(rows) == sum(left[reason] for reason in DROPPED) + sum(r["records"] for r in found)


@FEW
@given(records, st.randoms(use_true_random=False))
def test_neither_order_nor_a_second_delivery_matters(drawn: list[Any], random: Any) -> None:
    rows = rows_of(drawn)
    again = [*rows, *random.sample(rows, len(rows) // 2)]
    random.shuffle(again)
    assert months(again) == months(rows)


@FEW
@given(records)
def test_years_add_up_months(drawn: list[Any]) -> None:
    rows = rows_of(drawn)
    monthly = dyad_month(table(rows), GDELT1)
    yearly = dyad_year(monthly).to_pyarrow().to_pylist()
    one_by_one = monthly.to_pyarrow().to_pylist()
    for name in ("events", *SIDES, "cooperation", "conflict", "records", "reports"):
        assert sum(r[name] for r in yearly) == sum(r[name] for r in one_by_one), name
    assert {(r["source_iso3"], r["target_iso3"], r["year"], r["domain"]) for r in one_by_one} == {
        (r["source_iso3"], r["target_iso3"], r["year"], r["domain"]) for r in yearly
    }


@given(st.text("0123456789", min_size=2, max_size=4))
def test_a_finer_code_keeps_the_side_of_its_root(code: str) -> None:
    found, root = CAMEO.of(code), CAMEO.of(code[:2])
    assert (found is None) == (root is None) == (not "01" <= code[:2] <= "20")
    if found and root:
        assert found[0] == root[0]
        assert found[1] in DOMAINS
