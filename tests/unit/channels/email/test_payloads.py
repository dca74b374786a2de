"""Every recorded mail, read."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.contracts import ContactUpdate, DeliveryUpdate, Event, InboundMessage
from channels.email.inbound import LONGEST, Mail, MailReader
from channels.errors import Malformed
from tests.unit.channels.email.account import ACCOUNT, MESSAGE, PATIENT, THREAD

PAYLOADS = Path(__file__).parents[3] / "payloads" / "email"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((PAYLOADS / "expected.toml").read_text())
MAILS = {path.stem: path.read_bytes() for path in sorted(PAYLOADS.glob("*.eml"))}


def read(content: bytes, *recipients: str, sender: str | None = None) -> list[Event]:
    return list(MailReader(ACCOUNT).read(Mail(sender, recipients, content)))


def words(content: bytes, *recipients: str) -> InboundMessage:
    (event,) = read(content, *recipients)
    assert isinstance(event, InboundMessage)
    return event


def test_every_mail_has_its_expectation_when_one_is_added() -> None:
    assert set(MAILS) == set(EXPECTED)


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "read" in expected])
def test_mail_says_what_the_patient_wrote_when_it_is_read(name: str) -> None:
    expected = {"attachments": 0, "keyword": None, "thread": True} | EXPECTED[name]["read"]
    message = words(MAILS[name])

    assert message.body == expected["body"]
    assert (message.attachments, message.keyword) == (expected["attachments"], expected["keyword"])
    assert message.thread == (THREAD if expected["thread"] else None)
    assert (message.channel, message.sender, message.recipient) == ("email", PATIENT, "desk@clinic.example")
    assert message.phone is None
    assert message.replies_to == expected.get("replies_to")
    assert 0 < len(message.provider_id) <= 200


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "nothing" in expected])
def test_mail_says_nothing_when_a_machine_sent_it_or_it_is_not_ours(name: str) -> None:
    assert read(MAILS[name]) == []


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if "malformed" in expected])
def test_mail_is_malformed_when_there_is_nobody_to_answer(name: str) -> None:
    with pytest.raises(Malformed) as refused:
        read(MAILS[name])

    assert refused.value.field == EXPECTED[name]["malformed"]


@pytest.mark.parametrize("name", [name for name in EXPECTED if EXPECTED[name].keys() & {"failed", "complained"}])
def test_report_names_the_message_and_the_address_when_the_seal_fits(name: str) -> None:
    expected = EXPECTED[name]
    told: dict[str, str] = {}
    for event in read(MAILS[name]):
        if isinstance(event, DeliveryUpdate):
            assert event.message_id == MESSAGE
            told[event.progress] = event.error_code or ""
        else:
            assert isinstance(event, ContactUpdate)
            told[event.standing] = event.address

    assert told == expected


def test_mail_keeps_one_id_when_a_relay_sends_it_again() -> None:
    again = b"Received: by another relay; Mon, 23 Nov 2026 10:06:00 -0500\r\n" + MAILS["without_an_id"]

    assert words(MAILS["without_an_id"]).provider_id == words(again).provider_id


def test_envelope_decides_when_the_headers_name_somebody_else() -> None:
    message = words(MAILS["for_somebody_else"], f"reply+{THREAD}@reply.clinic.example")

    assert message.thread == THREAD


def test_vacation_of_an_empty_envelope_says_nothing_when_its_headers_look_human() -> None:
    assert read(MAILS["plain"], sender="") == []


def test_body_is_cut_when_the_mail_is_huge() -> None:
    head = MAILS["plain"].partition(b"\r\n\r\n")[0]
    huge = head + b"\r\n\r\n" + b"I need an appointment. " * 200_000

    assert len(words(huge).body) == LONGEST


def test_mail_is_malformed_when_its_parts_are_nested_without_end() -> None:
    head = b'From: ana@example.org\r\nTo: desk@clinic.example\r\nContent-Type: multipart/mixed; boundary="b0"\r\n\r\n'
    nested = b"".join(
        b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % (number, number + 1)
        for number in range(3000)
    )
    with pytest.raises(Malformed):
        read(head + nested)


@pytest.mark.parametrize("piece", [b"A: b\r\n", b"\r\n", b"--b\r\n\r\nx\r\n"])
def test_mail_is_malformed_when_it_is_made_to_keep_its_reader_busy(piece: bytes) -> None:
    head = b'From: ana@example.org\r\nTo: desk@clinic.example\r\nContent-Type: multipart/mixed; boundary="b"\r\n'

    with pytest.raises(Malformed):
        read(head + piece * (3_000_000 // len(piece)))


@pytest.mark.parametrize("piece", [b'a="b";', b'"', b"a*0*=x;"])
def test_reading_takes_a_moment_when_a_header_never_ends(piece: bytes) -> None:
    head = b"From: ana@example.org\r\nTo: desk@clinic.example\r\nContent-Type: text/plain; "
    began = time.process_time()

    assert words(head + piece * (1_000_000 // len(piece)) + b"\r\n\r\nhi").body == "hi"
    assert time.process_time() - began < 5


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(sorted(MAILS)),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=4), st.integers(0, 8)), min_size=1, max_size=8),
)
def test_mail_is_read_or_malformed_when_it_was_bent(name: str, changes: list[tuple[int, bytes, int]]) -> None:
    content = bytearray(MAILS[name])
    for position, put, removed in changes:
        at = position % len(content)
        content[at : at + removed] = put
    try:
        events = read(bytes(content))
    except Malformed:
        return
    for event in events:
        if isinstance(event, InboundMessage):
            assert event.phone is None
            assert "\0" not in event.body + event.sender + event.provider_id
            event.body.encode()
            event.sender.encode()
