"""Which texts are about the waitlist and nothing else, and what that means after a search."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.ids import ConversationId, ServiceId
from backend.domain.messaging.consent import Consent, consent
from backend.domain.messaging.turns import wants_assistant
from backend.domain.scheduling.records import Searched
from backend.domain.waitlist.records import Wishes
from backend.domain.waitlist.wishing import WAITS_AT_MOST, wishes_of
from backend.domain.waitlist.words import Said, Wish, said
from tests.unit.backend.domain.waitlist.made import NOW

JOIN = """
    waitlst|
    waitlist|WAITLIST|Wait list|waiting list please|Put me on the waiting list|can you put me on the waitlist?|join the
    waitlist|please add me to the wait list|yes put me on the list|Yes, waitlist|Lista de espera|lista de espera, por
    favor|Póngame en la lista de espera|apúnteme a la lista|quiero estar en la lista de espera|i want to
    be on the cancellation list|keep me on the list|then put me on the waiting list instead|can i be on the waitlist?|
    waitlist me please|let me know if something opens up|text me when a slot opens|quiero estar en la lista de
    cancelaciones|entonces anóteme en la lista|avíseme si se libera algo
"""
EARLIER = """
    earlier if possible|text me if something sooner opens up|Let me know if an appointment earlier opens up|antes si es
    posible|avíseme si hay algo antes|si se libera algo antes avíseme|Something earlier if one opens up please|put me
    on the waitlist for something earlier today|Can you put me on the list for anything earlier than my appointment?|
    let me know if anything opens up sooner than thursday|waitlist for an earlier time|text me if an earlier slot opens
    up this week|add me to the waitlist for anything sooner than the one i have|lista de espera para algo antes|póngame
    en la lista para una cita antes de mi cita|avíseme si se libera algo antes del jueves
"""
LEAVE = """
    LEAVE LIST|leave the list|Leave the waitlist|take me off the waitlist|remove me from the waiting list|SALIR
    LISTA|salir de la lista de espera|quíteme de la lista de espera|I dont want to wait anymore|ya no quiero esperar
"""
NEITHER = """
    is there a waiting list?|how long is the waitlist|do you have a wait list|hay lista de espera?|earlier|something
    earlier|do you have anything earlier|list|my list|waitlist tomorrow|waitlist for tuesday at 3|lista de espera para
    mañana|leave|put me down for tuesday|i need to be on the list for surgery with dr who|no|1|stop|remove me from your
    list|I want to wait|cancel|my daughter is on the waiting list|lista|antes|no waitlist|let me know
    if something is free|let me know if something opens up this week|put me on the waitlist for a cleaning on tuesday|
    waitlist for an earlier cleaning|waitlist with dr brightwater|text me if a slot opens tomorrow morning|avíseme si se
    libera algo el jueves|lista de espera para la tarde|lista de espera con la doctora
"""


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("|")]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        (line, wish)
        for text, wish in ((JOIN, Wish.JOIN), (EARLIER, Wish.EARLIER), (LEAVE, Wish.LEAVE))
        for line in lines(text)
    ],
)
def test_a_whole_message_about_the_list_is_heard(text: str, wish: Wish) -> None:
    assert said(text) == Said(wish)
    # What we tell people to write ends no messages, and goes to nobody else.
    assert consent(text) is Consent.UNSAID
    assert not wants_assistant(text)


@pytest.mark.parametrize("text", lines(NEITHER))
def test_anything_else_goes_to_the_dialogue(text: str) -> None:
    assert said(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("WAITLIST Nora", "Nora"),
        ("waitlist for Nora López", "Nora López"),
        ("Lista de espera para José Luis de la Cruz", None),
        ("lista de espera: Ana", "Ana"),
        ("waitlist O'Neil Jean-Luc", "O'Neil Jean-Luc"),
        ("waitlist Maria del Carmen Ruiz", "Maria del Carmen Ruiz"),
        ("waitlist 12", None),
    ],
)
def test_a_name_after_the_word_says_whom_for(text: str, name: str | None) -> None:
    assert said(text) == (None if name is None else Said(Wish.JOIN, name))


@given(st.text(max_size=120))
def test_any_text_is_read_without_a_stumble(text: str) -> None:
    said(text)


def searched(*windows: tuple[str | None, str | None]) -> Searched:
    pairs = tuple((moment(start), moment(end)) for start, end in windows)
    return Searched(ConversationId(UUID(int=1)), ServiceId(1), None, None, None, pairs, NOW)


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def wished(*windows: tuple[str | None, str | None]) -> Wishes:
    return wishes_of(searched(*windows), "America/New_York", NOW)


def test_any_time_is_waited_for_for_a_season_when_none_was_named() -> None:
    assert wished() == Wishes(ServiceId(1), until_at=NOW + WAITS_AT_MOST)


def test_a_stretch_is_waited_for_as_it_was_searched() -> None:
    found = wished(("2026-11-27T00:00", "2026-11-28T00:00"))
    assert (found.from_at, found.until_at) == (
        datetime.fromisoformat("2026-11-27T00:00-05:00"),
        datetime.fromisoformat("2026-11-28T00:00-05:00"),
    )
    assert (found.minutes, found.weekdays) == ((0, 1440), None)


def test_an_hour_either_way_is_waited_for_when_a_clock_time_was_searched() -> None:
    found = wished(("2026-11-27T15:00-05:00", "2026-11-27T15:01-05:00"))
    assert found.from_at == datetime.fromisoformat("2026-11-27T14:00-05:00")
    assert found.until_at == datetime.fromisoformat("2026-11-27T16:01-05:00")


def test_days_and_hours_are_waited_for_when_the_same_time_of_several_days_was_searched() -> None:
    days = [NOW + timedelta(days=7 * week + day) for week in range(2) for day in (0, 2)]
    found = wished(*((f"{day:%Y-%m-%d}T15:00", f"{day + timedelta(days=1):%Y-%m-%d}T00:00") for day in days))
    assert (found.weekdays, found.minutes) == (frozenset({0, 2}), (15 * 60, 1440))


@pytest.mark.parametrize("windows", [[("2026-11-27T09:00", None)], [(None, "2026-11-27T09:00")], [(None, None)]])
def test_an_open_end_stays_open_but_for_the_season(windows: list[tuple[str | None, str | None]]) -> None:
    found = wished(*windows)
    assert (found.from_at is None) is (windows[0][0] is None)
    assert (found.until_at == NOW + WAITS_AT_MOST) is (windows[0][1] is None)
