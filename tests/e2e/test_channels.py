"""The whole booking conversation on every channel, and what happens between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Final, LiteralString
from uuid import uuid4

import httpx
import psycopg
import pytest
from icalendar import Calendar

from backend.embedded import postgres
from backend.settings import parse
from tests.e2e.correspondents import ByMail, Correspondent, InBrowser, Json, OnPhone, OnTelegram, OnWhatsApp
from tests.e2e.product import ANSWER_SECONDS, Product, until

pytestmark = pytest.mark.timeout(240)

NUMBERS: Final = count(1)
STALE: Final = re.compile("buttons are too old")
CONFIRMED: Final = re.compile(r"\bbooked: ")

type Make = Callable[[Product], Correspondent]


def number() -> str:
    """A telephone number nobody has used."""
    return f"+1617444{next(NUMBERS):04d}"


def mailbox() -> str:
    """A mailbox nobody has used."""
    return f"somebody{next(NUMBERS)}@mail.example"


CHANNELS: Final[dict[str, Make]] = {
    "sms": lambda product: OnPhone(product, number=number()),
    "whatsapp": lambda product: OnWhatsApp(product, number=number()),
    "telegram": lambda product: OnTelegram(product, number=number()),
    "email": lambda product: ByMail(product, mailbox=mailbox()),
    "web": InBrowser,
}
WITH_BUTTONS: Final = {name: make for name, make in CHANNELS.items() if name not in ("sms", "email")}
EVERY: Final = pytest.mark.parametrize("make", CHANNELS.values(), ids=CHANNELS)
BUTTONED: Final = pytest.mark.parametrize("make", WITH_BUTTONS.values(), ids=WITH_BUTTONS)


@dataclass
class Clinic:
    """The clinic's side: its database, and what staff do by the API in the conversation that began last."""

    product: Product
    database: psycopg.Connection[tuple[Any, ...]]

    @property
    def conversation(self) -> str:
        """The conversation that began last."""
        return str(self._one("SELECT replace(id::text, '-', '') FROM conversations ORDER BY id DESC LIMIT 1"))

    def channels(self) -> set[str]:
        """Where the person of the conversation wrote, or can be written to."""
        query = "SELECT channel FROM addresses WHERE conversation_id = %s"
        return {str(row[0]) for row in self.database.execute(query, (self.conversation,)).fetchall()}

    def hear(self, somebody: Correspondent, text: str) -> None:
        """Take in what somebody writes, and be done with it; nothing they write next can be faster."""
        somebody.seen = len(somebody.received())
        taken = "SELECT count(*) FROM messages WHERE direction = 'inbound' AND processed_at IS NOT NULL"
        before = self._one(taken)
        somebody.write(text)
        until(lambda: self._one(taken) > before or None, ANSWER_SECONDS, f"{text!r} to be taken in")

    def link(self) -> str:
        """A one-time link to the conversation."""
        return str(self.post("links", {})["token"])

    def claim(self) -> Json:
        """Take the conversation over from the bot."""
        waiting = self._api("GET", "handoffs").json()["items"]
        handoff: Json = next(one for one in waiting if one["conversation"] == self.conversation)
        self._api("POST", f"handoffs/{handoff['id']}/claim", {"staff": "Robin Vale"})
        return handoff

    def reply(self, handoff: Json, text: str) -> None:
        """Write to the patient as staff."""
        self._api("POST", f"handoffs/{handoff['id']}/reply", {"staff": "Robin Vale", "text": text})

    def close_window(self, somebody: OnWhatsApp) -> None:
        """A day without a word from somebody goes by."""
        self.database.execute(
            "UPDATE addresses SET last_inbound_at = last_inbound_at - interval '25 hours' WHERE conversation_id = %s",
            (self.conversation,),
        )
        somebody.change(window=False)

    def order(self, fault: Json) -> None:
        """Let something go wrong once."""
        self.product.client.post(f"{self.product.carrier_url}/sandbox/faults", json=fault).raise_for_status()

    def post(self, what: str, body: Json) -> Json:
        """A command of the API about the conversation."""
        found: Json = self._api("POST", f"conversations/{self.conversation}/{what}", body).json()
        return found

    def _api(self, method: str, path: str, body: Json | None = None) -> httpx.Response:
        token = parse(self.product.environ).service_token.reveal()
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
        answer = self.product.client.request(method, f"{self.product.url}/api/v1/{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer

    def _one(self, query: LiteralString) -> Any:
        row = self.database.execute(query).fetchone()
        assert row is not None
        return row[0]


@pytest.fixture
def clinic(product: Product) -> Iterator[Clinic]:
    url = postgres.ensure(product.home).url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(url, autocommit=True) as database:
        yield Clinic(product, database)


@EVERY
def test_visit_is_booked_moved_and_cancelled(product: Product, make: Make) -> None:
    somebody = make(product)
    assert "Lantern Street Clinic" in somebody.say("hello").text
    offered = somebody.say("I need a checkup next week")
    assert re.search(r"1\) .*\n2\) .*\n3\) ", offered.text)
    assert len(offered.labels) == (3 if somebody.has_buttons else 0)

    asked = somebody.choose(offered, 2)
    assert "full name" in asked.text
    read_back = somebody.say("Wilma Quist, March 12, 1990")
    assert "for Wilma Quist" in read_back.text
    assert read_back.labels == (["Yes", "No"] if somebody.has_buttons else [])
    booked = somebody.choose(read_back, 1)
    assert CONFIRMED.search(booked.text)
    assert time_of(offered.text, 2) in booked.text

    assert time_of(offered.text, 2) in somebody.say("what are my appointments?").text
    others = somebody.say("move my appointment to next thursday")
    read_back = somebody.choose(others, 3)
    moved = somebody.choose(read_back, 1)
    assert re.search(r"moved|new time", moved.text, re.IGNORECASE)
    assert "Thu 10 Dec" in moved.text

    read_back = somebody.say("I need to cancel my appointment")
    assert "Thu 10 Dec" in read_back.text
    assert re.search("cancelled", somebody.choose(read_back, 1).text, re.IGNORECASE)
    assert "no upcoming visits" in somebody.say("what are my appointments?").text


@BUTTONED
def test_old_button_says_so_when_newer_ones_were_offered(product: Product, make: Make, clinic: Clinic) -> None:
    somebody = make(product)
    old = somebody.say("I need a checkup next week")
    new = somebody.say("later")
    assert new.buttons

    assert STALE.search(somebody.press(old, 1).text)

    # One press is one answer, even if the provider tells of it twice.
    if isinstance(somebody, OnPhone):
        clinic.order({"kind": "webhook_twice", "handset": somebody.party})
    before = len(somebody.received())
    asked = somebody.press(new, 2)
    assert "full name" in asked.text
    assert time_of(new.text, 2) in asked.text
    assert "Olga Tamm" in somebody.say("Olga Tamm, 2 Feb 1983").text
    assert len(somebody.received()) == before + 2


@EVERY
def test_messages_end_and_begin_again_when_somebody_says_so(product: Product, make: Make, clinic: Clinic) -> None:
    somebody = make(product)
    somebody.say("hello")
    before = len(somebody.received())

    clinic.hear(somebody, "STOP")
    assert "START" in somebody.listen().text
    clinic.hear(somebody, "STOP")
    clinic.hear(somebody, "are you there?")
    clinic.hear(somebody, "START")
    assert "again" in somebody.listen().text
    assert somebody.say("what are your opening hours?").text

    assert len(somebody.received()) == before + 3


def test_greets_in_spanish_when_the_telephone_speaks_it(product: Product) -> None:
    somebody = OnTelegram(product, number=number())
    assert somebody.start(language="es").text.startswith("Hola")
    offered = somebody.say("necesito un chequeo la próxima semana")
    assert offered.labels[0].startswith("lun")
    assert "nombre" in somebody.press(offered, 1).text


def test_conversation_goes_on_in_telegram_when_a_link_is_followed(product: Product, clinic: Clinic) -> None:
    texting = OnPhone(product, number=number())
    offered = texting.say("I need a checkup next week")
    chatting = OnTelegram(product, number=texting.number)

    assert "go on here where we left off" in chatting.start(clinic.link()).text
    asked = chatting.say("2")
    assert time_of(offered.text, 2) in asked.text
    assert "full name" in asked.text
    assert "Olga Tamm" in texting.say("Olga Tamm, 2 Feb 1983").text
    assert clinic.channels() == {"sms", "telegram"}


def test_conversation_goes_on_in_the_browser_when_a_link_is_followed(product: Product, clinic: Clinic) -> None:
    texting = OnPhone(product, number=number())
    texting.say("I need a checkup next week")
    browsing = InBrowser(product, link=clinic.link())

    assert "go on here where we left off" in browsing.listen().text
    assert "full name" in browsing.say("1").text
    assert clinic.channels() == {"sms", "web"}


def test_stop_ends_one_channel_when_there_are_others(product: Product, clinic: Clinic) -> None:
    texting = OnPhone(product, number=number())
    texting.say("hello")
    chatting = OnTelegram(product, number=texting.number)
    chatting.start(clinic.link())

    clinic.hear(chatting, "please stop writing to me")
    assert "no more messages" in chatting.listen().text
    assert texting.say("what are your opening hours?").text
    before = len(chatting.received())
    clinic.hear(chatting, "hello?")
    assert "START" in texting.say("STOP").text
    # A tap on "Start" is Telegram's way back, and a greeting.
    assert "Lantern Street Clinic" in chatting.start().text
    assert chatting.say("what are your opening hours?").text
    assert len(chatting.received()) == before + 2


def test_visit_is_in_the_calendar_when_a_mailbox_is_known(product: Product, clinic: Clinic) -> None:
    texting = OnPhone(product, number=number())
    texting.say("hello")
    writing = ByMail(product, mailbox=mailbox())
    clinic.post("addresses", {"channel": "email", "address": writing.mailbox})

    offered = texting.say("i need a checkup on friday morning")
    texting.say("1")
    texting.say("Wanda Osk, 2 Feb 1983")
    assert CONFIRMED.search(texting.say("yes").text)
    booked = visit(invitation(writing, 1))
    assert booked["method"] == "REQUEST"
    assert said_time(booked["start"]) in offered.text
    assert booked["start"].tzinfo is not None

    # The answer quotes the mail it answers, and arrives where the texts are.
    assert "Fri 4 Dec" in writing.say("what are my appointments?").text
    assert clinic.channels() == {"sms", "email"}
    writing.say("move my appointment to next thursday")
    writing.say("1")
    assert "Thu 10 Dec" in writing.say("yes").text
    moved = visit(invitation(writing, 2))
    assert (moved["method"], moved["uid"]) == ("REQUEST", booked["uid"])
    assert moved["sequence"] > booked["sequence"]

    texting.say("cancel my appointment")
    assert "ancelled" in texting.say("yes").text
    gone = visit(invitation(writing, 3))
    assert (gone["method"], gone["uid"], gone["status"]) == ("CANCEL", booked["uid"], "CANCELLED")
    assert gone["sequence"] > moved["sequence"]


def test_staff_reach_somebody_by_template_or_text_when_the_window_is_closed(product: Product, clinic: Clinic) -> None:
    somebody = OnWhatsApp(product, number=number())
    somebody.say("hello")
    texting = OnPhone(product, number=somebody.number)
    texting.say("hello")
    somebody.say("i want to talk to a person")
    handoff = clinic.claim()
    assert "Robin Vale" in somebody.listen().text

    clinic.close_window(somebody)
    clinic.reply(handoff, "We found your keys")
    assert somebody.listen().text == "This is Lantern Street Clinic. We found your keys Answer here to write to us."

    clinic.order({"kind": "failed", "handset": somebody.party, "error_code": 63016})
    texting.seen = len(texting.received())
    clinic.reply(handoff, "They are at the desk")
    assert "They are at the desk" in texting.listen().text
    assert len(somebody.received()) == somebody.seen


def time_of(text: str, number: int) -> str:
    """The time that stands after a number: "8:00 am"."""
    found = re.search(rf"^{number}\) (?:.*? )?(\d+:\d\d [ap]m)", text, re.MULTILINE)
    assert found, text
    return found[1]


def said_time(moment: datetime) -> str:
    """The time of day as the clinic says it."""
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'am' if moment.hour < 12 else 'pm'}"


def invitation(writing: ByMail, number: int) -> str:
    """The file for a calendar in the mail with that number."""
    found = until(lambda: writing.invitations()[number - 1 :] or None, ANSWER_SECONDS, f"invitation {number}")
    assert len(found) == 1
    return found[0].calendar or ""


def visit(file: str) -> Json:
    """What a calendar reads in a file."""
    calendar = Calendar.from_ical(file)
    (event,) = calendar.walk("VEVENT")
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "sequence": event.decoded("SEQUENCE"),
        "status": str(event["STATUS"]),
        "start": event.decoded("DTSTART"),
    }
