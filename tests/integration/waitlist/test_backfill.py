"""A time that becomes free is offered to those who wait, in waves, and the first yes wins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from backend.domain.errors import SlotTaken
from backend.domain.messaging.questions import Reply
from backend.domain.waitlist.records import EntryState
from backend.services.commands import Once
from backend.services.hold_slot import Wanted
from backend.store.tables import clinic as tables
from tests.conftest import SettableClock
from tests.integration.waitlist.waiting import TEN, Waiting, names

TAKEN = "sorry, that time has just been taken. You are still on the list"


def test_offers_to_the_longest_waiting_three_when_a_visit_is_called_off(waiting: Waiting) -> None:
    people = names(waiting, 5)
    waiting.freed()
    waiting.works()
    assert set(waiting.asked()) == set(people[:3])
    (said,) = waiting.told("PersonA")
    assert said == (
        "Test Clinic: a time has opened up: Tuesday, November 24 at 10:00 am, East, 1 East Street. Reply 1 to take it,"
        " 2 to pass. The first to answer gets it; please reply by 10:30 am."
    )
    assert len(waiting.bells.relays) == 3


def test_books_for_the_first_yes_and_tells_the_others_once_when_several_answer(waiting: Waiting) -> None:
    names(waiting, 3)
    waiting.freed()
    waiting.works()
    assert (waiting.says("PersonB", Reply.YES) or "").startswith("It is yours: Tuesday, November 24 at 10:00 am")
    assert TAKEN in (waiting.says("PersonA", Reply.YES) or "")
    waiting.works()
    waiting.works()
    assert waiting.visits("PersonB") == [TEN]
    assert waiting.visits("PersonA") == []
    assert [TAKEN in said for said in waiting.told("PersonC")] == [False, True]
    assert len(waiting.told("PersonA")) == 1  # told in the answer, not again
    assert [opening.state for opening in waiting.openings()] == ["filled"]
    entries = {entry.state for entry in waiting.waitlist.listed(state=None).entries}
    assert entries == {EntryState.WAITING, EntryState.BOOKED}


def test_says_the_same_when_the_winner_says_yes_again(waiting: Waiting) -> None:
    names(waiting, 1)
    waiting.freed()
    waiting.works()
    assert waiting.says("PersonA", Reply.YES) == waiting.says("PersonA", Reply.YES)
    assert waiting.visits("PersonA") == [TEN]


def test_nobody_else_can_book_when_the_time_is_being_offered(waiting: Waiting) -> None:
    names(waiting, 1)
    waiting.freed()
    waiting.works()
    with pytest.raises(SlotTaken):
        waiting.booked("Eve")


def test_asks_the_next_ones_when_the_deadline_passes_or_all_decline(waiting: Waiting, clock: SettableClock) -> None:
    people = names(waiting, 7)
    waiting.freed()
    waiting.works()
    clock.advance(minutes=31)
    waiting.works()
    assert set(waiting.asked()) == set(people[3:6])
    for name in people[3:6]:
        assert (waiting.says(name, Reply.NO) or "").startswith("Thank you for telling me. You are still on the list.")
    waiting.works()
    assert set(waiting.asked()) == set(people[6:])
    clock.advance(minutes=31)
    waiting.works()
    assert [opening.state for opening in waiting.openings()] == ["open"]
    assert waiting.booked("Eve").starts_at == TEN  # free for everybody again
    assert len(waiting.waitlist.listed().entries) == 7


def test_a_late_yes_wins_when_the_time_is_still_there_and_is_told_when_it_is_not(
    waiting: Waiting, clock: SettableClock
) -> None:
    names(waiting, 1)
    waiting.freed()
    waiting.works()
    clock.advance(minutes=40)
    waiting.works()
    assert [opening.state for opening in waiting.openings()] == ["open"]
    assert (waiting.says("PersonA", Reply.YES) or "").startswith("It is yours")
    waiting.joins("PersonB")
    waiting.freed(TEN + timedelta(hours=1))
    waiting.works()
    clock.advance(minutes=40)
    waiting.works()
    waiting.booked("Eve", TEN + timedelta(hours=1))
    assert TAKEN in (waiting.says("PersonB", Reply.YES) or "")


def test_priority_goes_before_the_longest_wait_when_staff_set_one(waiting: Waiting) -> None:
    names(waiting, 4)
    urgent = waiting.joins("Urgent")
    waiting.waitlist.set_priority(urgent.id, 5, by="staff:Sam")
    waiting.freed()
    waiting.works()
    assert set(waiting.asked()) == {"Urgent", "PersonA", "PersonB"}


def test_nobody_decides_about_two_when_two_times_become_free(waiting: Waiting, clock: SettableClock) -> None:
    people = names(waiting, 4)
    waiting.freed()
    waiting.freed(TEN + timedelta(hours=2))
    waiting.works()
    assert sorted(waiting.asked()) == sorted(people)
    assert len({offer.patient for offer in waiting.offers()}) == 4
    for name in people[1:3]:
        waiting.says(name, Reply.NO)
    waiting.says(people[0], Reply.NO)
    clock.advance(minutes=2)
    waiting.works()
    # Whoever declined the one is asked about the other as soon as the second wave is.
    clock.advance(minutes=30)
    waiting.works()
    assert set(people[:3]) <= set(waiting.asked())


def test_the_one_who_gave_the_time_up_is_not_asked_when_they_wait_too(waiting: Waiting) -> None:
    appointment = waiting.booked("Zed")
    waiting.joins("Zed", service="scan")
    waiting.joins("PersonA")
    waiting.cancelled(appointment)
    waiting.works()
    assert waiting.asked() == ["PersonA"]


def test_nothing_is_written_down_when_nobody_waits(waiting: Waiting) -> None:
    waiting.freed()
    assert waiting.openings() == ()


@pytest.mark.parametrize(
    "wished",
    [
        {"practitioner": "dr-bob"},
        {"location": "middle"},
        {"from_at": TEN + timedelta(hours=1)},
        {"until_at": TEN},
        {"weekdays": frozenset({0, 2})},
        {"minutes": (11 * 60, 12 * 60)},
        {"notice": 3 * 24 * 60},
        {"service": "scan"},
    ],
)
def test_is_not_offered_when_it_is_not_what_they_wait_for(waiting: Waiting, wished: dict[str, object]) -> None:
    waiting.joins("PersonA", **wished)  # type: ignore[arg-type]
    waiting.joins("Other", practitioner="dr-ann", notice=3 * 24 * 60)
    waiting.freed()
    waiting.works()
    assert waiting.asked() == []
    assert [opening.state for opening in waiting.openings()] == ["open"]


def test_a_shorter_visit_is_offered_and_the_rest_goes_on_when_a_long_one_became_free(waiting: Waiting) -> None:
    scan = waiting.booked("Zed", wanted=Wanted("scan", "dr-cyd", "east", TEN))
    names(waiting, 1)
    waiting.cancelled(scan)
    waiting.works()
    waiting.says("PersonA", Reply.YES)
    waiting.joins("PersonB")
    waiting.works()
    assert waiting.asked() == ["PersonB"]
    waiting.says("PersonB", Reply.YES)
    assert (waiting.visits("PersonA"), waiting.visits("PersonB")) == ([TEN], [TEN + timedelta(minutes=30)])


def test_the_former_time_cascades_when_somebody_comes_earlier(waiting: Waiting) -> None:
    later = waiting.booked("Early", TEN + timedelta(days=7))
    waiting.joins("Early", service=None, appointment=later.id)
    waiting.freed()
    waiting.works()
    assert "an earlier time has opened up" in waiting.told("Early")[0]
    waiting.joins("PersonB")
    assert (waiting.says("Early", Reply.YES) or "").startswith("Done, the visit is moved: Tuesday, November 24")
    waiting.works()
    assert waiting.visits("Early") == [TEN]
    assert [(offer.starts_at, offer.state) for offer in waiting.offers() if offer.state == "offered"] == [
        (TEN + timedelta(days=7), "offered")
    ]
    waiting.says("PersonB", Reply.YES)
    assert waiting.visits("PersonB") == [TEN + timedelta(days=7)]


def test_a_later_time_is_not_offered_when_somebody_wants_to_come_earlier(waiting: Waiting) -> None:
    visit = waiting.booked("Early", TEN)
    waiting.joins("Early", service=None, appointment=visit.id)
    waiting.freed(TEN + timedelta(hours=1))
    waiting.works()
    assert waiting.asked() == []


def test_the_visit_stays_when_the_earlier_time_cannot_be_had(waiting: Waiting) -> None:
    later = waiting.booked("Early", TEN + timedelta(days=7))
    waiting.joins("Early", service=None, appointment=later.id)
    waiting.freed()
    waiting.works()
    waiting.booked("Early", wanted=Wanted("visit", "dr-cyd", "east", TEN))  # elsewhere at that time by now
    assert "another visit at that time" in (waiting.says("Early", Reply.YES) or "")
    assert waiting.visits("Early") == [TEN, TEN + timedelta(days=7)]
    waiting.works()
    assert [opening.state for opening in waiting.openings()] == ["open"]


def test_whoever_booked_meanwhile_waits_no_longer(waiting: Waiting, clock: SettableClock) -> None:
    entry = waiting.joins("PersonA")
    clock.advance(minutes=1)
    waiting.booked("PersonA", TEN + timedelta(days=1))
    waiting.freed()
    waiting.works()
    assert waiting.asked() == []
    assert waiting.backfill.expire() == 1
    assert waiting.waitlist.get(entry.id)[1].state is EntryState.BOOKED


def test_nothing_is_offered_when_the_clinic_closed_for_the_day(waiting: Waiting) -> None:
    names(waiting, 1)
    visit = waiting.booked("Zed")
    with waiting.small.frontdesk.database.transaction() as transaction:
        transaction.connection.execute(insert(tables.closures).values(on_date=TEN.date(), name="Snow"))
    waiting.cancelled(visit)
    waiting.works()
    assert [opening.state for opening in waiting.openings()] == ["gone"]


def test_one_telephone_is_asked_about_one_thing_when_a_family_shares_it(waiting: Waiting) -> None:
    mother = waiting.person("Mother")
    waiting.joins("Mother")
    child = waiting.small.patient("Bo", phone=mother.phone)
    waiting.people["Bo"] = type(mother)(child, mother.conversation, mother.phone)
    waiting.joins("Bo")
    waiting.freed()
    waiting.works()
    assert waiting.asked() == ["Mother"]
    assert "a time has opened up for Mother:" in waiting.told("Mother")[0]


def test_leaves_the_list_when_they_are_just_being_asked(waiting: Waiting) -> None:
    people = names(waiting, 4)
    waiting.freed()
    waiting.works()
    for entry in waiting.waitlist.listed().entries[:3]:
        waiting.waitlist.leave(entry.id)
    waiting.works()
    assert set(waiting.asked()) == set(people[3:])


def test_asks_about_a_free_time_again_when_somebody_joins_whom_it_suits(waiting: Waiting, clock: SettableClock) -> None:
    names(waiting, 1)
    waiting.freed()
    waiting.works()
    waiting.says("PersonA", Reply.NO)
    waiting.works()
    assert [opening.state for opening in waiting.openings()] == ["open"]
    waiting.joins("PersonB")
    waiting.works()
    assert waiting.asked() == ["PersonB"]


def test_staff_stop_an_opening_and_offer_it_to_somebody_when_they_steer(waiting: Waiting) -> None:
    names(waiting, 3)
    picky = waiting.joins("Picky", weekdays=frozenset({4}))
    waiting.freed()
    waiting.works()
    (opening,) = waiting.openings()
    assert waiting.waitlist.offer_to(opening.id, picky.id, by="staff:Sam").entry == picky.id
    assert "Picky" in waiting.asked()
    assert waiting.waitlist.stop(opening.id, by="staff:Sam").state == "stopped"
    assert TAKEN in (waiting.says("Picky", Reply.YES) or "")
    waiting.works()
    assert len(waiting.told("PersonA")) == 2
    assert waiting.booked("Eve").starts_at == TEN


def test_staff_offer_a_free_time_when_they_open_one(waiting: Waiting) -> None:
    names(waiting, 1)
    opening = waiting.waitlist.open(Wanted("visit", "dr-ann", "east", TEN), by="staff:Sam")
    assert (opening.state, opening.source, waiting.asked()) == ("offering", "staff", ["PersonA"])
    waiting.booked("Zed", TEN + timedelta(hours=1))
    with pytest.raises(SlotTaken):
        waiting.waitlist.open(Wanted("visit", "dr-ann", "east", TEN + timedelta(hours=1)))


def test_rejoining_keeps_the_place_and_changes_the_wishes(waiting: Waiting, clock: SettableClock) -> None:
    first = waiting.joins("PersonA")
    clock.advance(minutes=5)
    again = waiting.joins("PersonA", practitioner="dr-bob")
    assert (again.id, again.joined_at) == (first.id, first.joined_at)
    assert again.wishes.practitioner == waiting.small.ids["dr-bob"]


def test_an_opening_is_written_once_when_the_command_is_repeated(waiting: Waiting) -> None:
    names(waiting, 1)
    visit = waiting.booked("Zed")
    once = Once.of("same", what="cancel")
    for _ in range(2):
        waiting.cancel_appointment(visit.id, once)
    assert len(waiting.openings()) == 1


def test_an_offer_that_was_not_sent_yet_stays_unsent_when_the_time_is_taken(waiting: Waiting) -> None:
    names(waiting, 2)
    waiting.freed()
    waiting.backfill()
    waiting.says("PersonA", Reply.YES)
    waiting.works()
    assert waiting.sql("SELECT state, error_code FROM deliveries ORDER BY seq DESC LIMIT 1") == [
        ("canceled", "overtaken")
    ]
    assert len(waiting.told("PersonB")) == 1  # the offer, which never left
