"""The statements that change appointments: each moves the slot, the appointment, its history and its messages.

A time that becomes free while it lies ahead and somebody waits is written down as an opening by the same statement, so
that none is missed; who is offered it is decided later, from that row.

The slot is inserted with ON CONFLICT DO NOTHING against the exclusion constraints, so that of any number of callers
one gets it and none deadlocks on it; everything else in the statement depends on that row. What the transaction
itself deleted (its own hold, an expired one, the appointment's old slot) is no conflict to PostgreSQL, provided that
it is deleted first: hence the WHERE that counts what was deleted and is always true. The command's key has no ON
CONFLICT: used a second time, it fails the whole statement.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

PLANNED: Final = """
        INSERT INTO notifications (id, kind, anchor, appointment_id, revision, patient_id, conversation_id, due_at,
            priority, state, reason, planned_at, settled_at)
        SELECT p.id, p.kind, p.anchor, v.id, v.revision, v.patient_id, v.conversation_id, p.due_at, p.priority,
            CASE WHEN p.skip IS NULL THEN 'planned' ELSE 'skipped' END, p.skip, :at,
            CASE WHEN p.skip IS NOT NULL THEN CAST(:at AS timestamptz) END
        FROM v, unnest(CAST(:plan_ids AS uuid[]), CAST(:plan_kinds AS text[]), CAST(:plan_anchors AS text[]),
            CAST(:plan_due AS timestamptz[]), CAST(:plan_priorities AS smallint[]), CAST(:plan_skips AS text[])
        ) AS p(id, kind, anchor, due_at, priority, skip)
"""
FREED: Final = "RETURNING practitioner_id, service_id, location_id, during, visit"
OPENED: Final = """
        INSERT INTO openings (id, practitioner_id, service_id, location_id, during, visit, source, origin_id, state,
            next_at, created_at)
        SELECT :opening, f.practitioner_id, f.service_id, f.location_id, f.during, f.visit, :source,
            CAST(:id AS uuid), 'new', :at, :at
        FROM {freed}
        WHERE lower(f.visit) > :at AND EXISTS (
            SELECT FROM waitlist w WHERE w.state = 'waiting' AND coalesce(w.practitioner_id, f.practitioner_id)
                = f.practitioner_id AND coalesce(w.location_id, f.location_id) = f.location_id
        )
"""
_OWN: Final = """own AS (
        DELETE FROM slots WHERE id = :hold AND holder = :holder AND status = 'busy-tentative' RETURNING id
    )"""
_EXPIRED: Final = """expired AS (
        DELETE FROM slots WHERE id IN (
            SELECT id FROM slots
            WHERE int4range(practitioner_id, practitioner_id, '[]')
                    && int4range(CAST(:practitioner AS int), CAST(:practitioner AS int), '[]')
                AND during && tstzrange(:busy_from, :busy_until)
                AND status = 'busy-tentative' AND expires_at <= :at AND id IS DISTINCT FROM CAST(:hold AS uuid)
            FOR UPDATE SKIP LOCKED
        ) RETURNING id
    )"""
_SLOT: Final = """slot AS (
        INSERT INTO slots (id, practitioner_id, service_id, location_id, patient_number, during, visit, status,
            appointment_id)
        SELECT :slot, :practitioner, :service, :location, :number, tstzrange(:busy_from, :busy_until),
            tstzrange(:starts_at, :ends_at), 'busy', :id"""
BOOK: Final = text(f"""
    WITH {_OWN}, {_EXPIRED}, {_SLOT}
        WHERE (SELECT count(*) FROM own) + (SELECT count(*) FROM expired) >= 0
        ON CONFLICT DO NOTHING RETURNING id
    ), appointment AS (
        INSERT INTO appointments (id, patient_id, service_id, practitioner_id, location_id, starts_at, ends_at, status,
            reason, conversation_id, created_at, updated_at)
        SELECT :id, :patient, :service, :practitioner, :location, :starts_at, :ends_at, 'booked', :reason,
            :conversation, :at, :at
        FROM slot
    ), line AS (
        INSERT INTO appointment_history (id, appointment_id, revision, change, status, practitioner_id, location_id,
            starts_at, ends_at, actor, at)
        SELECT :line, :id, 1, 'booked', 'booked', :practitioner, :location, :starts_at, :ends_at, :actor, :at FROM slot
    ), command AS (
        INSERT INTO idempotency (scope, key, request_hash, response)
        SELECT :scope, :key, :hash, jsonb_build_object('appointment', CAST(:id AS uuid)) FROM slot
    ), v AS (
        SELECT CAST(:id AS uuid) AS id, 1 AS revision, CAST(:patient AS uuid) AS patient_id,
            CAST(:conversation AS uuid) AS conversation_id FROM slot
    ), planned AS ({PLANNED})
    SELECT count(*) FROM slot
