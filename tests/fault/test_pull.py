"""A source is one file; pulled, added, revised, rebased and built, with a real server and a vault of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fault.misbehaving import HOST, Site, site

import tightrope.catalog.indicators
import tightrope.catalog.sources
from tightrope.catalog import shelf
from tightrope.core.errors import ColumnsMoved, InvalidValue, SourceUnavailable, UnknownName
from tightrope.data.address import Policy
from tightrope.data.read import read_parquet
from tightrope.data.snapshot import Gate, Limits
from tightrope.data.vault import Vault
from tightrope.study.holdings import reference
from tightrope.study.holdings.add import add
from tightrope.study.holdings.build import build
from tightrope.study.holdings.listing import card, listing
from tightrope.study.holdings.pull import held, offers, pull_all

pytestmark = pytest.mark.loopback
NOW, LATER = "2026-11-22", "2026-12-01"
SOURCE = '''"""A toy: how loud a state's weather is."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="loudness", label="Loudness", publisher="Nobody", url="https://HOST/", version="1",
    license=License(name="public domain", ships="values"), cites=("tightrope",), first=2000, last=2003,
    tables={"loudness": Table(path="loudness/loudness.parquet", columns=("iso3", "year", "decibel"))},
    hosts=("HOST",), domain="domestic",
    downloads=(
        Download(
            name="loud.csv", url="https://HOST/loud.csv", format="csv", columns=("Country Code", "Year", "dB"),
            gives="loudness", sql='SELECT "Country Code" AS iso3, Year AS year, dB AS decibel FROM given',
        ),
    ),
)
'''
INDICATOR = '''"""How loud a state is."""

from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable


def compute(library, powers):
    return library.sql("SELECT iso3 AS state, year, decibel AS value FROM loudness ORDER BY ALL")


