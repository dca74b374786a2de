"""The carrier and the official client against Twilio's own OpenAPI files, with Prism between them.

Prism passes everything on and names what does not fit in the header `sl-violations`.
"""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from channels.contracts import Choice, OutboundMessage, Template
from channels.sandbox.contents import WELCOME_SID
from channels.sms.outbound import TwilioSms
from channels.twilio.client import Account
from channels.whatsapp.outbound import TwilioWhatsApp
from tests.contracts.conftest import CONTENT_OPENAPI, OPENAPI, PRISM
from tests.contracts.running import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    CLINIC_NUMBER,
    CLINIC_WHATSAPP,
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
    handsets: str
    faults: str
    objections: list[dict[str, Any]] = field(default_factory=list)

    def note(self, response: requests.Response | httpx.Response, *_args: object, **_kwargs: object) -> None:
        for violation in json.loads(response.headers.get("sl-violations", "[]")):
            known = violation["location"][-1] in RELATIVE and violation.get("code") == "format"
            if violation["severity"] == "Error" and not known:
                self.objections.append(violation)


@dataclass(frozen=True)
class Proxied:
    """The clinic, the carrier behind Prism, and the telephones, which are nobody's contract."""

    clinic: Clinic
    url: str
    telephones: str


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    logs = tmp_path_factory.mktemp("prism")
    with (
        recording_clinic() as clinic,
        running_carrier(settings_for(clinic.url)) as (_, url),
        prism(both(logs / "twilio.json"), url, logs / "prism.log") as agreed,
    ):
        yield Proxied(clinic, agreed, f"{url}/sandbox")


def both(place: Path) -> Path:
    """Twilio's two files in one, since Prism takes one; no name is in both that means different things."""
    messages, content = (json.loads(file.read_text(encoding="utf-8")) for file in (OPENAPI, CONTENT_OPENAPI))
    messages["paths"] |= content["paths"]
    for kind, named in content["components"].items():
        messages["components"].setdefault(kind, {}).update(named)
    place.write_text(json.dumps(messages), encoding="utf-8")
    return place


@contextmanager
def prism(openapi: Path, url: str, log: Path) -> Iterator[str]:
    """Prism in front of the carrier; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("wb") as output:
        command = [str(PRISM), "proxy", "-h", "127.0.0.1", "-p", str(port), str(openapi.resolve()), url]
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        until(lambda: _listens(process, port, log), 45)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _listens(prism: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    assert prism.poll() is None, log.read_text()
    try:
        httpx.get(f"http://127.0.0.1:{port}/", timeout=5)
    except httpx.TransportError:
        return False
    return True


@pytest.fixture
def contract(proxied: Proxied) -> Contract:
    telephones = proxied.telephones
    agreed = Contract(official_client(proxied.url), proxied.clinic, f"{telephones}/handsets", f"{telephones}/faults")
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


@pytest.mark.parametrize("recipient", [PATIENT, "US.13491208655302741918"])
def test_nothing_is_objected_when_our_channel_sends_text_buttons_and_templates_on_whatsapp(
    contract: Contract, recipient: str
) -> None:
    httpx.post(f"{contract.handsets}/whatsapp:{recipient}/messages", json={"text": "hi"}).raise_for_status()
    account = Account(ACCOUNT_SID, AUTH_TOKEN, None, CLINIC_WHATSAPP, contract.client.api.base_url)
    text = OutboundMessage("0190b8a2c4d47e8f9a0b1c2d3e4f5062", recipient, "Which one?")
    choices = [tuple(Choice(str(number), f"token-{number}") for number in range(count)) for count in (3, 10)]
    template = Template(WELCOME_SID, ("Elm Street", "Tue Dec 1 at 2:20 pm."))
    since = datetime.now(UTC)

    with closing(TwilioWhatsApp(account, contract.clinic.url)) as channel:
        channel._messages._transport._client.event_hooks["response"].append(contract.note)
        channel.send(text)
        for some in choices:
            channel.send(replace(text, choices=some))
        receipt = channel.send(replace(text, template=template))
        found = channel.find(replace(text, template=template), since, frozenset())

    assert found is not None
    assert found.provider_id == receipt.provider_id
    assert contract.objections == []


def test_nothing_is_objected_when_a_message_is_canceled(contract: Contract) -> None:
    httpx.post(contract.faults, json={"kind": "stuck"}).raise_for_status()
    message = contract.client.messages.create(to="+16175550188", from_=CLINIC_NUMBER, body="Hello")

    assert message.update(status="canceled").status == "canceled"
    assert contract.objections == []


def test_nothing_is_objected_when_content_is_fetched_listed_approved_and_deleted(contract: Contract) -> None:
    contents = contract.client.content.v1.contents
    wanted = ContentList.ContentCreateRequest(
        {"friendly_name": "hello", "language": "en", "types": {"twilio/text": {"body": "Hello"}}}
    )
    sid = str(contents.create(wanted).sid)
    approval = ApprovalCreateList.ContentApprovalRequest({"name": "hello", "category": "UTILITY"})

    assert contents(sid).approval_fetch().fetch().whatsapp is None
    assert contents(sid).approval_create.create(approval).status == "approved"
    assert contents(sid).approval_fetch().fetch().whatsapp["status"] == "approved"
    assert {content.sid for content in contents.list(page_size=1)} >= {sid, WELCOME_SID}
    assert contents(sid).fetch().types == {"twilio/text": {"body": "Hello"}}
    assert contents(sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        contents(sid).fetch()
    assert gone.value.code == 20404
    assert contract.objections == []


def test_prism_objects_when_a_request_is_ill_formed(contract: Contract) -> None:
    with pytest.raises(TwilioRestException):
        contract.client.messages.create(to=PATIENT, from_=CLINIC_NUMBER, body="Hello", status_callback="not a uri")

    assert [objection["location"][-1] for objection in contract.objections] == ["StatusCallback"]


def test_prism_objects_when_content_is_ill_formed(contract: Contract) -> None:
    with pytest.raises(TwilioRestException):
        contract.client.content.v1.contents("nonsense").fetch()

    assert {objection["location"][-1] for objection in contract.objections} == {"sid"}
