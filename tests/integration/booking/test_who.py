"""Whom a conversation without a telephone number may speak for: whom it booked for itself, where that is proven."""

from __future__ import annotations

import pytest

from backend.domain.ids import ConversationId
from backend.domain.messaging.records import Source
from tests.conftest import ApiClient
from tests.integration.booking.test_conversations_api import book, offers
from tests.integration.small_clinic import PHONE, SmallClinic


def _chat(small: SmallClinic, channel: str, address: str, *, proven: bool = True) -> ConversationId:
    with small.frontdesk.database.transaction() as transaction:
        return transaction.conversations.open(channel, address, proven=proven).id


def _book(api: ApiClient, chat: ConversationId) -> str:
    booked: str = book(api, chat, offers(api, chat)["offers"][0]["token"])["id"]
    return booked


def _own(api: ApiClient, chat: ConversationId) -> list[str]:
    return [one["id"] for one in api.get(f"/conversations/{chat.hex}/appointments").get_json()["items"]]


@pytest.mark.parametrize(("channel", "address"), [("telegram", "4711"), ("web", "b7c2"), ("email", "ada@mail.example")])
def test_chat_knows_what_it_booked_when_it_has_no_number(
    api: ApiClient, small: SmallClinic, channel: str, address: str
) -> None:
    chat = _chat(small, channel, address)
    booked = _book(api, chat)
    assert _own(api, chat) == [booked]
    assert api.post(f"/conversations/{chat.hex}/appointments/{booked}/confirm").get_json()["attendance"] == "confirmed"


def test_chat_knows_nothing_of_another_when_both_booked_for_the_same_name(api: ApiClient, small: SmallClinic) -> None:
    one, other = _chat(small, "telegram", "4711"), _chat(small, "web", "4711")
    booked = _book(api, one)
    assert _own(api, other) == []
    assert _book(api, other) != booked
    assert _own(api, one) == [booked]


def test_mail_knows_nothing_when_its_sender_may_be_anybody(api: ApiClient, small: SmallClinic) -> None:
    mail = _chat(small, "email", "ada@mail.example", proven=False)
    _book(api, mail)
    assert _own(api, mail) == []


def test_mail_is_proven_once_when_it_answers_ours(api: ApiClient, small: SmallClinic) -> None:
    first = _chat(small, "email", "ada@mail.example", proven=False)
    with small.frontdesk.database.transaction() as transaction:
        transaction.addresses.prove(transaction.conversations.get(first).address_id, small.frontdesk.clock.now())
    second = _chat(small, "email", "ada@mail.example", proven=False)
    with small.frontdesk.database.transaction() as transaction:
        transaction.addresses.prove(transaction.conversations.get(second).address_id, small.frontdesk.clock.now())
    booked = _book(api, first)
    _book(api, second)
    assert second != first
    assert _own(api, first) == [booked]
    assert _own(api, second) == []


def test_linked_chat_proves_nothing_more_when_the_number_ended_messages(api: ApiClient, small: SmallClinic) -> None:
    texting = small.conversation(PHONE)
    with small.frontdesk.database.transaction() as transaction:
        transaction.addresses.add(
            transaction.conversations.lock(texting), "telegram", "4711", small.frontdesk.clock.now()
        )
    booked = _book(api, texting)
    assert _own(api, texting) == [booked]
    with small.frontdesk.database.transaction() as transaction:
        transaction.addresses.opt_out(
            transaction.conversations.get(texting), Source.PATIENT, None, small.frontdesk.clock.now()
        )
    assert _own(api, texting) == []
