from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from channels.sandbox.mail_boxes import MAILS_A_BOX, MailBoxes
from channels.sandbox.mail_messages import Post
from channels.sandbox.mail_settings import MailSettings
from channels.sandbox.settings import SandboxSettings, SettingsError
from tests.contracts.running import Clinic, running_carrier, settings_for, until
from tests.unit.channels.sandbox.test_settings import ENVIRON

pytestmark = pytest.mark.enable_socket
MAIL = {
    "SANDBOX_MAIL_PORT": "8050",
    "SANDBOX_MAIL_CLINIC": "127.0.0.1:8040",
    "SANDBOX_MAIL_ADDRESS": "desk@clinic.example",
}
BOX = "/sandbox/mailboxes/ana@example.org/mails"


@pytest.fixture
def page(clinic: Clinic) -> Iterator[httpx.Client]:
    """The mailboxes of a carrier whose clinic has no receiver."""
    mail = MailSettings(0, "127.0.0.1", 1, "desk@clinic.example", retry_seconds=0.01)
    with running_carrier(settings_for(clinic.url, mail=mail)) as (_, url), httpx.Client(base_url=url) as session:
        yield session


def test_there_is_no_mail_when_no_port_is_given() -> None:
    assert SandboxSettings.parse(ENVIRON).mail is None


def test_mail_is_set_when_its_port_and_the_clinic_are_given() -> None:
    assert SandboxSettings.parse(ENVIRON | MAIL).mail == MailSettings(8050, "127.0.0.1", 8040, "desk@clinic.example")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANDBOX_MAIL_PORT", "eighty"),
        ("SANDBOX_MAIL_PORT", "70000"),
        ("SANDBOX_MAIL_CLINIC", ""),
        ("SANDBOX_MAIL_CLINIC", "127.0.0.1"),
        ("SANDBOX_MAIL_ADDRESS", "desk"),
    ],
)
def test_start_is_refused_with_the_name_when_a_mail_setting_is_wrong(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        SandboxSettings.parse(ENVIRON | MAIL | {name: value})


def test_mail_is_given_up_when_nobody_ever_takes_it(page: httpx.Client) -> None:
    assert page.post(BOX, json={"text": "hello"}).json()["status"] == "sending"
    (mail,) = until(lambda: [one for one in page.get(BOX).json()["messages"] if one["status"] == "refused"])

    assert mail["reply_code"] == 421
    assert page.get("/sandbox/mailboxes").json()["mailboxes"] == ["ana@example.org"]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (BOX, {}, "text"),
        (BOX, {"text": "\ud800"}, "text"),
        (BOX, {"text": "x" * 20_001}, "text"),
        (BOX, {"text": "x", "subject": "a\nb"}, "subject"),
        (BOX, {"text": "x", "answers": True}, "answers"),
        (BOX, {"text": "x", "answers": 99}, "mail"),
        (f"{BOX}/99/bounce", {}, "mail"),
        (f"{BOX}/99/bounce", {"status": "6.0.0"}, "status"),
        (f"{BOX}/99/complaint", {}, "mail"),
        (f"{BOX}/99/unsubscribe", {}, "mail"),
        (f"{BOX}/99/unsubscribe", [], "body"),
        ("/sandbox/mailboxes/nobody/mails", {"text": "x"}, "mailbox"),
    ],
)
def test_wish_is_refused_with_its_field_when_it_makes_no_sense(
    page: httpx.Client, path: str, body: object, field: str
) -> None:
    answer = page.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["field"]) == (400, field)


@pytest.mark.parametrize("handset", ["ana@example.org", "whatsapp:+16175550142", None])
def test_fault_is_ordered_when_it_is_for_a_mailbox(page: httpx.Client, handset: str | None) -> None:
    assert page.post("/sandbox/faults", json={"kind": "rate_limited", "handset": handset}).status_code == 201


def test_oldest_mails_go_when_a_mailbox_is_full() -> None:
    boxes, now = MailBoxes(), datetime(2026, 11, 23, tzinfo=UTC)
    for number in range(MAILS_A_BOX + 5):
        boxes.add(Post(number, "ana@example.org", False, b"", "", now, now, "delivered"))

    assert [post.id for post in boxes.mails("ana@example.org")][:1] == [5]
    assert boxes.find("ana@example.org", 4) is None
    assert boxes.change("ana@example.org", 4, status="x") is None
