"""One conversation over several addresses: how they join, and what is kept about each."""

from __future__ import annotations

import pytest

from backend.domain.identity.names import PersonName
from backend.domain.scheduling.records import NewPatient
from channels.contracts import ContactUpdate
from channels.contracts import Standing as News
from channels.errors import DeadAddress
from tests.conftest import SettableClock
from tests.integration.messaging.doubles import PATIENT, Desk

BOOKED = """
    INSERT INTO locations (slug, name, address, zone) VALUES ('main', 'Main', '1 Main St', 'America/New_York');
    INSERT INTO practitioners (slug, name) VALUES ('sample', 'Dr. Sample');
    INSERT INTO services (slug, name, duration_minutes) VALUES ('visit', 'Visit', 30)
"""


def _consents(desk: Desk) -> list[tuple[object, ...]]:
    return desk.sql("SELECT channel, kind, source FROM consents ORDER BY at, id")


def _standing(desk: Desk, channel: str) -> tuple[object, ...]:
    (row,) = desk.sql(
        f"SELECT standing, standing_code, opted_out_at IS NOT NULL FROM addresses WHERE channel = '{channel}'"
    )
    return row


def test_is_one_conversation_when_a_number_writes_by_text_and_on_whatsapp(desk: Desk) -> None:
    desk.say("hello")
    assert desk.write("whatsapp", "and here", PATIENT) == ["echo: and here"]
    assert desk.sql("SELECT count(*) FROM conversations") == [(1,)]
    assert desk.sql("SELECT channel FROM addresses ORDER BY created_at") == [("sms",), ("whatsapp",)]
    thread = desk.frontdesk.handoffs.thread(desk.conversation())
    assert [line.channel for line in thread] == ["sms", "sms", "whatsapp", "whatsapp"]


def test_is_another_conversation_when_whatsapp_shows_no_number(desk: Desk) -> None:
    desk.say("hello")
    desk.write("whatsapp", "hello", "US.13491208655302741918", phone=None)
    assert desk.sql("SELECT count(*) FROM conversations") == [(2,)]


def test_answers_where_the_message_came_from_when_the_person_changed_meanwhile(desk: Desk) -> None:
    desk.say("hello")
    desk.text("first")
    desk.write("whatsapp", "second", PATIENT)
    assert desk.carrier.texts == ["echo: hello", "echo: first"]
    assert desk.carriers["whatsapp"].texts == ["echo: second"]


def test_ends_messages_at_one_address_when_stop_was_said_there(desk: Desk) -> None:
    desk.say("hello")
    desk.write("whatsapp", "hello", PATIENT)
    assert len(desk.say("STOP")) == 1
    assert desk.say("hello?") == []
    assert desk.write("whatsapp", "still here", PATIENT) == ["echo: still here"]
    desk.say("start")
    assert desk.say("hello?") == ["echo: hello?"]
    assert _consents(desk) == [("sms", "opt_out", "patient"), ("sms", "opt_in", "patient")]


def test_keeps_the_words_sealed_when_somebody_opts_out(desk: Desk) -> None:
    desk.say("please stop texting me")
    ((words,),) = desk.sql("SELECT words FROM consents")
    assert isinstance(words, bytes)
    assert b"stop" not in words
    with desk.frontdesk.database.transaction() as transaction:
        place = transaction.conversations.find("sms", PATIENT)
        assert place is not None
        kept = transaction.addresses.opt_out_words(place)
    assert kept is not None
    assert kept.reveal() == "please stop texting me"


@pytest.mark.parametrize(
    ("news", "kept"),
    [
        ("blocked", ("blocked", "403", True)),
        ("complained", ("complained", "403", True)),
        ("unsubscribed", ("ok", None, True)),
        ("bounced", ("bounced", "403", False)),
        ("unreachable", ("unreachable", "403", False)),
    ],
)
def test_believes_a_provider_when_it_has_news_of_an_address(desk: Desk, news: News, kept: tuple[object, ...]) -> None:
    desk.write("telegram", "hello", "4711")
    assert desk.frontdesk.contacts.update(ContactUpdate("telegram", "4711", news, "403"))
    assert desk.frontdesk.contacts.update(ContactUpdate("telegram", "4711", news, "403"))
    assert _standing(desk, "telegram") == kept
    assert len(_consents(desk)) == kept[2]


def test_writes_again_when_a_chat_was_unblocked(desk: Desk) -> None:
    desk.write("telegram", "hello", "4711")
    for news in ("blocked", "unblocked"):
        desk.frontdesk.contacts.update(ContactUpdate("telegram", "4711", news))
    assert desk.write("telegram", "hello", "4711") == ["echo: hello"]
    assert _consents(desk) == [("telegram", "opt_out", "provider"), ("telegram", "opt_in", "provider")]


def test_knows_nobody_when_news_is_of_a_stranger(desk: Desk) -> None:
    assert not desk.frontdesk.contacts.update(ContactUpdate("telegram", "4711", "blocked"))


def test_learns_that_a_number_is_dead_and_that_it_lives_when_it_writes(desk: Desk) -> None:
    desk.carrier.failures = [DeadAddress("30006")]
    desk.say("hello")
    assert _standing(desk, "sms") == ("unreachable", "30006", False)
    desk.say("I am here")
    assert _standing(desk, "sms") == ("ok", None, False)


