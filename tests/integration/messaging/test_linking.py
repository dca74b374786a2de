"""Going on with a conversation on another channel."""

from __future__ import annotations

import pytest

from backend.domain.errors import IllegalTransition
from backend.services.linking import Linking
from tests.conftest import SettableClock
from tests.integration.messaging.doubles import PATIENT, Desk

CONNECTED = "You are connected with Harbor Clinic and can go on here where we left off. If that was not you, send STOP."
ADA = "ada@patient.example"


def _conversations(desk: Desk) -> object:
    return desk.sql("SELECT count(*) FROM (SELECT DISTINCT conversation_id FROM addresses) AS used")[0][0]


def _link(desk: Desk) -> str:
    return desk.frontdesk.linking.issue(desk.conversation()).token


def test_goes_on_elsewhere_when_a_link_is_used(desk: Desk) -> None:
    desk.say("hello")
    assert desk.write("telegram", "hello", "4711", link=_link(desk)) == [CONNECTED]
    assert desk.write("telegram", "more", "4711") == ["echo: more"]
    assert _conversations(desk) == 1
    thread = desk.frontdesk.handoffs.thread(desk.conversation())
    assert [line.channel for line in thread] == ["sms", "sms", "telegram", "telegram", "telegram", "telegram"]


def test_takes_a_chat_along_when_it_had_begun_by_itself(desk: Desk) -> None:
    desk.say("hello")
    desk.write("telegram", "hi", "4711")
    assert _conversations(desk) == 2
    desk.write("telegram", "hello", "4711", link=_link(desk))
    assert _conversations(desk) == 1
    assert desk.write("telegram", "more", "4711") == ["echo: more"]


@pytest.mark.parametrize("token", ["x" * 52, "", "a"])
def test_leads_nowhere_when_a_link_is_forged(desk: Desk, token: str) -> None:
    desk.say("hello")
    (said,) = desk.write("telegram", "hello", "4711", link=token or "-")
    assert said.startswith("That link was used already or is too old")
    assert _conversations(desk) == 2


def test_leads_nowhere_when_a_link_was_used_or_is_old(desk: Desk, clock: SettableClock) -> None:
    desk.say("hello")
    used, old = _link(desk), _link(desk)
    desk.write("telegram", "hello", "4711", link=used)
    assert "used already" in desk.write("telegram", "hello", "4712", link=used)[0]
    clock.advance(minutes=31)
    assert "too old" in desk.write("telegram", "hello", "4713", link=old)[0]
    assert _conversations(desk) == 3


def test_never_moves_a_number_when_somebody_else_made_the_link(desk: Desk) -> None:
    desk.say("hello")
    desk.write("sms", "hello", "+15005550199", link=_link(desk))
    assert _conversations(desk) == 2


def test_makes_no_link_when_the_conversation_knows_no_number(desk: Desk) -> None:
    desk.write("telegram", "hello", "4711")
    with pytest.raises(IllegalTransition):
        desk.frontdesk.linking.issue(desk.conversation("4711", "telegram"))


def test_joins_by_a_number_that_the_provider_vouches_for(desk: Desk) -> None:
    desk.say("hello")
    assert desk.write("telegram", PATIENT, "4711", phone=PATIENT) == [CONNECTED]
    assert _conversations(desk) == 1


def test_says_who_speaks_when_a_linked_chat_does(desk: Desk) -> None:
    desk.say("hello")
    desk.write("telegram", "hello", "4711", link=_link(desk))
    assert _phones(desk) == [PATIENT]
    desk.say("STOP")
    assert _phones(desk) == []


def test_brings_a_mail_home_when_it_answers_ours(desk: Desk) -> None:
    desk.say("hello")
    token = _mailed(desk)
    assert desk.write("email", "yes please", ADA, thread=token) == ["echo: yes please"]
    assert _conversations(desk) == 1


@pytest.mark.parametrize("thread", [None, "forged"])
def test_keeps_a_mail_apart_when_only_its_sender_says_who_it_is(desk: Desk, thread: str | None) -> None:
    desk.say("hello")
    _mailed(desk)
    assert desk.write("email", "cancel my appointment", ADA, thread=thread) == ["echo: cancel my appointment"]
    assert _conversations(desk) == 2
    unproven = desk.carriers["email"].sent[-1]
    assert desk.write("email", "and", ADA, thread=unproven.thread) == ["echo: and"]
    assert _conversations(desk) == 2


def test_keeps_a_mail_apart_when_another_answers_what_was_forwarded(desk: Desk) -> None:
    desk.say("hello")
    token = _mailed(desk)
    desk.write("email", "who is Ada?", "bob@elsewhere.example", thread=token)
    assert _conversations(desk) == 2


def test_ends_mail_when_anybody_who_got_one_asks_for_it(desk: Desk) -> None:
    desk.say("hello")
    token = _mailed(desk)
    assert desk.write("email", "STOP", "bob@elsewhere.example", thread=token, keyword="stop") == []
    assert desk.sql("SELECT opted_out_at IS NOT NULL FROM addresses WHERE channel = 'email'") == [(True,)]


def test_answers_an_emergency_where_it_came_from_when_it_comes_by_link(desk: Desk) -> None:
    desk.say("hello")
    (said,) = desk.write("telegram", "i cant breathe", "4711", link=_link(desk))
    assert "911" in said


def _phones(desk: Desk) -> list[str]:
    """The numbers the conversation speaks for."""
    return [phone.address.reveal() for phone in desk.frontdesk.patients.speaking(desk.conversation())[1].phones]


def _mailed(desk: Desk) -> str:
    """A mail address of the person's, and the token of a mail to it."""
    linking: Linking = desk.frontdesk.linking
    place = linking.add_address(desk.conversation(), "email", ADA)
    return desk.frontdesk.post.thread(place)
