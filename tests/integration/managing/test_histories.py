"""All that was said to a patient, through the API."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from backend.domain.ids import ConversationId
from backend.domain.messaging.records import Purpose, Words
from tests.conftest import ApiClient, SettableClock
from tests.integration.booking.test_api import holds_to
from tests.integration.small_clinic import PHONE, SmallClinic

START = "2026-12-11T10:00:00-05:00"


def _say(small: SmallClinic, words: str, kind: str | None = None, whose: Any = None) -> ConversationId:
    """Say something to whoever has the telephone, perhaps as the message of a plan."""
    conversation = small.conversation()
    with small.frontdesk.database.transaction() as transaction:
        place = transaction.conversations.get(conversation)
        now = small.frontdesk.clock.now()
        message = transaction.messages.say(place, Words(words, Purpose.REMINDER if kind else Purpose.REPLY), now)
        if kind:
            transaction.connection.execute(
                text("""
                    UPDATE notifications SET state = 'said', message_id = :message, settled_at = :now,
                        conversation_id = :conversation WHERE kind = :kind AND patient_id = :patient
                """),
                {"message": message, "now": now, "conversation": conversation, "kind": kind, "patient": whose.id},
            )
    return conversation


def test_shows_plans_and_messages_in_one_list_when_read(
    api: ApiClient, small: SmallClinic, clock: SettableClock
) -> None:
    ada, ben = small.patient(phone=PHONE), small.patient("Ben", phone=PHONE)
    booked = small.book(api, ada, START)
    small.book(api, ben, "2026-12-12T10:00:00-05:00")
    clock.advance(minutes=1)
    _say(small, "Booked.", "confirmation", ada)
    _say(small, "Ben is booked.", "confirmation", ben)
    clock.advance(minutes=1)
    _say(small, "How can we help?")
    api.post(f"/appointments/{booked['id']}/reschedule", {"start": "2026-12-11T11:00:00-05:00"})
    path = f"/patients/{ada.id.hex}/messages"
    found = api.get(path, bodies=True).get_json()["items"]
    planned = [(one["plan"]["kind"], one["plan"]["reason"]) for one in found if one["plan"] and not one["message"]]
    assert planned[:3] == [("reminder-2h", None), ("reminder-1d", None), ("reminder-3d", None)]
    assert planned.count(("reminder-3d", "moved")) == 1
    said = [(one["body"], one["purpose"], one["state"], one["channel"]) for one in found if one["message"]]
    assert said == [("How can we help?", "reply", "pending", "sms"), ("Booked.", "reminder", "pending", "sms")]
    (confirmation,) = [one for one in found if one["body"] == "Booked."]
    assert confirmation["plan"]["kind"] == "confirmation"
    assert confirmation["plan"]["appointment"] == booked["id"]
    assert all(one["body"] is None for one in api.get(path).get_json()["items"])


def test_goes_through_all_of_it_when_read_by_the_page(api: ApiClient, small: SmallClinic) -> None:
    ada = small.patient(phone=PHONE)
    small.book(api, ada, START)
    for number in range(5):
        _say(small, f"Number {number}")
    whole = api.get(f"/patients/{ada.id.hex}/messages").get_json()
    assert whole["next"] is None
    seen: list[Any] = []
    cursor = None
    while True:
        page = api.get(f"/patients/{ada.id.hex}/messages", limit=2, **({"cursor": cursor} if cursor else {})).get_json()
        seen += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == whole["items"]
    assert len(seen) == 9


def test_tells_of_nobody_else_when_the_patient_has_no_telephone(api: ApiClient, small: SmallClinic) -> None:
    ada = small.patient()
    _say(small, "Hello")
    assert api.get(f"/patients/{ada.id.hex}/messages").get_json() == {"items": [], "next": None}
    assert api.get(f"/patients/{'0' * 32}/messages").status_code == 404


def test_answers_are_as_described_when_read(api: ApiClient, small: SmallClinic) -> None:
    ada = small.patient(phone=PHONE)
    small.book(api, ada, START)
    _say(small, "Booked.", "confirmation", ada)
    document = api.client.get("/api/v1/openapi.json").get_json()
    response = api.get(f"/patients/{ada.id.hex}/messages", bodies=True)
    holds_to(document, "/api/v1/patients/{id}/messages", "get", response)
