"""Times that became free, and who was offered them, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from backend.domain.errors import NotFound
from backend.domain.ids import (
    AppointmentId,
    ConversationId,
    EntryId,
    LocationId,
    MessageId,
    OpeningId,
    PatientId,
    PractitionerId,
    ServiceId,
    SlotId,
    WaitlistOfferId,
)
from backend.domain.messaging.quiet import Waking
from backend.domain.reminders import due
from backend.domain.waitlist.records import Candidate, Entry, Freed, Offered, OfferState, Opening, OpeningState
from backend.store.waitlist import MET_OTHERWISE, OPEN_VISIT, entry_of

_COLUMNS: Final = """o.id, o.practitioner_id, o.service_id, o.location_id, lower(o.during) AS busy_from,
    upper(o.during) AS busy_until, lower(o.visit) AS starts_at, upper(o.visit) AS ends_at, o.source, o.origin_id,
    o.state, o.wave, o.next_at, o.hold_id, o.appointment_id, o.created_at, o.settled_at, o.changed_by"""
_ADD: Final = text("""
    INSERT INTO openings (id, practitioner_id, service_id, location_id, during, visit, source, origin_id, state,
        next_at, created_at, changed_by)
    VALUES (:id, :practitioner, :service, :location, tstzrange(:busy_from, :busy_until),
        tstzrange(:starts_at, :ends_at), :source, :origin, :state, :next_at, :created_at, :changed_by)
""")
# The one that is nearest first. Whoever answers waits for the row; whoever works passes over it.
_CLAIM: Final = text(f"""
    SELECT {_COLUMNS} FROM openings o WHERE o.state IN ('new', 'offering') AND o.next_at <= :now
    ORDER BY lower(o.during), o.id LIMIT 1 FOR UPDATE SKIP LOCKED
""")
_GET: Final = text(f"SELECT {_COLUMNS} FROM openings o WHERE o.id = :id")
_LOCK: Final = text(f"SELECT {_COLUMNS} FROM openings o WHERE o.id = :id FOR UPDATE")
_LIST: Final = text(f"""
    SELECT {_COLUMNS} FROM openings o
    WHERE (CAST(:state AS text) IS NULL OR o.state = :state)
        AND (CAST(:start AS timestamptz) IS NULL OR upper(o.during) > :start)
        AND (CAST(:after AS uuid) IS NULL OR (lower(o.during), o.id) > (
            SELECT lower(a.during), a.id FROM openings a WHERE a.id = :after
        ))
    ORDER BY lower(o.during), o.id LIMIT :limit
""")
_SAVE: Final = text("""
    UPDATE openings SET state = :state, wave = :wave, next_at = :next_at, hold_id = :hold,
        appointment_id = :appointment, settled_at = :settled_at, changed_by = :changed_by WHERE id = :id
""")
_LOOK_AGAIN: Final = text("""
    UPDATE openings o SET state = 'new', next_at = :now, settled_at = NULL
    WHERE o.state = 'open' AND lower(o.visit) > :now AND lower(o.visit) < :until_at
        AND o.practitioner_id = coalesce(CAST(:practitioner AS int), o.practitioner_id)
        AND o.location_id = coalesce(CAST(:location AS int), o.location_id)
""")
_CANDIDATES: Final = f"""
    SELECT w.*, a.starts_at AS visit_at, f.wakes, f.sleeps, f.channel AS wished,
        f.locale AS wished_locale, p.locale,
        EXISTS (
            SELECT FROM waitlist_offers o
            WHERE o.state = 'offered' AND (o.patient_id = w.patient_id OR o.conversation_id = w.conversation_id)
        ) AS occupied,
        ARRAY(
            SELECT lower(s.visit) FROM slots s WHERE {{busy}} ORDER BY s.id
        ) AS busy_from,
        ARRAY(
            SELECT upper(s.visit) FROM slots s WHERE {{busy}} ORDER BY s.id
        ) AS busy_until
    FROM waitlist w JOIN patients p ON p.id = w.patient_id
        LEFT JOIN appointments a ON a.id = w.appointment_id LEFT JOIN preferences f ON f.patient_id = w.patient_id
    WHERE w.state = 'waiting' AND coalesce(w.practitioner_id, :practitioner) = :practitioner
        AND coalesce(w.location_id, :location) = :location
        AND w.until_at > :busy_from AND (w.from_at IS NULL OR w.from_at < :busy_until)
        AND (w.appointment_id IS NULL OR (a.status {OPEN_VISIT} AND a.starts_at > :now))
        AND NOT {MET_OTHERWISE}
        AND NOT EXISTS (SELECT FROM waitlist_offers o WHERE o.opening_id = :opening AND o.patient_id = w.patient_id)
        AND NOT EXISTS (
            SELECT FROM appointments o
            WHERE o.id = CAST(:origin AS uuid) AND o.patient_id = w.patient_id AND w.joined_at <= :created_at
        )
