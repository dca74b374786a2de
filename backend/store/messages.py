"""What was said, in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, text

from backend.domain.handoff.machine import ConversationState
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
from backend.domain.messaging.turns import may_send
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
_SAID: Final = """
        INSERT INTO messages (id, conversation_id, direction, author, author_name, purpose, body, in_reply_to, at,
            provider, provider_id)
        SELECT :id, :conversation, 'outbound', :author, :author_name, :purpose, :body, CAST(:in_reply_to AS uuid), :at,
            CASE WHEN CAST(:once AS text) IS NOT NULL THEN 'frontdesk' END, CAST(:once AS text)
"""
_SAY = text(f"""
    WITH said AS ({_SAID} ON CONFLICT (provider, provider_id) DO NOTHING RETURNING id, seq)
    INSERT INTO deliveries (message_id, conversation_id, seq, urgent, state)
    SELECT id, :conversation, seq, :urgent, 'pending' FROM said RETURNING state
""")
_DONE: Final = """
    current AS (
        SELECT id, state, opted_out_at FROM conversations
        WHERE id = :conversation AND lease_owner = :owner FOR NO KEY UPDATE
    ),
    done AS (UPDATE messages m SET processed_at = :at FROM current WHERE m.id = :inbound),
    waiting AS (
        SELECT EXISTS (
            SELECT FROM messages WHERE conversation_id = :conversation AND direction = 'inbound'
                AND processed_at IS NULL AND id <> :inbound
        ) AS more
    ),
    freed AS (
        UPDATE conversations c SET lease_owner = CASE WHEN more THEN lease_owner END,
            lease_until = CASE WHEN more THEN lease_until END, retry_at = NULL,
            state = CASE WHEN c.state = 'resolved' THEN 'bot' ELSE c.state END
        FROM waiting, current WHERE c.id = current.id
    )
"""
_CLOSE = text(f"WITH {_DONE} SELECT more FROM waiting, current")
# One statement, so that what staff do is seen or waits: `current` is locked as it is now, and decides what is sent.
_ANSWER = text(f"""
    WITH {_DONE}, said AS ({_SAID} FROM current RETURNING id, seq),
    out AS (
        INSERT INTO deliveries (message_id, conversation_id, seq, urgent, state, error_code, attempts, lease_owner,
            lease_until, tried_at)
        SELECT said.id, :conversation, said.seq, :urgent,
            CASE WHEN NOT allowed THEN 'canceled' WHEN free THEN 'sending' ELSE 'pending' END,
            CASE WHEN NOT allowed THEN 'held_by_staff' END, CASE WHEN allowed AND free THEN 1 ELSE 0 END,
            CASE WHEN allowed AND free THEN CAST(:owner AS uuid) END,
            CASE WHEN allowed AND free THEN now() + make_interval(secs => :seconds) END,
            CASE WHEN allowed AND free THEN now() END
        FROM said, (
            SELECT CASE WHEN current.opted_out_at IS NULL THEN current.state = ANY(:states)
                ELSE current.state = ANY(:states_opted_out) END AS allowed FROM current
        ), (
            SELECT NOT EXISTS (
                SELECT FROM deliveries WHERE conversation_id = :conversation AND state IN ('pending', 'sending')
            ) AS free
        )
        RETURNING state
    )
    SELECT more, out.state FROM waiting, out
""")
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
        values = self._outgoing(conversation, id_, words, at) | {"in_reply_to": None, "once": once}
        if self._connection.execute(_SAY, values).one_or_none() is None:
            return MessageId(self._connection.execute(_ONCE, {"once": once}).scalar_one())
        return id_

    def answer(self, turn: Turn, words: Words, at: datetime, owner: LeaseOwner, seconds: float) -> Answered | None:
        """End a turn with words, in one statement; None when the lease was lost.

        Whether they may be sent is decided by the conversation as it is then; if so, and nothing goes before them,
        their delivery is leased to `owner`.
        """
        id_ = MessageId(new_id())
        row = self._connection.execute(
            _ANSWER,
            self._outgoing(turn.conversation, id_, words, at)
            | {"inbound": turn.message, "in_reply_to": turn.message, "once": None, "owner": owner, "seconds": seconds}
            | {"states": _states(words, opted_out=False), "states_opted_out": _states(words, opted_out=True)},
        ).one_or_none()
        if row is None:
            return None
        return Answered(more=row.more, sending=row.state == DeliveryState.SENDING, reply=id_)

    def close(self, turn: Turn, at: datetime, owner: LeaseOwner) -> Answered | None:
        """End a turn without a word, in one statement; None when the lease was lost."""
        values = {"inbound": turn.message, "conversation": turn.conversation.id, "at": at, "owner": owner}
        row = self._connection.execute(_CLOSE, values).one_or_none()
        return None if row is None else Answered(more=row.more, sending=False, reply=None)

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
        }

    def _seal(self, conversation: Conversation, id_: MessageId, body: str) -> bytes:
        return self._vault.seal(self._keyring, body, Where("messages", "body", id_, conversation.key))


def _states(words: Words, *, opted_out: bool) -> list[str]:
    """The states of a conversation in which words may be sent."""
    return [
        state.value for state in ConversationState if may_send(words.author, words.purpose, state, opted_out=opted_out)
    ]
