"""The telephone page in a real browser, by itself: every channel's own ways, aeroplane mode, faults, and access.

Needs a chromium of the system; where there is none these tests are not collected. The accessibility test also needs
axe-core, which `make test` fetches where there is npm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import count

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, Request, ViewportSize, expect

from tests.contracts.running import until
from tests.e2e.desk import Desk, open_desk
from tests.e2e.product import ROOT
from tests.e2e.test_phone_page import CHROMIUM, browser

__all__ = ["browser"]
__test__ = CHROMIUM is not None
pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(240)]

AXE = ROOT / "channels" / "web" / "widget" / "node_modules" / "axe-core" / "axe.min.js"
# What is in a mail is the sender's; the frame that shows it is the page's.
VIOLATIONS = "axe.run(document, { iframes: false }).then((found) => found.violations.map((one) => one.id))"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
NUMBERS = count(1)


@dataclass
class Owner:
    """Somebody with the page open; `trouble` is what the browser complained about and whom it asked beside us."""

    page: Page
    desk: Desk
    number: str
    trouble: list[str] = field(default_factory=list)

    @property
    def mailbox(self) -> str:
        return f"{self.number[1:]}@mail.example"

    def watch(self) -> None:
        """Keep an eye on the browser."""

        def hear(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.trouble.append(message.text)

        def ask(request: Request) -> None:
            if not request.url.startswith((self.desk.url, self.desk.carrier_url, "about:srcdoc")):
                self.trouble.append(request.url)

        def note(error: Error) -> None:
            self.trouble.append(str(error))

        self.page.on("console", hear)
        self.page.on("request", ask)
        self.page.on("pageerror", note)

    def on(self, channel: str) -> Locator:
        """One channel's conversation."""
        return self.page.get_by_role("region", name=re.compile(f"^{channel} on"))

    def write(self, channel: str, words: str) -> None:
        """Write something and press Enter, or where that makes a line, Control and Enter."""
        box = self.on(channel).get_by_role("textbox")
        box.fill(words)
        box.press("Control+Enter" if channel == "Mail" else "Enter")


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with open_desk() as opened:
        yield opened


@pytest.fixture
def size() -> ViewportSize:
    return DESKTOP


@pytest.fixture
def scheme() -> str:
    return "light"


@pytest.fixture
def owner(desk: Desk, browser: Browser, size: ViewportSize, scheme: str) -> Iterator[Owner]:
    context = browser.new_context(
        viewport=size,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-US",
    )
    desk.told.clear()
    desk.mails.clear()
    person = Owner(context.new_page(), desk, f"+1617555{next(NUMBERS):04d}")
    person.watch()
    person.page.goto(f"{desk.url}/sandbox?phones={person.number}")
    expect(person.page.get_by_role("status").filter(has_text="Connected")).to_be_visible()
    yield person
    context.close()
    assert person.trouble == []


def test_quick_reply_is_pressed_and_messages_are_read_on_whatsapp(owner: Owner) -> None:
    whatsapp = owner.on("WhatsApp")
    expect(whatsapp.locator(".state")).to_have_text("Window closed: templates only")

    owner.write("WhatsApp", "hello")
    whatsapp.get_by_role("button", name="Tue 3:30 PM").click()

    expect(whatsapp.locator(".mine .bubble").last).to_contain_text("Tue 3:30 PM")
    expect(whatsapp.locator(".theirs .bubble").last).to_contain_text("Noted: t1")
    expect(whatsapp.locator(".theirs .fate").first).to_contain_text("Read")
    expect(whatsapp.locator(".state")).to_contain_text("Window until")
    whatsapp.get_by_role("button", name="End window").click()
    expect(whatsapp.locator(".state")).to_have_text("Window closed: templates only")


def test_choices_are_opened_and_pressed_when_whatsapp_lists_them(owner: Owner) -> None:
    owner.write("WhatsApp", "list")
    expect(owner.on("WhatsApp").get_by_text("See the choices")).to_be_visible()
    expect(owner.on("WhatsApp").get_by_role("button", name="Flu shot")).to_be_hidden()

    owner.on("WhatsApp").get_by_text("See the choices").click()
    owner.on("WhatsApp").get_by_role("button", name="Flu shot").click()

    expect(owner.on("WhatsApp").locator(".theirs .bubble").last).to_contain_text("Noted: t2")


def test_message_does_not_arrive_when_whatsapp_has_blocked_the_clinic(owner: Owner) -> None:
    whatsapp = owner.on("WhatsApp")
    whatsapp.get_by_role("button", name="Block", exact=True).click()
    expect(whatsapp.locator(".state")).to_have_text("Has blocked the clinic")

    owner.write("WhatsApp", "hello")

    expect(whatsapp.locator(".theirs .fate")).to_contain_text("Not delivered: Channel message blocked by user action")
    whatsapp.get_by_role("button", name="Unblock").click()
    expect(whatsapp.locator(".state")).to_contain_text("Window until")


