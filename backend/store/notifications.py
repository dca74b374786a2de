"""Planned messages in the database: taken, decided and written in batches, a statement for all of a batch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from backend.domain.ids import (
    AddressId,
    AppointmentId,
    ChoiceId,
    ConversationId,
    KeyId,
    LocationId,
    MessageId,
    NotificationId,
    PatientId,
    ServiceId,
)
from backend.domain.messaging.quiet import Waking
from backend.domain.messaging.records import Button, LeaseOwner
from backend.domain.ports import Vault, Where
from backend.domain.reminders.due import Due, Saying, Spoken, Wishes
from backend.domain.reminders.plan import Skip
from backend.domain.reminders.risk import LOOKED_BACK, Attended
from backend.domain.scheduling.records import AppointmentStatus
from backend.domain.sensitive import Sensitive
from backend.identifiers import new_id
from backend.store.appointments import ATTENDED
from backend.store.keyring import KeyringRepository
from backend.store.messages import OPEN_FOR, labelled
from backend.store.names import opened_name

# One priority after the other, each by its own stretch of the index: what lies in the future is never looked at.
_DUE: Final = """
    FROM unnest(CAST(:priorities AS smallint[])) WITH ORDINALITY AS wanted (priority, place), LATERAL (
        SELECT n.id, n.due_at FROM notifications n
        WHERE n.state = 'planned' AND n.priority = wanted.priority AND n.due_at <= :now
        ORDER BY n.due_at LIMIT :limit {lock}
    ) due
"""
_TAKE: Final = text(f"SELECT due.id {_DUE.format(lock='FOR UPDATE SKIP LOCKED')} LIMIT :limit")
_WAITING: Final = text(f"SELECT count(*) FROM (SELECT {_DUE.format(lock='')} LIMIT :limit) found")
_FACTS: Final = text(f"""
    SELECT n.id, n.kind, n.anchor, n.revision, n.due_at, n.planned_at, n.appointment_id, n.patient_id,
        coalesce(n.conversation_id, v.conversation_id) AS conversation_id, v.conversation_id AS booked_in,
        v.service_id, v.location_id, v.starts_at, v.status, v.time_revision, v.attendance,
        p.locale, p.name, p.data_key_id, k.wrapped, k.master_version,
        w.channel AS wished, w.locale AS wished_locale, w.wakes, w.sleeps, coalesce(w.fewer, false) AS fewer,
        former.over, former.missed,
        EXISTS (
            SELECT FROM contact_points c JOIN contact_points o ON o.value_index = c.value_index
            WHERE c.patient_id = n.patient_id AND o.patient_id <> n.patient_id
        ) AS shared,
        CASE WHEN n.message_id IS NULL THEN '{{}}' ELSE ARRAY(
            SELECT t.address_id FROM delivery_attempts t WHERE t.message_id = n.message_id
            UNION ALL
            SELECT d.address_id FROM deliveries d
            WHERE d.message_id = n.message_id AND d.state IN ('failed', 'undelivered')
        ) END AS missed_at
    FROM notifications n
        JOIN appointments v ON v.id = n.appointment_id
        JOIN patients p ON p.id = n.patient_id
        JOIN data_keys k ON k.id = p.data_key_id
        LEFT JOIN preferences w ON w.patient_id = n.patient_id,
        LATERAL (SELECT {ATTENDED} AND o.patient_id = n.patient_id) former
    WHERE n.id = ANY(:ids) ORDER BY n.priority, n.due_at
