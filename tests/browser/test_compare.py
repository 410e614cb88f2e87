"""The page of a comparison in a real browser: nothing from outside, no sideways scrolling, legible, printable."""

import importlib.util
from pathlib import Path

import pytest

from tightrope.report.comparison.page import write

CHROMIUM = Path("/usr/bin/chromium")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser at /usr/bin/chromium"),
]

_spec = importlib.util.spec_from_file_location(
    "compare_values", Path(__file__).parents[1] / "unit" / "compare_values.py"
)
values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(values)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared")
    write(values.comparison(), folder)
    return (folder / "compare.html").as_uri()


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as play:
        held = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield held
        held.close()


def opened(browser, address, *, width=1280, dark=False):
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        java_script_enabled=True,
        offline=True,
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    return page, asked, said


def test_the_page_asks_for_nothing_but_itself(browser, address):
    page, asked, said = opened(browser, address)
    assert asked == [address]
    assert said == []
    page.context.close()


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_the_page_never_scrolls_sideways(browser, address, width):
    page, _, _ = opened(browser, address, width=width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    wide = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1"
        " && !e.closest('.scroll, nav, svg')).map(e => e.outerHTML.slice(0, 90))"
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_every_state_is_in_each_table_of_states(browser, address):
    page, _, _ = opened(browser, address)
    for section in ("order", "stand", "readings", "hedging", "needs"):
        text = page.inner_text(f"#{section}")
        assert all(name in text for name in ("Pakistan", "Vietnam", "Indonesia", "Bangladesh")), section
    page.context.close()


def test_small_states_can_be_seen_on_the_map(browser, address):
    page, _, _ = opened(browser, address, width=390)
    sizes = page.evaluate(
        "[...document.querySelectorAll('#fig-map circle')].filter(c => !c.closest('pattern'))"
        ".map(c => c.getBoundingClientRect().width)"
    )
    assert len(sizes) > 30
    assert min(sizes) >= 2.5
    page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_words_of_the_figures_are_large_enough(browser, address, width):
    page, _, _ = opened(browser, address, width=width)
    small = page.evaluate(
        "[...document.querySelectorAll('figure svg text')].map(t => [t.getBoundingClientRect().height, t.textContent])"
        ".filter(t => t[0] < 6.5)"
    )
    assert small == []
    page.context.close()


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_its_ground(browser, address, dark):
    page, _, _ = opened(browser, address, dark=dark)
    weak = page.evaluate(
        """() => {
          const lum = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => x / 255)
            .map(x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
            return .2126 * v[0] + .7152 * v[1] + .0722 * v[2] };
          const ground = lum(getComputedStyle(document.body).backgroundColor);
          return [...document.querySelectorAll('p, td, th, li, figcaption, h1, h2, h3, summary, td span')]
            .filter(e => { const a = lum(getComputedStyle(e).color);
              return (Math.max(a, ground) + .05) / (Math.min(a, ground) + .05) < 4.5 })
            .map(e => e.outerHTML.slice(0, 80));
        }"""
    )
    assert weak == []
    page.context.close()


def test_figures_are_named_for_those_who_do_not_see(browser, address):
    page, _, _ = opened(browser, address)
    names = page.evaluate(
        "[...document.querySelectorAll('figure svg[role=img]')].map(s => s.getAttribute('aria-labelledby').split(' ')"
        ".map(i => document.getElementById(i).textContent.length > 5).join())"
    )
    assert names == ["true,true"] * 5
    assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size") == page.evaluate(
        "document.querySelectorAll('[id]').length"
    )
    page.context.close()


def test_it_prints_whole(browser, address):
    page, _, _ = opened(browser, address)
    page.emulate_media(media="print")
    assert page.locator("nav.parts").is_hidden()
    assert page.locator("#fig-map").is_visible()
    assert len(page.pdf(format="A4")) > 50_000
    page.context.close()
