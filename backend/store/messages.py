"""What was said, in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, text

from backend.domain.ids import MessageId
from backend.domain.messaging.delivery import DeliveryState
from backend.domain.messaging.records import (
    Answered,
    Author,
    Conversation,
    Incoming,
    LeaseOwner,
    Purpose,
    Said,
    Turn,
    Words,
)
from backend.domain.ports import Vault, Where
from backend.identifiers import new_id
from backend.store.keyring import KeyringRepository

_RECEIVE = text("""
    WITH added AS (
        INSERT INTO messages (id, conversation_id, direction, author, body, attachments, keyword, provider,
            provider_id, at, processed_at)
        VALUES (:id, :conversation, 'inbound', 'patient', :body, :attachments, :keyword, :provider, :provider_id, :at,
            CAST(:processed_at AS timestamptz))
        ON CONFLICT (provider, provider_id) DO NOTHING RETURNING conversation_id
    )
    UPDATE conversations SET last_inbound_at = :at FROM added WHERE id = added.conversation_id RETURNING id
""")
_SAY: Final = """
    said AS (
        INSERT INTO messages (id, conversation_id, direction, author, author_name, purpose, body, in_reply_to, at,
            provider, provider_id)
        VALUES (:id, :conversation, 'outbound', :author, :author_name, :purpose, :body, CAST(:in_reply_to AS uuid),
            :at, CASE WHEN CAST(:once AS text) IS NOT NULL THEN 'frontdesk' END, CAST(:once AS text))
        ON CONFLICT (provider, provider_id) DO NOTHING
        RETURNING id, seq
    ), out AS (
        INSERT INTO deliveries (message_id, conversation_id, seq, urgent, state, attempts, lease_owner, lease_until,
            tried_at)
        SELECT said.id, :conversation, said.seq, :urgent, CASE WHEN free THEN 'sending' ELSE :unsent END,
            CASE WHEN free THEN 1 ELSE 0 END, CASE WHEN free THEN CAST(:owner AS uuid) END,
            CASE WHEN free THEN now() + make_interval(secs => :seconds) END, CASE WHEN free THEN now() END
        FROM said, (SELECT CAST(:owner AS uuid) IS NOT NULL AND NOT EXISTS (
            SELECT FROM deliveries WHERE conversation_id = :conversation AND state IN ('pending', 'sending')
        ) AS free)
        RETURNING state
    )
"""
_DONE: Final = """
    done AS (UPDATE messages SET processed_at = :at WHERE id = :inbound),
    waiting AS (
        SELECT EXISTS (
            SELECT FROM messages WHERE conversation_id = :conversation AND direction = 'inbound'
                AND processed_at IS NULL AND id <> :inbound
        ) AS more
    ),
    freed AS (
        UPDATE conversations SET lease_owner = CASE WHEN more THEN lease_owner END,
            lease_until = CASE WHEN more THEN lease_until END, retry_at = NULL
        FROM waiting WHERE id = :conversation
    )
"""
_SAY_ALONE = text(f"WITH {_SAY} SELECT state FROM out")
_ANSWER = text(f"WITH {_SAY}, {_DONE} SELECT more, (SELECT state FROM out) AS state FROM waiting")
_CLOSE = text(f"WITH {_DONE} SELECT more FROM waiting")
_ONCE = text("SELECT id FROM messages WHERE provider = 'frontdesk' AND provider_id = :once")
_LAST = text("""
    SELECT max(at) FROM messages
    WHERE conversation_id = :conversation AND direction = 'outbound' AND purpose = ANY(:purposes)
""")
_THREAD = text("""
    SELECT m.id, m.seq, m.author, m.author_name, m.purpose, m.body, m.attachments, m.at, d.state
    FROM messages m LEFT JOIN deliveries d ON d.message_id = m.id
    WHERE m.conversation_id = :conversation AND m.seq > :after ORDER BY m.seq LIMIT :limit
""")
_LATEST = text("""
    SELECT coalesce(min(seq) - 1, 0) FROM (
        SELECT seq FROM messages WHERE conversation_id = :conversation ORDER BY seq DESC LIMIT :limit
    )