""".format(
    busy="""int4range(s.patient_number, s.patient_number, '[]') && int4range(p.number, p.number, '[]')
                AND s.patient_number IS NOT NULL AND s.visit && tstzrange(:busy_from, :busy_until)
                AND s.appointment_id IS DISTINCT FROM w.appointment_id"""
)
_RANKED: Final = text(
    _CANDIDATES
    + """
        AND (CAST(:after AS uuid) IS NULL
            OR (-w.priority, w.joined_at, w.id) > (-CAST(:after_priority AS int), :after_joined, :after))
    ORDER BY w.priority DESC, w.joined_at, w.id LIMIT :limit
    """
)
_ONE: Final = text(_CANDIDATES + " AND w.id = :entry")
# In one order, so that workers who want the same people wait for each other instead of stopping each other. Whoever is
# getting a time at this moment is waited for, and then waits no longer.
_OFFER: Final = text("""
    WITH waiting AS (
        SELECT w.id FROM waitlist w WHERE w.id = ANY(CAST(:entries AS uuid[])) AND w.state = 'waiting'
        ORDER BY w.id FOR SHARE
    )
    INSERT INTO waitlist_offers (id, opening_id, entry_id, patient_id, conversation_id, wave, starts_at, ends_at, state,
        offered_at, deadline)
    SELECT n.id, :opening, n.entry, n.patient, n.conversation, n.wave, n.starts_at, n.ends_at, 'offered',
        n.offered_at, n.deadline
    FROM unnest(CAST(:ids AS uuid[]), CAST(:entries AS uuid[]), CAST(:patients AS uuid[]),
        CAST(:conversations AS uuid[]), CAST(:waves AS smallint[]), CAST(:starts AS timestamptz[]),
        CAST(:ends AS timestamptz[]), CAST(:offered AS timestamptz[]), CAST(:deadlines AS timestamptz[])
    ) AS n(id, entry, patient, conversation, wave, starts_at, ends_at, offered_at, deadline)
        JOIN waiting w ON w.id = n.entry
    ORDER BY n.patient ON CONFLICT DO NOTHING RETURNING id
""")
_ASKED: Final = text("UPDATE waitlist_offers SET message_id = :message WHERE id = :id")
_OFFERS: Final = text("SELECT * FROM waitlist_offers WHERE opening_id = :opening ORDER BY offered_at, wave, id")
_OFFERED: Final = text("SELECT * FROM waitlist_offers WHERE id = :id")
# An offer that was not sent yet is not sent any more: its answer would come too late.
_SETTLE: Final = text("""
    WITH settled AS (
        UPDATE waitlist_offers SET state = :state, settled_at = :at,
            tell_at = CASE WHEN CAST(:state AS text) = 'lost' THEN CAST(:at AS timestamptz) END
        WHERE id = ANY(:ids) AND state IN ('offered', 'expired', 'declined') RETURNING message_id
    )
    UPDATE deliveries d SET state = 'canceled', error_code = 'overtaken', updated_at = now() FROM settled
    WHERE d.message_id = settled.message_id AND d.state = 'pending' AND d.tried_at IS NULL
        AND CAST(:state AS text) IN ('lost', 'expired')
""")
_NEVER_ASKED: Final = text("""
    UPDATE waitlist_offers o SET told_at = :now WHERE o.state = 'lost' AND o.told_at IS NULL AND EXISTS (
        SELECT FROM deliveries d WHERE d.message_id = o.message_id AND d.state IN ('canceled', 'failed', 'undelivered')
    )
