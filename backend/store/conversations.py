"""Conversations in the database, and the lease that makes one turn at a time of them.

Leases run on the database's clock: the product's own may be frozen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, text

from backend.domain.errors import NotFound
from backend.domain.handoff.machine import ConversationState
from backend.domain.ids import AddressId, ChoiceId, ConversationId, KeyId, MessageId
from backend.domain.messaging.language import Language
from backend.domain.messaging.records import Conversation, LeaseOwner, Turn
from backend.domain.ports import Vault, Where
from backend.domain.sensitive import Sensitive
from backend.identifiers import new_id
from backend.store.keyring import KeyringRepository

_OWN: Final = "c.id, c.data_key_id, c.locale, c.state, c.claimed_by"
_THERE: Final = """a.id AS address_id, a.channel, a.address, a.data_key_id AS address_key, a.opted_out_at,
    a.last_inbound_at"""
_BY_ADDRESS: Final = f"SELECT {_OWN}, {_THERE} FROM addresses a JOIN conversations c ON c.id = a.conversation_id"
_PENDING: Final = "m.direction = 'inbound' AND m.processed_at IS NULL"

_FIND = text(f"{_BY_ADDRESS} WHERE a.channel = :channel AND a.address_index = :index AND a.proven = :proven")
_FIND_ALL = text(f"""
    SELECT {_OWN}, {_THERE}, a.address_index
    FROM unnest(CAST(:channels AS text[]), CAST(:indexes AS bytea[])) AS wanted (channel, index)
        JOIN addresses a ON a.channel = wanted.channel AND a.address_index = wanted.index AND a.proven
        JOIN conversations c ON c.id = a.conversation_id
""")
_BY_PHONE = text(f"{_BY_ADDRESS} WHERE a.phone_index = :phone AND a.proven ORDER BY a.created_at LIMIT 1")
_ALONE = text("SELECT pg_advisory_xact_lock(:number)")
_AT = text(f"{_BY_ADDRESS} WHERE a.id = :address")
_GET = text(f"""
    SELECT {_OWN}, {_THERE}
    FROM conversations c JOIN addresses a ON a.id = coalesce(CAST(:address AS uuid), c.address_id)
    WHERE c.id = :id
""")
# What an address says is read after the lock is there, by a statement of its own: a join would show it as it was.
_LOCK = text("SELECT FROM conversations WHERE id = :id FOR NO KEY UPDATE")
_ADD = text("""
    WITH added AS (
        INSERT INTO addresses (id, conversation_id, data_key_id, channel, address, address_index, phone_index, proven)
        VALUES (:address_id, :id, :key, :channel, :address, :index, :phone, :proven)
        ON CONFLICT (channel, address_index, proven) DO NOTHING RETURNING id, conversation_id, data_key_id
    )
    INSERT INTO conversations (id, address_id, data_key_id) SELECT conversation_id, id, data_key_id FROM added
    ON CONFLICT (id) DO NOTHING
""")
_LEASE = text(f"""
    WITH held AS (
        UPDATE conversations c SET lease_owner = :owner, lease_until = now() + make_interval(secs => :seconds)
        WHERE c.id = :id AND (c.lease_until IS NULL OR c.lease_until < now() OR c.lease_owner = :owner)
            AND (c.retry_at IS NULL OR c.retry_at <= now())
            AND EXISTS (SELECT FROM messages m WHERE m.conversation_id = :id AND {_PENDING})
        RETURNING {_OWN}
    ), taken AS (
        UPDATE messages SET attempts = attempts + 1 WHERE id = (
            SELECT m.id FROM messages m, held WHERE m.conversation_id = held.id AND {_PENDING} ORDER BY m.seq LIMIT 1
        ) RETURNING id AS message_id, seq, body, attachments, keyword, choice_id, replies_to, at, attempts,
            address_id AS came_from
    )
    SELECT c.*, taken.*, {_THERE} FROM held c, taken JOIN addresses a ON a.id = taken.came_from
