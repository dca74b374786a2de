"""A town of patients with a visit tomorrow each, all of whom are to be reminded now."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import batched
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert

from backend.bootstrap import Frontdesk
from backend.domain.identity.names import PersonName
from backend.domain.ids import ConversationId, KeyId, PatientId
from backend.domain.ports import Where
from backend.domain.reminders.due import NewPlace
from backend.domain.sensitive import Sensitive
from backend.identifiers import new_id
from backend.store.names import sealed_name
from backend.store.tables import booking, clinic, keys, notifications, patients
from tests.faults.rig import Rig, installation

NOON: Final = datetime.fromisoformat("2026-12-01T12:00:00-05:00")
AREAS: Final = (212, 617, 202, 646, 718, 215, 305, 404, 410, 508, 781, 857)
AT_ONCE: Final = 1000


@contextmanager
def town(number: int, *, durable: bool) -> Iterator[Rig]:
    """An installation at noon with so many telephones, whose carrier takes everything and reports nothing."""
    settings = {"FRONTDESK_NOW": NOON.isoformat(), "SANDBOX_HANDSETS": str(number + 10)}
    settings |= {"SANDBOX_STEP_SECONDS": "60", "FRONTDESK_SMS_PER_SECOND": "10000"}
    with (
        tempfile.TemporaryDirectory(prefix="fd-") as home,
        installation(Path(home), durable=durable, **settings) as running,
    ):
        running.fault("callbacks_lost", times=None)
        yield running


class Kept(dict[KeyId, tuple[bytes, int]]):
    """Implements domain.ports.Keyring: keeps new keys for one statement that writes them all."""

    def add(self, key: KeyId, wrapped: bytes, master_version: int) -> None:
        """Keep it."""
        self[key] = wrapped, master_version

    def find(self, key: KeyId) -> tuple[bytes, int] | None:
        """What was kept."""
        return self.get(key)


def number_of(place: int) -> str:
    """The telephone number of the patient at a place; all of them live by the clock of New York."""
    return f"+1{AREAS[place // 10_000]}{5_550_000 + place % 10_000:07d}"


def gather(frontdesk: Frontdesk, number: int, *, known: float = 1.0, visit: datetime | None = None) -> None:
    """So many patients with a reminder that is due; a share of them is `known` by a conversation already."""
    starts = visit or frontdesk.clock.now() + timedelta(days=1)
    with frontdesk.database.transaction() as transaction:
        place = _clinic(transaction.connection)
    for places in batched(range(number), AT_ONCE):
        with frontdesk.database.transaction() as transaction:
            there = [one for one in places if one % 100 < known * 100]
            wanted = {one: NewPlace("sms", Sensitive(number_of(one)), True, "en") for one in there}
            opened = transaction.reaching.open(list(wanted.values()))
            talks = {one: opened[new].conversation.id for one, new in wanted.items()}
            _write(transaction.connection, list(_people(frontdesk, places, talks, place, starts)))


def _clinic(connection: Connection) -> dict[str, int]:
    """The ids of a place, a practitioner and a service."""
    made = {}
    for name, table, values in (
        ("location_id", clinic.locations, {"address": "1 East Street", "zone": "America/New_York"}),
        ("practitioner_id", clinic.practitioners, {}),
        ("service_id", clinic.services, {"duration_minutes": 30}),
    ):
        given: Mapping[str, Any] = {"slug": "crowd", "name": "East", **values}
        made[name] = connection.execute(insert(table).values(**given).returning(table.c.id)).scalar_one()
    return made


def _people(
    frontdesk: Frontdesk,
    places: Sequence[int],
    talks: Mapping[int, ConversationId],
    visit: Mapping[str, int],
    starts: datetime,
) -> Iterator[dict[Any, dict[str, Any]]]:
    """The rows of each patient by table."""
    vault, now = frontdesk.vault, frontdesk.clock.now()
    for place in places:
        kept = Kept()
        key, id_, contact, appointment = vault.new_key(kept), PatientId(new_id()), new_id(), new_id()
        phone = number_of(place)
        yield {
            keys.data_keys: {"id": key, "wrapped": kept[key][0], "master_version": kept[key][1]},
            patients.patients: {
                "id": id_,
                "data_key_id": key,
                "name": sealed_name(vault, kept, PersonName(f"Ada{place}", "Sample"), id_, key),
            },
            patients.contact_points: {
                "id": contact,
                "patient_id": id_,
                "system": "phone",
                "value": vault.seal(kept, phone, Where("contact_points", "value", contact, key)),
                "value_index": vault.index(phone, "contact_points", "value"),
                "verified_at": now,
            },
            booking.appointments: {
                "id": appointment,
                "patient_id": id_,
                **visit,
                "starts_at": starts,
                "ends_at": starts + timedelta(minutes=30),
                "status": "booked",
                "conversation_id": talks.get(place),
                "created_at": now - timedelta(days=9),
                "updated_at": now - timedelta(days=9),
            },
            notifications.notifications: {
                "id": new_id(),
                "kind": "reminder-1d",
                "anchor": "start",
                "appointment_id": appointment,
                "revision": 1,
                "patient_id": id_,
                "conversation_id": talks.get(place),
                "due_at": now - timedelta(minutes=1),
                "priority": 1,
                "state": "planned",
                "planned_at": now - timedelta(days=9),
            },
        }


def _write(connection: Connection, people: Sequence[Mapping[Any, dict[str, Any]]]) -> None:
    for table in people[0]:
        connection.execute(insert(table), [person[table] for person in people])
