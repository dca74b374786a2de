"""Reports on messages come up to five times each, in any order, at once, some before their message.

In the end all is as if each had come once and in order.
"""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator

from backend.domain.ids import MessageId
from backend.domain.messaging.records import Attempt, Purpose, Words
from backend.gateway.app import create
from channels.contracts import Capabilities, Channel, DeliveryUpdate, OutboundMessage, Progress, Receipt
from tests.faults.size import size, tell
from tests.integration.messaging.doubles import CLINIC, Desk

CALLBACKS = size(200, 10_000)
SEED = 20261122
THREADS = 4
# The states of a message as its provider tells them, with the error code that comes with the last.
LIVES: list[tuple[tuple[str, ...], str | None]] = [
    (("queued", "sending", "sent", "delivered"), None),
    (("queued", "sending", "sent", "delivered"), None),
    (("queued", "sent", "delivered", "read"), None),
    (("queued", "sending", "sent"), None),
    (("queued", "sending", "sent", "undelivered"), "30003"),
    (("sending", "sent", "undelivered"), "30006"),
    (("queued", "failed"), "21610"),
    (("sending", "failed"), "30007"),
]


@dataclass(frozen=True, slots=True)
class Callback:
    """A report on a message, by our id."""

    message: MessageId
    sid: str
    status: str
    code: str | None
    to: str


class EachItsOwn:
    """Implements contracts.Outbound; a message's provider id is made of its own and of its address."""

    def __init__(self, channel: str) -> None:
        self.capabilities = Capabilities(channel, 1600)

    def send(self, message: OutboundMessage) -> Receipt:
        """Take it."""
        return Receipt(sid_of(self.capabilities.channel, message.id), "accepted")

    def find(self, message: OutboundMessage, since: datetime, known: frozenset[str]) -> Receipt | None:
        """What was sent."""
        return self.send(message)


def sid_of(channel: str, message: str) -> str:
    return ("SM" if channel == "sms" else "WA") + message


@dataclass
class Town:
    """Many people, each with one message from the clinic and its life; some also have WhatsApp."""

    desk: Desk
    area: int
    lives: Sequence[tuple[tuple[str, ...], str | None]]
    messages: list[MessageId] = field(default_factory=list)

    def number(self, place: int) -> str:
        return f"+1{self.area}{5550000 + place:07d}"

    def address(self, channel: str, place: int) -> str:
        return ("whatsapp:" if channel == "whatsapp" else "") + self.number(place)

    def write(self, desk: Desk, early: Sequence[int], post: Poster) -> None:
        """Write to everybody; reports of the places `early` come while nobody can see their message yet."""
        now = desk.frontdesk.clock.now()
        with desk.frontdesk.database.transaction() as transaction:
            for place, number in enumerate(map(self.number, range(len(self.lives)))):
                if place % 3 == 0:
                    transaction.conversations.open("whatsapp", number, number)
                transaction.conversations.open("sms", number, number)
        with desk.frontdesk.database.transaction() as transaction:
            for number in map(self.number, range(len(self.lives))):
                conversation = transaction.conversations.open("sms", number, number)
                said = transaction.messages.say(conversation, Words("Hello", Purpose.REPLY), now)
                self.messages.append(said)
            post([callback for place in early for callback in self.callbacks("sms", place)])
        for message in self.messages:
            desk.frontdesk.delivery.relay(message)

    def callbacks(self, channel: str, place: int) -> list[Callback]:
        """The life of a message on a channel, in order; a second address is reached without trouble."""
        message = self.messages[place]
        states, code = self.lives[place] if channel == "sms" else (("queued", "sent", "delivered", "read"), None)
        return [
            Callback(
                message,
                sid_of(channel, message.hex),
                status,
                code if status in ("undelivered", "failed") else None,
                self.address(channel, place),
            )
            for status in states
        ]

    def moved(self) -> list[int]:
        """The places whose message went on to another address."""
        rows = self.desk.sql("SELECT DISTINCT message_id FROM delivery_attempts")
        found = {row[0] for row in rows}
        return [place for place, message in enumerate(self.messages) if message in found]

    def attempts(self) -> list[tuple[Attempt, ...]]:
        """What became of each message at each of its addresses."""
        with self.desk.frontdesk.database.transaction() as transaction:
            return [transaction.deliveries.life(message).attempts for message in self.messages]

    def states(self) -> list[tuple[object, ...]]:
        """How everything stands, place by place."""
        found: list[tuple[object, ...]] = []
        lives = self.attempts()
        with self.desk.frontdesk.database.transaction() as transaction:
            for place, attempts in enumerate(lives):
                addresses = transaction.addresses.everywhere("sms", self.number(place))
                standing = transaction.connection.exec_driver_sql(
                    "SELECT standing, opted_out_at IS NOT NULL FROM addresses WHERE id = ANY(%s)", (addresses,)
                ).one()
                told = [(one.channel, one.state, one.error_code, (one.provider_id or "")[:2]) for one in attempts]
                found.append((self.lives[place], told, tuple(standing)))
        return found


