"""A day in the clinic, played on the telephone page with a clock that runs: the whole product, in a real browser.

Reminders go out, patients answer, one cannot come, the time is offered to somebody who waits and is taken; the next
morning somebody is late, and somebody does not come. It has a product of its own: it turns its clock.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Request, ViewportSize, expect

from backend.settings import parse
from tests.e2e.conftest import NOW
from tests.e2e.product import Product, prepare
from tests.e2e.test_phone_page import CHROMIUM, browser
from tests.e2e.test_widget import AXE, DESKTOP, PHONE, WHOLE_PAGE

__all__ = ["browser"]
__test__ = CHROMIUM is not None
pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(900)]

NORA, TOM, OMAR, LUCY = (f"+16175550{number}" for number in (143, 144, 145, 146))
SOON_MS = 30_000
LONG_MS = 150_000


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    """A product whose clock stands still until the page turns it."""
    with tempfile.TemporaryDirectory(prefix="frontdesk-day-") as folder:
        running = prepare(Path(folder), FRONTDESK_NOW=NOW)
        try:
            running.start()
            yield running
        finally:
            running.stop()
            running.client.close()


@pytest.fixture
def trouble() -> list[str]:
    """What browsers complained about, and whom they asked beside us."""
    return []


def _opened(browser: Browser, product: Product, trouble: list[str], size: ViewportSize = DESKTOP) -> Page:
    context = browser.new_context(viewport=size, locale="en-US", bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            trouble.append(message.text)

    def watch(request: Request) -> None:
        if not request.url.startswith((product.url, product.carrier_url)):
            trouble.append(request.url)

    def note(error: Error) -> None:
        trouble.append(str(error))

    page.on("console", hear)
    page.on("request", watch)
    page.on("pageerror", note)
    page.goto(f"{product.url}/sandbox?phones={product.phone().number}")
    expect(page.get_by_role("status").filter(has_text="Connected")).to_be_visible(timeout=10_000)
    return page


def _said(product: Product, number: str) -> str:
    """Everything that the clinic wrote to a telephone."""
    return "\n".join(product.phone(number).received())


def _entry(page: Page, name: str, status: str) -> Locator:
    return page.locator(f".entry.{status}").filter(has_text=name)


def _complaints(page: Page) -> set[tuple[str, str]]:
    """What axe finds."""
    if not AXE.exists():
        return set()
    page.add_script_tag(path=AXE)
    return {(one["id"], node["html"][:120]) for one in page.evaluate(WHOLE_PAGE) for node in one["nodes"]}


def test_clock_is_turned_by_the_keyboard_and_shown_when_somebody_presses_its_buttons(
    product: Product, browser: Browser, trouble: list[str]
) -> None:
    page = _opened(browser, product, trouble, PHONE)
    shown = page.locator("#pace-now")
    expect(shown).to_have_text("Mon, Nov 30, 9:30 am")
    page.get_by_role("button", name="1 min/s").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="1 min/s")).to_have_attribute("aria-pressed", "true")
    expect(shown).not_to_have_text("Mon, Nov 30, 9:30 am", timeout=10_000)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_have_attribute("aria-pressed", "true")
    assert _complaints(page) == set()
    page.context.close()
    assert trouble == []


def test_day_is_played_when_somebody_wants_to_watch_one(
    product: Product, browser: Browser, trouble: list[str], tmp_path: Path
) -> None:
    page = _opened(browser, product, trouble)
    page.get_by_role("button", name="Play a day").click()
    expect(page.locator("#play-said")).to_contain_text("Omar waits for a time", timeout=SOON_MS)
    expect(_entry(page, "Tom F.", "booked")).to_be_visible(timeout=SOON_MS)
    page.screenshot(path=tmp_path / "1-booked-1440.png")

    # Nora is reminded first, and confirms; then Tom, who cannot come.
    expect(_entry(page, "Nora Q.", "booked").locator(".mark.confirmed")).to_be_visible(timeout=LONG_MS)
    assert re.search(r"Reply 1 to confirm, 2 if you can't come\.", _said(product, NORA))
    expect(_entry(page, "Tom F.", "declined")).to_be_visible(timeout=LONG_MS)
    page.screenshot(path=tmp_path / "2-declined-1440.png")

    # His time is offered to Omar, who waits, and is Omar's.
    expect(_entry(page, "Omar D.", "booked")).to_be_visible(timeout=LONG_MS)
    assert "Reply 1 to take it" in _said(product, OMAR)
    assert "It is yours" in _said(product, OMAR)
    page.screenshot(path=tmp_path / "3-taken-1440.png")
    assert _complaints(page) == set()

    # The next morning Lucy is late; the clock stops after the last visit.
    expect(_entry(page, "Lucy M.", "booked").locator(".mark.late")).to_be_visible(timeout=LONG_MS)
    expect(page.locator("#play-said")).to_have_text("The day is over.", timeout=LONG_MS)
    page.screenshot(path=tmp_path / "4-over-1440.png")

    # Nora did not come.
    _miss(product, _entry(page, "Nora Q.", "booked").get_attribute("data-id") or "")
    expect(_entry(page, "Nora Q.", "booked").locator(".mark.noshow")).to_be_visible(timeout=SOON_MS)

    small = _opened(browser, product, trouble, PHONE)
    small.screenshot(path=tmp_path / "5-phone-390.png")
    small.get_by_role("button", name="Calendar").click()
    small.locator("#day").fill(page.locator("#day").input_value())
    expect(_entry(small, "Omar D.", "booked")).to_be_visible(timeout=SOON_MS)
    small.screenshot(path=tmp_path / "6-calendar-390.png")
    assert _complaints(small) == set()
    for each in (small, page):
        each.context.close()
    assert trouble == []


def _miss(product: Product, appointment: str) -> None:
    """Note as staff do that somebody did not come."""
    token = parse(product.environ).service_token.reveal()
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "miss"}
    answer = httpx.post(f"{product.url}/api/v1/appointments/{appointment}/miss", headers=headers, json={}, timeout=15)
    assert answer.status_code == 200, answer.text