def test_chat_starts_and_keys_are_pressed_when_a_telegram_link_is_pasted(owner: Owner) -> None:
    telegram = owner.on("Telegram")
    owner.write("Telegram", "https://t.me/clinic_demo_bot?start=one-time_token")
    telegram.get_by_role("button", name="Wed 9:00 AM").click()

    expect(telegram.locator(".theirs .bubble").last).to_contain_text("Noted: k2")
    assert owner.desk.told == ["/start one-time_token"]


def test_message_is_changed_and_the_bot_blocked_when_telegram_can(owner: Owner) -> None:
    telegram = owner.on("Telegram")
    owner.write("Telegram", "tuseday")
    telegram.get_by_role("button", name="Edit: tuseday").click()
    expect(telegram.get_by_role("textbox")).to_have_value("tuseday")
    owner.write("Telegram", "tuesday")
    expect(telegram.locator(".mine .bubble")).to_contain_text("tuesday")
    expect(telegram.locator(".mine .fate")).to_contain_text("Edited")

    telegram.get_by_role("button", name="Block", exact=True).click()
    expect(telegram.locator(".state")).to_have_text("Has blocked the bot")
    telegram.get_by_role("button", name="Unblock").click()
    expect(telegram.locator(".state")).to_contain_text("Chat with the bot")
    until(lambda: owner.desk.told == ["tuseday", "edited: tuesday", "kicked", "member"])


def test_letter_and_invitation_are_shown_and_answered_when_mail_comes(owner: Owner) -> None:
    mail = owner.on("Mail")
    owner.desk.mail(owner.mailbox, 0)
    expect(mail.locator("iframe").content_frame.get_by_text("Your visit is booked.")).to_be_visible()
    card = mail.locator(".invitation")
    for words in ("Visit at Lantern Clinic", "Tuesday, December 1", "2:45 pm to 3:15 pm, America/New York time"):
        expect(card).to_contain_text(words)
    expect(card).to_contain_text("12 Harbor Street, Boston")

    owner.write("Mail", "Can I bring my son?\nThank you")
    (answer,) = until(lambda: owner.desk.mails or None)
    assert str(answer["To"]).endswith("@reply.clinic.example")
    assert answer["In-Reply-To"]
    expect(mail.locator(".mine .bubble")).to_contain_text("Can I bring my son?")
    expect(mail.locator(".mine .bubble")).not_to_contain_text("wrote:")

    owner.desk.mail(owner.mailbox, 1)
    expect(card.last).to_contain_text("Changed, version 1")
    owner.desk.mail(owner.mailbox, 2, "CANCEL")
    expect(card.last).to_contain_text("Cancelled")
    mail.get_by_role("button", name="Spam").last.click()
    expect(mail.get_by_role("button", name="Reported as spam")).to_be_disabled()
    mail.get_by_role("button", name="New mail").click()
    owner.write("Mail", "Something else")
    assert until(lambda: owner.desk.mails[2:] or None)[0]["In-Reply-To"] is None


def test_nothing_of_a_mail_runs_or_is_fetched_when_it_is_hostile(owner: Owner) -> None:
    hostile = EmailMessage()
    hostile["From"], hostile["To"], hostile["Subject"] = "desk@clinic.example", owner.mailbox, "Hello"
    hostile.set_content("Hello")
    hostile.add_alternative(
        "<style>p { color: red } @import url(http://127.0.0.2/)</style><script>parent.document.title = 'taken'</script>"
        "<base href='http://127.0.0.2/'><p>Hello there</p>",
        subtype="html",
    )
    owner.desk.post(hostile, owner.mailbox)

    words = owner.on("Mail").locator("iframe").content_frame.get_by_text("Hello there")
    expect(words).to_have_css("color", "rgb(255, 0, 0)")
    expect(owner.page).to_have_title("Lantern Clinic: write to the clinic")


def test_messages_wait_both_ways_when_a_phone_is_in_aeroplane_mode(owner: Owner) -> None:
    plane = owner.page.get_by_role("switch", name="Aeroplane")
    plane.focus()
    plane.press("Space")
    expect(plane).to_be_checked()
    for channel in ("SMS", "WhatsApp", "Telegram"):
        owner.write(channel, f"by {channel}")
        expect(owner.on(channel).locator(".mine .fate")).to_contain_text("Waits for a signal")
    assert owner.desk.told == []

    plane.press("Space")

    expect(plane).not_to_be_checked()
    for channel in ("SMS", "WhatsApp", "Telegram"):
        expect(owner.on(channel).locator(".theirs .fate")).to_contain_text(re.compile("Delivered|Read"))
    assert sorted(owner.desk.told) == ["by SMS", "by Telegram", "by WhatsApp"]


def test_fault_happens_once_and_is_gone_when_it_was_ordered_for_the_next_time(owner: Owner) -> None:
    owner.page.get_by_role("button", name="Faults").press("Enter")
    owner.page.get_by_label("What goes wrong").select_option("Taken, but never delivered")
    owner.page.get_by_role("button", name="Let it go wrong").click()
    expect(owner.page.get_by_role("listitem").filter(has_text="SMS: Taken, but never delivered")).to_be_visible()
    owner.page.keyboard.press("Escape")
    expect(owner.page.get_by_role("button", name="Faults (1)")).to_be_focused()

    owner.write("SMS", "hello")

    expect(owner.on("SMS").locator(".theirs .fate")).to_contain_text("Not delivered: Unreachable destination handset")
    expect(owner.page.get_by_role("button", name="Faults", exact=True)).to_be_visible()