def test_ends_messages_by_one_click_when_the_link_is_ours(desk: Desk) -> None:
    desk.write("email", "hello", "ada@patient.example")
    (mail,) = desk.carriers["email"].sent
    assert mail.unsubscribe is not None
    token = mail.unsubscribe.rpartition("/")[2]
    assert not desk.frontdesk.contacts.unsubscribe(token[:-1] + ("a" if token[-1] != "a" else "b"))
    assert desk.frontdesk.contacts.unsubscribe(token)
    assert desk.frontdesk.contacts.unsubscribe(token)
    assert _consents(desk) == [("email", "opt_out", "link")]
    assert desk.write("email", "hello", "ada@patient.example") == []


def test_names_the_link_as_the_source_when_a_mail_asks_to_leave(desk: Desk) -> None:
    desk.write("email", "hello", "ada@patient.example")
    thread = desk.carriers["email"].sent[0].thread
    assert desk.write("email", "STOP", "ada@patient.example", thread=thread, keyword="stop") == []
    assert _consents(desk) == [("email", "opt_out", "link")]


class TestWithAnAppointmentAhead:
    """An opt-out while an appointment is open: staff are alerted, and it stays."""

    @pytest.fixture(autouse=True)
    def _appointment(self, desk: Desk, clock: SettableClock) -> None:
        desk.say("hello")
        desk.sql(BOOKED)
        now = clock.now()
        with desk.frontdesk.database.transaction() as transaction:
            patient = transaction.patients.add(NewPatient(PersonName("Ada", "Sample"), None, "en"))
            transaction.patients.add_contact(patient, "phone", PATIENT, "self", now)
        desk.sql(f"""
            INSERT INTO appointments (id, patient_id, service_id, practitioner_id, location_id, starts_at, ends_at,
                status, created_at, updated_at)
            SELECT gen_random_uuid(), '{patient.id}', s.id, p.id, l.id, starts, starts + interval '1 hour', 'booked',
                now(), now()
            FROM services s, practitioners p, locations l, (
                SELECT '{now.isoformat()}'::timestamptz + interval '1 day' AS starts
            )
        """)

    def _handoffs(self, desk: Desk) -> list[tuple[object, ...]]:
        return desk.sql("SELECT reason, state FROM handoffs")

    def test_alerts_staff_and_says_once_how_to_call_off_when_stop_is_said(self, desk: Desk) -> None:
        (last,) = desk.say("STOP")
        assert "Your appointment stays booked" in last
        assert "+1 555 0100" in last
        assert self._handoffs(desk) == [("opted_out", "waiting")]
        assert desk.sql("SELECT status FROM appointments") == [("booked",)]
        assert desk.say("STOP") == []

    def test_alerts_staff_when_the_carrier_took_cancel_for_it(self, desk: Desk) -> None:
        assert desk.say("CANCEL", keyword="stop") == []
        assert self._handoffs(desk) == [("opted_out", "waiting")]
        (welcome,) = desk.say("START", keyword="start")
        assert "still stands" in welcome
        assert _consents(desk)[0] == ("sms", "opt_out", "carrier")
        assert desk.say("I cannot come") == ["echo: I cannot come"]
        assert desk.say("STOP", keyword="stop") == []
        assert desk.say("START", keyword="start") == []

    def test_lets_staff_claim_or_resolve_the_alert_when_the_bot_still_answers(self, desk: Desk) -> None:
        desk.say("STOP")
        (alert,) = desk.frontdesk.handoffs.waiting()
        desk.frontdesk.handoffs.claim(alert.id, "Robin")
        assert desk.frontdesk.handoffs.resolve(alert.id, "Robin").state == "resolved"
        desk.say("START")
        assert desk.say("hello") == ["echo: hello"]

    def test_says_nothing_of_an_appointment_when_there_is_none_any_more(self, desk: Desk) -> None:
        desk.say("CANCEL", keyword="stop")
        desk.sql("UPDATE appointments SET status = 'cancelled'")
        assert desk.say("START", keyword="start") == []

    def test_alerts_staff_when_a_person_who_only_uses_whatsapp_blocks_us(self, desk: Desk) -> None:
        desk.sql("UPDATE addresses SET channel = 'whatsapp'")
        desk.frontdesk.contacts.update(ContactUpdate("whatsapp", PATIENT, "blocked", "63033"))
        assert self._handoffs(desk) == [("opted_out", "waiting")]
        assert _standing(desk, "whatsapp") == ("blocked", "63033", True)

    def test_tells_it_elsewhere_at_once_when_there_is_another_address(self, desk: Desk) -> None:
        link = desk.frontdesk.linking.issue(desk.conversation())
        desk.write("telegram", "hello", "4711", link=link.token)
        desk.say("CANCEL", keyword="stop")
        desk.due()
        assert "still stands" in desk.carriers["telegram"].texts[-1]
        assert desk.write("telegram", "I cannot come", "4711") == ["echo: I cannot come"]
        assert desk.say("START", keyword="start") == []

    def test_alerts_staff_when_a_chat_is_blocked_that_is_linked(self, desk: Desk) -> None:
        link = desk.frontdesk.linking.issue(desk.conversation())
        desk.write("telegram", "hello", "4711", link=link.token)
        desk.frontdesk.contacts.update(ContactUpdate("telegram", "4711", "blocked", "403"))
        assert self._handoffs(desk) == [("opted_out", "waiting")]
