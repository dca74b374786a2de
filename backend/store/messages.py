"""What was said, in the database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, text

from backend.domain.errors import NotFound
from backend.domain.handoff.machine import ConversationState
from backend.domain.ids import ChoiceId, KeyId, MessageId
from backend.domain.messaging.delivery import DeliveryState
from backend.domain.messaging.records import (
    Answered,
    Author,
    Button,
    Conversation,
    Incoming,
    LastWord,
    LeaseOwner,
    Pressed,
    Purpose,
    Said,
    Turn,
    Words,
)
from backend.domain.messaging.turns import may_send
from backend.domain.ports import Vault, Where
from backend.domain.sensitive import Sensitive
from backend.identifiers import new_id
from backend.store.keyring import KeyringRepository

OPEN_FOR: Final = timedelta(minutes=30)
"""How long a button may be pressed."""

# The acknowledgement waits for this: one statement, which touches a conversation only when its address changes. It
# inserts and locks in one order, conversations before addresses, as several processes do this for many at once.
_RECEIVE = text("""
    WITH added AS (
        INSERT INTO messages (id, conversation_id, address_id, direction, author, body, attachments, keyword, choice_id,
            replies_to, provider, provider_id, at, processed_at)
        SELECT id, conversation, address, 'inbound', 'patient', body, attachments, keyword, choice, replies_to,
            provider, provider_id, at, processed_at
        FROM unnest(CAST(:ids AS uuid[]), CAST(:conversations AS uuid[]), CAST(:addresses AS uuid[]),
            CAST(:bodies AS bytea[]), CAST(:attachments AS int[]), CAST(:keywords AS text[]), CAST(:choices AS uuid[]),
            CAST(:quoted AS text[]), CAST(:providers AS text[]), CAST(:provider_ids AS text[]),
            CAST(:ats AS timestamptz[]), CAST(:processed AS timestamptz[])) AS t (id, conversation, address, body,
                attachments, keyword, choice, replies_to, provider, provider_id, at, processed_at)
        ORDER BY provider, provider_id
        ON CONFLICT (provider, provider_id) DO NOTHING RETURNING id, conversation_id, address_id, at
    ), turned AS (
        SELECT c.id, added.address_id FROM conversations c JOIN added ON added.conversation_id = c.id
        WHERE c.address_id <> added.address_id ORDER BY c.id FOR NO KEY UPDATE OF c
    ), moved AS (
        UPDATE conversations c SET address_id = turned.address_id FROM turned WHERE c.id = turned.id RETURNING c.id
    ), held AS (
        SELECT id FROM addresses WHERE id IN (SELECT address_id FROM added) AND (SELECT count(*) FROM moved) >= 0
        ORDER BY id FOR NO KEY UPDATE
    ), heard AS (
        UPDATE addresses a SET last_inbound_at = added.at, standing = 'ok', standing_code = NULL
        FROM added JOIN held ON held.id = added.address_id WHERE a.id = added.address_id
    )
    SELECT id FROM added
""")
_SAID: Final = """
        INSERT INTO messages (id, conversation_id, address_id, direction, author, author_name, purpose, body, subject,
            attachment, in_reply_to, at, provider, provider_id)
        SELECT :id, :conversation, :address, 'outbound', :author, :author_name, :purpose, :body,
            CAST(:subject AS bytea), CAST(:attachment AS bytea), CAST(:in_reply_to AS uuid), :at,
            CASE WHEN CAST(:once AS text) IS NOT NULL THEN 'frontdesk' END, CAST(:once AS text)
"""
_OFFERED: Final = """
    offered AS (
        INSERT INTO choices (id, message_id, conversation_id, seq, position, label, says, expires_at)
        SELECT option.id, said.id, :conversation, said.seq, option.position, option.label, option.says, :until
        FROM said, unnest(CAST(:choices AS uuid[]), CAST(:labels AS bytea[]), CAST(:says AS text[]))
            WITH ORDINALITY AS option (id, label, says, position)
    ),
"""
_SAY: Final = f"""
    WITH said AS ({_SAID} ON CONFLICT (provider, provider_id) DO NOTHING RETURNING id, seq), {{offered}}
    out AS (
        INSERT INTO deliveries (message_id, conversation_id, address_id, seq, urgent, state)
        SELECT id, :conversation, :address, seq, :urgent, 'pending' FROM said RETURNING state
    )
    SELECT state FROM out
