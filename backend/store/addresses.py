"""Addresses in the database: whether they may and can be written to, and every change of that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, text

from backend.domain.errors import NotFound
from backend.domain.ids import AddressId, ConversationId, KeyId, LinkId
from backend.domain.messaging.records import Address, Conversation, Source, Standing
from backend.domain.ports import Vault, Where
from backend.domain.sensitive import Sensitive
from backend.identifiers import new_id
from backend.store.conversations import ConversationRepository, address_index, sealed_at
from backend.store.keyring import KeyringRepository

USABLE: Final = """a.opted_out_at IS NULL AND a.standing = 'ok' AND NOT EXISTS (
    SELECT FROM addresses o WHERE o.conversation_id = a.conversation_id AND o.phone_index = a.phone_index
        AND o.opted_out_at IS NOT NULL
)"""
"""Where words nobody waits for may go: who ended texts to a number is not written to at that number elsewhere."""

PREFERENCE: Final = "(a.channel = c.preferred_channel) DESC NULLS LAST, a.last_inbound_at DESC NULLS LAST, a.created_at"

_OF = text("""
    SELECT id, conversation_id, data_key_id, channel, address, phone_index IS NOT NULL AS phone, proven, opted_out_at,
        standing, verified_at, last_inbound_at
    FROM addresses WHERE conversation_id = :conversation ORDER BY last_inbound_at DESC NULLS LAST, created_at
""")
_TO_WRITE_TO = text(f"""
    SELECT a.id FROM addresses a JOIN conversations c ON c.id = a.conversation_id
    WHERE c.id = :conversation AND a.channel = ANY(:channels) AND {USABLE} ORDER BY {PREFERENCE} LIMIT 1
""")
_MOVE = text("""
    UPDATE addresses SET conversation_id = :conversation, data_key_id = :key, address = :address, verified_at = :at
    WHERE id = :id
""")
# What comes without a token of ours is kept apart from then on: in another row, of another conversation.
_PROVE = text("""
    UPDATE addresses a SET proven = true, verified_at = :at WHERE id = :id AND NOT proven AND NOT EXISTS (
        SELECT FROM addresses o WHERE o.channel = a.channel AND o.address_index = a.address_index AND o.proven
    )
""")
_VERIFY = text("UPDATE addresses SET verified_at = :at WHERE id = :id")
# Whoever it moves away from keeps an address to answer to, if there is one.
_LEAVE = text("""
    UPDATE conversations c SET address_id = coalesce((
        SELECT a.id FROM addresses a WHERE a.conversation_id = c.id AND a.id <> :id
        ORDER BY a.last_inbound_at DESC NULLS LAST LIMIT 1
    ), c.address_id) WHERE c.id = :former AND c.address_id = :id
""")
_ADD = text("""
    INSERT INTO addresses (id, conversation_id, data_key_id, channel, address, address_index, verified_at)
    VALUES (:id, :conversation, :key, :channel, :address, :index, :at)
""")
_SET_CONSENT = text("""
    WITH changed AS (
        UPDATE addresses SET opted_out_at = CAST(:opted_out_at AS timestamptz) WHERE id = :address
            AND (opted_out_at IS NULL) <> (CAST(:opted_out_at AS timestamptz) IS NULL) RETURNING id, channel
    )
    INSERT INTO consents (id, conversation_id, address_id, channel, kind, words, source, at)
    SELECT :id, :conversation, id, channel, :kind, CAST(:words AS bytea), :source, :at FROM changed
""")
_ENDED_BY = text("""
    SELECT id, words FROM consents WHERE address_id = :address AND kind = 'opt_out' ORDER BY at DESC, id DESC LIMIT 1
""")
_SET_STANDING = text("UPDATE addresses SET standing = :standing, standing_code = :code WHERE id = :id")
_EVERYWHERE = text("SELECT id FROM addresses WHERE channel = :channel AND address_index = :index")

_ADD_LINK = text("""
    INSERT INTO links (id, conversation_id, created_at, expires_at) VALUES (:id, :conversation, :at, :until)
""")
_USE_LINK = text("""
    UPDATE links SET used_at = :at WHERE id = :id AND used_at IS NULL AND expires_at > :at RETURNING conversation_id