class Poster:
    """Posts reports, signed, to the web side."""

    def __init__(self, desk: Desk) -> None:
        settings = desk.frontdesk.settings
        self._app = create(desk.frontdesk)
        self._url = settings.public_url
        self._validator = RequestValidator(settings.twilio.auth_token.reveal())
        self.posted = 0

    def __call__(self, callbacks: Sequence[Callback]) -> None:
        """One after another."""
        client = self._app.test_client()
        for callback in callbacks:
            self._post(client, callback)
        self.posted += len(callbacks)

    def at_once(self, callbacks: Sequence[Callback]) -> None:
        """From several threads, as they come."""
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(self, [callbacks[start::THREADS] for start in range(THREADS)]))

    def _post(self, client: FlaskClient, callback: Callback) -> None:
        path = f"/webhooks/status/{callback.message.hex}"
        form = {"MessageSid": callback.sid, "MessageStatus": callback.status, "To": callback.to, "From": CLINIC}
        form |= {"ErrorCode": callback.code} if callback.code else {}
        response = client.post(
            path,
            data=urlencode(form),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": self._validator.compute_signature(self._url + path, form)},
            environ_overrides={"RAW_URI": path},
        )
        assert response.status_code == 204


@pytest.mark.timeout(1800)
def test_state_is_that_of_good_order_when_reports_come_shuffled_and_again(desk: Desk) -> None:
    chance = random.Random(SEED)
    wired = {name: Channel(name, EachItsOwn(name)) for name in ("sms", "whatsapp")}
    vars(desk.frontdesk)["channels"] = wired
    post = Poster(desk)
    lives: list[tuple[tuple[str, ...], str | None]] = []
    while sum(len(states) for states, _ in lives) < CALLBACKS:
        lives.append(chance.choice(LIVES))
    orderly, messy = Town(desk, 212, lives), Town(desk, 646, lives)

    orderly.write(desk, [], post)
    post([callback for place in range(len(lives)) for callback in orderly.callbacks("sms", place)])
    settle(desk)
    again = orderly.moved()
    post([callback for place in again for callback in orderly.callbacks("whatsapp", place)])
    before = post.posted

    # A carrier that knew of an opt-out beforehand: then nothing is sent at all, which is another story.
    known = [place for place, (_, code) in enumerate(lives) if code != "21610"]
    early = chance.sample(known, len(known) // 10)
    messy.write(desk, early, post)
    first = [callback for place in range(len(lives)) for callback in messy.callbacks("sms", place)]
    many = shuffled(first, chance)
    half = len(many) // 2
    post.at_once(many[:half])
    settle(desk)
    # The rest comes among the reports of the addresses that messages have gone on to by now.
    moved = [callback for place in messy.moved() for callback in messy.callbacks("whatsapp", place)]
    post.at_once(shuffled(moved, chance) + many[half:])
    settle(desk)
    later = [callback for place in messy.moved() for callback in messy.callbacks("whatsapp", place)]
    post.at_once(shuffled(later, chance))
    settle(desk)

    expected, found = orderly.states(), messy.states()
    assert again
    wrong = [pair for pair in zip(expected, found, strict=True) if pair[0] != pair[1]]
    assert wrong == []
    assert len({str(state[1]) for state in expected}) > 4
    tell(f"{before} callbacks in order, {post.posted - before} shuffled, over {2 * len(lives)} messages: the same end")


def test_message_goes_to_the_next_address_when_its_failure_is_reported_by_all_at_once(desk: Desk) -> None:
    vars(desk.frontdesk)["channels"] = {name: Channel(name, EachItsOwn(name)) for name in ("sms", "whatsapp")}
    town = Town(desk, 303, [(("sending", "failed"), "30007")] * size(30, 300))
    town.write(desk, [], Poster(desk))
    barrier = threading.Barrier(6)

    def report(message: MessageId, state: Progress) -> None:
        barrier.wait()
        desk.frontdesk.delivery.update(DeliveryUpdate(message.hex, sid_of("sms", message.hex), state, "30007"))

    states: list[Progress] = ["failed", "failed", "failed", "sent", "accepted", "sent"]
    with ThreadPoolExecutor(len(states)) as threads:
        for message in town.messages[::3]:  # those with two addresses
            list(threads.map(report, [message] * len(states), states))
    settle(desk)

    assert len(town.moved()) == len(town.messages[::3])
    assert {tuple(attempt.state for attempt in life) for life in town.attempts()[::3]} == {("failed", "accepted")}


def settle(desk: Desk) -> None:
    """Do what a worker does now and then: early reports, and whatever is due."""
    desk.frontdesk.delivery.reconcile()
    desk.work()
    while True:
        with desk.frontdesk.database.transaction() as transaction:
            due = transaction.deliveries.due(100)
        if not due:
            return
        for message in due:
            desk.frontdesk.delivery.relay(message)


def shuffled(callbacks: Sequence[Callback], chance: random.Random) -> list[Callback]:
    """Each one to five times, in any order."""
    many = list(itertools.chain.from_iterable([callback] * chance.randint(1, 5) for callback in callbacks))
    chance.shuffle(many)
    return many