def test_faults_reach_every_channel_and_are_taken_back_when_ordered_for_always(owner: Owner) -> None:
    owner.page.get_by_role("button", name="Faults").click()
    owner.page.get_by_label("How often").select_option("Always")
    for channel in ("SMS", "WhatsApp", "Telegram", "Mail"):
        owner.page.get_by_label("Where").select_option(channel)
        owner.page.get_by_role("button", name="Let it go wrong").click()
        expect(owner.page.get_by_role("button", name=f"Take back: {channel}")).to_be_visible()
    ordered = httpx.get(f"{owner.desk.carrier_url}/sandbox/faults").json()["faults"]
    addresses = [owner.number, f"whatsapp:{owner.number}", f"telegram:{owner.number}", owner.mailbox]
    assert [fault["handset"] for fault in ordered] == addresses
    assert all(fault["remaining"] is None for fault in ordered)

    for channel in ("SMS", "WhatsApp", "Telegram", "Mail"):
        owner.page.get_by_role("button", name=f"Take back: {channel}").click()
    expect(owner.page.get_by_text("Nothing goes wrong on this phone.")).to_be_visible()


def test_second_person_is_added_by_number_when_there_is_one(owner: Owner) -> None:
    owner.page.get_by_role("button", name="Add a phone").click()
    owner.page.get_by_label("Its number").fill("12")
    owner.page.get_by_role("button", name="Add", exact=True).click()
    expect(owner.page.get_by_role("alert").filter(has_text="no number")).to_be_visible()
    owner.page.get_by_label("Its number").fill("+44 7700 900123")
    owner.page.get_by_role("button", name="Add", exact=True).click()

    people = owner.page.get_by_role("article")
    expect(people).to_have_count(2)
    expect(owner.page.get_by_role("button", name="Add a phone")).to_be_disabled()
    people.nth(1).get_by_role("button", name="Remove phone +447700900123").click()
    expect(people).to_have_count(1)


@pytest.mark.parametrize("size", [PHONE], ids=["phone"])
def test_channel_counts_what_is_unread_when_another_one_is_open(owner: Owner) -> None:
    tabs = owner.page.get_by_role("group", name=re.compile("^Channels of"))
    expect(owner.on("Mail")).to_be_hidden()
    owner.desk.mail(owner.mailbox, 0)

    tabs.get_by_role("button", name="Mail 1 new").click()

    expect(owner.on("Mail").locator(".invitation")).to_be_visible()
    expect(owner.on("SMS")).to_be_hidden()
    expect(tabs.get_by_role("button", name="Mail", exact=True)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_sticks_out_of_the_page_when_there_is_much_to_show(owner: Owner) -> None:
    expect(owner.page.locator("#upcoming li")).to_have_count(15)
    wider = "document.documentElement.scrollWidth > innerWidth || document.body.scrollHeight > innerHeight"
    for view in ("Calendar", "Channels"):
        owner.page.get_by_role("button", name=view).click()
        assert not owner.page.evaluate(wider), view
    switch = owner.page.get_by_role("switch").bounding_box()
    assert switch is not None
    assert 0 < switch["x"] < owner.page.evaluate("innerWidth") - switch["width"]


def test_end_of_a_letter_is_on_the_screen_when_it_has_come(owner: Owner) -> None:
    for sequence in range(2):
        owner.desk.mail(owner.mailbox, sequence)
        expect(owner.on("Mail").locator("iframe")).to_have_count(sequence + 1)
        expect(owner.on("Mail").get_by_role("button", name="Answer").last).to_be_in_viewport(ratio=1)


if AXE.exists():

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
    def test_page_is_for_everybody_when_axe_looks_at_it(owner: Owner, size: ViewportSize) -> None:
        page = owner.page
        # The page's policy lets no inline script in, axe's neither: it comes by the browser's own way.
        page.evaluate(AXE.read_text())
        found = {"empty": page.evaluate(VIOLATIONS)}
        owner.desk.mail(owner.mailbox, 0)
        for tab, words in (("SMS", "hello"), ("WhatsApp", "list"), ("Telegram", "/start"), ("Mail", "thank you")):
            if size is PHONE:
                page.get_by_role("group").get_by_role("button", name=tab).click()
            owner.write(tab, words)
            expect(owner.on(tab).locator(".mine .fate")).to_contain_text("Delivered")
            found[tab] = page.evaluate(VIOLATIONS)
        for dialog in ("Faults", "Add a phone"):
            page.get_by_role("button", name=dialog).click()
            found[dialog] = page.evaluate(VIOLATIONS)
            page.get_by_role("button", name="Close").click()
        page.get_by_role("switch", name="Aeroplane").click()
        page.get_by_role("button", name="Calendar").click()
        found["calendar"] = page.evaluate(VIOLATIONS)
        assert found == {state: [] for state in found}
