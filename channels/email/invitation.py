"""Invitations: a visit as calendars take it, on its own clock.

A visit keeps one UID for ever; moving it sends a REQUEST with a higher SEQUENCE, calling it off a CANCEL. What is
shown is what anybody who looks over a shoulder may know: the clinic, the day and time, the place.
Source: RFC 5545 (calendars), RFC 5546 (REQUEST, CANCEL, SEQUENCE), RFC 6047 (by e-mail).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Final, Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from channels.contracts import Attachment
from channels.email.clock import timezone_of

type Method = Literal["REQUEST", "CANCEL"]

FILENAME: Final = "visit.ics"
_PRODUCT: Final = "-//Frontdesk//Frontdesk//EN"
_SUMMARY: Final = {"en": "Visit at {clinic}", "es": "Visita en {clinic}"}


@dataclass(frozen=True, slots=True)
class Invitation:
    """A visit as it stands: `uid` never changes, `sequence` grows with every change.

    Times are aware; `zone` is the IANA zone of the place, whose clock the patient will look at. `organizer` is the
    clinic's sender, `Harbor Clinic <desk@clinic.example>`; `attendee` the patient's address.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    clinic: str
    place: str
    organizer: str
    attendee: str = field(repr=False)
    locale: str = "en"


def invitation(visit: Invitation, method: Method, at: datetime) -> Attachment:
    """The file for a visit that is booked or moved (REQUEST) or called off (CANCEL), written `at`."""
    zone = ZoneInfo(visit.zone)
    cancelled = method == "CANCEL"
    language = visit.locale.partition("-")[0]
    event = Event()
    event.uid = visit.uid
    event.add("SEQUENCE", visit.sequence)
    event.DTSTAMP = at.astimezone(UTC)
    event.start = visit.starts_at.astimezone(zone)
    event.end = visit.ends_at.astimezone(zone)
    event.add("SUMMARY", _SUMMARY.get(language, _SUMMARY["en"]).format(clinic=visit.clinic))
    event.add("LOCATION", visit.place)
    event.add("STATUS", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("CLASS", "PRIVATE")
    event.add("ORGANIZER", _organizer(visit))
    event.add("ATTENDEE", _attendee(visit))
    calendar = Calendar()
    calendar.add("PRODID", _PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", method)
    calendar.add_component(timezone_of(visit.zone, visit.starts_at))
    calendar.add_component(event)
    return Attachment(FILENAME, f"text/calendar; method={method}", calendar.to_ical())


def _organizer(visit: Invitation) -> vCalAddress:
    name, address = parseaddr(visit.organizer)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = vText(name or visit.clinic)
    return organizer


def _attendee(visit: Invitation) -> vCalAddress:
    """The patient, who has agreed already: nobody is asked to answer a calendar."""
    attendee = vCalAddress(f"mailto:{visit.attendee}")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    return attendee
