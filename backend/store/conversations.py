"""Conversations in the database, and the lease that makes one turn at a time of them.

Leases run on the database's clock: the product's own may be frozen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, text

from backend.domain.errors import NotFound
from backend.domain.handoff.machine import ConversationState
from backend.domain.ids import ConversationId, KeyId, MessageId
from backend.domain.messaging.language import Language
from backend.domain.messaging.records import Conversation, LeaseOwner, Turn
from backend.domain.ports import Vault, Where
from backend.domain.sensitive import Sensitive
from backend.identifiers import new_id
from backend.store.keyring import KeyringRepository

_COLUMNS: Final = """c.id, c.channel, c.address, c.data_key_id, c.locale, c.state, c.claimed_by, c.opted_out_at,
    c.last_inbound_at"""
_PENDING: Final = "m.direction = 'inbound' AND m.processed_at IS NULL"

_FIND = text(f"SELECT {_COLUMNS} FROM conversations c WHERE c.channel = :channel AND c.address_index = :index")
_GET = text(f"SELECT {_COLUMNS} FROM conversations c WHERE c.id = :id")
_LOCK = text(f"SELECT {_COLUMNS} FROM conversations c WHERE c.id = :id FOR NO KEY UPDATE")
_ADD = text("""
    INSERT INTO conversations (id, channel, address, address_index, data_key_id)
    VALUES (:id, :channel, :address, :index, :key) ON CONFLICT (channel, address_index) DO NOTHING
""")
_LEASE = text(f"""
    WITH held AS (
        UPDATE conversations c SET lease_owner = :owner, lease_until = now() + make_interval(secs => :seconds)
        WHERE c.id = :id AND (c.lease_until IS NULL OR c.lease_until < now() OR c.lease_owner = :owner)
            AND (c.retry_at IS NULL OR c.retry_at <= now())
            AND EXISTS (SELECT FROM messages m WHERE m.conversation_id = :id AND {_PENDING})
        RETURNING {_COLUMNS}
    ), taken AS (
        UPDATE messages SET attempts = attempts + 1 WHERE id = (
            SELECT m.id FROM messages m, held WHERE m.conversation_id = held.id AND {_PENDING} ORDER BY m.seq LIMIT 1
        ) RETURNING id AS message_id, body, attachments, keyword, at, attempts
    )
    SELECT * FROM held, taken
""")
_CURRENT = text(f"SELECT {_COLUMNS} FROM conversations c WHERE c.id = :id AND c.lease_owner = :owner FOR NO KEY UPDATE")
_RELEASE = text(f"""
    UPDATE conversations c SET lease_owner = NULL, lease_until = NULL,
        retry_at = CASE WHEN :seconds > 0 THEN now() + make_interval(secs => :seconds) END
    WHERE c.id = :id AND c.lease_owner = :owner
    RETURNING EXISTS (SELECT FROM messages m WHERE m.conversation_id = :id AND {_PENDING})
""")
_RENEW = text("""
    UPDATE conversations SET lease_until = now() + make_interval(secs => :seconds) WHERE lease_owner = ANY(:owners)
""")
_DUE = text(f"""
    SELECT c.id FROM conversations c
    WHERE c.id IN (SELECT m.conversation_id FROM messages m WHERE {_PENDING})
        AND (c.lease_until IS NULL OR c.lease_until < now()) AND (c.retry_at IS NULL OR c.retry_at <= now())
    LIMIT :limit
