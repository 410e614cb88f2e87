"""The page in a real browser: nothing loads from outside, nothing scrolls sideways, keys reach everything."""

import importlib.util
from pathlib import Path

import pytest

from tightrope.report.compose import compose
from tightrope.report.page import write

CHROMIUM = Path("/usr/bin/chromium")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no browser at /usr/bin/chromium"),
]

_spec = importlib.util.spec_from_file_location("report_values", Path(__file__).parents[1] / "unit" / "report_values.py")
values = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(values)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    write(compose(**values.everything()), folder)
    return (folder / "report.html").as_uri()


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as play:
        held = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield held
        held.close()


def opened(browser, address, *, width=1280, script=True, dark=False):
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        java_script_enabled=script,
        color_scheme="dark" if dark else "light",
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


def test_the_page_reads_without_scripts(browser, address):
    page, _, _ = opened(browser, address, script=False)
    assert "outside two-sided engagement" in page.inner_text(".answer")
    assert page.locator("section").count() == 14
    assert page.locator("#today").inner_text() == ""
    page.context.close()


def test_a_link_opens_the_event_it_leads_to(browser, address):
    page, _, _ = opened(browser, address)
    page.get_by_text("turning years found").first.click()
    page.locator('a[href="#event-pressler"]').first.click()
    assert page.locator("#event-pressler").is_visible()
    page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_passage_of_a_cell_opens_by_keys(browser, address, script):
    page, _, _ = opened(browser, address, script=script)
    row = page.locator("tr[id='s-T1.0']")
    for summary in row.locator("td:nth-child(4) details > summary").all():
        summary.focus()
        page.keyboard.press("Enter")
    link = row.locator("a.p").first
    link.focus()
    page.keyboard.press("Enter")
    shown = row.locator("a.p + div") if script else page.locator("[id='a.txt:10-36']")
    assert shown.is_visible()
    assert "We said that the ties pay." in shown.inner_text()
    if script:
        assert link.get_attribute("aria-expanded") == "true"
        page.keyboard.press("Enter")
        assert shown.count() == 0
    page.context.close()


def test_every_part_can_be_reached_by_keys_and_the_focus_is_seen(browser, address):
    page, _, _ = opened(browser, address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"
    page.context.close()


def test_voices_look_different(browser, address):
    page, _, _ = opened(browser, address)
    faces = {
        page.evaluate(f"getComputedStyle(document.querySelector('.legend .{voice}')).fontFamily")
        for voice in ("said", "measured", "model")
    }
    assert len(faces) == 3
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
          return [...document.querySelectorAll('p, td, th, li, figcaption, h1, h2, h3, h4, summary')]
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
    assert len(names) == 23
    assert set(names) == {"true,true", "true"}
    page.context.close()
