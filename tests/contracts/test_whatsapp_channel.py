"""Our WhatsApp channel against the carrier: both sides speak Twilio's protocol, and neither knows of the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from channels.contracts import (
    Choice,
    ContactUpdate,
    DeliveryUpdate,
    Event,
    Inbound,
    InboundMessage,
    OutboundMessage,
    Template,
)
from channels.errors import DeadAddress, OptedOut, RateLimited, SendError, UnknownOutcome, WindowClosed
from channels.sandbox.contents import WELCOME_SID
from channels.twilio.client import Account
from channels.twilio.signatures import Signatures
from channels.twilio.status import Reports
from channels.whatsapp.inbound import WhatsAppInbound
from channels.whatsapp.outbound import TwilioWhatsApp
from tests.contracts.running import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    CLINIC_WHATSAPP,
    PATIENT,
    Clinic,
    official_client,
    recording_clinic,
    running_carrier,
    settings_for,
    until,
)

pytestmark = pytest.mark.enable_socket
MESSAGE = OutboundMessage("0190b8a2c4d47e8f9a0b1c2d3e4f5061", PATIENT, "Shall I book Tue Dec 1 at 2:20 pm?")
YES_OR_NO = (Choice("Yes", "token-yes"), Choice("No", "token-no"))
NAMELESS = "US.13491208655302741918"


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    with recording_clinic() as running:
        yield running


@pytest.fixture
def carrier_url(clinic: Clinic) -> Iterator[str]:
    with running_carrier(settings_for(clinic.url)) as (_, url):
        yield url


@pytest.fixture
def phone(carrier_url: str) -> Iterator[httpx.Client]:
    """The patient's, who has written before."""
    with httpx.Client(base_url=f"{carrier_url}/sandbox/handsets/whatsapp:{PATIENT}") as handset:
        handset.post("/messages", json={"text": "hi"}).raise_for_status()
        yield handset


@pytest.fixture
def channel(carrier_url: str, clinic: Clinic, phone: httpx.Client) -> Iterator[TwilioWhatsApp]:
    with opened(carrier_url, clinic) as whatsapp:
        yield whatsapp


@contextmanager
def opened(carrier_url: str, clinic: Clinic, timeout: float = 5.0) -> Iterator[TwilioWhatsApp]:
    """Our channel, pointed at the carrier."""
    account = Account(ACCOUNT_SID, AUTH_TOKEN, None, CLINIC_WHATSAPP, carrier_url)
    with closing(TwilioWhatsApp(account, clinic.url, httpx.Timeout(timeout))) as whatsapp:
        yield whatsapp


def told(clinic: Clinic) -> list[Event]:
    """What the clinic was told so far, as our channel reads it."""
    signatures = Signatures(AUTH_TOKEN, clinic.url)
    readers: dict[str, Inbound] = {"whatsapp": WhatsAppInbound(signatures), "status": Reports(signatures)}
    return [event for call in list(clinic.calls) for event in readers[call.target.split("/")[2]].read(call.webhook())]


def progress(clinic: Clinic, end: str) -> DeliveryUpdate:
    """The report that a message got that far, once it came."""

    def look() -> DeliveryUpdate | None:
        reports = [event for event in told(clinic) if isinstance(event, DeliveryUpdate)]
        return next((report for report in reports if report.progress == end), None)

    return until(look)


def shown(phone: httpx.Client) -> dict[str, Any]:
    newest: dict[str, Any] = phone.get("/messages").json()["messages"][-1]
    return newest


def contents(carrier_url: str) -> set[str]:
    return {str(content.sid) for content in official_client(carrier_url).content.v1.contents.list()}


def test_text_is_delivered_and_read_when_the_person_wrote_before(
    channel: TwilioWhatsApp, clinic: Clinic, phone: httpx.Client
) -> None:
    receipt = channel.send(MESSAGE)

    assert progress(clinic, "delivered") == DeliveryUpdate(MESSAGE.id, receipt.provider_id, "delivered")
    assert shown(phone)["body"] == MESSAGE.body
    phone.post("/state", json={"read": True}).raise_for_status()
    assert progress(clinic, "read").provider_id == receipt.provider_id


@pytest.mark.parametrize("count", [1, 3, 4, 10])
def test_token_comes_back_when_a_button_is_pressed(
    channel: TwilioWhatsApp, clinic: Clinic, phone: httpx.Client, count: int
) -> None:
    body = "Which one?\n" + "\n".join(f"{number}) at {number}:20 pm {'x' * 60}" for number in range(1, count + 1))
    choices = tuple(Choice(f"{number}:20 pm", f"token-{number}") for number in range(1, count + 1))
    channel.send(replace(MESSAGE, body=body, choices=choices))
    assert (shown(phone)["body"], len(shown(phone)["buttons"])) == (body, count)

    phone.post("/messages", json={"press": f"token-{count}"}).raise_for_status()

    def pressed() -> InboundMessage | None:
        messages = [event for event in told(clinic) if isinstance(event, InboundMessage)]
        return next((message for message in messages if message.choice), None)

    message = until(pressed)
    assert (message.choice, message.body, message.phone) == (f"token-{count}", f"{count}:20 pm", PATIENT)


