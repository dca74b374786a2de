"""Twilio's REST interface, asked by Twilio's own client."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.contracts.running import (
    ACCOUNT_SID,
    CLINIC_NUMBER,
    PATIENT,
    SERVICE_SID,
    Clinic,
    official_client,
    running_carrier,
    settings_for,
    until,
)

pytestmark = pytest.mark.enable_socket


def test_message_reaches_the_telephone_with_signed_callbacks_when_created(client: Client, clinic: Clinic) -> None:
    callback = f"{clinic.url}/webhooks/status/7?n=J%C3%B6rg&t=a%3Ab"
    message = client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="See you at 3 pm.", status_callback=callback)

    assert (message.status, message.num_segments, message.account_sid) == ("queued", "1", ACCOUNT_SID)
    assert clinic.statuses(3) == ["sending", "sent", "delivered"]
    assert all(call.genuine for call in clinic.calls)
    assert clinic.calls[2].form == {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "From": CLINIC_NUMBER,
        "MessageSid": message.sid,
        "MessageStatus": "delivered",
        "RawDlrDoneDate": clinic.calls[2].form["RawDlrDoneDate"],
        "SmsSid": message.sid,
        "SmsStatus": "delivered",
        "To": PATIENT,
    }
    fetched = client.messages(str(message.sid)).fetch()
    assert (fetched.status, fetched.direction, fetched.error_code) == ("delivered", "outbound-api", None)
    assert fetched.date_sent is not None


def test_sender_and_segments_are_open_until_queued_when_a_messaging_service_sends(
    client: Client, clinic: Clinic
) -> None:
    message = client.messages.create(
        to=PATIENT, messaging_service_sid=SERVICE_SID, body="Hello", status_callback=f"{clinic.url}/status"
    )

    assert (message.status, message.from_, message.num_segments) == ("accepted", None, "0")
    assert clinic.statuses(4) == ["queued", "sending", "sent", "delivered"]
    assert clinic.calls[0].form["MessagingServiceSid"] == SERVICE_SID
    fetched = message.fetch()
    assert (fetched.from_, fetched.num_segments) == (CLINIC_NUMBER, "1")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"to": ""}, 21604),
        ({"to": "hello"}, 21211),
        ({"to": "+1"}, 21211),
        ({"to": CLINIC_NUMBER}, 21266),
        ({"from_": ""}, 21603),
        ({"from_": "clinic"}, 21212),
        ({"from_": "+15005550007"}, 21606),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"status_callback": "/webhooks/status"}, 21609),
    ],
)
def test_message_is_refused_with_twilios_code_when_a_field_is_wrong(
    client: Client, wrong: dict[str, str], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(**{"to": PATIENT, "from_": CLINIC_NUMBER, "body": "Hello", **wrong})

    assert (refused.value.status, refused.value.code) == (400, code)
    assert client.messages.list() == []


def test_body_is_taken_when_it_has_exactly_1600_characters(client: Client) -> None:
    message = client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="x" * 1600)

    assert message.num_segments == "11"


def test_request_is_refused_when_the_auth_token_is_wrong(carrier_url: str) -> None:
    with pytest.raises(TwilioRestException) as refused:
        official_client(carrier_url, token="wrong").messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello")

    assert (refused.value.status, refused.value.code) == (401, 20003)


def test_request_is_refused_when_it_names_another_account(client: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.api.v2010.accounts("AC" + "f" * 32).messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello")

    assert refused.value.code == 20003


def test_answer_is_20404_when_the_message_is_unknown(client: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.messages("SM" + "0" * 32).fetch()

    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_list_is_paged_newest_first_when_it_is_longer_than_a_page(client: Client) -> None:
    sids = [client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body=f"Text {n}").sid for n in range(7)]

    assert [message.sid for message in client.messages.list(page_size=3)] == sids[::-1]
    assert [message.sid for message in client.messages.list(limit=5, page_size=2)] == sids[:1:-1]


def test_list_is_filtered_when_number_and_date_are_given(client: Client, clinic: Clinic) -> None:
    other = "+16175550143"
    first = client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="one").sid
    second = client.messages.create(to=other, from_=CLINIC_NUMBER, body="two").sid
    until(lambda: client.messages(str(second)).fetch().status == "delivered")
    now = datetime.now(UTC)

    assert [m.sid for m in client.messages.list(to=PATIENT)] == [first]
    assert [m.sid for m in client.messages.list(to=other, from_=CLINIC_NUMBER)] == [second]
    assert client.messages.list(from_=PATIENT) == []
    assert len(client.messages.list(date_sent=now)) == 2
    assert len(client.messages.list(date_sent_after=now - timedelta(minutes=1))) == 2
    assert client.messages.list(date_sent_after=now + timedelta(minutes=1)) == []
    assert client.messages.list(date_sent_before=now - timedelta(minutes=1)) == []


def test_message_is_found_by_number_only_when_it_is_not_sent_yet(client: Client) -> None:
    message = client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello")
    by_number = client.messages.list(to=PATIENT)
    deadline = time.monotonic() + 5
    while not client.messages.list(to=PATIENT, date_sent_after=datetime.now(UTC) - timedelta(minutes=1)):
        assert time.monotonic() < deadline

    assert [m.sid for m in by_number] == [message.sid]


def test_other_resources_are_20404_when_asked_for(client: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        client.calls.create(to=PATIENT, from_=CLINIC_NUMBER, twiml="<Response/>")

    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_message_is_canceled_when_it_waits_in_the_queue(client: Client, clinic: Clinic, web: httpx.Client) -> None:
    web.post("/sandbox/faults", json={"kind": "stuck"}).raise_for_status()
    callback = f"{clinic.url}/status"
    stuck = client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello", status_callback=callback)

    assert stuck.update(status="canceled").status == "canceled"
    assert clinic.statuses(1) == ["canceled"]
    assert client.messages(str(stuck.sid)).fetch().status == "canceled"


def test_message_is_not_canceled_when_it_is_too_late(client: Client) -> None:
    message = client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello")
    until(lambda: message.fetch().status == "delivered")

    with pytest.raises(TwilioRestException) as refused:
        message.update(status="canceled")
    assert (refused.value.status, refused.value.code) == (409, 30409)


def test_message_is_never_delivered_when_it_was_canceled_on_its_way(clinic: Clinic) -> None:
    with running_carrier(settings_for(clinic.url, step_seconds=0.2)) as (_, url):
        client = official_client(url)
        callback = f"{clinic.url}/status"
        message = client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello", status_callback=callback)
        message.update(status="canceled")
        later = client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Later", status_callback=callback)
        until(lambda: later.fetch().status == "delivered")

        assert message.fetch().status == "canceled"
    states = [call.form["MessageStatus"] for call in clinic.calls if call.form["MessageSid"] == message.sid]
    assert states == ["canceled"]