""")
_UNTOLD: Final = text("""
    SELECT * FROM waitlist_offers WHERE state = 'lost' AND told_at IS NULL AND tell_at <= :now
    ORDER BY tell_at LIMIT :limit FOR UPDATE SKIP LOCKED
""")
_TELL_LATER: Final = text("UPDATE waitlist_offers SET tell_at = :at WHERE id = :id")
_PENDING: Final = text("SELECT * FROM waitlist_offers WHERE patient_id = :patient AND state = 'offered'")
_TOLD: Final = text("UPDATE waitlist_offers SET told_at = :at WHERE id = :id")


class OpeningRepository:
    """Implements domain.waitlist.ports.Openings on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, opening: Opening) -> None:
        """Keep one more."""
        values = {
            "id": opening.id,
            "source": opening.source,
            "origin": opening.origin,
            "state": opening.state,
            "next_at": opening.next_at,
            "created_at": opening.created_at,
            "changed_by": opening.changed_by,
            "service": opening.freed.service,
            "starts_at": opening.freed.starts_at,
            "ends_at": opening.freed.ends_at,
            **_place(opening.freed),
        }
        self._connection.execute(_ADD, values)

    def claim(self, now: datetime) -> Opening | None:
        """One that is due, kept from others until the transaction ends; None when all are done or being done."""
        row = self._connection.execute(_CLAIM, {"now": now}).one_or_none()
        return None if row is None else _opening(row)

    def get(self, id_: OpeningId, *, lock: bool = False) -> Opening:
        """An opening, if asked for kept from changing until the transaction ends; raises NotFound."""
        row = self._connection.execute(_LOCK if lock else _GET, {"id": id_}).one_or_none()
        if row is None:
            raise NotFound("no such opening")
        return _opening(row)

    def listed(
        self, state: OpeningState | None, start: datetime | None, after: OpeningId | None, limit: int
    ) -> list[Opening]:
        """Openings whose time ends after `start`, soonest first."""
        values = {"state": state, "start": start, "after": after, "limit": limit}
        return [_opening(row) for row in self._connection.execute(_LIST, values)]

    def save(self, opening: Opening) -> None:
        """Keep how far it is."""
        values = {
            "id": opening.id,
            "state": opening.state,
            "wave": opening.wave,
            "next_at": opening.next_at,
            "hold": opening.hold,
            "appointment": opening.appointment,
            "settled_at": opening.settled_at,
            "changed_by": opening.changed_by,
        }
        self._connection.execute(_SAVE, values)

    def look_again(self, entry: Entry, now: datetime) -> int:
        """Ask again about free times that nobody wanted so far, now that somebody more waits; how many there are."""
        values = {
            "now": now,
            "until_at": entry.until_at,
            "practitioner": entry.wishes.practitioner,
            "location": entry.wishes.location,
        }
        return self._connection.execute(_LOOK_AGAIN, values).rowcount

    def candidates(self, opening: Opening, now: datetime, after: Entry | None, limit: int) -> list[Candidate]:
        """Whoever may want it and was not asked about it yet, in rank, the next ones after an entry."""
        values = {
            **_asking(opening, now),
            "after": None if after is None else after.id,
            "after_priority": None if after is None else after.priority,
            "after_joined": None if after is None else after.joined_at,
            "limit": limit,
        }
        return [_candidate(row) for row in self._connection.execute(_RANKED, values)]

    def candidate(self, opening: Opening, entry: EntryId, now: datetime) -> Candidate | None:
        """One of them; None when it is not one of them."""
        row = self._connection.execute(_ONE, {**_asking(opening, now), "entry": entry}).one_or_none()
        return None if row is None else _candidate(row)

    def offer(self, offers: Sequence[Offered]) -> set[WaitlistOfferId]:
        """Keep offers; the ids of those that could be made: nobody has two to decide about."""
        if not offers:
            return set()
        values = {
            "opening": offers[0].opening,
            "ids": [one.id for one in offers],
            "entries": [one.entry for one in offers],
            "patients": [one.patient for one in offers],
            "conversations": [one.conversation for one in offers],
            "waves": [one.wave for one in offers],
            "starts": [one.starts_at for one in offers],
            "ends": [one.ends_at for one in offers],
            "offered": [one.offered_at for one in offers],
            "deadlines": [one.deadline for one in offers],
        }
        return {WaitlistOfferId(id_) for id_ in self._connection.execute(_OFFER, values).scalars()}

    def asked(self, id_: WaitlistOfferId, message: MessageId) -> None:
        """Keep by which message an offer was made."""
        self._connection.execute(_ASKED, {"id": id_, "message": message})

    def offers(self, opening: OpeningId) -> list[Offered]:
        """All offers of an opening, the first one first."""
        return [_offered(row) for row in self._connection.execute(_OFFERS, {"opening": opening})]

    def offered(self, id_: WaitlistOfferId) -> Offered:
        """An offer; raises NotFound."""
        row = self._connection.execute(_OFFERED, {"id": id_}).one_or_none()
        if row is None:
            raise NotFound("no such offer")
        return _offered(row)

    def settle(self, ids: Sequence[WaitlistOfferId], state: OfferState, at: datetime) -> None:
        """End offers."""
        if ids:
            self._connection.execute(_SETTLE, {"ids": list(ids), "state": state, "at": at})

    def pending(self, patient: PatientId) -> Offered | None:
        """What a patient has to decide about."""
        row = self._connection.execute(_PENDING, {"patient": patient}).one_or_none()
        return None if row is None else _offered(row)

    def untold(self, now: datetime, limit: int) -> list[Offered]:
        """Offers lost to others whose people do not know yet, kept from others until the transaction ends.

        Whom an offer never reached has lost nothing, and is left out.
        """
        self._connection.execute(_NEVER_ASKED, {"now": now})
        return [_offered(row) for row in self._connection.execute(_UNTOLD, {"now": now, "limit": limit})]

    def tell_later(self, id_: WaitlistOfferId, at: datetime) -> None:
        """Let somebody sleep until a moment."""
        self._connection.execute(_TELL_LATER, {"id": id_, "at": at})

    def told(self, id_: WaitlistOfferId, at: datetime) -> None:
        """Keep that somebody knows."""
        self._connection.execute(_TOLD, {"id": id_, "at": at})