def test_content_is_made_once_when_many_messages_have_the_same_shape(
    channel: TwilioWhatsApp, carrier_url: str, clinic: Clinic
) -> None:
    before = contents(carrier_url)
    for number in range(3):
        choices = (Choice(f"Yes {number}", f"yes-{number}"), Choice("No", f"no-{number}"))
        channel.send(replace(MESSAGE, body=f"{number}?", choices=choices))
    with opened(carrier_url, clinic) as after_a_restart:
        after_a_restart.send(replace(MESSAGE, choices=YES_OR_NO))

    assert len(contents(carrier_url) - before) == 1


def test_buttons_are_made_again_when_somebody_deleted_them(
    channel: TwilioWhatsApp, carrier_url: str, phone: httpx.Client
) -> None:
    offer = replace(MESSAGE, choices=YES_OR_NO)
    channel.send(offer)
    client = official_client(carrier_url)
    for sid in contents(carrier_url) - {WELCOME_SID}:
        client.content.v1.contents(sid).delete()

    with pytest.raises(SendError) as refused:
        channel.send(offer)
    assert refused.value.retryable
    channel.send(offer)
    assert len(shown(phone)["buttons"]) == 2


def test_person_without_a_number_is_answered_when_they_write(
    channel: TwilioWhatsApp, carrier_url: str, clinic: Clinic
) -> None:
    address = f"{carrier_url}/sandbox/handsets/whatsapp:{NAMELESS}/messages"
    httpx.post(address, json={"text": "hola"}).raise_for_status()
    message = until(lambda: next((one for one in told(clinic) if getattr(one, "body", "") == "hola"), None))
    assert isinstance(message, InboundMessage)
    assert (message.sender, message.phone) == (NAMELESS, None)

    channel.send(replace(MESSAGE, recipient=message.sender))

    assert progress(clinic, "delivered").message_id == MESSAGE.id


def test_window_is_closed_when_the_person_wrote_too_long_ago(
    channel: TwilioWhatsApp, clinic: Clinic, phone: httpx.Client
) -> None:
    phone.post("/state", json={"window": False}).raise_for_status()
    channel.send(MESSAGE)
    assert progress(clinic, "failed").error_code == "63016"

    template = Template(WELCOME_SID, ("Elm Street", "Tue Dec 1 at 2:20 pm:\n\n1 to confirm."))
    channel.send(replace(MESSAGE, template=template))

    assert progress(clinic, "delivered").message_id == MESSAGE.id
    assert shown(phone)["body"] == (
        "This is Elm Street. Tue Dec 1 at 2:20 pm: 1 to confirm. Answer here to write to us."
    )


def test_address_is_told_about_when_the_person_blocked_us(
    channel: TwilioWhatsApp, clinic: Clinic, phone: httpx.Client
) -> None:
    phone.post("/state", json={"blocked": True}).raise_for_status()
    channel.send(MESSAGE)
    progress(clinic, "undelivered")

    assert ContactUpdate("whatsapp", PATIENT, "blocked", "63014") in told(clinic)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "rate_limited"}, RateLimited),
        ({"kind": "server_error"}, UnknownOutcome),
        ({"kind": "opted_out"}, OptedOut),
        ({"kind": "refused", "error_code": 63016}, WindowClosed),
        ({"kind": "refused", "error_code": 63024}, DeadAddress),
        ({"kind": "refused", "error_code": 63003}, DeadAddress),
        ({"kind": "refused", "error_code": 63018}, RateLimited),
    ],
)
def test_refusal_has_its_class_when_the_carrier_refuses(
    carrier_url: str, channel: TwilioWhatsApp, fault: dict[str, object], error: type[SendError]
) -> None:
    httpx.post(f"{carrier_url}/sandbox/faults", json=fault).raise_for_status()

    with pytest.raises(error) as refused:
        channel.send(MESSAGE)
    assert type(refused.value) is error


@pytest.mark.parametrize(
    "message",
    [
        MESSAGE,
        replace(MESSAGE, choices=YES_OR_NO),
        replace(MESSAGE, template=Template(WELCOME_SID, ("Elm Street", "Tue Dec 1\nat 2:20 pm"))),
    ],
    ids=["text", "buttons", "template"],
)
def test_message_is_found_when_its_answer_never_came(
    carrier_url: str, clinic: Clinic, phone: httpx.Client, message: OutboundMessage
) -> None:
    since = datetime.now(UTC)
    with opened(carrier_url, clinic, timeout=0.4) as impatient:
        impatient.send(replace(message, id="another", body="Something else", choices=(), template=None))
        httpx.post(f"{carrier_url}/sandbox/faults", json={"kind": "timeout_after_accept"}).raise_for_status()
        with pytest.raises(UnknownOutcome):
            impatient.send(message)
        found = impatient.find(message, since, frozenset())

        assert found is not None
        assert found.provider_id == shown(phone)["sid"]
        assert impatient.find(message, since, frozenset({found.provider_id})) is None
