"""Our SMS channel against the carrier: both sides speak Twilio's protocol, and neither knows of the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from channels.contracts import DeliveryUpdate, InboundMessage, OutboundMessage
from channels.errors import (
    DeadAddress,
    Forged,
    OptedOut,
    RateLimited,
    Refused,
    Rejected,
    SendError,
    UnknownOutcome,
    Unreachable,
)
from channels.sms.inbound import SmsInbound
from channels.sms.outbound import TwilioSms
from channels.twilio.client import Account
from channels.twilio.signatures import Signatures
from channels.twilio.status import Reports
from tests.contracts.running import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    CLINIC_NUMBER,
    PATIENT,
    SERVICE_SID,
    Clinic,
    recording_clinic,
    running_carrier,
    settings_for,
    until,
)

pytestmark = pytest.mark.enable_socket
MESSAGE = OutboundMessage("0190b8a2c4d47e8f9a0b1c2d3e4f5061", PATIENT, "Shall I book Tue Dec 1 at 2:20 pm?")


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    with recording_clinic() as running:
        yield running


@pytest.fixture
def carrier_url(clinic: Clinic) -> Iterator[str]:
    with running_carrier(settings_for(clinic.url)) as (_, url):
        yield url


@pytest.fixture
def channel(carrier_url: str, clinic: Clinic) -> Iterator[TwilioSms]:
    with opened(carrier_url, clinic) as sms:
        yield sms


@contextmanager
def opened(carrier_url: str, clinic: Clinic, token: str = AUTH_TOKEN, timeout: float = 5.0) -> Iterator[TwilioSms]:
    """Our channel, pointed at the carrier."""
    account = Account(ACCOUNT_SID, token, SERVICE_SID, None, carrier_url)
    with closing(TwilioSms(account, clinic.url, httpx.Timeout(timeout))) as sms:
        yield sms


def test_callbacks_are_genuine_and_about_our_message_when_sent(channel: TwilioSms, clinic: Clinic) -> None:
    receipt = channel.send(MESSAGE)
    reports = Reports(Signatures(AUTH_TOKEN, clinic.url))
    updates = [update for call in clinic.texts(4) for update in reports.read(call.webhook())]

    assert receipt.progress == "accepted"
    assert all(isinstance(update, DeliveryUpdate) and update.message_id == MESSAGE.id for update in updates)
    assert updates[-1] == DeliveryUpdate(MESSAGE.id, receipt.provider_id, "delivered")


def test_text_of_a_telephone_is_genuine_and_whole_when_it_arrives(carrier_url: str, clinic: Clinic) -> None:
    text = " ünïcode 😀 /cancel{} & 100% \n"
    httpx.post(f"{carrier_url}/sandbox/handsets/{PATIENT}/messages", json={"text": text}).raise_for_status()
    (call,) = clinic.texts()
    sms = SmsInbound(Signatures(AUTH_TOKEN, clinic.url))

    (message,) = sms.read(call.webhook())

    assert isinstance(message, InboundMessage)
    assert (message.sender, message.phone, message.recipient) == (PATIENT, PATIENT, CLINIC_NUMBER)
    assert message.body == text
    with pytest.raises(Forged):
        sms.read(replace(call.webhook(), body=call.body + b"&Body=more"))


@pytest.mark.parametrize(
    ("word", "keyword"), [("stop", "stop"), ("START", "start"), ("Help", "help"), ("cancel", None)]
)
def test_keyword_is_understood_when_the_carrier_acted_on_it(
    carrier_url: str, clinic: Clinic, word: str, keyword: str | None
) -> None:
    httpx.post(f"{carrier_url}/sandbox/handsets/{PATIENT}/messages", json={"text": word}).raise_for_status()

    (message,) = SmsInbound(Signatures(AUTH_TOKEN, clinic.url)).read(clinic.texts()[0].webhook())
    assert isinstance(message, InboundMessage)
    assert message.keyword == keyword


@pytest.mark.parametrize(
    ("kind", "error"),
    [("rate_limited", RateLimited), ("server_error", UnknownOutcome), ("opted_out", OptedOut)],
)
def test_refusal_has_its_class_when_the_carrier_refuses(
    carrier_url: str, channel: TwilioSms, kind: str, error: type[SendError]
) -> None:
    httpx.post(f"{carrier_url}/sandbox/faults", json={"kind": kind, "seconds": 2}).raise_for_status()

    with pytest.raises(error) as refused:
        channel.send(MESSAGE)

    assert not isinstance(refused.value, RateLimited) or refused.value.retry_after == 2


def test_message_is_found_when_its_answer_never_came(carrier_url: str, clinic: Clinic) -> None:
    httpx.post(f"{carrier_url}/sandbox/faults", json={"kind": "timeout_after_accept"}).raise_for_status()
    since = datetime.now(UTC)
    with opened(carrier_url, clinic, timeout=0.3) as impatient:
        with pytest.raises(UnknownOutcome):
            impatient.send(MESSAGE)
        found = impatient.find(MESSAGE, since, frozenset())

        assert found is not None
        assert impatient.find(MESSAGE, since, frozenset({found.provider_id})) is None


def test_credentials_are_refused_when_the_token_is_wrong(carrier_url: str, clinic: Clinic) -> None:
    with opened(carrier_url, clinic, token="wrong") as sms, pytest.raises(Refused):
        sms.send(MESSAGE)


@pytest.mark.parametrize("wrong", [OutboundMessage("1", "hello", "Hi"), OutboundMessage("1", PATIENT, "x" * 1601)])
def test_message_is_rejected_when_it_can_never_be_sent(channel: TwilioSms, wrong: OutboundMessage) -> None:
    with pytest.raises(Rejected):
        channel.send(wrong)


def test_carrier_is_unreachable_when_nobody_listens(clinic: Clinic) -> None:
    with opened("http://127.0.0.1:1", clinic) as sms, pytest.raises(Unreachable):
        sms.send(MESSAGE)


@pytest.mark.parametrize(("code", "error"), [(21614, DeadAddress), (21211, DeadAddress), (21408, Rejected)])
def test_refusal_says_whether_anybody_is_there_when_the_number_is_refused(
    carrier_url: str, channel: TwilioSms, code: int, error: type[SendError]
) -> None:
    fault = {"kind": "refused", "error_code": code}
    httpx.post(f"{carrier_url}/sandbox/faults", json=fault).raise_for_status()

    with pytest.raises(error) as refused:
        channel.send(MESSAGE)
    assert (type(refused.value), refused.value.code) == (error, str(code))


def test_message_is_recalled_when_it_waits_in_the_queue(carrier_url: str, channel: TwilioSms) -> None:
    httpx.post(f"{carrier_url}/sandbox/faults", json={"kind": "stuck"}).raise_for_status()

    assert channel.recall(channel.send(MESSAGE).provider_id) == "canceled"


def test_message_stays_what_it_is_when_it_is_too_late_to_recall_it(channel: TwilioSms, clinic: Clinic) -> None:
    receipt = channel.send(MESSAGE)
    until(lambda: "delivered" in clinic.statuses(1))

    assert channel.recall(receipt.provider_id) == "delivered"
