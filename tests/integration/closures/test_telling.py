"""Everybody affected by a closure is told once, as their visit is called off, and books again by a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from backend.bootstrap import Frontdesk
from backend.domain.closures.records import CampaignState, Progress, TargetState
from backend.domain.ids import AppointmentId, CampaignId
from backend.domain.messaging.segments import segments
from backend.domain.scheduling.records import AppointmentStatus
from backend.services.closures import Wish
from backend.services.commands import Once
from backend.services.hold_slot import Wanted
from backend.services.reminding import BULK
from backend.services.waitlist import Wished
from tests.conftest import SettableClock
from tests.integration.answers.asking import Asking
from tests.integration.answers.conftest import asking

__all__ = ["asking"]

MORNING, NOON = "2026-12-01T10:00:00-05:00", "2026-12-01T12:00:00-05:00"
OTHER = "+15005550102"


@dataclass
class Closed:
    """A desk whose clinic closes in the east on Tuesday."""

    asking: Asking
    id: CampaignId | None = None

    @property
    def frontdesk(self) -> Frontdesk:
        return self.asking.desk.frontdesk

    def close(self) -> None:
        """Close, as staff do."""
        wish = Wish("Water damage", (date(2026, 12, 1),), location="east")
        self.id = self.frontdesk.closures.start(wish, "Sam", Once.of("close")).campaign.id

    def tell(self) -> list[str]:
        """What workers say of it, and everything that leaves by that."""
        before = len(self.asking.desk.carrier.sent)
        while self.frontdesk.reminding.say_due(BULK):
            pass
        self.asking.desk.due()
        return self.asking.desk.carrier.texts[before:]

    def progress(self) -> Progress:
        """How far it is."""
        assert self.id is not None
        return self.frontdesk.closures.get(self.id).progress

    def upcoming(self, visit: AppointmentId) -> list[tuple[str, str]]:
        """Statuses and starts of all visits of whose visit that was."""
        patient = self.asking.get(visit).patient
        found = self.frontdesk.list_appointments(patient=patient).appointments
        return [(str(one.status), one.starts_at.astimezone(UTC).isoformat(timespec="minutes")) for one in found]


@pytest.fixture
def closed(asking: Asking) -> Closed:
    return Closed(asking)


def test_tells_and_calls_off_together_when_the_clinic_closes(closed: Closed) -> None:
    visit = closed.asking.visit(closed.asking.patient(), MORNING)
    closed.close()
    assert closed.asking.get(visit).status is AppointmentStatus.BOOKED
    (text,) = closed.tell()
    assert text.startswith(
        "Test Clinic: we have to cancel your visit on Tuesday, December 1 at 10:00 am. We are sorry."
    )
    assert text.endswith("Reply 1, 2 or 3, or 4 if none suits you.")
    assert [line[3:] for line in text.splitlines()[1:4]] == [
        "Wed, Dec 2, 10:00 am",
        "Thu, Dec 3, 10:00 am",
        "Fri, Dec 4, 10:00 am",
    ]
    assert segments(text).count <= 2
    assert closed.asking.get(visit).status is AppointmentStatus.CANCELLED
    assert (closed.progress().told, closed.progress().waiting) == (1, 0)
    assert closed.tell() == []


def test_says_nothing_else_when_a_visit_is_called_off_by_closing(closed: Closed) -> None:
    closed.asking.visit(closed.asking.patient(), MORNING)
    closed.close()
    closed.tell()
    kinds = closed.asking.desk.sql("SELECT kind, state FROM notifications WHERE kind IN ('cancelled', 'closure')")
    assert kinds == [("closure", "said")]


def test_books_at_once_when_a_number_is_answered(closed: Closed) -> None:
    visit = closed.asking.visit(closed.asking.patient(), MORNING)
    closed.close()
    (text,) = closed.tell()
    (answer,) = closed.asking.desk.say("2")
    assert answer.startswith("Test Clinic: thank you, your visit is now on Thursday, December 3 at ")
    assert text.splitlines()[2].startswith("2: Thu, Dec 3, ")
    statuses = [status for status, _ in closed.upcoming(visit)]
    assert statuses == ["cancelled", "booked"]
    assert closed.progress().rebooked == 1
    assert closed.asking.desk.engine.asked == []


def test_books_once_when_the_same_number_is_answered_twice(closed: Closed) -> None:
    visit = closed.asking.visit(closed.asking.patient(), MORNING)
    closed.close()
    closed.tell()
    closed.asking.desk.say("1")
    closed.asking.desk.say("1")
    assert [status for status, _ in closed.upcoming(visit)] == ["cancelled", "booked"]


@pytest.mark.parametrize("said", ["4", "none", "no"])
def test_books_nothing_when_none_suits(closed: Closed, said: str) -> None:
    visit = closed.asking.visit(closed.asking.patient(), MORNING)
    closed.close()
    closed.tell()
    (answer,) = closed.asking.desk.say(said)
    if said != "none":  # "none" may also be for the dialogue, which offers more
        assert "nothing is booked" in answer
        assert closed.progress().declined == 1
    assert [status for status, _ in closed.upcoming(visit)] == ["cancelled"]


def test_asks_again_when_a_yes_says_not_which(closed: Closed) -> None:
    closed.asking.visit(closed.asking.patient(), MORNING)
    closed.close()
    closed.tell()
    assert closed.asking.desk.say("yes") == ["Reply 1, 2 or 3, or 4 if none suits you."]
    (answer,) = closed.asking.desk.say("3")
    assert "is now on Friday, December 4" in answer


def test_offers_others_when_somebody_else_has_the_time_by_now(closed: Closed) -> None:
    visit = closed.asking.visit(closed.asking.patient(), MORNING)
    closed.close()
    (text,) = closed.tell()
    taken = closed.frontdesk.closures.targets(closed.id or CampaignId(visit), ())[1][0][0].offers[0]
    other = closed.asking.clinic.patient("Ben")
    wanted = Wanted("visit", "dr-ann", "east", taken.starts_at)
    closed.frontdesk.book_appointment(other.id, wanted, Once.of("other"))
    (answer,) = closed.asking.desk.say("1")
    assert answer.startswith("Test Clinic: sorry, that time was just taken. You could come:\n1: ")
    assert answer.splitlines()[1] != text.splitlines()[1]
    (booked,) = closed.asking.desk.say("1")
    assert "is now on" in booked


def test_offers_different_times_when_several_are_affected(closed: Closed) -> None:
    closed.asking.visit(closed.asking.patient(), MORNING)
    closed.asking.visit(closed.asking.patient("Ben", OTHER), NOON)
    closed.close()
    first, second = closed.tell()
    times = [{line.split(": ", 1)[1] for line in text.splitlines()[1:4]} for text in (first, second)]
    assert not times[0] & times[1]


def test_tells_nobody_at_night_when_the_visit_is_far_off(closed: Closed, clock: SettableClock) -> None:
    closed.asking.visit(closed.asking.patient(), MORNING)
    clock.set(datetime(2026, 11, 26, 7, 0, tzinfo=UTC))
    closed.close()
    assert closed.tell() == []
    assert closed.progress().waiting == 1
    clock.set(datetime(2026, 11, 26, 15, 0, tzinfo=UTC))
    assert len(closed.tell()) == 1


def test_keeps_the_visit_when_nobody_can_be_written_to(closed: Closed) -> None:
    visit = closed.asking.visit(closed.asking.clinic.patient("Eve"), MORNING)
    closed.close()
    assert closed.tell() == []
    assert closed.asking.get(visit).status is AppointmentStatus.BOOKED
    assert closed.progress().unreachable == 1
    closed.frontdesk.closures.tend()
    assert closed.frontdesk.closures.latest()[0].campaign.state is CampaignState.DONE


def test_tells_the_rest_only_when_it_is_resumed(closed: Closed) -> None:
    closed.asking.visit(closed.asking.patient(), MORNING)
    closed.close()
    assert closed.id is not None
    closed.frontdesk.closures.stop(closed.id)
    assert closed.tell() == []
    closed.frontdesk.closures.resume(closed.id)
    assert len(closed.tell()) == 1


def test_tells_nobody_who_was_faster_when_a_visit_was_moved_before(closed: Closed) -> None:
    visit = closed.asking.visit(closed.asking.patient(), MORNING)
    closed.close()
    closed.frontdesk.cancel_appointment(visit, Once.of("c"))
    assert [text for text in closed.tell() if "have to cancel" in text] == []
    assert closed.progress().settled == 1


def test_is_told_in_their_language_when_somebody_writes_spanish(closed: Closed) -> None:
    closed.asking.visit(closed.asking.patient(), MORNING)
    closed.asking.desk.say("hola, necesito ayuda por favor")
    closed.close()
    (text,) = closed.tell()
    assert text.startswith("Test Clinic: tenemos que cancelar su cita del martes 1 de diciembre a las 10:00 am.")
    assert "Responda 1, 2 o 3, o 4 si ninguna le va bien." in text


def test_frees_nothing_for_those_who_wait_when_the_clinic_is_closed(closed: Closed) -> None:
    closed.asking.visit(closed.asking.patient(), MORNING)
    waiting = closed.asking.patient("Ben", OTHER)

    closed.frontdesk.waitlist.join(waiting.id, Wished("visit", location="east"))
    closed.close()
    closed.tell()
    before = len(closed.asking.desk.carrier.sent)
    closed.frontdesk.backfill()
    closed.asking.desk.work()
    assert closed.asking.desk.carrier.texts[before:] == []
    states = closed.asking.desk.sql("SELECT state FROM openings")
    assert all(state == "gone" for (state,) in states)


def test_leaves_the_visit_and_tells_later_when_a_worker_dies_at_it(
    closed: Closed, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = closed.asking.visit(closed.asking.patient(), MORNING)
    closed.close()

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("backend.store.notifications.NotificationRepository.say", dies)
        with pytest.raises(KeyboardInterrupt):
            closed.frontdesk.reminding.say_due(BULK)
    assert closed.asking.get(visit).status is AppointmentStatus.BOOKED
    assert (closed.progress().waiting, closed.progress().told) == (1, 0)
    assert len(closed.tell()) == 1
    assert closed.asking.get(visit).status is AppointmentStatus.CANCELLED


def test_whoever_was_told_is_still_listed_when_the_closure_is_taken_back(closed: Closed) -> None:
    ada, ben = closed.asking.patient(), closed.asking.patient("Ben", OTHER)
    first = closed.asking.visit(ada, MORNING)
    closed.close()
    closed.tell()
    assert closed.id is not None
    closed.frontdesk.closures.stop(closed.id)
    closed.frontdesk.closures.reopen(closed.id)
    second = closed.asking.visit(ben, NOON)
    assert closed.tell() == []
    assert closed.asking.get(first).status is AppointmentStatus.CANCELLED
    assert closed.asking.get(second).status is AppointmentStatus.BOOKED
    _, listed = closed.frontdesk.closures.targets(closed.id, ())
    assert [(target.appointment, target.state) for target, _ in listed] == [(first, TargetState.TOLD)]