""")
_SET_STATE = text("UPDATE conversations SET state = :state, claimed_by = :claimed_by WHERE id = :id")
_SET_LANGUAGE = text("UPDATE conversations SET locale = :language WHERE id = :id")
_OPT_OUT = text("UPDATE conversations SET opted_out_at = :at WHERE id = :id")


class ConversationRepository:
    """Implements domain.messaging.ports.Conversations on one transaction."""

    def __init__(self, connection: Connection, vault: Vault, keyring: KeyringRepository) -> None:
        self._connection = connection
        self._vault = vault
        self._keyring = keyring

    def find(self, channel: str, address: str) -> Conversation | None:
        """The conversation with an address; None when there is none yet."""
        row = self._connection.execute(_FIND, {"channel": channel, "index": self._index(address)}).one_or_none()
        return None if row is None else self._record(row, Sensitive(address))

    def open(self, channel: str, address: str) -> Conversation:
        """The conversation with an address, started when there is none yet."""
        found = self.find(channel, address)
        if found is not None:
            return found
        id_, key = ConversationId(new_id()), self._vault.new_key(self._keyring)
        sealed = self._vault.seal(self._keyring, address, _where(id_, key))
        values = {"id": id_, "channel": channel, "address": sealed, "index": self._index(address), "key": key}
        self._connection.execute(_ADD, values)
        opened = self.find(channel, address)
        if opened is None:
            raise NotFound("a conversation that was just started is gone")
        return opened

    def get(self, id_: ConversationId) -> Conversation:
        """A conversation; raises NotFound."""
        return self._one(_GET, id_)

    def lock(self, id_: ConversationId) -> Conversation:
        """A conversation, kept from changing until the transaction ends; raises NotFound."""
        return self._one(_LOCK, id_)

    def lease(self, id_: ConversationId, owner: LeaseOwner, seconds: float) -> Turn | None:
        """Take, or keep, the lease and the oldest unanswered message; None when another has it or nothing waits."""
        row = self._connection.execute(_LEASE, {"id": id_, "owner": owner, "seconds": seconds}).one_or_none()
        if row is None:
            return None
        conversation = self._record(row)
        where = Where("messages", "body", row.message_id, conversation.key)
        return Turn(
            conversation=conversation,
            message=MessageId(row.message_id),
            body=self._vault.open(self._keyring, row.body, where),
            attachments=row.attachments,
            keyword=row.keyword,
            received_at=row.at,
            attempt=row.attempts,
        )

    def leased(self, id_: ConversationId, owner: LeaseOwner) -> Conversation | None:
        """The conversation as it is now, locked; None when the lease was lost to another."""
        row = self._connection.execute(_CURRENT, {"id": id_, "owner": owner}).one_or_none()
        return None if row is None else self._record(row)

    def release(self, id_: ConversationId, owner: LeaseOwner, retry_after: float = 0) -> bool:
        """Give the lease back, for nobody to take within `retry_after` seconds; whether messages still wait."""
        return bool(
            self._connection.execute(_RELEASE, {"id": id_, "owner": owner, "seconds": retry_after}).scalar_one_or_none()
        )

    def renew(self, owners: Sequence[LeaseOwner], seconds: float) -> None:
        """Keep leases that are still being worked under."""
        self._connection.execute(_RENEW, {"owners": list(owners), "seconds": seconds})

    def due(self, limit: int) -> list[ConversationId]:
        """Conversations in which a message waits and nobody is at it."""
        return [ConversationId(id_) for id_ in self._connection.execute(_DUE, {"limit": limit}).scalars()]

    def set_state(self, id_: ConversationId, state: ConversationState, claimed_by: str | None) -> None:
        """Say who answers from now on."""
        self._connection.execute(_SET_STATE, {"id": id_, "state": state, "claimed_by": claimed_by})

    def set_language(self, id_: ConversationId, language: Language) -> None:
        """Say in which language everything is written to the person from now on."""
        self._connection.execute(_SET_LANGUAGE, {"id": id_, "language": language})

    def set_opted_out(self, id_: ConversationId, at: datetime | None) -> None:
        """The person does not want to be written to, since `at`; or wants to again."""
        self._connection.execute(_OPT_OUT, {"id": id_, "at": at})

    def _index(self, address: str) -> bytes:
        return self._vault.index(address, "conversations", "address")

    def _one(self, statement: Any, id_: ConversationId) -> Conversation:
        row = self._connection.execute(statement, {"id": id_}).one_or_none()
        if row is None:
            raise NotFound("no such conversation")
        return self._record(row)

    def _record(self, row: Row[Any], address: Sensitive[str] | None = None) -> Conversation:
        key = KeyId(row.data_key_id)
        return Conversation(
            id=ConversationId(row.id),
            channel=row.channel,
            address=address or self._vault.open(self._keyring, row.address, _where(row.id, key)),
            key=key,
            locale=row.locale,
            state=ConversationState(row.state),
            claimed_by=row.claimed_by,
            opted_out_at=row.opted_out_at,
            last_inbound_at=row.last_inbound_at,
        )


def _where(id_: UUID, key: KeyId) -> Where:
    return Where("conversations", "address", id_, key)
