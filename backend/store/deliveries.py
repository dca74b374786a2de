"""How messages travel, in the database. Leases and due times run on the database's clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, text

from backend.domain.handoff.machine import ConversationState
from backend.domain.ids import ConversationId, KeyId, MessageId
from backend.domain.messaging.delivery import DeliveryState, advance
from backend.domain.messaging.records import Author, LeaseOwner, Letter, Purpose, Report
from backend.domain.ports import Vault, Where
from backend.store.keyring import KeyringRepository

_FREE: Final = "(d.state = 'pending' OR (d.state = 'sending' AND d.lease_until < now())) AND d.due_at <= now()"
_FIRST: Final = """(d.urgent OR NOT EXISTS (
    SELECT FROM deliveries e WHERE e.conversation_id = d.conversation_id AND e.seq < d.seq AND NOT e.urgent
        AND e.state IN ('pending', 'sending')
))"""
_LEASE = text(f"""
    WITH held AS (
        UPDATE deliveries d SET state = 'sending', lease_owner = :owner,
            lease_until = now() + make_interval(secs => :seconds), attempts = attempts + 1, updated_at = now(),
            tried_at = coalesce(tried_at, now())
        FROM (SELECT message_id, tried_at AS tried_before FROM deliveries WHERE message_id = :id FOR UPDATE) b
        WHERE d.message_id = b.message_id AND {_FREE} AND {_FIRST}
        RETURNING d.message_id, d.conversation_id, d.attempts, b.tried_before,
            extract(epoch FROM now() - b.tried_before) AS tried_for, extract(epoch FROM now() - d.created_at) AS age
    )
    SELECT held.*, m.body, m.author, m.purpose, c.channel, c.address, c.data_key_id, c.state, c.opted_out_at,
        CASE WHEN held.tried_before IS NULL THEN '{{}}' ELSE ARRAY(
            SELECT o.provider_id FROM deliveries o WHERE o.conversation_id = held.conversation_id
                AND o.provider_id IS NOT NULL AND o.updated_at >= held.tried_before - interval '1 hour'
        ) END AS known
    FROM held JOIN messages m ON m.id = held.message_id JOIN conversations c ON c.id = held.conversation_id
""")
_RENEW = text("""
    UPDATE deliveries SET lease_until = now() + make_interval(secs => :seconds)
    WHERE lease_owner = ANY(:owners) AND state = 'sending'
""")
_DUE = text(f"SELECT d.message_id FROM deliveries d WHERE {_FREE} AND {_FIRST} ORDER BY d.due_at LIMIT :limit")
_SETTLE = text("""
    UPDATE deliveries SET state = CASE WHEN state = 'sending' THEN :state ELSE state END,
        provider_id = coalesce(provider_id, :provider_id), error_code = coalesce(:error_code, error_code),
        lease_owner = NULL, lease_until = NULL, updated_at = now()
    WHERE message_id = :id AND lease_owner = :owner
    RETURNING conversation_id
""")
_POSTPONE = text("""
    UPDATE deliveries SET state = 'pending', lease_owner = NULL, lease_until = NULL, updated_at = now(),
        due_at = now() + make_interval(secs => :seconds), error_code = :error_code,
        tried_at = CASE WHEN :unsent THEN NULL ELSE tried_at END
    WHERE message_id = :id AND lease_owner = :owner AND state = 'sending'
    RETURNING conversation_id
""")
_NEXT = text(f"""
    SELECT d.message_id FROM deliveries d WHERE d.conversation_id = :conversation AND {_FREE} AND {_FIRST}
    ORDER BY d.seq LIMIT 1
""")
_ADVANCE = text("""
    UPDATE deliveries SET state = :state, provider_id = coalesce(provider_id, :provider_id),
        error_code = coalesce(:error_code, error_code), lease_owner = NULL, lease_until = NULL, updated_at = now()
    WHERE message_id = :id AND state = ANY(:behind) RETURNING message_id
""")
_KNOWN = text("SELECT FROM deliveries WHERE message_id = :id")
_CONVERSATION = text("SELECT conversation_id FROM deliveries WHERE message_id = :id")
_EARLY = text("""
    INSERT INTO early_reports (message_id, state, provider_id, error_code)
    VALUES (:id, :state, :provider_id, :error_code) ON CONFLICT DO NOTHING
""")
_TAKE_EARLY = text("""
    DELETE FROM early_reports r USING deliveries d WHERE d.message_id = r.message_id
    RETURNING r.message_id, r.state, r.provider_id, r.error_code
