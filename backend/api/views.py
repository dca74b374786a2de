"""From the domain's records to JSON."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from backend.domain.messaging.questions import LastAnswer
from backend.domain.reminders.risk import Attended
from backend.domain.scheduling.clinic import Directory, Location, Practitioner, Service
from backend.domain.scheduling.free import FreeSlot
from backend.domain.scheduling.minutes import moment_of
from backend.domain.scheduling.policy import cancel_until
from backend.domain.scheduling.records import OPEN, Appointment, HistoryLine, Hold, Offer, Patient
from backend.domain.scheduling.zones import zone
from backend.domain.triage.numbers import emergency_number

type Json = dict[str, Any]


def clinic(directory: Directory) -> Json:
    """The clinic itself."""
    found = directory.clinic
    return {
        "name": found.name,
        "country": found.country,
        "emergency_number": emergency_number(found.country),
        "phone": found.phone,
        "url": found.url,
        "zone": found.zone,
    }


def service(directory: Directory, found: Service) -> Json:
    """A service, with who offers it where."""
    offerings = directory.offerings_of(found.id)
    return {
        **named_service(found),
        "aliases": list(found.aliases),
        "duration_minutes": found.duration,
        "minimum_notice_minutes": found.minimum_notice,
        "booking_horizon_days": found.horizon_days,
        "cancel_cutoff_hours": found.cancel_cutoff_hours,
        "practitioners": _unique(directory.practitioner_of[offering.practitioner].slug for offering in offerings),
        "locations": _unique(directory.location_of[offering.location].slug for offering in offerings),
    }


def practitioner(directory: Directory, found: Practitioner) -> Json:
    """A practitioner, with what they offer where."""
    offerings = [offering for offering in directory.offerings if offering.practitioner == found.id]
    return {
        **named(found),
        "aliases": list(found.aliases),
        "services": _unique(directory.service_of[offering.service].slug for offering in offerings),
        "locations": _unique(directory.location_of[offering.location].slug for offering in offerings),
    }


def location(directory: Directory, found: Location) -> Json:
    """A location, with its hours and the dates on which it is closed."""
    return {
        **named(found),
        "aliases": list(found.aliases),
        "address": found.address,
        "zone": found.zone,
        "phone": found.phone,
        "directions": found.directions,
        "translations": found.translations,
        "hours": [
            {"weekday": hours.weekday, "opens": wall(hours.opens), "closes": wall(hours.closes)}
            for hours in found.hours
        ],
        "closures": [
            {
                "date": date.fromordinal(closure.day).isoformat(),
                "name": closure.name,
                "starts": wall(closure.times[0]) if closure.times else None,
                "ends": wall(closure.times[1]) if closure.times else None,
            }
            for closure in directory.closures
            if closure.location in (None, found.id)
        ],
    }


def free_time(directory: Directory, wanted: Service, slot: FreeSlot) -> Json:
    """A start that can be booked."""
    place = directory.location_of[slot.location]
    return {
        "start": _local_minute(place.zone, slot.start),
        "end": _local_minute(place.zone, slot.start + wanted.duration),
        "zone": place.zone,
        "practitioner": directory.practitioner_of[slot.practitioner].slug,
        "location": place.slug,
    }


def hold(directory: Directory, found: Hold) -> Json:
    """A hold."""
    visit = found.visit
    place = directory.location_of[visit.location]
    return {
        "id": found.id.hex,
        "holder": found.holder,
        "expires_at": found.expires_at.isoformat(),
        **_times(place, visit.starts_at, visit.ends_at),
        "service": named_service(directory.service_of[visit.service]),
        "practitioner": named(directory.practitioner_of[visit.practitioner]),
        "location": named(place),
    }


def offer(directory: Directory, found: Offer) -> Json:
    """An offer."""
    place = directory.location_of[found.location]
    return {
        "number": found.number,
        "token": found.token,
        **_times(place, found.starts_at, found.ends_at),
        "expires_at": found.expires_at.isoformat(),
        "service": named_service(directory.service_of[found.service]),
        "practitioner": named(directory.practitioner_of[found.practitioner]),
        "location": named(place),
    }


def appointment(
    directory: Directory,
    found: Appointment,
    now: datetime,
    late: int | None = None,
    answer: LastAnswer | None = None,
) -> Json:
    """An appointment, with as little about its patient as helps; `answer`: what was said last to a reminder of it."""
    place = directory.location_of[found.location]
    wanted = directory.service_of[found.service]
    until = cancel_until(wanted, found.starts_at)
    return {
        "id": found.id.hex,
        "status": str(found.status),
        "attendance": found.attendance,
        "late_minutes": late,
        "answer": answer.says if answer else None,
        "answered_at": answer.at.isoformat() if answer else None,
        "revision": found.revision,
        **_times(place, found.starts_at, found.ends_at),
        "service": named_service(wanted),
        "practitioner": named(directory.practitioner_of[found.practitioner]),
        "location": {**named(place), "address": place.address},
        "patient": {"id": found.patient.hex, "first_name": found.name.given},
        "can_cancel": found.status in OPEN and now < until,
        "cancel_until": until.astimezone(zone(place.zone)).isoformat(),
    }


def history_line(directory: Directory, found: HistoryLine) -> Json:
    """A change of an appointment."""
    place = directory.location_of[found.location]
    times = _times(place, found.starts_at, found.ends_at)
    return {
        "revision": found.revision,
        "change": str(found.change),
        "status": str(found.status),
        "start": times["start"],
        "end": times["end"],
        "practitioner": named(directory.practitioner_of[found.practitioner]),
        "location": named(place),
        "actor": found.actor,
        "at": found.at.isoformat(),
        "reason": found.reason.reveal() if found.reason else None,
    }


def patient_of_visit(found: Patient) -> Json:
    """A patient as a conversation may know them."""
    return {"id": found.id.hex, "first_name": found.name.given}


def patient(found: Patient, attended: Attended) -> Json:
    """A patient as the clinic knows them, and how their visits of the last year went."""
    return {
        "id": found.id.hex,
        "given_name": found.name.given,
        "family_name": found.name.family,
        "birth_date": found.birth_date.reveal() if found.birth_date else None,
        "visits": {
            "over": attended.over,
            "missed": attended.missed,
            "missed_rate": None if attended.rate is None else round(attended.rate, 3),
            "at_risk": attended.at_risk,
        },
    }


def named(found: Service | Practitioner | Location) -> Json:
    """Something of the directory."""
    return {"id": found.slug, "name": found.name}


def named_service(found: Service) -> Json:
    """A service by name, in every language the clinic has it in."""
    return {**named(found), "translations": found.translations}


def _times(place: Location, start: datetime, end: datetime) -> Json:
    wall = zone(place.zone)
    return {
        "start": start.astimezone(wall).isoformat(),
        "end": end.astimezone(wall).isoformat(),
        "zone": place.zone,
    }


@lru_cache(maxsize=65536)
def _local_minute(name: str, minute: int) -> str:
    return moment_of(minute).astimezone(zone(name)).isoformat()


def wall(minutes: int) -> str:
    """A time of the day; midnight at its end is 23:59."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}" if minutes < 24 * 60 else "23:59"


def _unique(slugs: Any) -> list[str]:
    return list(dict.fromkeys(slugs))