""")
# A message leaves at once when nothing of its conversation goes before it, also none of the same batch, and when
# nobody took the conversation over and nobody opted out since it was decided; else those who relay decide.
_SAY: Final = text("""
    WITH told AS (
        SELECT * FROM unnest(
            CAST(:due AS uuid[]), CAST(:ids AS uuid[]), CAST(:conversations AS uuid[]), CAST(:addresses AS uuid[]),
            CAST(:authors AS text[]), CAST(:purposes AS text[]), CAST(:bodies AS bytea[]), CAST(:subjects AS bytea[]),
            CAST(:urgent AS boolean[]), CAST(:asks AS text[]), CAST(:until AS timestamptz[]), CAST(:versions AS int[])
        ) WITH ORDINALITY AS t (due, id, conversation, address, author, purpose, body, subject, urgent, asks, until,
            version, place)
    ), said AS (
        INSERT INTO messages (id, conversation_id, address_id, direction, author, purpose, body, subject, at)
        SELECT id, conversation, address, 'outbound', author, purpose, body, subject, :at
        FROM told ORDER BY place
        RETURNING id, conversation_id, seq
    ), out AS (
        INSERT INTO deliveries (message_id, conversation_id, address_id, seq, urgent, state, attempts, lease_owner,
            lease_until, tried_at)
        SELECT said.id, told.conversation, told.address, said.seq, told.urgent,
            CASE WHEN free THEN 'sending' ELSE 'pending' END, CASE WHEN free THEN 1 ELSE 0 END,
            CASE WHEN free THEN CAST(:owner AS uuid) END,
            CASE WHEN free THEN now() + make_interval(secs => :seconds) END, CASE WHEN free THEN now() END
        FROM said JOIN told ON told.id = said.id, LATERAL (
            SELECT a.opted_out_at IS NULL AND c.state <> 'claimed' AND NOT EXISTS (
                SELECT FROM deliveries d WHERE d.conversation_id = c.id AND d.state IN ('pending', 'sending')
            ) AND NOT EXISTS (
                SELECT FROM told former WHERE former.conversation = told.conversation AND former.place < told.place
            ) AS free
            FROM conversations c, addresses a WHERE c.id = told.conversation AND a.id = told.address
        )
        RETURNING message_id, state
    ), asked AS (
        INSERT INTO questions (message_id, conversation_id, seq, subject, subject_id, asked_at, until)
        SELECT told.id, told.conversation, said.seq, told.asks, told.due, :at, told.until
        FROM told JOIN said ON said.id = told.id WHERE told.asks IS NOT NULL
    ), offered AS (
        INSERT INTO choices (id, message_id, conversation_id, seq, position, label, says, expires_at)
        SELECT option.id, said.id, said.conversation_id, said.seq, option.position, option.label, option.says,
            option.expires
        FROM unnest(
            CAST(:choices AS uuid[]), CAST(:offered_by AS uuid[]), CAST(:positions AS smallint[]),
            CAST(:labels AS bytea[]), CAST(:says AS text[]), CAST(:expires AS timestamptz[])
        ) AS option (id, message, position, label, says, expires) JOIN said ON said.id = option.message
    ), done AS (
        UPDATE notifications n SET state = 'said', reason = NULL, message_id = told.id, settled_at = :at,
            conversation_id = told.conversation, template_version = told.version
        FROM told WHERE n.id = told.due
    )
    SELECT told.due, told.id, out.state = 'sending' AS leased FROM told JOIN out ON out.message_id = told.id
    ORDER BY told.place
""")
_SETTLE: Final = text("""
    UPDATE notifications n SET state = CASE WHEN t.until IS NULL THEN 'skipped' ELSE 'planned' END, reason = t.reason,
        due_at = coalesce(t.until, n.due_at), settled_at = CASE WHEN t.until IS NULL THEN CAST(:at AS timestamptz) END
    FROM unnest(CAST(:ids AS uuid[]), CAST(:reasons AS text[]), CAST(:until AS timestamptz[])) AS t (id, reason, until)
    WHERE n.id = t.id AND n.state = 'planned'
""")
_AGAIN: Final = text("""
    UPDATE notifications SET state = 'planned', due_at = :due_at, reason = :reason, settled_at = NULL
    WHERE message_id = :message AND state = 'said' RETURNING id
