"""Where patients can be written to of our own accord, in the database; a statement for all of a batch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from backend.domain.handoff.machine import ConversationState
from backend.domain.ids import AddressId, ConversationId, KeyId, PatientId
from backend.domain.messaging.caps import STARTED
from backend.domain.messaging.records import Conversation
from backend.domain.ports import Vault, Where
from backend.domain.reminders.due import Contact, NewPlace, Place
from backend.identifiers import new_id
from backend.store.addresses import PREFERENCE, USABLE
from backend.store.conversations import address_index, sealed_at
from backend.store.keyring import KeyringRepository

_PLACES: Final = text(f"""
    SELECT c.id, c.data_key_id, c.locale, c.state, c.claimed_by, k.wrapped, k.master_version, a.id AS address_id,
        a.channel, a.address, a.data_key_id AS address_key, a.opted_out_at, a.last_inbound_at,
        a.phone_index IS NOT NULL AS phone, {USABLE} AS usable,
        ARRAY(
            SELECT m.at FROM deliveries d JOIN messages m ON m.id = d.message_id
            WHERE d.conversation_id = c.id AND d.address_id = a.id AND m.purpose = ANY(:started) AND m.at > :since
                AND d.state <> 'canceled'
        ) AS started
    FROM conversations c JOIN addresses a ON a.conversation_id = c.id JOIN data_keys k ON k.id = c.data_key_id
    WHERE c.id = ANY(:conversations) AND a.channel = ANY(:channels)
    ORDER BY c.id, a.channel = 'web', {PREFERENCE}
""")
_CONTACTS: Final = text("""
    SELECT o.patient_id, o.id, o.system, o.value, p.data_key_id, k.wrapped, k.master_version
    FROM contact_points o JOIN patients p ON p.id = o.patient_id JOIN data_keys k ON k.id = p.data_key_id
    WHERE o.patient_id = ANY(:patients) AND o.disowned_at IS NULL
    ORDER BY o.patient_id, o.system = 'phone' DESC, o.system = 'email' DESC, o.verified_at DESC NULLS LAST, o.id
""")
_KNOWN: Final = text("""
    SELECT a.address_index, a.phone_index, a.channel, a.conversation_id FROM addresses a
    WHERE a.proven AND (a.address_index = ANY(:indexes) OR a.phone_index = ANY(:indexes))
    ORDER BY a.created_at DESC
""")
# Whoever writes to a new number at this moment wins: then nothing is opened here, and the next look finds theirs.
_OPEN: Final = text("""
    WITH wanted AS (
        SELECT * FROM unnest(
            CAST(:ids AS uuid[]), CAST(:addresses AS uuid[]), CAST(:keys AS uuid[]), CAST(:wrapped AS bytea[]),
            CAST(:versions AS int[]), CAST(:channels AS text[]), CAST(:sealed AS bytea[]), CAST(:indexes AS bytea[]),
            CAST(:phones AS bytea[]), CAST(:locales AS text[])
        ) AS t (id, address, key, wrapped, version, channel, sealed, index, phone, locale)
    ), added AS (
        INSERT INTO addresses (id, conversation_id, data_key_id, channel, address, address_index, phone_index)
        SELECT address, id, key, channel, sealed, index, phone FROM wanted
        ON CONFLICT (channel, address_index, proven) DO NOTHING RETURNING conversation_id
    ), keys AS (
        INSERT INTO data_keys (id, wrapped, master_version)
        SELECT key, wrapped, version FROM wanted JOIN added ON added.conversation_id = wanted.id
    ), opened AS (
        INSERT INTO conversations (id, address_id, data_key_id, locale)
        SELECT id, address, key, locale FROM wanted JOIN added ON added.conversation_id = wanted.id
    )
    SELECT conversation_id FROM added
