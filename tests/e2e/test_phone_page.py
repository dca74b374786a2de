"""The telephone page in a real browser: a patient texts, and the clinic's calendar follows.

Needs a chromium of the system; where there is none these tests are not collected.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Request, expect, sync_playwright
from playwright.sync_api import TimeoutError as NotInTime

from tests.e2e.product import Product

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
__test__ = CHROMIUM is not None
pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(420)]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ANSWER_MS = 20_000
# What a patient says to what the clinic asks; the first that fits.
ANSWERS = [
    (r"\bfull name\b", "Wilma Quist"),
    (r"\bborn\b|birth", "March 12, 1990"),
    (r"\byes\b", "yes"),
    (r"\b1\b[\s\S]*\b2\b|reply 1", "1"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@dataclass
class Visitor:
    """Somebody with the page open; `trouble` is what the browser complained about and whom it asked beside us."""

    page: Page
    number: str
    trouble: list[str] = field(default_factory=list)

    @property
    def phone(self) -> Locator:
        return self.on("SMS")

    def on(self, channel: str) -> Locator:
        """One channel's conversation."""
        person = self.page.locator(f'.person[data-number="{self.number}"]')
        return person.get_by_role("region", name=re.compile(f"^{channel} on"))

    def text(self, words: str, channel: str = "SMS") -> str:
        """Write to the clinic; its answer."""
        box = self.on(channel).get_by_role("textbox")
        box.fill(words)
        return self.answer(channel, lambda: box.press("Control+Enter" if channel == "Mail" else "Enter"))

    def answer(self, channel: str, act: Callable[[], object]) -> str:
        """What the clinic answers to what `act` does."""
        answers = self.on(channel).locator(".theirs .bubble")
        before = answers.count()
        act()
        expect(answers).not_to_have_count(before, timeout=ANSWER_MS)
        return answers.nth(before).inner_text()

    def talk(self, words: str, goal: Locator, turns: int = 8) -> None:
        """Text the clinic and answer what it asks until the page shows the goal."""
        said = [words]
        for _ in range(turns):
            answer = self.text(words)
            said.append(answer)
            if reached(goal):
                return
            words = next((reply for pattern, reply in ANSWERS if re.search(pattern, answer, re.IGNORECASE)), "yes")
            said.append(words)
        raise AssertionError("\n".join(said))


def reached(goal: Locator) -> bool:
    """Whether it is there, or comes within the time in which the page looks at the calendar again."""
    try:
        goal.first.wait_for(state="visible", timeout=2000)
    except NotInTime:
        return False
    return True


@pytest.fixture
def visitor(product: Product, browser: Browser) -> Iterator[Visitor]:
    number = product.phone().number
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    opened = Visitor(context.new_page(), number)

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            opened.trouble.append(message.text)

    def watch(request: Request) -> None:
        if not request.url.startswith((product.url, product.carrier_url)):
            opened.trouble.append(request.url)

    def note(error: Error) -> None:
        opened.trouble.append(str(error))

    opened.page.on("console", hear)
    opened.page.on("request", watch)
    opened.page.on("pageerror", note)
    opened.page.goto(f"{product.url}/sandbox?phones={number}")
    expect(opened.page.get_by_role("status").filter(has_text="Connected")).to_be_visible(timeout=10_000)
    yield opened
    context.close()
    assert opened.trouble == []


def test_appointment_is_booked_moved_and_cancelled_when_a_patient_texts(visitor: Visitor) -> None:
    page = visitor.page
    # Others may have texted the same clinic before: only this patient's own visit counts.
    visits = page.locator("#upcoming li.booked").filter(has_text="Wilma Q.")
    own = page.locator(".entry.booked.by-text").filter(has_text="Wilma Q.")

    page.get_by_role("button", name="Calendar").click()
    visitor.talk("hi, can i see a dermatologist tuesday afternoon?", visits)
    expect(page.get_by_role("heading", name="Tuesday, December 1")).to_be_visible()
    expect(own).to_be_visible()

    visitor.talk("please move it to thursday morning", visits.filter(has_text=re.compile("Thu, Dec 3")))
    expect(page.get_by_role("heading", name="Thursday, December 3")).to_be_visible()
    expect(own).to_be_visible()

    visitor.talk("cancel my appointment", page.locator("#upcoming li.gone").filter(has_text="Wilma Q."))
    expect(own).to_have_count(0)
    expect(visitor.phone.locator(".mine .fate").first).to_contain_text("Delivered")


def test_text_is_marked_undelivered_when_the_carrier_cannot_deliver_it(visitor: Visitor, product: Product) -> None:
    product.client.post(
        f"{product.carrier_url}/sandbox/faults",
        json={"kind": "undelivered", "handset": visitor.number, "error_code": 30003},
    ).raise_for_status()

    visitor.text("what are your opening hours?")

    expect(visitor.phone.locator(".theirs .fate")).to_contain_text("Not delivered: Unreachable destination handset")


def test_second_phone_has_a_thread_of_its_own_when_added(visitor: Visitor) -> None:
    visitor.text("hello")
    visitor.page.get_by_role("button", name="Add a phone").click()
    visitor.page.get_by_role("button", name="Add", exact=True).click()

    phones = visitor.page.get_by_role("article")
    expect(phones).to_have_count(2)
    expect(phones.nth(1).get_by_role("log").first).to_contain_text("Nothing here yet")
    phones.nth(1).get_by_role("button", name=re.compile("Remove phone")).click()
    expect(phones).to_have_count(1)


@pytest.mark.parametrize("channel", ["WhatsApp", "Telegram"])
def test_offer_is_taken_by_its_button_when_a_channel_has_buttons(visitor: Visitor, channel: str) -> None:
    visitor.text("hello", channel)
    said = visitor.text("can i see a dermatologist tuesday afternoon?", channel)
    buttons = visitor.on(channel).locator(".theirs").last.get_by_role("button")
    expect(buttons.first).to_be_visible()
    assert re.search(r"\b1\b", said), said

    asked = visitor.answer(channel, buttons.first.click)

    assert re.search(r"name", asked), asked


def test_mail_is_answered_in_a_letter_when_somebody_writes_one(visitor: Visitor) -> None:
    visitor.text("what are your opening hours?", "Mail")

    letter = visitor.on("Mail").locator("iframe").content_frame
    expect(letter.locator("main")).to_contain_text(re.compile(r"\bam\b|\bAM\b|open", re.IGNORECASE))