def _place(freed: Freed) -> dict[str, Any]:
    return {
        "practitioner": freed.practitioner,
        "location": freed.location,
        "busy_from": freed.busy_from,
        "busy_until": freed.busy_until,
    }


def _asking(opening: Opening, now: datetime) -> dict[str, Any]:
    asking = {"opening": opening.id, "origin": opening.origin, "created_at": opening.created_at, "now": now}
    return asking | _place(opening.freed)


def _opening(row: Row[Any]) -> Opening:
    return Opening(
        id=OpeningId(row.id),
        freed=Freed(
            practitioner=PractitionerId(row.practitioner_id),
            location=LocationId(row.location_id),
            service=ServiceId(row.service_id),
            busy_from=row.busy_from,
            busy_until=row.busy_until,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        ),
        source=row.source,
        origin=None if row.origin_id is None else AppointmentId(row.origin_id),
        state=OpeningState(row.state),
        wave=row.wave,
        next_at=row.next_at,
        hold=None if row.hold_id is None else SlotId(row.hold_id),
        appointment=None if row.appointment_id is None else AppointmentId(row.appointment_id),
        created_at=row.created_at,
        settled_at=row.settled_at,
        changed_by=row.changed_by,
    )


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(
        entry=entry_of(row),
        visit_at=row.visit_at,
        occupied=row.occupied,
        busy=tuple(zip(row.busy_from, row.busy_until, strict=True)),
        wishes=due.Wishes(
            channel=row.wished,
            locale=row.wished_locale,
            waking=None if row.wakes is None else Waking(row.wakes, row.sleeps),
        ),
        locale=row.locale,
    )


def _offered(row: Row[Any]) -> Offered:
    return Offered(
        id=WaitlistOfferId(row.id),
        opening=OpeningId(row.opening_id),
        entry=EntryId(row.entry_id),
        patient=PatientId(row.patient_id),
        conversation=ConversationId(row.conversation_id),
        wave=row.wave,
        message=None if row.message_id is None else MessageId(row.message_id),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=OfferState(row.state),
        offered_at=row.offered_at,
        deadline=row.deadline,
        settled_at=row.settled_at,
        told_at=row.told_at,
    )
