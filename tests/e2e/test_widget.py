"""The chat widget in a real browser, on the demo clinic's page: booking by buttons and by numbers, breaks, access.

Needs a chromium of the system; where there is none these tests are not collected. The accessibility test also needs
axe-core, which `make test` fetches where there is npm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    ViewportSize,
    expect,
)

from backend.settings import parse
from tests.e2e.product import ROOT, Product, until
from tests.e2e.test_phone_page import ANSWERS, CHROMIUM, browser

__all__ = ["browser"]
__test__ = CHROMIUM is not None
pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(420)]

ANSWER_MS = 20_000
BOOKED = re.compile(r"\bbooked: ")
AXE = ROOT / "channels" / "web" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
WHOLE_PAGE = "axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations)"
PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1440, height=900)


@dataclass
class Visitor:
    """Somebody on the clinic's page; `trouble` is what the browser complained about and whom it asked beside us."""

    page: Page
    url: str
    name: str
    trouble: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Keep an eye on the browser."""

        def hear(message: ConsoleMessage) -> None:
            # A server that is away is part of one test; what it may not do is raise in the page.
            if message.type == "error" and "Failed to load resource" not in message.text:
                self.trouble.append(message.text)

        def ask(request: Request) -> None:
            if not request.url.startswith(self.url):
                self.trouble.append(request.url)

        def note(error: Error) -> None:
            self.trouble.append(str(error))

        self.page.on("console", hear)
        self.page.on("request", ask)
        self.page.on("pageerror", note)

    def visit(self) -> None:
        """Come to the clinic's page."""
        self.page.goto(self.url)
        expect(self.page.get_by_role("button", name="Open the chat")).to_be_visible()

    def open(self) -> None:
        """Open the chat."""
        self.page.get_by_role("button", name="Open the chat").click()
        expect(self.box).to_be_visible()

    @property
    def box(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_role("textbox", name="Write a message")

    @property
    def theirs(self) -> Locator:
        """What the clinic said; the greeting is the widget's own."""
        return self.page.locator('.theirs:not([data-key="greeting"])')

    @property
    def mine(self) -> Locator:
        """What the visitor said."""
        return self.page.locator(".mine")

    @property
    def buttons(self) -> Locator:
        """Buttons that may be pressed."""
        return self.page.locator(".choice:enabled")

    def write(self, words: str) -> None:
        """Write and send something, and wait for nothing."""
        self.box.fill(words)
        self.page.get_by_role("button", name="Send").click()

    def answer_to(self, act: Callable[[], object]) -> str:
        """What the clinic answers to what `act` does."""
        before = self.theirs.count()
        act()
        expect(self.theirs).not_to_have_count(before, timeout=ANSWER_MS)
        return self.theirs.nth(before).locator(".words").inner_text()

    def say(self, words: str) -> str:
        """Write something; what the clinic answers."""
        return self.answer_to(lambda: self.write(words))

    def press(self, which: int = 0) -> str:
        """Press a button; what the clinic answers."""
        return self.answer_to(self.buttons.nth(which).click)

    def book(self, wish: str, *, by_buttons: bool) -> list[str]:
        """Answer what the clinic asks until it has booked; what was said."""
        said = [wish, self.say(wish)]
        pressed = 0
        for _ in range(9):
            if BOOKED.search(said[-1]):
                assert bool(pressed) is by_buttons, said
                return said
            if by_buttons and self.buttons.count():
                pressed += 1
                said += [f"({self.buttons.first.inner_text()})", self.press()]
                continue
            own = [(r"\bfull name\b", self.name), *ANSWERS]
            words = next((reply for asked, reply in own if re.search(asked, said[-1], re.IGNORECASE)), "yes")
            said += [words, self.say(words)]
        raise AssertionError("\n".join(said))


def visitor(context: BrowserContext, product: Product, name: str) -> Visitor:
    """Somebody at the page."""
    somebody = Visitor(context.new_page(), product.url, name)
    somebody.watch()
    somebody.visit()
    return somebody


@pytest.fixture
def ann(product: Product, browser: Browser) -> Iterator[Visitor]:
    context = browser.new_context(viewport=DESKTOP, locale="en-US")
    somebody = visitor(context, product, "Wanda Quill")
    yield somebody
    context.close()
    assert somebody.trouble == []


def test_appointment_is_booked_when_a_visitor_presses_buttons(ann: Visitor) -> None:
    ann.open()
    said = ann.book("can i see a dermatologist wednesday?", by_buttons=True)
    assert "Lindqvist" in said[-1] or "Castellan" in said[-1], said
    expect(ann.buttons).to_have_count(0)


def test_appointment_is_booked_when_a_visitor_types_numbers(ann: Visitor) -> None:
    ann.open()
    ann.name = "Vera Halden"
    ann.book("can i see a dermatologist thursday?", by_buttons=False)


def test_thread_is_there_again_when_the_page_is_loaded_anew(ann: Visitor) -> None:
    ann.open()
    ann.say("what are your opening hours?")
    before = [ann.mine.locator(".words").all_inner_texts(), ann.theirs.locator(".words").all_inner_texts()]
    ann.visit()
    ann.open()
    expect(ann.theirs).to_have_count(1)
    after = [ann.mine.locator(".words").all_inner_texts(), ann.theirs.locator(".words").all_inner_texts()]
    assert after == before
    other = ann.page.context.new_page()
    other.goto(ann.url)
    other.get_by_role("button", name="Open the chat").click()
    expect(other.locator(".mine .words")).to_have_text("what are your opening hours?")
    ann.write("and on saturday?")
    expect(other.locator(".mine .words").nth(1)).to_have_text("and on saturday?", timeout=ANSWER_MS)
    expect(other.locator('.theirs:not([data-key="greeting"])')).to_have_count(2, timeout=ANSWER_MS)


def test_badge_counts_and_staff_have_a_name_when_they_answer_later(ann: Visitor, product: Product) -> None:
    ann.open()
    ann.say("i want to talk to a person")
    ann.page.keyboard.press("Escape")
    expect(ann.box).to_be_hidden()
    expect(ann.page.get_by_role("button", name="Open the chat")).to_be_focused()

    with _staff(product) as staff:
        handoff = [one for one in staff.get("/handoffs").json()["items"] if one["channel"] == "web"][-1]["id"]
        staff.post(f"/handoffs/{handoff}/claim", json={"staff": "Maria Sandoval"}).raise_for_status()
        key = {"Idempotency-Key": handoff}
        said = {"text": "Good morning, this is Maria."}
        staff.post(f"/handoffs/{handoff}/reply", json=said, headers=key).raise_for_status()

    expect(ann.page.get_by_role("button", name="Open the chat, 2 new messages")).to_be_visible(timeout=ANSWER_MS)
    ann.visit()
    with ann.page.expect_response(lambda answer: (answer.request.post_data_json or {}).get("read", 0) > 0):
        ann.page.get_by_role("button", name="Open the chat, 2 new messages").click()
    expect(ann.box).to_be_focused()
    expect(ann.theirs.last.locator(".author")).to_have_text("Maria Sandoval")
    expect(ann.theirs.last).to_contain_text("this is Maria")
    ann.visit()
    expect(ann.page.get_by_role("button", name="Open the chat", exact=True)).to_be_visible()


def test_nothing_is_lost_or_doubled_when_the_server_goes_away_and_comes_back(ann: Visitor, product: Product) -> None:
    ann.open()
    ann.say("what are your opening hours?")

    for web in _web_processes(product):
        web.kill()
    ann.write("do you have parking?")
    expect(ann.mine.nth(1)).to_contain_text("do you have parking?")

    expect(ann.theirs).to_have_count(2, timeout=60_000)
    expect(ann.mine.nth(1).locator("time")).to_be_visible()
    ann.say("where is the harbor office?")
    assert ann.mine.locator(".words").all_inner_texts() == [
        "what are your opening hours?",
        "do you have parking?",
        "where is the harbor office?",
    ]
    assert ann.theirs.count() == 3


def test_message_waits_and_says_so_when_the_network_is_gone(ann: Visitor) -> None:
    ann.open()
    ann.say("what are your opening hours?")
    ann.page.context.set_offline(True)
    ann.write("do you have parking?")
    expect(ann.mine.nth(1)).to_contain_text("Waiting to be sent")
    expect(ann.page.get_by_text("No connection.")).to_be_visible()
    ann.page.context.set_offline(False)
    expect(ann.theirs).to_have_count(2, timeout=ANSWER_MS)
    expect(ann.page.get_by_text("No connection.")).to_be_hidden()
    expect(ann.mine).to_have_count(2)


def test_everything_is_done_from_the_keyboard_when_there_is_no_mouse(ann: Visitor) -> None:
    launcher = ann.page.get_by_role("button", name="Open the chat")
    launcher.focus()
    ann.page.keyboard.press("Enter")
    expect(ann.box).to_be_focused()
    ann.page.keyboard.type("what are your opening hours?")
    ann.page.keyboard.press("Enter")
    expect(ann.theirs).to_have_count(1, timeout=ANSWER_MS)
    expect(ann.page.get_by_role("log", name="Messages")).to_contain_text("what are your opening hours?")
    ann.page.keyboard.press("Escape")
    expect(launcher).to_be_focused()


def test_widget_speaks_spanish_when_the_page_does(product: Product, browser: Browser) -> None:
    context = browser.new_context(viewport=DESKTOP, locale="es-MX")
    page = context.new_page()
    page.goto(product.url)
    page.get_by_role("button", name="Abrir el chat").click()
    expect(page.get_by_role("textbox", name="Escriba un mensaje")).to_be_visible()
    expect(page.locator(".theirs")).to_contain_text("¡Hola!")
    context.close()


def test_site_styles_stay_out_when_they_would_spoil_the_widget(ann: Visitor) -> None:
    ann.open()
    before = ann.page.locator(".head").evaluate("(head) => getComputedStyle(head).backgroundColor")
    ann.page.evaluate(
        "const sheet = new CSSStyleSheet();"
        "sheet.replaceSync('* { background: red !important; font-size: 40px !important; }');"
        "document.adoptedStyleSheets = [sheet]"
    )
    assert ann.page.locator(".head").evaluate("(head) => getComputedStyle(head).backgroundColor") == before
    assert ann.page.locator(".words").first.evaluate("(words) => getComputedStyle(words).fontSize") == "16px"


if AXE.exists():

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
    def test_page_is_for_everybody_when_axe_looks_at_it(
        product: Product, browser: Browser, scheme: str, size: ViewportSize, tmp_path: Path
    ) -> None:
        context = browser.new_context(
            viewport=size,
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en-US",
            bypass_csp=True,
            reduced_motion="reduce",
        )
        somebody = visitor(context, product, "Zoe Amberg")
        somebody.page.add_script_tag(path=AXE)
        found = {"closed": somebody.page.evaluate(WHOLE_PAGE)}
        somebody.page.screenshot(path=tmp_path / f"closed-{scheme}-{size['width']}.png")
        somebody.open()
        somebody.say("can i see a dermatologist wednesday?")
        found["offers"] = somebody.page.evaluate(WHOLE_PAGE)
        somebody.page.screenshot(path=tmp_path / f"offers-{scheme}-{size['width']}.png")
        if somebody.buttons.count():
            somebody.press()
        found["pressed"] = somebody.page.evaluate(WHOLE_PAGE)
        somebody.page.screenshot(path=tmp_path / f"pressed-{scheme}-{size['width']}.png")
        context.close()
        named = {
            (state, one["id"], node["html"][:120])
            for state, ones in found.items()
            for one in ones
            for node in one["nodes"]
        }
        assert named == set()
        assert somebody.trouble == []


def _staff(product: Product) -> httpx.Client:
    """A client of the API, as the staff's tools have it."""
    token = parse(product.environ).service_token.reveal()
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{product.url}/api/v1", headers=headers, timeout=15)


def _web_processes(product: Product) -> list[psutil.Process]:
    """The master and the worker of the web side."""
    assert product.process is not None
    children = psutil.Process(product.process.pid).children(recursive=True)
    found = [child for child in children if any("gunicorn" in part for part in child.cmdline())]
    assert until(lambda: found or None, 1, "the web process")
    return found