""")


class ReachingRepository:
    """Implements domain.reminders.due.Reaching on one transaction."""

    def __init__(self, connection: Connection, vault: Vault, keyring: KeyringRepository) -> None:
        self._connection = connection
        self._vault = vault
        self._keyring = keyring

    def places(
        self, conversations: Collection[ConversationId], channels: Sequence[str], since: datetime
    ) -> dict[ConversationId, list[Place]]:
        """The addresses of conversations on our channels, the preferred one first; a browser that may be shut last."""
        if not conversations:
            return {}
        values = {"conversations": list(conversations), "channels": list(channels), "since": since}
        values["started"] = [str(purpose) for purpose in STARTED]
        found: dict[ConversationId, list[Place]] = {}
        for row in self._connection.execute(_PLACES, values):
            if row.wrapped is not None:
                self._keyring.prime(KeyId(row.data_key_id), row.wrapped, row.master_version)
                found.setdefault(ConversationId(row.id), []).append(self._place(row))
        return found

    def contacts(self, patients: Collection[PatientId]) -> dict[PatientId, list[Contact]]:
        """What stands in the records, telephone numbers first, then verified before others."""
        found: dict[PatientId, list[Contact]] = {}
        for row in self._connection.execute(_CONTACTS, {"patients": list(patients)}) if patients else ():
            if row.wrapped is None:
                continue
            key, patient = KeyId(row.data_key_id), PatientId(row.patient_id)
            self._keyring.prime(key, row.wrapped, row.master_version)
            value = self._vault.open(self._keyring, row.value, Where("contact_points", "value", row.id, key))
            found.setdefault(patient, []).append(Contact(patient, row.system, value))
        return found

    def known(self, contacts: Sequence[Contact]) -> dict[Contact, ConversationId]:
        """The conversations that are held there already."""
        if not contacts:
            return {}
        indexes = {contact: address_index(self._vault, _address(contact)) for contact in contacts}
        held: dict[tuple[bytes, str], ConversationId] = {}
        for row in self._connection.execute(_KNOWN, {"indexes": list(set(indexes.values()))}):
            for index, system in ((row.address_index, _system(row.channel)), (row.phone_index, "phone")):
                if index is not None:
                    held[bytes(index), system] = ConversationId(row.conversation_id)
        found = {contact: held.get((index, _kind(contact))) for contact, index in indexes.items()}
        return {contact: id_ for contact, id_ in found.items() if id_ is not None}

    def open(self, wanted: Sequence[NewPlace]) -> dict[NewPlace, Place]:
        """Start conversations; one that somebody else starts at this moment is left out."""
        made = [(place, self._opened(place)) for place in dict.fromkeys(wanted)]
        if not made:
            return {}
        there = [place.conversation for _, place in made]
        keys = [self._keyring.find(one.key) for one in there]
        values = {
            "ids": [one.id for one in there],
            "addresses": [one.address_id for one in there],
            "keys": [one.key for one in there],
            "wrapped": [found[0] for found in keys if found],
            "versions": [found[1] for found in keys if found],
            "channels": [one.channel for one in there],
            "sealed": [
                self._vault.seal(self._keyring, one.address.reveal(), sealed_at(one.address_id, one.key))
                for one in there
            ],
            "indexes": [address_index(self._vault, one.address.reveal()) for one in there],
            "phones": [
                address_index(self._vault, place.conversation.address.reveal()) if new.phone else None
                for new, place in made
            ],
            "locales": [one.locale for one in there],
        }
        opened = set(self._connection.execute(_OPEN, values).scalars())
        return {new: place for new, place in made if place.conversation.id in opened}

    def _opened(self, new: NewPlace) -> Place:
        conversation = Conversation(
            id=ConversationId(new_id()),
            address_id=AddressId(new_id()),
            channel=new.channel,
            address=new.address,
            key=self._vault.new_key(_Primer(self._keyring)),
            locale=new.locale,
            state=ConversationState.BOT,
            claimed_by=None,
            opted_out_at=None,
            last_inbound_at=None,
        )
        return Place(conversation, phone=new.phone, usable=True)

    def _place(self, row: Row[Any]) -> Place:
        where = sealed_at(row.address_id, KeyId(row.address_key))
        conversation = Conversation(
            id=ConversationId(row.id),
            address_id=AddressId(row.address_id),
            channel=row.channel,
            address=self._vault.open(self._keyring, row.address, where),
            key=KeyId(row.data_key_id),
            locale=row.locale,
            state=ConversationState(row.state),
            claimed_by=row.claimed_by,
            opted_out_at=row.opted_out_at,
            last_inbound_at=row.last_inbound_at,
        )
        return Place(conversation, phone=row.phone, usable=row.usable, started=tuple(row.started))


class _Primer:
    """A keyring that keeps new keys for the statement that writes them all."""

    def __init__(self, keyring: KeyringRepository) -> None:
        self._keyring = keyring

    def add(self, key: KeyId, wrapped: bytes, master_version: int) -> None:
        """Keep it for later."""
        self._keyring.prime(key, wrapped, master_version)

    def find(self, key: KeyId) -> tuple[bytes, int] | None:
        """What was kept."""
        return self._keyring.find(key)


def _address(contact: Contact) -> str:
    """The address as its channel has it: a chat stands in the records with its channel in front."""
    value = contact.value.reveal()
    return value.partition(":")[2] if contact.system == "other" else value


def _kind(contact: Contact) -> str:
    return contact.value.reveal().partition(":")[0] if contact.system == "other" else contact.system


def _system(channel: str) -> str:
    return {"sms": "phone", "whatsapp": "phone"}.get(channel, channel)
