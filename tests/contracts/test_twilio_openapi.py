"""The carrier and the official client against Twilio's own OpenAPI file, with Prism between them.

Prism passes everything on and names what does not fit in the header `sl-violations`.
"""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from channels.contracts import OutboundMessage
from channels.sms.outbound import Account, TwilioSms
from tests.contracts.conftest import OPENAPI, PRISM
from tests.contracts.running import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    CLINIC_NUMBER,
    PATIENT,
    SERVICE_SID,
    Clinic,
    official_client,
    recording_clinic,
    running_carrier,
    settings_for,
    until,
)

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(60)]

# The file calls these absolute URIs; its own examples, Twilio's answers and the client's paging have them relative.
RELATIVE = {"uri", "first_page_uri", "next_page_uri", "previous_page_uri"}


@dataclass
class Contract:
    """The official client talking to the carrier through Prism, and what Prism objected to."""

    client: Client
    clinic: Clinic
    objections: list[dict[str, Any]] = field(default_factory=list)

    def note(self, response: requests.Response | httpx.Response, *_args: object, **_kwargs: object) -> None:
        for violation in json.loads(response.headers.get("sl-violations", "[]")):
            known = violation["location"][-1] in RELATIVE and violation.get("code") == "format"
            if violation["severity"] == "Error" and not known:
                self.objections.append(violation)


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Clinic, str]]:
    log = tmp_path_factory.mktemp("prism") / "prism.log"
    with recording_clinic() as clinic, running_carrier(settings_for(clinic.url)) as (_, url):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with log.open("wb") as output:
            command = [str(PRISM), "proxy", "-h", "127.0.0.1", "-p", str(port), str(OPENAPI.resolve()), url]
            prism = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            until(lambda: _listens(prism, port, log), 45)
            yield clinic, f"http://127.0.0.1:{port}"
        finally:
            prism.terminate()
            prism.wait(10)


def _listens(prism: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    assert prism.poll() is None, log.read_text()
    try:
        httpx.get(f"http://127.0.0.1:{port}/", timeout=5)
    except httpx.TransportError:
        return False
    return True


@pytest.fixture
def contract(proxied: tuple[Clinic, str]) -> Contract:
    clinic, url = proxied
    agreed = Contract(official_client(url), clinic)
    agreed.client.http_client.session.hooks["response"].append(agreed.note)
    return agreed


def test_nothing_is_objected_when_messages_are_created_fetched_and_listed(contract: Contract) -> None:
    messages = contract.client.messages
    callback = f"{contract.clinic.url}/webhooks/status/5?t=a%3Ab"
    first = messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello", status_callback=callback)
    second = messages.create(to=PATIENT, messaging_service_sid=SERVICE_SID, body="ü 😀", status_callback=callback)
    until(lambda: {first.fetch().status, second.fetch().status} == {"delivered"})
    hour = timedelta(hours=1)

    assert len(messages.list(to=PATIENT, page_size=1)) == 2
    assert len(messages.list(to=PATIENT, from_=CLINIC_NUMBER, date_sent_after=datetime.now(UTC) - hour)) == 2
    assert messages.list(date_sent_before=datetime.now(UTC) - hour) == []
    assert len(messages.list(to=PATIENT, date_sent=datetime.now(UTC).date())) == 2
    assert contract.objections == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"to": "hello"}, 21211), ({"to": ""}, 21604), ({"from_": "+15005550007"}, 21606), ({"body": "x" * 1601}, 21617)],
)
def test_request_is_well_formed_when_the_carrier_refuses_its_content(
    contract: Contract, wrong: dict[str, str], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        contract.client.messages.create(**{"to": PATIENT, "from_": CLINIC_NUMBER, "body": "Hello", **wrong})

    assert refused.value.code == code
    assert contract.objections == []


def test_nothing_is_objected_when_our_channel_sends_and_looks_up(contract: Contract) -> None:
    account = Account(ACCOUNT_SID, AUTH_TOKEN, SERVICE_SID, None, contract.client.api.base_url)
    channel = TwilioSms(account, contract.clinic.url)
    channel._messages._transport._client.event_hooks["response"].append(contract.note)
    message = OutboundMessage("0190b8a2c4d47e8f9a0b1c2d3e4f5061", "+16175550177", "Hello")
    since = datetime.now(UTC)

    receipt = channel.send(message)
    found = channel.find(message, since, frozenset())
    channel.close()

    assert found is not None
    assert found.provider_id == receipt.provider_id
    assert contract.objections == []


def test_prism_objects_when_a_request_is_ill_formed(contract: Contract) -> None:
    with pytest.raises(TwilioRestException):
        contract.client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello", status_callback="not a uri")

    assert [objection["location"][-1] for objection in contract.objections] == ["StatusCallback"]