""")


class NotificationRepository:
    """Implements domain.reminders.due.Notifications on one transaction."""

    def __init__(self, connection: Connection, vault: Vault, keyring: KeyringRepository) -> None:
        self._connection = connection
        self._vault = vault
        self._keyring = keyring

    def take(self, now: datetime, priorities: Collection[int], limit: int) -> list[Due]:
        """What is due, the most urgent and oldest first, kept from others until the transaction ends.

        The facts are read by a statement of their own: it sees what those saw commit whom this one waited for. What has
        no visit any more is skipped.
        """
        values = {"now": now, "priorities": sorted(priorities), "limit": limit}
        ids = list(self._connection.execute(_TAKE, values).scalars())
        if not ids:
            return []
        facts = {"ids": ids, "now": now, "since": now - LOOKED_BACK}
        found = [self._due(row) for row in self._connection.execute(_FACTS, facts)]
        gone = set(ids) - {due.id for due in found}
        if gone:
            self.settle(dict.fromkeys(map(NotificationId, gone), Skip.CANCELLED), {}, now)
        return found

    def first(self, now: datetime, priorities: Collection[int]) -> NotificationId | None:
        """The one that would be taken first, kept from others until the transaction ends."""
        values = {"now": now, "priorities": sorted(priorities), "limit": 1}
        id_ = self._connection.execute(_TAKE, values).scalars().first()
        return None if id_ is None else NotificationId(id_)

    def waiting(self, now: datetime, priorities: Collection[int], most: int) -> int:
        """How many are due, counted up to `most`."""
        values = {"now": now, "priorities": sorted(priorities), "limit": most}
        return int(self._connection.execute(_WAITING, values).scalar_one())

    def say(self, sayings: Sequence[Saying], at: datetime, owner: LeaseOwner, seconds: float) -> list[Spoken]:
        """Write messages with their deliveries and questions; what nothing goes before is leased to `owner`."""
        if not sayings:
            return []
        ids = {saying.due: MessageId(new_id()) for saying in sayings}
        buttons = {
            saying.due: tuple(Button(ChoiceId(new_id()), Sensitive(each.label)) for each in saying.words.options)
            for saying in sayings
        }
        values = self._messages(sayings, ids) | self._choices(sayings, ids, buttons, at)
        rows = self._connection.execute(_SAY, values | {"at": at, "owner": owner, "seconds": seconds})
        return [
            Spoken(NotificationId(row.due), MessageId(row.id), row.leased, buttons[NotificationId(row.due)])
            for row in rows
        ]

    def settle(
        self,
        skipped: Mapping[NotificationId, Skip],
        put_off: Mapping[NotificationId, tuple[datetime, str]],
        at: datetime,
    ) -> None:
        """Keep why messages are not said, or until when and why they wait."""
        lines: list[tuple[NotificationId, str, datetime | None]] = [(id_, skip, None) for id_, skip in skipped.items()]
        lines += [(id_, reason, until) for id_, (until, reason) in put_off.items()]
        if lines:
            ids, reasons, until = zip(*sorted(lines), strict=True)
            values = {"ids": list(ids), "reasons": list(reasons), "until": list(until), "at": at}
            self._connection.execute(_SETTLE, values)

    def again(self, message: MessageId, due_at: datetime, reason: str) -> bool:
        """Make what a message was written for due once more, later and in new words; False when it is for none."""
        values = {"message": message, "due_at": due_at, "reason": reason}
        return self._connection.execute(_AGAIN, values).one_or_none() is not None

    def _due(self, row: Row[Any]) -> Due:
        key, patient = KeyId(row.data_key_id), PatientId(row.patient_id)
        given = None
        if row.shared and row.wrapped is not None:
            self._keyring.prime(key, row.wrapped, row.master_version)
            given = Sensitive(opened_name(self._vault, self._keyring, row.name, patient, key).given)
        return Due(
            id=NotificationId(row.id),
            kind=row.kind,
            anchor=row.anchor,
            revision=row.revision,
            due_at=row.due_at,
            planned_at=row.planned_at,
            appointment=AppointmentId(row.appointment_id),
            patient=patient,
            service=ServiceId(row.service_id),
            location=LocationId(row.location_id),
            starts_at=row.starts_at,
            status=AppointmentStatus(row.status),
            time_revision=row.time_revision,
            attendance=row.attendance,
            conversation=ConversationId(row.conversation_id) if row.conversation_id else None,
            booked_in=ConversationId(row.booked_in) if row.booked_in else None,
            locale=row.locale,
            given=given,
            wishes=Wishes(
                channel=row.wished,
                locale=row.wished_locale,
                waking=Waking(row.wakes, row.sleeps) if row.wakes is not None else None,
                fewer=row.fewer,
            ),
            attended=Attended(row.over, row.missed),
            missed_at=frozenset(AddressId(id_) for id_ in row.missed_at),
        )

    def _messages(self, sayings: Sequence[Saying], ids: Mapping[NotificationId, MessageId]) -> dict[str, object]:
        return {
            "due": [saying.due for saying in sayings],
            "ids": [ids[saying.due] for saying in sayings],
            "conversations": [saying.place.id for saying in sayings],
            "addresses": [saying.place.address_id for saying in sayings],
            "authors": [str(saying.words.author) for saying in sayings],
            "purposes": [str(saying.words.purpose) for saying in sayings],
            "bodies": [self._seal(saying, ids, "body", saying.words.text) for saying in sayings],
            "subjects": [self._seal(saying, ids, "subject", saying.words.subject) for saying in sayings],
            "urgent": [saying.words.urgent for saying in sayings],
            "asks": [saying.asks and str(saying.asks) for saying in sayings],
            "until": [saying.asks_until for saying in sayings],
            "versions": [saying.template_version for saying in sayings],
        }

    def _choices(
        self,
        sayings: Sequence[Saying],
        ids: Mapping[NotificationId, MessageId],
        buttons: Mapping[NotificationId, tuple[Button, ...]],
        at: datetime,
    ) -> dict[str, object]:
        flat = [
            (saying, position, button, option)
            for saying in sayings
            for position, (button, option) in enumerate(zip(buttons[saying.due], saying.words.options, strict=True), 1)
        ]
        return {
            "choices": [button.id for _, _, button, _ in flat],
            "offered_by": [ids[saying.due] for saying, _, _, _ in flat],
            "positions": [position for _, position, _, _ in flat],
            "labels": [
                self._vault.seal(self._keyring, button.label.reveal(), labelled(button.id, saying.place.key))
                for saying, _, button, _ in flat
            ],
            "says": [option.says for _, _, _, option in flat],
            "expires": [saying.words.until or at + OPEN_FOR for saying, _, _, _ in flat],
        }

    def _seal(
        self, saying: Saying, ids: Mapping[NotificationId, MessageId], column: str, plain: str | None
    ) -> bytes | None:
        if plain is None:
            return None
        where = Where("messages", column, ids[saying.due], saying.place.key)
        return self._vault.seal(self._keyring, plain, where)
