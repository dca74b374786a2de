"""Invitations as a calendar reads them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical  # type: ignore[import-untyped]  # an implementation of others, which has no types
from icalendar import Calendar, Event

from channels.contracts import Attachment
from channels.email.clock import timezone_of
from channels.email.invitation import Invitation, invitation

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
VISIT = Invitation(
    uid="0190b8a2c4d47e8f9a0b1c2d3e4f5061@reply.clinic.example",
    sequence=0,
    starts_at=datetime(2026, 12, 1, 19, 20, tzinfo=UTC),
    ends_at=datetime(2026, 12, 1, 19, 50, tzinfo=UTC),
    zone="America/New_York",
    clinic="Harbor Clinic",
    place="Harbor Clinic North, 1 Dock Street; 2nd floor",
    organizer="Harbor Clinic <desk@clinic.example>",
    attendee="ana@example.org",
)

ZONES = (
    "America/New_York America/Phoenix America/Puerto_Rico America/Mexico_City America/Santiago Europe/Madrid"
    " Europe/Dublin Africa/Casablanca Africa/Cairo Asia/Gaza Asia/Kolkata Australia/Lord_Howe Pacific/Apia UTC"
).split()


def read(attachment: Attachment) -> tuple[Calendar, Event]:
    """A calendar and its only event."""
    calendar = Calendar.from_ical(attachment.content)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    return calendar, event


def test_visit_is_on_its_own_clock_when_it_is_booked() -> None:
    attachment = invitation(VISIT, "REQUEST", AT)
    calendar, event = read(attachment)

    assert attachment.media_type == "text/calendar; method=REQUEST"
    assert calendar["METHOD"] == "REQUEST"
    assert b"DTSTART;TZID=America/New_York:20261201T142000" in attachment.content
    assert b"DTEND;TZID=America/New_York:20261201T145000" in attachment.content
    assert event["UID"] == VISIT.uid
    assert event["STATUS"] == "CONFIRMED"
    assert event["LOCATION"] == VISIT.place
    assert event["ORGANIZER"] == "mailto:desk@clinic.example"


@pytest.mark.parametrize(
    ("locale", "summary"), [("en", "Visit at Harbor Clinic"), ("es-US", "Visita en Harbor Clinic")]
)
def test_nothing_private_is_shown_when_a_calendar_lies_open(locale: str, summary: str) -> None:
    _, event = read(invitation(replace(VISIT, locale=locale), "REQUEST", AT))

    assert event["SUMMARY"] == summary
    assert event["CLASS"] == "PRIVATE"
    assert "DESCRIPTION" not in event


def test_same_visit_is_meant_when_it_is_moved_and_called_off() -> None:
    booked = read(invitation(VISIT, "REQUEST", AT))[1]
    later = replace(VISIT, sequence=1, starts_at=VISIT.starts_at + timedelta(days=1))
    moved = read(invitation(later, "REQUEST", AT))[1]
    calendar, cancelled = read(invitation(replace(later, sequence=2), "CANCEL", AT))

    assert booked["UID"] == moved["UID"] == cancelled["UID"]
    assert [event["SEQUENCE"] for event in (booked, moved, cancelled)] == [0, 1, 2]
    assert calendar["METHOD"] == "CANCEL"
    assert cancelled["STATUS"] == "CANCELLED"


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2027, 3, 13, 14, 0, tzinfo=UTC), b":20270313T090000"),
        (datetime(2027, 3, 15, 13, 0, tzinfo=UTC), b":20270315T090000"),
        (datetime(2026, 10, 31, 13, 0, tzinfo=UTC), b":20261031T090000"),
        (datetime(2026, 11, 2, 14, 0, tzinfo=UTC), b":20261102T090000"),
    ],
)
def test_nine_stays_nine_when_the_clocks_change(moment: datetime, shown: bytes) -> None:
    attachment = invitation(replace(VISIT, starts_at=moment, ends_at=moment + timedelta(hours=1)), "REQUEST", AT)
    _, event = read(attachment)

    assert b"DTSTART;TZID=America/New_York" + shown in attachment.content
    assert event.start == moment


@pytest.mark.parametrize("zone", ZONES)
def test_clock_agrees_with_the_zone_when_others_read_it(zone: str) -> None:
    moment = datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
    calendar = Calendar()
    calendar.add_component(timezone_of(zone, moment))
    theirs = tzical(io.StringIO(calendar.to_ical().decode())).get()

    for hours in range(-365 * 24, 365 * 24, 173):
        ours = (moment + timedelta(hours=hours)).astimezone(ZoneInfo(zone))
        if not ours.fold:
            assert ours.replace(tzinfo=theirs).utcoffset() == ours.utcoffset(), ours


def test_rule_is_a_yearly_one_when_the_zone_has_one() -> None:
    content = timezone_of("America/New_York", AT).to_ical()

    assert b"RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3" in content
    assert b"RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11" in content
    assert b"RRULE:FREQ=YEARLY;BYDAY=-1SU" in timezone_of("Europe/Madrid", AT).to_ical()
    assert b"RRULE" not in timezone_of("America/Phoenix", AT).to_ical()
