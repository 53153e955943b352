"""Every component in a real browser, under the content security policy (see `open_page`)."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import OpenPage, axe_violations

pytestmark = pytest.mark.browser
PAGES = ("/", "/entry/", "/accounts/login/")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_accessible(open_page: OpenPage, path: str, width: int, scheme: str) -> None:
    page = open_page(path, width=width, color_scheme=scheme, bypass_csp=True)
    assert axe_violations(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_phone(open_page: OpenPage, path: str) -> None:
    assert open_page(path, width=390).evaluate("document.documentElement.scrollWidth") == 390


def test_menu_behind_the_burger(open_page: OpenPage) -> None:
    page = open_page(width=390)
    entry = page.get_by_role("link", name="Saisie mensuelle")
    expect(entry).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(entry).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()


def test_theme_changes_at_once_and_is_kept(open_page: OpenPage) -> None:
    page = open_page(color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Compte de Claire Moreau").click()
    with page.expect_response("**/preferences/") as answer:
        page.get_by_role("button", name="Sombre").click()
    assert answer.value.status == 204
    assert page.evaluate(ground) != light
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_language_changes_the_page(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("button", name="Compte de Claire Moreau").click()
    page.get_by_role("button", name="English").click()
    page.get_by_text("5 rows").wait_for()
    assert page.evaluate("document.documentElement.lang") == "en"


def test_dialog_asks_and_lets_go(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("button", name="Geler").click()
    dialog = page.get_by_role("dialog", name="Geler septembre 2026 ?")
    expect(dialog.get_by_label("Motif")).to_be_focused()
    dialog.get_by_role("button", name="Annuler").click()
    expect(dialog).to_be_hidden()


def test_message_goes_when_told(open_page: OpenPage) -> None:
    page = open_page("/?toast=1")
    expect(page.get_by_text("Rapport enregistré.")).to_be_visible()
    page.get_by_role("button", name="Fermer").click()
    expect(page.get_by_text("Rapport enregistré.")).to_have_count(0)


def test_sorting_swaps_the_table_and_the_address(open_page: OpenPage) -> None:
    page = open_page()
    page.evaluate("document.body.dataset.kept = 'yes'")
    page.get_by_role("link", name="Écart au budget").click()
    expect(page.locator("#table tbody th").first).to_have_text("EHPAD Les Tilleuls")
    assert page.url.endswith("/?sort=-gap")
    assert page.evaluate("document.body.dataset.kept") == "yes"
    expect(page.get_by_role("columnheader", name="Écart au budget")).to_have_attribute("aria-sort", "descending")


def test_next_page_keeps_the_order(open_page: OpenPage) -> None:
    page = open_page("/?sort=-gap")
    page.get_by_role("link", name="Page suivante").click()
    expect(page.locator("#table tbody th")).to_have_text(["MAS Les Genêts"])
    assert page.url.endswith("/?sort=-gap&page=2")


def test_filters_swap_as_they_change(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_label("Secteur").select_option("elderly")
    expect(page).to_have_url(re.compile("sector=elderly"))
    page.get_by_label("Recherche").press_sequentially("bel")
    expect(page).to_have_url(re.compile("q=bel"))
    expect(page.locator("#table tbody th")).to_have_text(["EHPAD Bel-Air"])


def test_works_without_script(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.get_by_label("Recherche").fill("bel")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator("#table tbody th")).to_have_text(["EHPAD Bel-Air"])
    page.get_by_role("link", name="Effacer").click()
    page.get_by_role("link", name="Écart au budget").click()
    expect(page.locator("#table tbody th").first).to_have_text("EHPAD Les Tilleuls")


def test_work_is_followed_until_it_ends(open_page: OpenPage) -> None:
    page = open_page("/work/")
    panel = page.locator("#job")
    expect(panel).to_contain_text("En cours")
    expect(panel).to_contain_text("Terminé", timeout=8000)
    expect(panel).not_to_have_attribute("hx-get", re.compile("."))
    expect(page.locator(".toast.success")).to_contain_text("Consolidation terminée.")


def test_entry_row_comes_back_with_its_fault(open_page: OpenPage) -> None:
    page = open_page("/entry/")
    field = page.get_by_label("Places installées")
    field.fill("abc")
    field.press("Tab")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("Un nombre est attendu.")
    expect(page.get_by_label("Journées réalisées")).to_be_focused()


def test_refusal_of_a_fragment_is_a_message(open_page: OpenPage) -> None:
    page = open_page("/work/", tolerated="409")
    page.get_by_role("button", name="Geler").click()
    expect(page.locator(".toast.error")).to_contain_text("Ce mois est gelé.")


def test_prints_without_the_menu(open_page: OpenPage) -> None:
    page = open_page(color_scheme="dark")
    page.emulate_media(media="print")
    expect(page.locator(".side")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor") == "rgb(255, 255, 255)"
