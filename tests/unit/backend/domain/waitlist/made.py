"""People who wait, in the small made-up clinic of the rules' tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from backend.domain.ids import ConversationId, EntryId, PatientId
from backend.domain.scheduling.clinic import Directory
from backend.domain.waitlist.records import Candidate, Entry, EntryState, Freed, Wishes
from tests.unit.backend.domain.scheduling.made import ANN, EAST, VISIT, directory, every_day

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # Monday, 10:00 in New York
TEN = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # Tuesday, 10:00 in New York


def clinic(**changes: object) -> Directory:
    """Ann works every day from nine to five in New York."""
    return directory(every_day(ANN, EAST), **changes)  # type: ignore[arg-type]


def freed(starts_at: datetime = TEN, minutes: int = 30, before: int = 0, after: int = 0) -> Freed:
    """A visit's time with Ann."""
    ends_at = starts_at + timedelta(minutes=minutes)
    return Freed(
        practitioner=ANN,
        location=EAST,
        service=VISIT.id,
        busy_from=starts_at - timedelta(minutes=before),
        busy_until=ends_at + timedelta(minutes=after),
        starts_at=starts_at,
        ends_at=ends_at,
    )


def entry(number: int = 1, **wished: object) -> Entry:
    """Somebody who waits for a visit, with an hour's notice."""
    wishes = replace(Wishes(VISIT.id, notice=60), **wished)  # type: ignore[arg-type]
    return Entry(
        id=EntryId(UUID(int=number)),
        patient=PatientId(UUID(int=number)),
        conversation=ConversationId(UUID(int=number)),
        wishes=wishes,
        until_at=wishes.until_at or NOW + timedelta(days=90),
        priority=0,
        state=EntryState.WAITING,
        joined_at=NOW - timedelta(days=1),
        changed_at=NOW,
        changed_by="test",
    )


def candidate(**wished: object) -> Candidate:
    """The same, as an opening sees them."""
    return Candidate(entry(1, **wished))
