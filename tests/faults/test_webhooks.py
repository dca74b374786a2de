"""Webhooks of every channel, bent in every way: never a 5xx, and nothing taken that its provider did not sign."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from backend.gateway.app import create
from channels.contracts import Acknowledgement, Channel, Event, InboundMessage, Webhook
from tests.contracts.contract import Recorded, Subject
from tests.contracts.subjects import SUBJECTS
from tests.faults.size import size, tell
from tests.integration.messaging.doubles import Desk

WEBHOOKS = size(2_000, 50_000)
SEED = 20261122
BENDABLE = [subject for subject in SUBJECTS if "webhooks" not in subject.lacks]


@dataclass
class Listening:
    """Implements contracts.Inbound: a channel with the keys of its recordings; `heard` is what it let through."""

    subject: Subject
    heard: list[Event]
    acknowledgement: Acknowledgement = field(default_factory=Acknowledgement)

    def read(self, webhook: Webhook) -> Sequence[Event]:
        events = self.subject.read(webhook)
        self.heard += events
        return events


class Bench:
    """The web side with every channel, and a way to post to it."""

    def __init__(self, desk: Desk) -> None:
        self.heard: list[Event] = []
        self.statuses: Counter[tuple[str, int]] = Counter()
        held = desk.carrier
        readers = {subject.name: Listening(subject, self.heard) for subject in BENDABLE}
        channels = {name: Channel(name, held, reader) for name, reader in readers.items()}
        vars(desk.frontdesk).update(channels=channels, reports=readers["sms"])
        self.client = create(desk.frontdesk).test_client()

    def post(self, kind: str, webhook: Webhook) -> int:
        """Post a webhook as it is; the status."""
        headers = {name: value.encode("utf-8", "replace").decode("latin-1") for name, value in webhook.headers.items()}
        response = self.client.post(
            "/webhooks" + webhook.target.partition("/webhooks")[2].partition("?")[0],
            data=webhook.body,
            headers=headers,
            environ_overrides={"RAW_URI": webhook.target},
        )
        self.statuses[kind, response.status_code] += 1
        assert response.status_code < 500, (kind, webhook, webhook.headers, webhook.body)
        return response.status_code


def bits(body: bytes, chance: random.Random) -> bytes:
    """Some bytes put in, taken out or changed."""
    content = bytearray(body)
    for _ in range(chance.choice([1, 1, 2, 8])):
        at = chance.randrange(len(content) + 1)
        content[at : at + chance.choice([0, 1, 4])] = chance.randbytes(chance.choice([0, 1, 3]))
    return bytes(content)


def cut(body: bytes, chance: random.Random) -> bytes:
    """An end missing."""
    at = chance.randrange(len(body) + 1)
    return chance.choice([body[:at], body[at:]])


def swapped(body: bytes, chance: random.Random) -> bytes:
    """Another value in the place of one."""
    separators = (b"&", b"=", b",", b":", b"\n")
    separator = chance.choice([one for one in separators if one in body] or [b" "])
    parts = body.split(separator)
    values = [
        b"",
        b"null",
        b"-1",
        b"9" * 30,
        b"[]",
        b"{}",
        b"%00",
        b"\\u0000",
        b"\xed\xa0\x80",
        b'"\\ud800"',
        b"x" * 3000,
    ]
    parts[chance.randrange(len(parts))] = chance.choice([*values, chance.choice(parts)])
    return separator.join(parts)


def doubled(body: bytes, chance: random.Random) -> bytes:
    """A part said again."""
    at = chance.randrange(len(body) + 1)
    return body[:at] + body[at : at + chance.randrange(200)] * 2 + body[at:]


BENDS: list[Callable[[bytes, random.Random], bytes]] = [bits, cut, swapped, doubled]


def unsigned(subject: Subject, case: Recorded, chance: random.Random) -> Iterator[Webhook]:
    """The webhook in ways in which no provider signs it."""
    yield chance.choice(subject.forged(case.webhook))
    yield dataclasses.replace(case.webhook, headers={})
    name = chance.choice([name for name in case.webhook.headers if name.startswith("x-")])
    value = case.webhook.headers[name]
    bent = chance.choice(["", value[:-1], value + value[-1], value.swapcase(), "\u00fc" + value, " ", value * 50])
    if bent != value:
        yield dataclasses.replace(case.webhook, headers={**case.webhook.headers, name: bent})
    body = chance.choice(BENDS)(case.webhook.body, chance) + b"&Added=1"
    if "signed bodies" not in subject.lacks:
        yield dataclasses.replace(case.webhook, body=body)


@pytest.mark.timeout(1800)
def test_nothing_breaks_and_nothing_unsigned_is_taken_when_webhooks_are_bent(desk: Desk) -> None:
    chance, bench = random.Random(SEED), Bench(desk)
    recorded = {subject: subject.recorded() for subject in BENDABLE}
    posted = 0
    while posted < WEBHOOKS:
        subject = chance.choice(BENDABLE)
        case = chance.choice(recorded[subject])
        for webhook in unsigned(subject, case, chance):
            before = len(bench.heard)
            assert bench.post("unsigned", webhook) == 403
            assert len(bench.heard) == before
            posted += 1
        body = chance.choice(BENDS)(case.webhook.body, chance)
        signed = dataclasses.replace(subject.signed(body, case.webhook), target=case.webhook.target)
        assert bench.post("signed", signed) in (200, 204, 400, 404, 413)
        posted += 1

    said = [event for event in bench.heard if isinstance(event, InboundMessage)]
    # Every message that was acknowledged is there, once.
    assert desk.sql("SELECT count(*) FROM messages WHERE author = 'patient'") == [
        (len({(event.provider, event.provider_id) for event in said}),)
    ]
    assert said
    tell(f"{posted} webhooks: {dict(sorted(bench.statuses.items()))}")


@pytest.mark.parametrize("subject", BENDABLE, ids=repr)
def test_every_recorded_webhook_is_acknowledged_or_refused_when_it_is_posted(desk: Desk, subject: Subject) -> None:
    bench = Bench(desk)
    for case in subject.recorded():
        status = bench.post("recorded", case.webhook)
        assert (status == 400) is (case.malformed is not None)


def test_nothing_breaks_when_webhooks_are_posted_to_other_channels(desk: Desk) -> None:
    bench = Bench(desk)
    for subject in BENDABLE:
        for target in [f"/webhooks/{other.name}" for other in BENDABLE if other is not subject] + ["/webhooks/none"]:
            elsewhere = dataclasses.replace(subject.recorded()[0].webhook, target=target)
            assert bench.post("elsewhere", elsewhere) in (403, 404)
    assert not bench.heard
