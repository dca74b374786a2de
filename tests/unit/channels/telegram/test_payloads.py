"""Updates as Telegram sends them: `update` is what arrives, `events` what we make of it."""

from __future__ import annotations

import dataclasses
import json
import random
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from channels.contracts import Webhook
from channels.errors import Forged, Malformed
from channels.telegram.bot import TelegramBot
from channels.telegram.inbound import SECRET_HEADER, TelegramInbound
from tests.unit.channels.telegram.conftest import ACCOUNT, SECRET

PAYLOADS = Path(__file__).parents[3] / "payloads" / "telegram"
CASES: dict[str, Any] = json.loads((PAYLOADS / "inbound.json").read_text(encoding="utf-8"))
MUTANTS = 1500


def webhook(body: object, secret: str | None = SECRET) -> Webhook:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Webhook("/webhooks/telegram", {} if secret is None else {SECRET_HEADER: secret}, content)


@pytest.mark.parametrize("case", [pytest.param(case, id=title) for title, case in CASES.items()])
def test_reads_an_update_when_telegram_sends_it(case: dict[str, Any], inbound: TelegramInbound) -> None:
    if "malformed" in case:
        with pytest.raises(Malformed) as refusal:
            inbound.read(webhook(case["update"]))
        assert refusal.value.field == case["malformed"]
        return
    events = inbound.read(webhook(case["update"]))
    assert [list(expected) for expected in case["events"]] == [[type(event).__name__] for event in events]
    for event, expected in zip(events, case["events"], strict=True):
        (fields,) = expected.values()
        assert event.channel == "telegram"  # type: ignore[union-attr]  # Telegram has no reports
        assert {name: dataclasses.asdict(event)[name] for name in fields} == fields


@pytest.mark.parametrize("secret", [None, "", "another", SECRET + "x", SECRET[:-1], "\u00fc", "\udce4"])
def test_refuses_an_update_when_its_secret_does_not_fit(secret: str | None, inbound: TelegramInbound) -> None:
    with pytest.raises(Forged):
        inbound.read(webhook(CASES["text"]["update"], secret))


def test_refuses_an_update_when_neither_side_has_a_secret() -> None:
    with closing(TelegramBot(ACCOUNT)) as bot, pytest.raises(Forged):
        TelegramInbound("", bot, ACCOUNT.bot_id).read(webhook(CASES["text"]["update"], ""))


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"update_id": 1e999}', b"NaN"])
def test_calls_it_malformed_when_it_is_no_json_object(body: bytes, inbound: TelegramInbound) -> None:
    with pytest.raises(Malformed):
        inbound.read(webhook(body))


def test_shows_no_words_and_no_person_when_printed(inbound: TelegramInbound) -> None:
    shown = repr(inbound.read(webhook(CASES["text"]["update"])))
    assert "tuesday" not in shown
    assert "5000000101" not in shown


@pytest.mark.parametrize("seed", range(4))
def test_is_read_or_refused_when_an_update_is_mutated(seed: int, inbound: TelegramInbound) -> None:
    chance = random.Random(seed)
    read = 0
    for _ in range(MUTANTS):
        update = json.loads(json.dumps(chance.choice(list(CASES.values()))["update"]))
        mutate(update, chance)
        content = bytearray(json.dumps(update).encode())
        if chance.random() < 0.2:
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            for event in inbound.read(webhook(bytes(content))):
                json.dumps(dataclasses.asdict(event)).encode()
                repr(event).encode()
                read += 1
        except Malformed:
            continue
    assert read > MUTANTS // 10


def mutate(update: Any, chance: random.Random) -> None:
    """Put something else in a place of an update, now and then in several."""
    for _ in range(chance.choice([1, 1, 2, 5])):
        places = [(holder, key) for holder in walk(update) for key in keys(holder)]
        if not places:
            return
        holder, key = chance.choice(places)
        anything: list[Any] = [
            None,
            True,
            -1,
            0,
            2**52,
            2**70,
            1.5,
            "",
            "x" * 5000,
            "\ud800",
            "\0",
            [],
            [[]],
            {},
            {"id": 1},
        ]
        holder[key] = chance.choice(anything)


def walk(value: Any) -> list[Any]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [value, *(found for one in inner for found in walk(one))]


def keys(holder: Any) -> list[Any]:
    return list(holder) if isinstance(holder, dict) else list(range(len(holder))) if isinstance(holder, list) else []