INDICATOR = Indicator(
    variable=Variable(
        name="loudness", label="Loudness of the weather", domain=None, unit="dB", higher="louder", family="loudness",
        sources=("loudness",), cites=("tightrope",), role="filter", construct="weather", first=0, last=0,
    ),
    shape="state", form="values", compute=compute,
)
'''


def table(years: range, factor: float = 1.0) -> bytes:
    """Return the publisher's file: twelve states, values that differ."""
    states = ["PAK", "IND", "BGD", "LKA", "NPL", "IDN", "VNM", "PHL", "THA", "MYS", "KEN", "NGA"]
    rows = [f"{s},{y},{factor * (40 + 3 * i + (y * 7) % 5)}" for i, s in enumerate(states) for y in years]
    return ("Country Code,Year,dB\n" + "\n".join(rows) + "\n").encode()


@pytest.fixture(scope="module")
def running():
    with site() as made:
        yield made


@pytest.fixture
def here(running: Site) -> Site:
    running.server.answers.clear()
    running.server.asked.clear()
    running.release.clear()
    return running


@pytest.fixture
def toy(here: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Add a source and an indicator by adding one file each; nothing else is told of them."""
    for package, text in ((tightrope.catalog.sources, SOURCE), (tightrope.catalog.indicators, INDICATOR)):
        folder = tmp_path / package.__name__.rpartition(".")[2]
        folder.mkdir()
        text = text.replace("https://HOST/", here.url("/")).replace("HOST", HOST)
        (folder / "loudness.py").write_text(text)
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    for cache in (shelf.sources, shelf.indicators):
        cache.cache_clear()
    monkeypatch.setenv("TIGHTROPE_DATA", str(tmp_path / "mine"))
    yield here
    import sys

    for package in ("sources", "indicators"):
        sys.modules.pop(f"tightrope.catalog.{package}.loudness", None)
    for cache in (shelf.sources, shelf.indicators):
        cache.cache_clear()


def pulled(here: Site, body: bytes | None, now: str = NOW, **more):
    """Pull the toy source through a gate that may reach this machine because this line says so."""
    if body is None:
        here.server.answers["/loud.csv"] = lambda handler: handler.say(404, b"")
    else:
        here.server.answers["/loud.csv"] = lambda handler: handler.say(200, body)
    gate = Gate(
        Policy(loopback=True, ports=(here.server.port,)),
        Limits(seconds=10.0, stall=5.0, connect=5.0),
        tls=here.trust,
        resolver=lambda host, port: ("127.0.0.1",),
        sleep=lambda seconds: None,
    )
    (outcome,) = pull_all(("loudness",), now=now, gate=gate, **more)
    return outcome


def test_one_file_adds_a_source_and_one_a_series(toy: Site, tmp_path: Path) -> None:
    assert any(row["name"] == "loudness" for row in listing())
    assert card("loudness")["permits"] == "values may travel with this package"
    assert offers(("loudness",)) == (f"loudness: {toy.url('/loud.csv')}",)
    outcome = pulled(toy, table(range(2000, 2004)))
    assert outcome.kept, outcome
    assert "loudness 48 rows" in str(outcome)
    built = build(None, tmp_path / "panel", local=True, held=held())
    mine = next(b for b in built if b.name == "loudness")
    assert (mine.rows, mine.states, mine.first, mine.last) == (48, 12, 2000, 2003)
    row = reference.manifest(tmp_path / "panel")
    assert row["sources"]["loudness"]["version"].startswith(NOW)
    assert row["indicators"]["un_kappa"]["as_shipped"] is True
    shipped = read_parquet(reference.SHIPPED / "un_kappa.parquet")
    assert len(read_parquet(tmp_path / "panel" / "un_kappa.parquet")["value"]) == len(shipped["value"])


def test_a_new_year_passes_and_the_old_version_stays(toy: Site) -> None:
    first = pulled(toy, table(range(2000, 2004)))
    again = pulled(toy, table(range(2000, 2004)), now=LATER)
    assert "nothing new" in str(again)
    assert pulled(toy, table(range(2000, 2005)), now=LATER).kept
    assert len(Vault(Path(held().files["loudness"]).parents[3]).versions("loudness")) == 2
    assert first.kept


def test_moved_units_stop_a_refresh_until_they_are_accepted(toy: Site) -> None:
    pulled(toy, table(range(2000, 2004)))
    before = held().versions["loudness"]
    stopped = pulled(toy, table(range(2000, 2004), factor=1000.0), now=LATER)
    assert not stopped.kept
    assert "1,000 times the old" in str(stopped)
    assert "--accept" in str(stopped)
    assert held().versions["loudness"] == before
    assert pulled(toy, table(range(2000, 2004), factor=1000.0), now=LATER, accept=True).kept
    assert held().versions["loudness"] != before


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (None, "not there any more (404)"),
        (b"Country Code,Year,Noise\nPAK,2001,40\n", "no column dB"),
        (b"", "no data"),
        (b"<html><title>Log in</title></html>", "page"),
    ],
)
def test_a_failed_pull_leaves_what_is_held(toy: Site, body: bytes | None, says: str) -> None:
    pulled(toy, table(range(2000, 2004)))
    before = held()
    outcome = pulled(toy, body, now=LATER)
    assert not outcome.kept
    assert says in str(outcome)
    assert "\n" not in str(outcome)
    assert held() == before


def test_a_source_behind_a_form_says_so_and_an_unknown_one_offers_near_names(toy: Site) -> None:
    (outcome,) = pull_all(("gsdb",), now=NOW)
    assert not outcome.kept
    assert "asks for a form" in str(outcome)
    assert "--as gsdb" in str(outcome)
    with pytest.raises(UnknownName, match="loudness"):
        list(pull_all(("loudnes",), now=NOW))


def test_a_file_at_hand_is_added_in_either_layout(toy: Site, tmp_path: Path) -> None:
    published = tmp_path / "loud.csv"
    published.write_bytes(table(range(2000, 2004)))
    assert "48 rows" in str(add(published, "loudness", now=NOW))
    plain = tmp_path / "ours.csv"
    plain.write_bytes(table(range(2000, 2006)).replace(b"Country Code,Year,dB", b"iso3,year,decibel"))
    assert "72 rows" in str(add(plain, "loudness", now=LATER))
    assert len(read_parquet(held().files["loudness"])["year"]) == 72


def test_a_wrong_file_is_refused_in_one_line(toy: Site, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(ColumnsMoved, match="found are a, b"):
        add(other, "loudness", now=NOW)
    with pytest.raises(SourceUnavailable, match="not there"):
        add(tmp_path / "none.csv", "loudness", now=NOW)
    with pytest.raises(InvalidValue, match="loudness has no table"):
        add(other, "loudness", now=NOW, table="silence")
    assert not held().files


def test_a_held_file_that_gives_nothing_leaves_the_shipped_series(toy: Site, tmp_path: Path) -> None:
    file = tmp_path / "nmc.csv"
    names = ("stateabb", "ccode", "year", "irst", "milex", "milper", "pec", "tpop", "upop", "cinc")
    file.write_text(",".join(names) + "\nXXX,999,1700,1,1,1,1,1,1,0.1\n")
    add(file, "cow_nmc", now=NOW)
    told: list[str] = []
    built = build(None, tmp_path / "panel", local=True, held=held(), progress=told.append)
    assert "capability_share" in {b.name for b in built}
    assert any(line.startswith("capability_share: as shipped (") and "no row" in line for line in told)