""")
RESCHEDULE: Final = text(f"""
    WITH {_OWN}, old AS (
        DELETE FROM slots WHERE appointment_id = :id {FREED}
    ), {_EXPIRED}, {_SLOT}
        WHERE (SELECT count(*) FROM own) + (SELECT count(*) FROM old) + (SELECT count(*) FROM expired) >= 0
        ON CONFLICT DO NOTHING RETURNING id
    ), appointment AS (
        UPDATE appointments SET practitioner_id = :practitioner, location_id = :location, starts_at = :starts_at,
            ends_at = :ends_at, attendance = NULL, revision = :revision, time_revision = :revision, updated_at = :at
        FROM slot WHERE appointments.id = :id
        RETURNING appointments.id, appointments.revision, patient_id, conversation_id
    ), line AS (
        INSERT INTO appointment_history (id, appointment_id, revision, change, status, practitioner_id, location_id,
            starts_at, ends_at, actor, at)
        SELECT :line, :id, :revision, 'rescheduled', :status, :practitioner, :location, :starts_at, :ends_at, :actor,
            :at
        FROM slot
    ), former AS (
        UPDATE notifications n SET state = 'skipped', reason = :skip, settled_at = :at FROM slot
        WHERE n.appointment_id = :id AND n.state = 'planned'
    ), v AS (SELECT * FROM appointment), planned AS ({PLANNED}),
    opened AS ({OPENED.format(freed="old f, slot")})
    SELECT count(*) FROM slot
""")
IN_THE_WAY: Final = text("""
    SELECT
        EXISTS (
            SELECT FROM slots WHERE int4range(practitioner_id, practitioner_id, '[]')
                && int4range(CAST(:practitioner AS int), CAST(:practitioner AS int), '[]')
                AND during && tstzrange(:busy_from, :busy_until)
                AND appointment_id IS DISTINCT FROM CAST(:id AS uuid) AND (expires_at IS NULL OR expires_at > :at)
        ) AS practitioner,
        EXISTS (
            SELECT FROM slots WHERE int4range(patient_number, patient_number, '[]')
                && int4range(CAST(:number AS int), CAST(:number AS int), '[]') AND patient_number IS NOT NULL
                AND visit && tstzrange(:starts_at, :ends_at) AND appointment_id IS DISTINCT FROM CAST(:id AS uuid)
        ) AS patient
""")
CHANGE: Final = text(f"""
    WITH gone AS (
        DELETE FROM slots WHERE appointment_id = :id AND CAST(:status AS text) = 'cancelled' {FREED}
    ), line AS (
        INSERT INTO appointment_history (id, appointment_id, revision, change, status, practitioner_id, location_id,
            starts_at, ends_at, actor, reason, at)
        SELECT :line, id, :revision, :change, :status, practitioner_id, location_id, starts_at, ends_at, :actor,
            :reason, :at
        FROM appointments WHERE id = :id
    ), former AS (
        UPDATE notifications SET state = 'skipped', reason = :skip, settled_at = :at
        WHERE appointment_id = :id AND state = 'planned' AND CAST(:skip AS text) IS NOT NULL
    ), v AS (
        UPDATE appointments SET status = :status, attendance = coalesce(:attendance, attendance), revision = :revision,
            updated_at = :at
        WHERE id = :id RETURNING id, revision, patient_id, conversation_id
    ), planned AS ({PLANNED}), opened AS ({OPENED.format(freed="gone f")})
    SELECT FROM v
""")
