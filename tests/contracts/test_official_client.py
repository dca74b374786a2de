"""The carrier against the official client alone: what the client reads, the carrier gives, in the form it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from tests.contracts.running import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    CLINIC_NUMBER,
    PATIENT,
    Clinic,
    official_client,
    recording_clinic,
    running_carrier,
    settings_for,
    until,
)

pytestmark = pytest.mark.enable_socket
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages"
NOT_READ = {"metadata"}


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    with recording_clinic() as running:
        yield running


@pytest.fixture
def carrier_url(clinic: Clinic) -> Iterator[str]:
    with running_carrier(settings_for(clinic.url)) as (_, url):
        yield url


class Reading(dict[str, Any]):
    """A resource that remembers which of its fields are read."""

    def __init__(self, fields: dict[str, Any]) -> None:
        super().__init__(fields)
        self.read: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)


def test_resource_has_the_fields_the_client_reads_when_created(carrier_url: str) -> None:
    answer = httpx.post(
        f"{carrier_url}{MESSAGES}.json",
        data={"To": PATIENT, "From": CLINIC_NUMBER, "Body": "Hello"},
        auth=(ACCOUNT_SID, AUTH_TOKEN),
    )
    resource = Reading(answer.json())
    MessageInstance(official_client(carrier_url).api.v2010, resource, account_sid=ACCOUNT_SID)

    assert answer.status_code == 201
    assert resource.keys() == resource.read - NOT_READ


def test_values_have_the_clients_types_when_delivered(carrier_url: str, clinic: Clinic) -> None:
    client: Client = official_client(carrier_url)
    sid = str(client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello").sid)
    until(lambda: client.messages(sid).fetch().status == "delivered")
    message = client.messages(sid).fetch()

    assert re.fullmatch(r"SM[0-9a-f]{32}", sid)
    assert message.direction == MessageInstance.Direction.OUTBOUND_API
    assert all(isinstance(moment, datetime) for moment in (message.date_created, message.date_sent))
    assert (message.num_segments, message.num_media, message.api_version) == ("1", "0", "2010-04-01")
    assert message.uri == f"{MESSAGES}/{sid}.json"


def test_error_has_the_clients_four_fields_when_refused(carrier_url: str) -> None:
    answer = httpx.post(f"{carrier_url}{MESSAGES}.json", data={}, auth=(ACCOUNT_SID, AUTH_TOKEN))

    assert answer.json() == {
        "code": 21604,
        "message": "A 'To' phone number is required.",
        "more_info": "https://www.twilio.com/docs/errors/21604",
        "status": 400,
    }


def test_page_has_only_the_clients_keys_and_one_list_when_listed(carrier_url: str) -> None:
    page = httpx.get(f"{carrier_url}{MESSAGES}.json", auth=(ACCOUNT_SID, AUTH_TOKEN)).json()

    assert page.pop("messages") == []
    assert page.keys() == {
        "end", "first_page_uri", "next_page_uri", "page", "page_size", "previous_page_uri", "start", "uri",
    }  # fmt: skip
