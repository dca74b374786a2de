"""The whole way over the wire: a patient waits, is asked, answers, and is told."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from backend.services.waitlist import Wished
from tests.conftest import ApiClient, SettableClock
from tests.integration.messaging.doubles import ABLE, Desk, Doorbells, HeldCarrier, ScriptedEngine
from tests.integration.small_clinic import SmallClinic
from tests.integration.waitlist.waiting import TEN, Waiting

ADA, BEN = "+12125550101", "+12125550102"


@pytest.fixture
def desk(small: SmallClinic) -> Desk:
    """The small clinic behind held carriers and a scripted engine."""
    wired = dataclasses.replace(small.frontdesk)
    carriers = {name: HeldCarrier(capabilities=able) for name, able in ABLE.items()}
    engine, bells = ScriptedEngine(), Doorbells()
    channels = {
        name: dataclasses.replace(small.frontdesk.channels[name], outbound=held) for name, held in carriers.items()
    }
    vars(wired).update(channels=channels, engine=engine, wake=bells)
    return Desk(wired, carriers["sms"], engine, bells, carriers)


@pytest.fixture
def asked(desk: Desk, waiting: Waiting) -> Desk:
    """Ada and Ben wait, and were just asked about tomorrow at ten."""
    for name, phone in (("Ada", ADA), ("Ben", BEN)):
        person = waiting.person(name, phone)
        desk.frontdesk.waitlist.join(person.patient.id, Wished("visit"), conversation=person.conversation)
    waiting.freed()
    works(desk)
    assert [message.recipient for message in desk.carrier.sent] == [ADA, BEN]
    return desk


def works(desk: Desk) -> list[str]:
    """The worker looks and sends; what left."""
    before = len(desk.carrier.sent)
    desk.frontdesk.backfill()
    desk.work()
    return desk.carrier.texts[before:]


def test_the_first_yes_is_booked_and_the_other_told_when_they_text(asked: Desk, waiting: Waiting) -> None:
    (said,) = asked.say("1", sender=BEN)
    assert said == "It is yours: Tuesday, November 24 at 10:00 am, East, 1 East Street. See you then."
    assert ["has just been taken" in text for text in works(asked)] == [True]
    assert works(asked) == []
    assert (waiting.visits("Ben"), waiting.visits("Ada")) == ([TEN], [])
    assert asked.engine.asked == []


@pytest.mark.parametrize("text", ["yes please", "Sí", "\U0001f44d", "1"])
def test_books_when_the_yes_comes_in_other_words(asked: Desk, waiting: Waiting, text: str) -> None:
    asked.say(text, sender=ADA)
    assert waiting.visits("Ada") == [TEN]


def test_is_told_kindly_when_a_yes_comes_after_the_time_was_taken(asked: Desk, waiting: Waiting) -> None:
    asked.say("1", sender=BEN)
    works(asked)
    (said,) = asked.say("yes", sender=ADA)
    assert "has just been taken. You are still on the list" in said
    assert waiting.visits("Ada") == []


def test_stays_on_the_list_when_the_answer_is_two(asked: Desk, waiting: Waiting) -> None:
    (said,) = asked.say("2", sender=ADA)
    assert said.startswith("Thank you for telling me. You are still on the list.")
    assert waiting.asked() == ["Ben"]


def test_says_who_asks_when_asked(asked: Desk) -> None:
    (said,) = asked.say("who is this", sender=ADA)
    assert said.startswith("This is the appointment desk of Test Clinic.")


def test_the_dialogue_answers_when_it_is_no_answer(asked: Desk) -> None:
    assert asked.say("could it be 3 pm instead", sender=ADA) == ["echo: could it be 3 pm instead"]


def test_joins_and_leaves_by_a_word_before_the_dialogue(desk: Desk, waiting: Waiting, api: ApiClient) -> None:
    person = waiting.person("Ada", ADA)
    api.post(f"/conversations/{person.conversation.hex}/offers", {"service": "visit"})
    (said,) = desk.say("WAITLIST", sender=ADA)
    assert said.startswith("You are on the waiting list until Sunday, February 21.")
    (said,) = desk.say("Leave list", sender=ADA)
    assert said.startswith("You are off the waiting list.")
    assert desk.engine.asked == []


def test_a_word_goes_to_staff_when_they_hold_the_conversation(desk: Desk, waiting: Waiting) -> None:
    person = waiting.person("Ada", ADA)
    waiting.sql("UPDATE conversations SET state = 'claimed', claimed_by = 'Sam' WHERE id = :id", id=person.conversation)
    assert desk.say("WAITLIST", sender=ADA) == []


def test_a_late_button_still_wins_when_the_time_is_there(asked: Desk, waiting: Waiting, clock: SettableClock) -> None:
    clock.advance(minutes=31)
    works(asked)
    assert [opening.state for opening in waiting.openings()] == ["open"]
    clock.moment += timedelta(minutes=5)
    asked.say("1", sender=ADA)
    assert waiting.visits("Ada") == [TEN]