""")


class MessageRepository:
    """Implements domain.messaging.ports.Messages on one transaction."""

    def __init__(self, connection: Connection, vault: Vault, keyring: KeyringRepository) -> None:
        self._connection = connection
        self._vault = vault
        self._keyring = keyring

    def receive(self, conversation: Conversation, message: Incoming, *, processed: bool = False) -> MessageId | None:
        """Keep what arrived; None when it is there already. `processed` when no turn is to be taken for it."""
        id_ = MessageId(new_id())
        values = {
            "id": id_,
            "conversation": conversation.id,
            "body": self._seal(conversation, id_, message.body.reveal()),
            "attachments": min(message.attachments, 100),
            "keyword": message.keyword,
            "provider": message.provider,
            "provider_id": message.provider_id,
            "at": message.at,
            "processed_at": message.at if processed else None,
        }
        return id_ if self._connection.execute(_RECEIVE, values).one_or_none() else None

    def say(self, conversation: Conversation, words: Words, at: datetime, once: str | None = None) -> MessageId:
        """Keep words for a patient and a delivery that is due at once; those said before under `once` when it was."""
        id_ = MessageId(new_id())
        values = self._outgoing(conversation, id_, words, at) | {"once": once}
        if self._connection.execute(_SAY_ALONE, values).one_or_none() is None:
            return MessageId(self._connection.execute(_ONCE, {"once": once}).scalar_one())
        return id_

    def answer(
        self, turn: Turn, words: Words, at: datetime, owner: LeaseOwner, seconds: float, *, held: bool = False
    ) -> Answered:
        """End a turn with words; the delivery is leased to `owner` when nothing goes before it.

        `held` keeps the words and does not send them: staff took the conversation over meanwhile.
        """
        id_ = MessageId(new_id())
        values = self._outgoing(turn.conversation, id_, words, at) | {
            "inbound": turn.message,
            "in_reply_to": turn.message,
        }
        values |= {"unsent": "canceled"} if held else {"owner": owner, "seconds": seconds}
        row = self._connection.execute(_ANSWER, values).one()
        return Answered(more=row.more, sending=row.state == DeliveryState.SENDING, reply=id_)

    def close(self, turn: Turn, at: datetime) -> Answered:
        """End a turn without a word."""
        values = {"inbound": turn.message, "conversation": turn.conversation.id, "at": at}
        return Answered(more=self._connection.execute(_CLOSE, values).scalar_one(), sending=False, reply=None)

    def last_said(self, conversation: Conversation, *purposes: Purpose) -> datetime | None:
        """When words of these purposes were last said."""
        values = {"conversation": conversation.id, "purposes": list(purposes)}
        last: datetime | None = self._connection.execute(_LAST, values).scalar_one()
        return last

    def thread(self, conversation: Conversation, after: int | None, limit: int) -> list[Said]:
        """What was said after a sequence number, oldest first; without one, the latest."""
        if after is None:
            after = self._connection.execute(_LATEST, {"conversation": conversation.id, "limit": limit}).scalar_one()
        rows = self._connection.execute(_THREAD, {"conversation": conversation.id, "after": after, "limit": limit})
        return [
            Said(
                id=MessageId(row.id),
                seq=row.seq,
                author=Author(row.author),
                author_name=row.author_name,
                purpose=row.purpose,
                body=self._vault.open(self._keyring, row.body, Where("messages", "body", row.id, conversation.key)),
                attachments=row.attachments,
                at=row.at,
                delivery=DeliveryState(row.state) if row.state else None,
            )
            for row in rows
        ]

    def _outgoing(self, conversation: Conversation, id_: MessageId, words: Words, at: datetime) -> dict[str, object]:
        return {
            "id": id_,
            "conversation": conversation.id,
            "author": words.author,
            "author_name": words.author_name,
            "purpose": words.purpose,
            "body": self._seal(conversation, id_, words.text),
            "at": at,
            "urgent": words.urgent,
            "in_reply_to": None,
            "once": None,
            "owner": None,
            "seconds": 0.0,
            "unsent": "pending",
        }

    def _seal(self, conversation: Conversation, id_: MessageId, body: str) -> bytes:
        return self._vault.seal(self._keyring, body, Where("messages", "body", id_, conversation.key))
