"""What goes wrong on demand."""

from __future__ import annotations

import threading
import time

import httpx
import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from tests.contracts.running import ACCOUNT_SID, AUTH_TOKEN, CLINIC_NUMBER, PATIENT, Clinic, until

pytestmark = pytest.mark.enable_socket


def order(web: httpx.Client, **fault: object) -> None:
    assert web.post("/sandbox/faults", json=fault).status_code == 201


def send(client: Client, clinic: Clinic, to: str = PATIENT) -> str:
    return str(
        client.messages.create(to=to, from_=CLINIC_NUMBER, body="Hello", status_callback=f"{clinic.url}/status").sid
    )


@pytest.mark.parametrize(
    ("kind", "refusal"),
    [("rate_limited", (429, 20429)), ("server_error", (500, 20500)), ("opted_out", (400, 21610))],
)
def test_request_is_refused_once_when_ordered(
    client: Client, clinic: Clinic, web: httpx.Client, kind: str, refusal: tuple[int, int]
) -> None:
    order(web, kind=kind)

    with pytest.raises(TwilioRestException) as refused:
        send(client, clinic)
    assert (refused.value.status, refused.value.code) == refusal
    assert client.messages.list() == []
    assert send(client, clinic)


def test_retry_after_is_told_when_rate_limited(web: httpx.Client) -> None:
    order(web, kind="rate_limited", seconds=3)

    answer = web.post(f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json", auth=(ACCOUNT_SID, AUTH_TOKEN))

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")


def test_fault_stays_with_one_telephone_until_withdrawn_when_ordered_so(
    client: Client, clinic: Clinic, web: httpx.Client
) -> None:
    order(web, kind="opted_out", handset=PATIENT, times=None)

    assert send(client, clinic, to="+16175550199")
    for _ in range(2):
        with pytest.raises(TwilioRestException):
            send(client, clinic)
    assert web.delete("/sandbox/faults").json() == {"withdrawn": 1}
    assert send(client, clinic)


def test_message_is_on_its_way_when_the_answer_times_out(carrier_url: str, clinic: Clinic, web: httpx.Client) -> None:
    order(web, kind="timeout_after_accept", seconds=30)
    impatient = Client(ACCOUNT_SID, AUTH_TOKEN, http_client=TwilioHttpClient(timeout=0.3))
    impatient.api.base_url = carrier_url

    with pytest.raises(requests.exceptions.ReadTimeout):
        send(impatient, clinic)
    assert len(impatient.messages.list(to=PATIENT)) == 1
    assert clinic.statuses(3)[-1] == "delivered"


def test_callback_precedes_the_answer_when_early(client: Client, clinic: Clinic, web: httpx.Client) -> None:
    order(web, kind="callbacks_early")

    send(client, clinic)

    assert clinic.calls[0].form["MessageStatus"] == "sending"
    assert clinic.statuses(3) == ["sending", "sent", "delivered"]


def test_callbacks_come_twice_when_ordered(client: Client, clinic: Clinic, web: httpx.Client) -> None:
    order(web, kind="callbacks_twice")

    send(client, clinic)

    assert sorted(clinic.statuses(6)) == sorted(["sending", "sent", "delivered"] * 2)


def test_callbacks_come_last_state_first_when_out_of_order(client: Client, clinic: Clinic, web: httpx.Client) -> None:
    order(web, kind="callbacks_out_of_order")

    send(client, clinic)

    assert clinic.statuses(3) == ["delivered", "sent", "sending"]


def test_callbacks_come_after_the_delay_when_late(client: Client, clinic: Clinic, web: httpx.Client) -> None:
    order(web, kind="callbacks_late", seconds=0.4)
    began = time.monotonic()

    sid = send(client, clinic)
    until(lambda: client.messages(sid).fetch().status == "delivered")
    assert clinic.calls == []
    clinic.texts(1)

    assert time.monotonic() - began > 0.4


def test_no_callback_comes_when_lost(client: Client, clinic: Clinic, web: httpx.Client) -> None:
    order(web, kind="callbacks_lost")

    sid = send(client, clinic)
    until(lambda: client.messages(sid).fetch().status == "delivered")
    send(client, clinic, to="+16175550199")

    assert {call.form["To"] for call in clinic.texts(3)} == {"+16175550199"}


@pytest.mark.parametrize(
    ("code", "states"),
    [(30003, ["sending", "sent", "undelivered"]), (30006, ["sending", "failed"])],
)
def test_delivery_ends_with_the_code_when_it_fails(
    client: Client, clinic: Clinic, web: httpx.Client, code: int, states: list[str]
) -> None:
    order(web, kind=states[-1], error_code=code)

    sid = send(client, clinic)

    assert clinic.statuses(len(states)) == states
    assert clinic.calls[-1].form["ErrorCode"] == str(code)
    fetched = client.messages(sid).fetch()
    assert (fetched.status, fetched.error_code) == (states[-1], code)
    assert fetched.error_message


def test_one_fault_is_spent_once_when_many_ask_at_the_same_time(
    client: Client, clinic: Clinic, web: httpx.Client
) -> None:
    order(web, kind="server_error", times=3)
    refusals: list[int] = []

    def attempt() -> None:
        try:
            send(client, clinic)
        except TwilioRestException as error:
            refusals.append(error.status)

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refusals == [500, 500, 500]


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ([], "kind"),
        ({}, "kind"),
        ({"kind": "earthquake"}, "kind"),
        ({"kind": ["failed"]}, "kind"),
        ({"kind": "failed", "handset": "me"}, "handset"),
        ({"kind": "failed", "times": 0}, "times"),
        ({"kind": "failed", "times": True}, "times"),
        ({"kind": "callbacks_late", "seconds": "soon"}, "seconds"),
        ({"kind": "failed", "error_code": 1}, "error_code"),
        ({"kind": "failed", "colour": "red"}, "colour"),
    ],
)
def test_order_is_refused_with_the_field_when_it_is_wrong(web: httpx.Client, fault: object, field: str) -> None:
    answer = web.post("/sandbox/faults", json=fault)

    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_faults_are_listed_and_one_can_be_withdrawn(web: httpx.Client) -> None:
    order(web, kind="failed")
    order(web, kind="callbacks_lost", times=2)
    listed = web.get("/sandbox/faults").json()["faults"]

    assert [fault["kind"] for fault in listed] == ["failed", "callbacks_lost"]
    assert web.delete(f"/sandbox/faults/{listed[0]['id']}").status_code == 200
    assert web.delete(f"/sandbox/faults/{listed[0]['id']}").status_code == 404
    assert len(web.get("/sandbox/faults").json()["faults"]) == 1
