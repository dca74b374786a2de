"""The clinic's configuration, kept in memory while its version stays the same."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, text

from backend.domain.errors import NotFound
from backend.domain.ids import LocationId, PractitionerId, ServiceId
from backend.domain.reminders.policy import Policies, Policy
from backend.domain.reminders.templates import Template, Templates
from backend.domain.scheduling.clinic import (
    Clinic,
    Closure,
    Directory,
    Location,
    Offering,
    OpeningHours,
    Practitioner,
    Service,
    Shift,
    ShiftException,
)
from backend.domain.scheduling.minutes import DAY, minute_at_or_after, minute_of
from backend.store.tables import clinic as tables
from backend.store.tables import notifications

KEPT_FOR = timedelta(hours=6)  # dated entries of the past are left out when it is read, so it is read now and then
_VERSION = text("SELECT version FROM clinic")


class DirectoryCache:
    """One copy of the configuration for all transactions of a process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[Directory, datetime] | None = None

    def get(self, version: UUID, now: datetime) -> Directory | None:
        """The copy, if it is of that version and not too old."""
        with self._lock:
            kept = self._kept
        if kept is None or kept[0].version != version or not timedelta() <= now - kept[1] < KEPT_FOR:
            return None
        return kept[0]

    def put(self, directory: Directory, now: datetime) -> None:
        """Keep a copy instead of the former one."""
        with self._lock:
            self._kept = (directory, now)


class DirectoryRepository:
    """Implements domain.scheduling.ports.Directories on one transaction."""

    def __init__(self, connection: Connection, cache: DirectoryCache) -> None:
        self._connection = connection
        self._cache = cache
        self._version: UUID | None = None

    def saw(self, version: UUID | None) -> None:
        """The version that another statement of this transaction read, so that nobody asks again."""
        self._version = version

    def current(self) -> Directory:
        """The configuration as this transaction sees it; raises NotFound before the clinic is set up."""
        version = self._version or self._connection.execute(_VERSION).scalar_one_or_none()
        if version is None:
            raise NotFound("the clinic is not set up yet")
        # How long a copy is kept has nothing to do with the product's clock, which may stand still.
        now = datetime.now(UTC)
        kept = self._cache.get(version, now)
        if kept is None:
            kept = self._read()
            self._cache.put(kept, now)
        return kept

    def _read(self) -> Directory:
        row = self._connection.execute(select(tables.clinic)).one()
        hours = defaultdict(list)
        for row_ in self._all(tables.location_hours):
            hours[row_.location_id].append(OpeningHours(row_.weekday, _minutes(row_.opens), _minutes(row_.closes)))
        return Directory(
            version=row.version,
            clinic=Clinic(row.name, row.country, row.zone, row.phone, row.url),
            locations=tuple(_location(each, tuple(hours[each.id])) for each in self._all(tables.locations)),
            practitioners=tuple(
                Practitioner(PractitionerId(each.id), each.slug, each.name, tuple(each.aliases), each.active)
                for each in self._all(tables.practitioners)
            ),
            services=tuple(_service(each) for each in self._all(tables.services)),
            offerings=tuple(
                Offering(ServiceId(each.service_id), PractitionerId(each.practitioner_id), LocationId(each.location_id))
                for each in self._all(tables.service_offerings)
            ),
            shifts=tuple(_shift(each) for each in self._all(tables.schedules)),
            exceptions=tuple(
                ShiftException(
                    PractitionerId(each.practitioner_id),
                    LocationId(each.location_id),
                    each.on_date.toordinal(),
                    _times(each.starts, each.ends),
                )
                for each in self._all(tables.schedule_exceptions)
            ),
            closures=tuple(
                Closure(
                    None if each.location_id is None else LocationId(each.location_id),
                    each.on_date.toordinal(),
                    _times(each.starts, each.ends),
                    each.name,
                )
                for each in self._all(tables.closures)
            ),
            time_off=tuple(
                (PractitionerId(each.practitioner_id), (_from(each.during.lower), _until(each.during.upper)))
                for each in self._all(tables.time_off)
            ),
            reminders=Policies(
                {
                    (each.service_id, each.location_id): Policy.of(each.steps, each.no_show_after)
                    for each in self._all(notifications.reminder_policies)
                }
            ),
            # By version, so that the highest one of each is what stays.
            templates=Templates(
                {
                    (each.name, each.locale): Template(each.body, each.version)
                    for each in self._all(notifications.message_templates)
                }
            ),
        )

    def _all(self, table: Any) -> list[Row[Any]]:
        return list(self._connection.execute(select(table).order_by(*table.primary_key.columns)).all())


def _location(row: Row[Any], hours: tuple[OpeningHours, ...]) -> Location:
    return Location(
        id=LocationId(row.id),
        slug=row.slug,
        name=row.name,
        aliases=tuple(row.aliases),
        address=row.address,
        zone=row.zone,
        phone=row.phone,
        directions=row.directions,
        hours=hours,
        translations=row.translations,
    )


def _service(row: Row[Any]) -> Service:
    return Service(
        id=ServiceId(row.id),
        slug=row.slug,
        name=row.name,
        aliases=tuple(row.aliases),
        duration=row.duration_minutes,
        buffer_before=row.buffer_before_minutes,
        buffer_after=row.buffer_after_minutes,
        step=row.step_minutes,
        minimum_notice=row.minimum_notice_minutes,
        horizon_days=row.booking_horizon_days,
        cancel_cutoff_hours=row.cancel_cutoff_hours,
        active=row.active,
        translations=row.translations,
    )


def _shift(row: Row[Any]) -> Shift:
    return Shift(
        practitioner=PractitionerId(row.practitioner_id),
        location=LocationId(row.location_id),
        weekday=row.weekday,
        starts=_minutes(row.starts),
        ends=_minutes(row.ends),
        valid_from=None if row.valid_from is None else row.valid_from.toordinal(),
        valid_until=None if row.valid_until is None else row.valid_until.toordinal(),
    )


def _times(starts: time | None, ends: time | None) -> tuple[int, int] | None:
    return None if starts is None or ends is None else (_minutes(starts), _minutes(ends))


def _minutes(wall: time) -> int:
    """Minutes of the day; the day's last minute stands for midnight, which this type cannot say."""
    minutes = wall.hour * 60 + wall.minute
    return DAY if minutes == DAY - 1 else minutes


def _from(moment: datetime | None) -> int:
    return 0 if moment is None else minute_of(moment)


def _until(moment: datetime | None) -> int:
    return 1 << 40 if moment is None else minute_at_or_after(moment)