"""
_DONE: Final = """
    current AS (
        SELECT id, state FROM conversations
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
# One statement, so that what staff and patient do is seen or waits: the conversation, then the address are locked as
# they are now, and decide what is sent.
_ANSWER: Final = f"""
    WITH {_DONE}, place AS (
        SELECT current.state, a.opted_out_at FROM addresses a, current WHERE a.id = :address FOR NO KEY UPDATE OF a
    ), said AS ({_SAID} FROM current RETURNING id, seq), {{offered}}
    out AS (
        INSERT INTO deliveries (message_id, conversation_id, address_id, seq, urgent, state, error_code, attempts,
            lease_owner, lease_until, tried_at)
        SELECT said.id, :conversation, :address, said.seq, :urgent,
            CASE WHEN NOT allowed THEN 'canceled' WHEN free THEN 'sending' ELSE 'pending' END,
            CASE WHEN NOT allowed THEN 'held_by_staff' END, CASE WHEN allowed AND free THEN 1 ELSE 0 END,
            CASE WHEN allowed AND free THEN CAST(:owner AS uuid) END,
            CASE WHEN allowed AND free THEN now() + make_interval(secs => :seconds) END,
            CASE WHEN allowed AND free THEN now() END
        FROM said, (
            SELECT CASE WHEN place.opted_out_at IS NULL THEN place.state = ANY(:states)
                ELSE place.state = ANY(:states_opted_out) END AS allowed FROM place
        ), (
            SELECT NOT EXISTS (
                SELECT FROM deliveries WHERE conversation_id = :conversation AND state IN ('pending', 'sending')
            ) AS free
        )
        RETURNING state
    )
    SELECT more, out.state FROM waiting, out
"""
_SAY_PLAINLY, _SAY_OFFERING = (text(_SAY.format(offered=offered)) for offered in ("", _OFFERED))
_ANSWER_PLAINLY, _ANSWER_OFFERING = (text(_ANSWER.format(offered=offered)) for offered in ("", _OFFERED))
_PRESS = text("""
    UPDATE choices c SET used_by = :by FROM choices pressed
    WHERE pressed.id = :id AND pressed.conversation_id = :conversation AND c.message_id = pressed.message_id
        AND pressed.expires_at > :at AND (pressed.used_by IS NULL OR pressed.used_by = :by)
        AND NOT EXISTS (
            SELECT FROM choices later WHERE later.conversation_id = :conversation AND later.seq > pressed.seq
        )
    RETURNING pressed.says
""")
_PRESSED = text("SELECT message_id, says FROM choices WHERE id = :id AND conversation_id = :conversation")
_LAST_WORD = text("""
    SELECT m.id, m.seq, m.author, m.body, m.at, EXISTS (SELECT FROM choices c WHERE c.message_id = m.id) AS offers
    FROM messages m WHERE m.conversation_id = :conversation AND m.direction = 'outbound'
        AND m.author IN ('bot', 'staff') AND m.seq < :before ORDER BY m.seq DESC LIMIT 1
""")
_QUOTED = text("""
    SELECT d.message_id FROM deliveries d WHERE d.conversation_id = :conversation AND d.address_id = :address
        AND :quoted = ANY(string_to_array(d.provider_id, ','))
    UNION ALL
    SELECT t.message_id FROM deliveries d JOIN delivery_attempts t ON t.message_id = d.message_id
    WHERE d.conversation_id = :conversation AND t.address_id = :address
        AND :quoted = ANY(string_to_array(t.provider_id, ','))
    LIMIT 1
""")
_HEARD = text("SELECT id, body FROM messages WHERE id = :id AND conversation_id = :conversation")
_ONCE = text("SELECT id FROM messages WHERE provider = 'frontdesk' AND provider_id = :once")
_LAST = text("""
    SELECT max(at) FROM messages
    WHERE conversation_id = :conversation AND direction = 'outbound' AND purpose = ANY(:purposes)
""")
_LAST_HEARD = text("""
    SELECT id, body FROM messages WHERE conversation_id = :conversation AND direction = 'inbound'
        AND address_id = :address ORDER BY seq DESC LIMIT 1
""")
_THREAD = text("""
    SELECT m.id, m.seq, m.author, m.author_name, m.purpose, m.body, m.attachments, m.at, d.state, a.channel,
        ARRAY(SELECT c.id FROM choices c WHERE c.message_id = m.id ORDER BY c.position) AS choices,
        ARRAY(SELECT c.label FROM choices c WHERE c.message_id = m.id ORDER BY c.position) AS labels
    FROM messages m LEFT JOIN deliveries d ON d.message_id = m.id
        LEFT JOIN addresses a ON a.id = coalesce(d.address_id, m.address_id)
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
        return self._receive([(conversation, message)], message.at if processed else None)[0]

    def receive_all(self, messages: Sequence[tuple[Conversation, Incoming]]) -> list[MessageId | None]:
        """Keep what arrived, each at another address; None for those that are there already."""
        return self._receive(messages, None)

    def _receive(
        self, messages: Sequence[tuple[Conversation, Incoming]], processed_at: datetime | None
    ) -> list[MessageId | None]:
        ids = [MessageId(new_id()) for _ in messages]
        values = {
            "ids": ids,
            "conversations": [conversation.id for conversation, _ in messages],
            "addresses": [conversation.address_id for conversation, _ in messages],
            "bodies": [
                self._seal(conversation, id_, "body", message.body.reveal())
                for id_, (conversation, message) in zip(ids, messages, strict=True)
            ],
            "attachments": [min(message.attachments, 100) for _, message in messages],
            "keywords": [message.keyword for _, message in messages],
            "choices": [message.choice for _, message in messages],
            "quoted": [message.replies_to for _, message in messages],
            "providers": [message.provider for _, message in messages],
            "provider_ids": [message.provider_id for _, message in messages],
            "ats": [message.at for _, message in messages],
            "processed": [processed_at] * len(messages),
        }
        added = set(self._connection.execute(_RECEIVE, values).scalars())
        return [id_ if id_ in added else None for id_ in ids]

    def say(self, conversation: Conversation, words: Words, at: datetime, once: str | None = None) -> MessageId:
        """Keep words for a patient and a delivery that is due at once; those said before under `once` when it was."""
        id_ = MessageId(new_id())
        values, _ = self._outgoing(conversation, id_, words, at)
        values |= {"in_reply_to": None, "once": once}
        if self._connection.execute(_SAY_OFFERING if words.options else _SAY_PLAINLY, values).one_or_none() is None:
            return MessageId(self._connection.execute(_ONCE, {"once": once}).scalar_one())
        return id_

    def answer(self, turn: Turn, words: Words, at: datetime, owner: LeaseOwner, seconds: float) -> Answered | None:
        """End a turn with words, in one statement; None when the lease was lost.

        Whether they may be sent is decided by the conversation as it is then; if so, and nothing goes before them,
        their delivery is leased to `owner`.
        """
        id_ = MessageId(new_id())
        values, buttons = self._outgoing(turn.conversation, id_, words, at)
        values |= {"inbound": turn.message, "in_reply_to": turn.message, "once": None, "owner": owner}
        values |= {"seconds": seconds, "states": _states(words, opted_out=False)}
        values["states_opted_out"] = _states(words, opted_out=True)
        statement = _ANSWER_OFFERING if words.options else _ANSWER_PLAINLY
        row = self._connection.execute(statement, values).one_or_none()
        if row is None:
            return None
        return Answered(more=row.more, sending=row.state == DeliveryState.SENDING, reply=id_, buttons=buttons)

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

    def last_heard(self, conversation: Conversation) -> Sensitive[str] | None:
        """The last words of the person at its address; None before the first."""
        values = {"conversation": conversation.id, "address": conversation.address_id}
        row = self._connection.execute(_LAST_HEARD, values).one_or_none()
        if row is None:
            return None
        return self._vault.open(self._keyring, row.body, Where("messages", "body", row.id, conversation.key))

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
                channel=row.channel,
                buttons=opened_buttons(self._vault, self._keyring, row, conversation.key),
                attachments=row.attachments,
                at=row.at,
                delivery=DeliveryState(row.state) if row.state else None,
            )
            for row in rows
        ]

    def pressed(self, turn: Turn) -> Pressed | None:
        """The button of this conversation that a turn's message pressed, still open or not; None when there is none."""
        values = {"id": turn.choice, "conversation": turn.conversation.id}
        row = self._connection.execute(_PRESSED, values).one_or_none()
        return None if row is None else Pressed(MessageId(row.message_id), row.says)

    def quoted(self, turn: Turn) -> MessageId | None:
        """The message of ours that a turn's message quotes; None when it quotes none, or none of ours."""
        place = turn.conversation
        values = {"conversation": place.id, "address": place.address_id, "quoted": turn.replies_to}
        found = self._connection.execute(_QUOTED, values).scalars().first() if turn.replies_to else None
        return None if found is None else MessageId(found)

    def heard(self, conversation: Conversation, id_: MessageId) -> Sensitive[str]:
        """The words of a message of a conversation; raises NotFound."""
        row = self._connection.execute(_HEARD, {"id": id_, "conversation": conversation.id}).one_or_none()
        if row is None:
            raise NotFound("no such message")
        return self._vault.open(self._keyring, row.body, Where("messages", "body", row.id, conversation.key))

    def last_word(self, conversation: Conversation, before: int) -> LastWord | None:
        """What the dialogue or staff said last before a sequence number; None when they said nothing."""
        values = {"conversation": conversation.id, "before": before}
        row = self._connection.execute(_LAST_WORD, values).one_or_none()
        if row is None:
            return None
        body = self._vault.open(self._keyring, row.body, Where("messages", "body", row.id, conversation.key))
        return LastWord(row.seq, Author(row.author), body, row.at, row.offers)

    def press(self, turn: Turn, at: datetime) -> str | None:
        """What the button that a turn's message pressed says; None when it may not be pressed (any more).

        Pressed once, it and its neighbours are used up; asking again for the same message is safe.
        """
        values = {"id": turn.choice, "conversation": turn.conversation.id, "by": turn.message, "at": at}
        says: str | None = self._connection.execute(_PRESS, values).scalars().first()
        return says

    def _outgoing(
        self, conversation: Conversation, id_: MessageId, words: Words, at: datetime
    ) -> tuple[dict[str, object], tuple[Button, ...]]:
        buttons = tuple(Button(ChoiceId(new_id()), Sensitive(option.label)) for option in words.options)
        enclosed = None if words.enclosure is None else json.dumps(asdict(words.enclosure))
        return {
            "id": id_,
            "conversation": conversation.id,
            "address": conversation.address_id,
            "author": words.author,
            "author_name": words.author_name,
            "purpose": words.purpose,
            "body": self._seal(conversation, id_, "body", words.text),
            "subject": self._seal(conversation, id_, "subject", words.subject) if words.subject else None,
            "attachment": self._seal(conversation, id_, "attachment", enclosed) if enclosed else None,
            "at": at,
            "urgent": words.urgent,
            "until": words.until or at + OPEN_FOR,
            "choices": [button.id for button in buttons],
            "labels": [
                self._vault.seal(self._keyring, button.label.reveal(), labelled(button.id, conversation.key))
                for button in buttons
            ],
            "says": [option.says for option in words.options],
        }, buttons

    def _seal(self, conversation: Conversation, id_: MessageId, column: str, words: str) -> bytes:
        return self._vault.seal(self._keyring, words, Where("messages", column, id_, conversation.key))


def opened_buttons(vault: Vault, keyring: KeyringRepository, row: Row[Any], key: KeyId) -> tuple[Button, ...]:
    """The buttons of a row with `choices` and `labels`."""
    return tuple(
        Button(ChoiceId(id_), vault.open(keyring, label, labelled(id_, key)))
        for id_, label in zip(row.choices, row.labels, strict=True)
    )


def labelled(id_: UUID, key: KeyId) -> Where:
    """Where a button's label is sealed."""
    return Where("choices", "label", id_, key)


def _states(words: Words, *, opted_out: bool) -> list[str]:
    """The states of a conversation in which words may be sent."""
    return [
        state.value for state in ConversationState if may_send(words.author, words.purpose, state, opted_out=opted_out)
    ]
