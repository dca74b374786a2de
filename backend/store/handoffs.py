"""Handoffs in the database, with everything that happened to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from backend.domain.errors import NotFound
from backend.domain.handoff.machine import Priority, Reason
from backend.domain.ids import ConversationId, HandoffId, KeyId
from backend.domain.messaging.records import Conversation, Handoff
from backend.domain.ports import Vault, Where
from backend.identifiers import new_id
from backend.store.keyring import KeyringRepository

_COLUMNS: Final = """h.id, h.conversation_id, h.state, h.reason, h.priority, h.note, h.claimed_by, h.opened_at,
    h.claimed_at, h.closed_at, a.channel, c.data_key_id"""
_FROM: Final = """FROM handoffs h JOIN conversations c ON c.id = h.conversation_id
    JOIN addresses a ON a.id = c.address_id"""
_OPEN = text(f"SELECT {_COLUMNS} {_FROM} WHERE h.conversation_id = :conversation AND h.closed_at IS NULL")
_GET = text(f"SELECT {_COLUMNS} {_FROM} WHERE h.id = :id")
_LIST = text(f"""
    SELECT {_COLUMNS} {_FROM}
    WHERE CASE WHEN CAST(:state AS text) IS NULL THEN h.closed_at IS NULL ELSE h.state = :state END
        AND (CAST(:after AS uuid) IS NULL OR (-h.priority, h.opened_at, h.id) > (
            SELECT -a.priority, a.opened_at, a.id FROM handoffs a WHERE a.id = :after))
    ORDER BY h.priority DESC, h.opened_at, h.id LIMIT :limit
""")
_ADD = text("""
    INSERT INTO handoffs (id, conversation_id, state, reason, priority, note, opened_at)
    VALUES (:id, :conversation, 'waiting', :reason, :priority, :note, :at)
""")
_RAISE = text("UPDATE handoffs SET reason = :reason, priority = :priority WHERE id = :id AND priority < :priority")
_SET = text("""
    UPDATE handoffs SET state = :state, claimed_by = :claimed_by,
        claimed_at = CASE WHEN :state = 'claimed' THEN :at ELSE claimed_at END,
        closed_at = CASE WHEN :state IN ('resolved', 'returned') THEN :at END
    WHERE id = :id
""")
_EVENT = text("""
    INSERT INTO handoff_events (id, handoff_id, step, actor, reason, at)
    VALUES (:id, :handoff, :step, :actor, :reason, :at)
""")


class HandoffRepository:
    """Implements domain.messaging.ports.Handoffs on one transaction."""

    def __init__(self, connection: Connection, vault: Vault, keyring: KeyringRepository) -> None:
        self._connection = connection
        self._vault = vault
        self._keyring = keyring

    def open_of(self, conversation: ConversationId) -> Handoff | None:
        """The handoff of a conversation that is not closed."""
        row = self._connection.execute(_OPEN, {"conversation": conversation}).one_or_none()
        return None if row is None else self._record(row)

    def get(self, id_: HandoffId) -> Handoff:
        """A handoff; raises NotFound."""
        row = self._connection.execute(_GET, {"id": id_}).one_or_none()
        if row is None:
            raise NotFound("no such handoff")
        return self._record(row)

    def list(self, state: str | None, after: HandoffId | None, limit: int) -> list[Handoff]:
        """Handoffs in a state (without one: those not closed), most urgent first, then the oldest."""
        rows = self._connection.execute(_LIST, {"state": state, "after": after, "limit": limit})
        return [self._record(row) for row in rows]

    def add(
        self, conversation: Conversation, reason: Reason, priority: Priority, note: str | None, at: datetime
    ) -> Handoff:
        """Open a handoff; the conversation must have none open."""
        id_ = HandoffId(new_id())
        where = Where("handoffs", "note", id_, conversation.key)
        values = {
            "id": id_,
            "conversation": conversation.id,
            "reason": reason,
            "priority": priority,
            "note": None if note is None else self._vault.seal(self._keyring, note, where),
            "at": at,
        }
        self._connection.execute(_ADD, values)
        return self.get(id_)

    def set_urgency(self, id_: HandoffId, reason: Reason, priority: Priority) -> None:
        """Make a handoff more urgent; never less."""
        self._connection.execute(_RAISE, {"id": id_, "reason": reason, "priority": priority})

    def set_state(self, id_: HandoffId, state: str, claimed_by: str | None, at: datetime) -> None:
        """Move a handoff: waiting, claimed, resolved or returned."""
        self._connection.execute(_SET, {"id": id_, "state": state, "claimed_by": claimed_by, "at": at})

    def add_event(self, id_: HandoffId, step: str, actor: str, reason: str | None, at: datetime) -> None:
        """Keep who did what."""
        values = {"id": new_id(), "handoff": id_, "step": step, "actor": actor, "reason": reason, "at": at}
        self._connection.execute(_EVENT, values)

    def _record(self, row: Row[Any]) -> Handoff:
        note = None
        if row.note is not None:
            where = Where("handoffs", "note", row.id, KeyId(row.data_key_id))
            note = self._vault.open(self._keyring, row.note, where)
        return Handoff(
            id=HandoffId(row.id),
            conversation=ConversationId(row.conversation_id),
            channel=row.channel,
            state=row.state,
            reason=Reason(row.reason),
            priority=Priority(row.priority),
            note=note,
            claimed_by=row.claimed_by,
            opened_at=row.opened_at,
            claimed_at=row.claimed_at,
            closed_at=row.closed_at,
        )
