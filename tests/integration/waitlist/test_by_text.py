"""Joining and leaving by plain words, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from backend.services.waitlist_by_text import WaitlistByText
from tests.conftest import ApiClient, SettableClock
from tests.integration.waitlist.waiting import TEN, Waiting

FRIDAY = [{"start": "2026-11-27T14:00:00", "end": "2026-11-27T18:00:00"}]


def says(waiting: Waiting, name: str, text: str) -> str:
    """What somebody is told who writes that."""
    person = waiting.person(name)
    return written(waiting, person.conversation, text)


def written(waiting: Waiting, conversation: Any, text: str, locale: str = "en") -> str:
    by_text = WaitlistByText(waiting.database, waiting.clock)
    assert by_text.concerns(text)
    with waiting.database.transaction() as transaction:
        transaction.conversations.set_language(conversation, "es" if locale == "es" else "en")
        place = transaction.conversations.lock(conversation)
        words = by_text.take(transaction, place, text, waiting.clock.now())
    assert words is not None
    return words.text


def searched(waiting: Waiting, api: ApiClient, name: str, **asked: Any) -> None:
    """Somebody looked for a time."""
    conversation = waiting.person(name).conversation
    assert api.post(f"/conversations/{conversation.hex}/offers", {"service": "visit", **asked}).status_code == 200


def test_waits_for_what_was_looked_for_last_when_somebody_writes_waitlist(waiting: Waiting, api: ApiClient) -> None:
    searched(waiting, api, "PersonA", windows=FRIDAY, practitioner="dr-ann")
    assert says(waiting, "PersonA", "WAITLIST") == (
        "You are on the waiting list for Friday, November 27. I will text you if a time opens up; the first to answer"
        " gets it. To leave the list, write LEAVE LIST."
    )
    (entry,) = waiting.waitlist.listed().entries
    assert entry.wishes.practitioner == waiting.small.ids["dr-ann"]
    waiting.freed(TEN.replace(day=27, hour=14, minute=30))
    waiting.works()
    assert waiting.asked() == ["PersonA"]


def test_says_it_in_spanish_when_that_is_spoken(waiting: Waiting, api: ApiClient) -> None:
    searched(waiting, api, "PersonA", windows=FRIDAY)
    said = written(waiting, waiting.person("PersonA").conversation, "Lista de espera, por favor", "es")
    assert said.startswith("Queda en la lista de espera, el viernes 27 de noviembre. Le escribiré")
    assert written(waiting, waiting.person("PersonA").conversation, "SALIR LISTA", "es").startswith("Ya no está")
    waiting.freed(TEN.replace(day=27, hour=15))
    assert waiting.openings() == ()


def test_wants_the_visit_earlier_when_somebody_has_one_already(waiting: Waiting, api: ApiClient) -> None:
    visit = waiting.booked("PersonA", TEN.replace(day=30))
    for text in ("WAITLIST", "earlier if possible"):
        assert says(waiting, "PersonA", text).startswith("Your visit on Monday, November 30 at 10:00 am stays booked.")
    searched(waiting, api, "PersonA")
    assert "stays booked" in says(waiting, "PersonA", "put me on the waiting list")
    (entry,) = waiting.waitlist.listed().entries
    assert entry.wishes.appointment == visit.id
    waiting.freed()
    waiting.works()
    assert "an earlier time has opened up" in waiting.told("PersonA")[-1]


def test_asks_for_a_name_when_nobody_is_known_and_takes_it(waiting: Waiting, api: ApiClient) -> None:
    conversation = waiting.small.conversation("+12125557777")
    assert written(waiting, conversation, "waitlist").startswith("Tell me first what you need")
    api.post(f"/conversations/{conversation.hex}/offers", {"service": "visit"})
    assert written(waiting, conversation, "waitlist").startswith("Whom may I put on the list?")
    assert written(waiting, conversation, "waitlist Nora").startswith("Whom may I put on the list?")
    assert written(waiting, conversation, "WAITLIST Nora López").startswith("You are on the waiting list until")
    (entry,) = waiting.waitlist.listed().entries
    with waiting.database.transaction() as transaction:
        name = transaction.patients.get(entry.patient).name
    assert (name.given, name.family) == ("Nora", "López")
    assert written(waiting, conversation, "lista de espera nora").startswith("You are on the waiting list until")
    assert len(waiting.waitlist.listed().entries) == 1


def test_asks_who_when_a_family_shares_the_telephone(waiting: Waiting, api: ApiClient) -> None:
    mother = waiting.person("Mother")
    waiting.small.patient("Bo", phone=mother.phone)
    searched(waiting, api, "Mother")
    assert says(waiting, "Mother", "waitlist") == "Who is it for? Write WAITLIST and the first name: Mother, Bo."
    assert says(waiting, "Mother", "waitlist for bo").startswith("You are on the waiting list for Bo until")


def test_what_was_looked_for_yesterday_counts_no_more(waiting: Waiting, api: ApiClient, clock: SettableClock) -> None:
    searched(waiting, api, "PersonA")
    clock.advance(hours=25)
    assert says(waiting, "PersonA", "waitlist").startswith("Tell me first")


@pytest.mark.parametrize("text", ["earlier if possible", "antes si es posible"])
def test_says_so_when_there_is_no_visit_to_be_earlier(waiting: Waiting, text: str) -> None:
    assert says(waiting, "PersonA", text).startswith("I see no upcoming visit")


def test_leaving_is_harmless_when_nobody_waits(waiting: Waiting) -> None:
    assert says(waiting, "PersonA", "leave list").startswith("You are not on a waiting list")


def test_the_widest_window_is_waited_for_when_a_clock_time_was_wished(waiting: Waiting, api: ApiClient) -> None:
    at_three = [{"start": "2026-11-27T15:00:00", "end": "2026-11-27T15:01:00"}]
    searched(waiting, api, "PersonA", windows=at_three)
    says(waiting, "PersonA", "waitlist")
    waiting.freed(TEN.replace(day=27, hour=14))
    waiting.freed(TEN.replace(day=27, hour=12))
    waiting.works()
    assert [offer.starts_at.astimezone(TEN.tzinfo).hour for offer in waiting.offers(None)] == [14]


@pytest.mark.parametrize("text", ["waitlist checkup", "Waitlist for Checkup", "lista de espera: scan"])
def test_a_service_after_the_word_is_left_to_the_dialogue(waiting: Waiting, text: str) -> None:
    assert not WaitlistByText(waiting.database, waiting.clock).concerns(text)


def test_waits_for_a_time_before_those_offered_when_there_is_no_visit_yet(waiting: Waiting, api: ApiClient) -> None:
    searched(waiting, api, "PersonA", windows=FRIDAY)
    told = says(waiting, "PersonA", "put me on the waitlist for something earlier")
    assert told.startswith("You are on the waiting list until Friday, November 27.")
    waiting.freed(TEN.replace(day=30))
    waiting.works()
    assert waiting.asked() == []
    waiting.freed(TEN.replace(day=26))
    waiting.works()
    assert waiting.asked() == ["PersonA"]


@pytest.mark.parametrize(
    "text",
    ["put me on the list for anything earlier than my appointment", "avíseme si se libera algo antes de mi cita"],
)
def test_keeps_the_visit_when_a_sentence_asks_for_an_earlier_time(waiting: Waiting, text: str) -> None:
    visit = waiting.booked("PersonA", TEN.replace(day=30))
    assert "stays booked" in says(waiting, "PersonA", text)
    (entry,) = waiting.waitlist.listed().entries
    assert entry.wishes.appointment == visit.id


def test_still_means_an_earlier_time_when_the_name_had_to_be_asked(waiting: Waiting, api: ApiClient) -> None:
    conversation = waiting.small.conversation("+12125557777")
    api.post(f"/conversations/{conversation.hex}/offers", {"service": "visit", "windows": FRIDAY})
    assert written(waiting, conversation, "waitlist for something sooner").startswith("Whom may I put on the list?")
    assert "until Friday, November 27" in written(waiting, conversation, "WAITLIST Nora López")