""")
_LEASED = text("SELECT id FROM conversations WHERE id = :id AND lease_owner = :owner FOR NO KEY UPDATE")
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
_SET_PREFERRED = text("UPDATE conversations SET preferred_channel = :channel WHERE id = :id")
_PHONES: Final = frozenset({"sms", "whatsapp"})


class ConversationRepository:
    """Implements domain.messaging.ports.Conversations on one transaction."""

    def __init__(self, connection: Connection, vault: Vault, keyring: KeyringRepository) -> None:
        self._connection = connection
        self._vault = vault
        self._keyring = keyring

    def find(self, channel: str, address: str, *, proven: bool = True) -> Conversation | None:
        """The conversation with an address, at that address; None when there is none yet."""
        values = {"channel": channel, "index": address_index(self._vault, address), "proven": proven}
        row = self._connection.execute(_FIND, values).one_or_none()
        return None if row is None else self._record(row, Sensitive(address))

    def find_all(self, places: Sequence[tuple[str, str]]) -> list[Conversation | None]:
        """The conversation of each channel and proven address, at that address; None where there is none yet."""
        wanted = [(channel, address_index(self._vault, address)) for channel, address in places]
        values = {"channels": [channel for channel, _ in wanted], "indexes": [index for _, index in wanted]}
        found = {(row.channel, bytes(row.address_index)): row for row in self._connection.execute(_FIND_ALL, values)}
        return [
            self._record(found[place], Sensitive(address)) if place in found else None
            for place, (_, address) in zip(wanted, places, strict=True)
        ]

    def open(self, channel: str, address: str, phone: str | None = None, *, proven: bool = True) -> Conversation:
        """The conversation with an address, at that address; started when there is none yet.

        A new address with a telephone number joins the conversation with that number. What comes from an address
        that is not `proven` may be anybody's, and is kept apart.
        """
        found = self.find(channel, address, proven=proven)
        if found is not None:
            return found
        number = address_index(self._vault, phone) if phone and channel in _PHONES else None
        if number is not None:
            # Two first messages of one telephone, by SMS and WhatsApp, make one conversation.
            self._connection.execute(_ALONE, {"number": int.from_bytes(number[:8], signed=True)})
        joined = self._connection.execute(_BY_PHONE, {"phone": number}).one_or_none() if number else None
        id_ = ConversationId(joined.id if joined else new_id())
        key = KeyId(joined.data_key_id) if joined else self._vault.new_key(self._keyring)
        place = AddressId(new_id())
        values = {
            "id": id_,
            "address_id": place,
            "key": key,
            "channel": channel,
            "address": self._vault.seal(self._keyring, address, sealed_at(place, key)),
            "index": address_index(self._vault, address),
            "phone": number,
            "proven": proven,
        }
        self._connection.execute(_ADD, values)
        opened = self.find(channel, address, proven=proven)
        if opened is None:
            raise NotFound("a conversation that was just started is gone")
        return opened

    def with_phone(self, phone: str) -> Conversation | None:
        """The conversation that has a telephone number, at its first address with it."""
        row = self._connection.execute(_BY_PHONE, {"phone": address_index(self._vault, phone)}).one_or_none()
        return None if row is None else self._record(row)

    def at(self, id_: AddressId) -> Conversation | None:
        """The conversation of an address, at that address."""
        row = self._connection.execute(_AT, {"address": id_}).one_or_none()
        return None if row is None else self._record(row)

    def get(self, id_: ConversationId) -> Conversation:
        """A conversation; raises NotFound."""
        return self._one(id_, None)

    def lock(self, id_: ConversationId, at: AddressId | None = None) -> Conversation:
        """A conversation (at an address), kept from changing until the transaction ends; raises NotFound."""
        self._connection.execute(_LOCK, {"id": id_})
        return self._one(id_, at)

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
            choice=None if row.choice_id is None else ChoiceId(row.choice_id),
            seq=row.seq,
            replies_to=row.replies_to,
        )

    def leased(self, id_: ConversationId, owner: LeaseOwner, at: AddressId) -> Conversation | None:
        """The conversation as it is now, at an address, locked; None when the lease was lost to another."""
        held = self._connection.execute(_LEASED, {"id": id_, "owner": owner}).one_or_none()
        return None if held is None else self._one(id_, at)

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

    def set_preferred(self, id_: ConversationId, channel: str | None) -> None:
        """Say where the person would rather be written to first."""
        self._connection.execute(_SET_PREFERRED, {"id": id_, "channel": channel})

    def _one(self, id_: ConversationId, at: AddressId | None) -> Conversation:
        row = self._connection.execute(_GET, {"id": id_, "address": at}).one_or_none()
        if row is None:
            raise NotFound("no such conversation")
        return self._record(row)

    def _record(self, row: Row[Any], address: Sensitive[str] | None = None) -> Conversation:
        where = sealed_at(row.address_id, KeyId(row.address_key))
        return Conversation(
            id=ConversationId(row.id),
            address_id=AddressId(row.address_id),
            channel=row.channel,
            address=address or self._vault.open(self._keyring, row.address, where),
            key=KeyId(row.data_key_id),
            locale=row.locale,
            state=ConversationState(row.state),
            claimed_by=row.claimed_by,
            opted_out_at=row.opted_out_at,
            last_inbound_at=row.last_inbound_at,
        )


def sealed_at(id_: UUID, key: KeyId) -> Where:
    """Where an address is sealed: it was a column of `conversations` once, and its ciphertext still says so."""
    return Where("conversations", "address", id_, key)


def address_index(vault: Vault, address: str) -> bytes:
    """The blind index of an address, and of a telephone number, which is an address."""
    return vault.index(address, "conversations", "address")