""")


class AddressRepository:
    """Implements domain.messaging.ports.Addresses on one transaction."""

    def __init__(
        self, connection: Connection, vault: Vault, keyring: KeyringRepository, conversations: ConversationRepository
    ) -> None:
        self._connection = connection
        self._vault = vault
        self._keyring = keyring
        self._conversations = conversations

    def of(self, conversation: ConversationId) -> list[Address]:
        """The addresses of a conversation, the one in use last first."""
        return [
            Address(
                id=AddressId(row.id),
                conversation=ConversationId(row.conversation_id),
                channel=row.channel,
                address=self._vault.open(self._keyring, row.address, sealed_at(row.id, KeyId(row.data_key_id))),
                phone=row.phone,
                proven=row.proven,
                opted_out_at=row.opted_out_at,
                standing=Standing(row.standing),
                verified_at=row.verified_at,
                last_inbound_at=row.last_inbound_at,
            )
            for row in self._connection.execute(_OF, {"conversation": conversation})
        ]

    def to_write_to(self, conversation: ConversationId, channels: Sequence[str]) -> Conversation | None:
        """The conversation at the address for words nobody waits for: the preferred channel first; None: nowhere."""
        values = {"conversation": conversation, "channels": list(channels)}
        id_ = self._connection.execute(_TO_WRITE_TO, values).scalar_one_or_none()
        return None if id_ is None else self._conversations.at(AddressId(id_))

    def add(self, conversation: Conversation, channel: str, address: str, at: datetime) -> Conversation:
        """Give a conversation an address that was linked to it at a moment; the conversation there.

        An address of another conversation moves, with what its person writes from then on.
        """
        there = self._conversations.find(channel, address)
        id_ = AddressId(new_id()) if there is None else there.address_id
        values = {
            "id": id_,
            "conversation": conversation.id,
            "key": conversation.key,
            "address": self._vault.seal(self._keyring, address, sealed_at(id_, conversation.key)),
            "at": at,
        }
        if there is None:
            index = address_index(self._vault, address)
            self._connection.execute(_ADD, values | {"channel": channel, "index": index})
        elif there.id == conversation.id:
            self._connection.execute(_VERIFY, {"id": id_, "at": at})
        else:
            self._connection.execute(_MOVE, values)
            self._connection.execute(_LEAVE, {"id": id_, "former": there.id})
        moved = self._conversations.at(id_)
        if moved is None:
            raise NotFound("an address that was just linked is gone")
        return moved

    def prove(self, id_: AddressId, at: datetime) -> None:
        """Somebody answered what only its owner could read; the first conversation in which they do is the owner's."""
        self._connection.execute(_PROVE, {"id": id_, "at": at})

    def opt_out(self, place: Conversation, source: Source, words: str | None, at: datetime) -> None:
        """The person does not want to be written to there; the conversation is locked."""
        self._set_consent(place, "opt_out", source, words, at)

    def opt_in(self, place: Conversation, source: Source, words: str | None, at: datetime) -> None:
        """The person wants to be written to there again; the conversation is locked."""
        self._set_consent(place, "opt_in", source, words, at)

    def opt_out_words(self, place: Conversation) -> Sensitive[str] | None:
        """The words by which messages to it ended last; None when there were none."""
        row = self._connection.execute(_ENDED_BY, {"address": place.address_id}).one_or_none()
        if row is None or row.words is None:
            return None
        return self._vault.open(self._keyring, row.words, Where("consents", "words", row.id, place.key))

    def set_standing(self, id_: AddressId, standing: Standing, code: str | None) -> None:
        """Keep whether an address can be reached."""
        self._connection.execute(_SET_STANDING, {"id": id_, "standing": standing, "code": code})

    def everywhere(self, channel: str, address: str) -> list[AddressId]:
        """All that is kept of an address, proven or not."""
        values = {"channel": channel, "index": address_index(self._vault, address)}
        return [AddressId(id_) for id_ in self._connection.execute(_EVERYWHERE, values).scalars()]

    def _set_consent(self, place: Conversation, kind: str, source: Source, words: str | None, at: datetime) -> None:
        id_ = new_id()
        where = Where("consents", "words", id_, place.key)
        values = {
            "id": id_,
            "conversation": place.id,
            "address": place.address_id,
            "opted_out_at": at if kind == "opt_out" else None,
            "kind": kind,
            "words": None if words is None else self._vault.seal(self._keyring, words, where),
            "source": source,
            "at": at,
        }
        self._connection.execute(_SET_CONSENT, values)


class LinkRepository:
    """Implements domain.messaging.ports.Links on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, conversation: ConversationId, at: datetime, until: datetime) -> LinkId:
        """Keep a link to a conversation."""
        id_ = LinkId(new_id())
        self._connection.execute(_ADD_LINK, {"id": id_, "conversation": conversation, "at": at, "until": until})
        return id_

    def use(self, id_: LinkId, at: datetime) -> ConversationId | None:
        """Use a link up; None when it was, is too old, or never was."""
        used = self._connection.execute(_USE_LINK, {"id": id_, "at": at}).scalar_one_or_none()
        return None if used is None else ConversationId(used)
