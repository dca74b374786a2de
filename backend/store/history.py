"""All that was said to a patient, will be, or was not: plans and messages in one list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, text

from backend.domain.ids import ConversationId, KeyId, MessageId, PatientId
from backend.domain.ports import Vault, Where
from backend.domain.reminders.keeping import Told
from backend.store.conversations import ConversationRepository
from backend.store.keyring import KeyringRepository

_CONTACTS: Final = text("""
    SELECT c.id, c.system, c.value, p.data_key_id FROM contact_points c JOIN patients p ON p.id = c.patient_id
    WHERE c.patient_id = :patient
""")
_TAKEN_PART: Final = text("""
    SELECT conversation_id FROM notifications WHERE patient_id = :patient AND conversation_id IS NOT NULL
    UNION SELECT conversation_id FROM appointments WHERE patient_id = :patient AND conversation_id IS NOT NULL
""")
# What one telephone was told about somebody else's visit is not this patient's history. A message of a plan stands at
# the time it was written, a plan without one at the time it is or was due.
_PAGE: Final = text("""
    WITH own AS (SELECT * FROM notifications WHERE patient_id = :patient),
    lines AS (
        SELECT m.at, m.id, m.id AS message_id FROM messages m
        WHERE m.conversation_id = ANY(:conversations) AND m.direction = 'outbound' AND NOT EXISTS (
            SELECT FROM notifications other WHERE other.message_id = m.id AND other.patient_id <> :patient
        )
        UNION ALL SELECT coalesce(o.settled_at, o.due_at), o.id, NULL FROM own o WHERE o.message_id IS NULL
    ),
    page AS (
        SELECT * FROM lines
        WHERE CAST(:at AS timestamptz) IS NULL OR (at, id) < (CAST(:at AS timestamptz), CAST(:id AS uuid))
        ORDER BY at DESC, id DESC LIMIT :limit
    )
    SELECT page.at, page.id, page.message_id, coalesce(m.conversation_id, o.conversation_id) AS conversation_id,
        m.author, m.purpose, a.channel, d.state AS delivery, CASE WHEN :bodies THEN m.body END AS body,
        c.data_key_id, o.kind, o.state AS plan, o.reason, o.appointment_id, o.due_at, o.template_version
    FROM page
        LEFT JOIN own o ON o.message_id = page.message_id OR (page.message_id IS NULL AND o.id = page.id)
        LEFT JOIN messages m ON m.id = page.message_id
        LEFT JOIN conversations c ON c.id = m.conversation_id
        LEFT JOIN deliveries d ON d.message_id = m.id
        LEFT JOIN addresses a ON a.id = coalesce(d.address_id, m.address_id)
    ORDER BY page.at DESC, page.id DESC
""")


class HistoryRepository:
    """Implements domain.reminders.keeping.History on one transaction."""

    def __init__(
        self, connection: Connection, vault: Vault, keyring: KeyringRepository, conversations: ConversationRepository
    ) -> None:
        self._connection = connection
        self._vault = vault
        self._keyring = keyring
        self._conversations = conversations

    def conversations(self, patient: PatientId) -> list[ConversationId]:
        """The conversations at a patient's contact points, and those in which they were booked for or told."""
        found = {row.conversation_id for row in self._connection.execute(_TAKEN_PART, {"patient": patient})}
        for row in self._connection.execute(_CONTACTS, {"patient": patient}):
            where = Where("contact_points", "value", row.id, KeyId(row.data_key_id))
            value = self._vault.open(self._keyring, row.value, where).reveal()
            if row.system == "phone":
                conversation = self._conversations.with_phone(value)
            else:
                channel, _, address = ("email", "", value) if row.system == "email" else value.partition(":")
                conversation = self._conversations.find(channel, address)
            if conversation is not None:
                found.add(conversation.id)
        return sorted(ConversationId(one) for one in found)

    def page(
        self,
        patient: PatientId,
        conversations: Sequence[ConversationId],
        after: tuple[datetime, UUID] | None,
        limit: int,
        *,
        bodies: bool,
    ) -> list[Told]:
        """What was said, will be, or was not, the latest first; `bodies`: with the words."""
        values = {
            "patient": patient,
            "conversations": list(conversations),
            "at": after[0] if after else None,
            "id": after[1] if after else None,
            "limit": limit,
            "bodies": bodies,
        }
        return [self._told(row) for row in self._connection.execute(_PAGE, values)]

    def _told(self, row: Row[Any]) -> Told:
        body = None
        if row.body is not None:
            where = Where("messages", "body", row.message_id, KeyId(row.data_key_id))
            body = self._vault.open(self._keyring, row.body, where)
        return Told(
            at=row.at,
            id=row.id,
            message=None if row.message_id is None else MessageId(row.message_id),
            conversation=None if row.conversation_id is None else ConversationId(row.conversation_id),
            author=row.author,
            purpose=row.purpose,
            channel=row.channel,
            delivery=row.delivery,
            body=body,
            kind=row.kind,
            plan=row.plan,
            reason=row.reason,
            appointment=row.appointment_id,
            due_at=row.due_at,
            template_version=row.template_version,
        )
