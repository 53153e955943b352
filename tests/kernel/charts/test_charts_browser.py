"""The charts in a real browser, under the content security policy (see `open_page`)."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import OpenPage, axe_violations

pytestmark = pytest.mark.browser

BAR = "#card-league svg [tabindex]"
TIP = "#vg-tooltip-element.visible"


@pytest.fixture
def open_charts(open_page: OpenPage) -> OpenPage:
    """Opens the page with all charts drawn."""

    def open_(**options: Any) -> Page:
        page = open_page("/charts/", **options)
        drawn(page)
        return page

    return open_


def drawn(page: Page, charts: int = 10) -> None:
    page.locator(".plot svg.marks").nth(charts - 1).wait_for()
    page.wait_for_timeout(150)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_accessible(open_charts: OpenPage, width: int, scheme: str) -> None:
    page = open_charts(width=width, color_scheme=scheme, bypass_csp=True)  # axe runs as an inline script
    assert axe_violations(page) == []


def test_no_chart_is_wider_than_a_phone(open_charts: OpenPage) -> None:
    page = open_charts(width=390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_theme_recolours_without_redrawing(open_charts: OpenPage) -> None:
    page = open_charts(color_scheme="light")
    bar = page.locator(BAR).last.element_handle()
    light = bar.evaluate("bar => getComputedStyle(bar).fill")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert bar.evaluate("bar => getComputedStyle(bar).fill") != light
    assert bar.evaluate("bar => bar.isConnected")


def test_print_is_light_whatever_the_theme(open_charts: OpenPage) -> None:
    page = open_charts(color_scheme="dark")
    dark = page.locator(BAR).last.evaluate("bar => getComputedStyle(bar).fill")
    page.emulate_media(media="print")
    assert page.locator(BAR).last.evaluate("bar => getComputedStyle(bar).fill") != dark


def test_swap_draws_the_new_chart_and_releases_the_old(open_charts: OpenPage) -> None:
    page = open_charts()
    before = page.evaluate("released")
    page.click("text=Année entière")
    page.locator("#card-trend svg [aria-label^='décembre 2026; Réalisé 4 405']".replace(" 4 4", " 4\u202f4")).wait_for(
        state="attached"
    )
    page.wait_for_timeout(100)
    assert page.evaluate("released") == before + 1


def test_back_button_restores_a_living_chart(open_charts: OpenPage) -> None:
    page = open_charts()
    page.click("text=Année entière")
    page.locator("#card-trend svg [aria-label*='4\u202f405']").wait_for(state="attached")
    page.go_back()
    page.locator("#card-trend svg [aria-label^='décembre 2026; Réalisé –']").wait_for(state="attached")
    drawn(page)
    assert page.locator("#card-trend svg.marks").count() == 1
    page.locator("#card-trend svg [tabindex='0']").focus()
    page.locator(TIP).wait_for()


def test_follows_the_width_of_its_container(open_charts: OpenPage) -> None:
    page = open_charts()
    for width in (700, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(600)
        for plot in page.locator("figure[data-chart] .plot").all():
            assert plot.evaluate("plot => plot.querySelector('svg').clientWidth - plot.clientWidth") == pytest.approx(
                0, abs=2
            )


def test_keyboard_walks_along_the_marks(open_charts: OpenPage) -> None:
    page = open_charts()
    page.focus("#whole-year")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator(TIP).inner_text().split("\n")[0] == "février 2026"
    assert page.locator("#card-trend svg [tabindex='0']").count() == 1
    page.keyboard.press("Tab")
    assert page.locator(TIP).count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_marks_lead_on_by_pointer_and_by_keyboard(open_charts: OpenPage) -> None:
    page = open_charts()
    page.locator(BAR).nth(1).click()
    page.wait_for_url("**/#site-Le%20Clos")
    page.locator(BAR).nth(0).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/#site-CADA%20Nord")
    assert page.locator("#card-gantt svg [role='link']").count() == 5  # one task has no page


@pytest.mark.parametrize(
    ("language", "heading", "figure"), [("fr", "janvier 2026", "4\u202f142"), ("en", "January 2026", "4,142")]
)
def test_prints_in_the_language_of_the_page(open_charts: OpenPage, language: str, heading: str, figure: str) -> None:
    page = open_charts(language=language)
    label = page.locator("#card-trend svg [aria-label]").first.get_attribute("aria-label") or ""
    assert label.startswith(heading)
    assert figure in label


@pytest.mark.parametrize("time_zone", ["America/Martinique", "Indian/Reunion"])
def test_months_stay_in_every_time_zone(open_charts: OpenPage, time_zone: str) -> None:
    page = open_charts(timezone_id=time_zone)
    assert page.locator("#card-trend .role-axis-label text").first.text_content() == "janv.2026"
    assert page.locator("#card-trend svg [aria-label^='janvier 2026']").count() == 1
    assert page.locator("#card-gantt svg [aria-label*='8 juin 2026']").count() == 1


def test_failure_is_told_and_leaves_the_figures(open_charts: OpenPage) -> None:
    page = open_charts()
    page.evaluate("""() => {
      const card = document.querySelector('#card-funnel');
      const broken = card.querySelector('figure').cloneNode(true);
      broken.querySelector('script').textContent = '{';
      card.append(broken);
      htmx.process(card);
      card.dispatchEvent(new CustomEvent('htmx:load', { bubbles: true, detail: { elt: card } }));
    }""")
    page.locator(".chart-error").wait_for()
    assert "Graphique indisponible" in page.locator(".chart-error").inner_text()
    assert page.locator("#card-funnel details[open] td").count() == 5


def test_vega_is_fetched_once(open_charts: OpenPage) -> None:
    page = open_charts()
    page.click("text=Année entière")
    page.locator("#card-trend svg [aria-label*='4\u202f405']").wait_for(state="attached")
    assert (
        page.evaluate(
            "performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('/vega.js')).length"
        )
        == 1
    )


def test_tap_tells_the_figures(open_charts: OpenPage) -> None:
    page = open_charts(width=390, has_touch=True, is_mobile=True)
    page.locator("#card-trend svg [tabindex]").nth(4).tap()
    page.locator(TIP).wait_for()
    assert page.locator(TIP).inner_text().split("\n")[0] == "mai 2026"
    page.locator("h1").tap()
    assert page.locator(TIP).count() == 0


def test_figures_stay_as_a_table(open_charts: OpenPage) -> None:
    page = open_charts()
    page.locator("#card-trend summary").click()
    assert page.locator("#card-trend tbody tr").last.inner_text().split("\t") == [
        "décembre 2026",
        "–",
        "4\u202f390",
        "4\u202f240",
    ]


def test_nothing_to_draw_is_said(open_charts: OpenPage) -> None:
    card = open_charts().locator("#card-empty")
    assert "Aucun chiffre pour ce choix." in card.inner_text()
    assert card.locator("[data-chart]").count() == 0


def test_department_leads_to_its_scope(open_charts: OpenPage) -> None:
    page = open_charts()
    link = page.locator("#card-map").get_by_role("link", name="Côte-d'Or (21)").first
    assert link.get_attribute("href") == "/scopes/department:21/"
    assert page.locator("#card-map .overseas a").count() == 2