""")
_FORGET_EARLY = text("DELETE FROM early_reports WHERE received_at < now() - interval '1 day'")
_STATES = text(
    "SELECT state, count(*) AS number FROM deliveries WHERE updated_at > now() - interval '1 day' GROUP BY state"
)


class DeliveryRepository:
    """Implements domain.messaging.ports.Deliveries on one transaction."""

    def __init__(self, connection: Connection, vault: Vault, keyring: KeyringRepository) -> None:
        self._connection = connection
        self._vault = vault
        self._keyring = keyring

    def lease(self, id_: MessageId, owner: LeaseOwner, seconds: float) -> Letter | None:
        """Take a due message for sending; None when it is not due, not first in line, or another has it."""
        row = self._connection.execute(_LEASE, {"id": id_, "owner": owner, "seconds": seconds}).one_or_none()
        if row is None:
            return None
        conversation, key = ConversationId(row.conversation_id), KeyId(row.data_key_id)
        return Letter(
            message=id_,
            conversation=conversation,
            channel=row.channel,
            address=self._vault.open(self._keyring, row.address, Where("conversations", "address", conversation, key)),
            body=self._vault.open(self._keyring, row.body, Where("messages", "body", id_, key)),
            author=Author(row.author),
            purpose=Purpose(row.purpose),
            attempts=row.attempts,
            tried_at=row.tried_before,
            tried_for=float(row.tried_for or 0),
            age=float(row.age),
            state=ConversationState(row.state),
            opted_out=row.opted_out_at is not None,
            known=frozenset(row.known),
        )

    def renew(self, owners: Sequence[LeaseOwner], seconds: float) -> None:
        """Keep leases that are still being worked under."""
        self._connection.execute(_RENEW, {"owners": list(owners), "seconds": seconds})

    def due(self, limit: int) -> list[MessageId]:
        """Messages that may be sent now."""
        return [MessageId(id_) for id_ in self._connection.execute(_DUE, {"limit": limit}).scalars()]

    def next_of(self, conversation: ConversationId) -> MessageId | None:
        """The message of a conversation that may be sent now."""
        id_ = self._connection.execute(_NEXT, {"conversation": conversation}).scalar_one_or_none()
        return None if id_ is None else MessageId(id_)

    def settle(
        self,
        id_: MessageId,
        owner: LeaseOwner,
        state: DeliveryState,
        provider_id: str | None = None,
        error_code: str | None = None,
    ) -> bool:
        """End the sending of a leased message; False when the lease was lost. A report may have been faster."""
        values = {"id": id_, "owner": owner, "state": state, "provider_id": provider_id, "error_code": error_code}
        return self._connection.execute(_SETTLE, values).one_or_none() is not None

    def postpone(self, id_: MessageId, owner: LeaseOwner, seconds: float, error_code: str, *, unsent: bool) -> bool:
        """Try again later; `unsent` when it is certain that nothing was sent."""
        values = {"id": id_, "owner": owner, "seconds": seconds, "error_code": error_code, "unsent": unsent}
        return self._connection.execute(_POSTPONE, values).one_or_none() is not None

    def report(self, report: Report) -> bool:
        """Move a delivery forward by a provider's word; False when there is no such message (yet): it is kept."""
        values = {
            "id": report.message,
            "state": report.state,
            "provider_id": report.provider_id,
            "error_code": report.error_code,
        }
        behind = [state.value for state in DeliveryState if advance(state, report.state) is not state]
        if self._connection.execute(_ADVANCE, values | {"behind": behind}).one_or_none() is not None:
            return True
        if self._connection.execute(_KNOWN, {"id": report.message}).one_or_none() is not None:
            return True
        self._connection.execute(_EARLY, values)
        return False

    def conversation_of(self, id_: MessageId) -> ConversationId:
        """The conversation of a message that has a delivery."""
        return ConversationId(self._connection.execute(_CONVERSATION, {"id": id_}).scalar_one())

    def take_early(self) -> list[Report]:
        """Reports whose messages are there by now; those nobody asked for within a day are dropped."""
        self._connection.execute(_FORGET_EARLY)
        return [
            Report(MessageId(row.message_id), row.provider_id, DeliveryState(row.state), row.error_code)
            for row in self._connection.execute(_TAKE_EARLY)
        ]

    def counts(self) -> dict[str, int]:
        """How many messages of the last day are in which state."""
        return {row.state: row.number for row in self._connection.execute(_STATES)}
