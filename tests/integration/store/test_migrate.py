"""Migrations make the schema that the tables describe, once, whoever starts first."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text

from backend.bootstrap import Frontdesk
from backend.crypto.vault import EnvelopeVault
from backend.domain.ports import Where
from backend.identifiers import new_id
from backend.store import tables
from backend.store.database import Database, engine
from backend.store.keyring import KeyringRepository
from backend.store.metadata import metadata
from backend.store.migrate import current, newest, upgrade

_AT_0003 = (
    (
        "INSERT INTO conversations (id, channel, address, address_index, data_key_id, opted_out_at, last_inbound_at)"
        " VALUES (:id, 'sms', :address, :index, :key, now(), now())"
    ),
    (
        "INSERT INTO messages (id, conversation_id, direction, author, body, at)"
        " VALUES (:message, :id, 'outbound', 'system', :body, now())"
    ),
    (
        "INSERT INTO deliveries (message_id, conversation_id, seq, state)"
        " SELECT id, conversation_id, seq, 'pending' FROM messages"
    ),
)


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Engine]:
    made = engine(empty_database_url)
    with made.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    yield made
    made.dispose()


def test_upgrade_reaches_the_newest_revision_when_database_is_empty(empty: Engine) -> None:
    assert current(empty) is None
    assert upgrade(empty) == newest()
    assert current(empty) == newest()


def test_upgrade_changes_nothing_when_run_again(empty: Engine) -> None:
    upgrade(empty)
    assert upgrade(empty) == newest()


def test_upgrade_runs_once_when_four_start_together(empty: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: upgrade(empty), range(4))) == [newest()] * 4


def test_migrations_make_what_the_tables_describe_when_compared(frontdesk: Frontdesk) -> None:
    assert tables.__all__
    with frontdesk.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    # Comments are for whoever reads the code; the database carries none.
    assert [found for found in differences if not (isinstance(found, list) and found[0][0] == "modify_comment")] == []


def test_keeps_addresses_words_and_consent_when_a_database_had_one_address_a_conversation(
    empty: Engine, frontdesk: Frontdesk
) -> None:
    upgrade(empty, "0003")
    vault, id_, message = EnvelopeVault(frontdesk.settings.master_key), new_id(), new_id()
    with empty.begin() as connection:
        keyring = KeyringRepository(connection)
        key = vault.new_key(keyring)
        values = {
            "id": id_,
            "message": message,
            "key": key,
            "address": vault.seal(keyring, "+15005550101", Where("conversations", "address", id_, key)),
            "index": vault.index("+15005550101", "conversations", "address"),
            "body": vault.seal(keyring, "see you", Where("messages", "body", message, key)),
        }
        for statement in _AT_0003:
            connection.execute(text(statement), values)
    upgrade(empty)
    with Database(empty, vault).transaction() as transaction:
        found = transaction.conversations.open("whatsapp", "+15005550101", "+15005550101")
        assert found.id == id_
        (old,) = [one for one in transaction.addresses.of(found.id) if one.channel == "sms"]
        assert (old.address.reveal(), old.phone, old.opted_out_at is not None) == ("+15005550101", True, True)
        assert transaction.conversations.get(found.id).address_id == old.id
        (line,) = transaction.messages.thread(found, None, 10)
        assert (line.body.reveal(), line.delivery, line.channel) == ("see you", "pending", "sms")
        assert transaction.connection.execute(text("SELECT kind, source FROM consents")).all() == [
            ("opt_out", "unknown")
        ]


def test_exclusion_constraints_are_there_when_migrated(frontdesk: Frontdesk) -> None:
    with frontdesk.database.engine.connect() as connection:
        found = connection.execute(text("SELECT conname FROM pg_constraint WHERE contype = 'x' ORDER BY 1")).scalars()
        assert list(found) == ["ex_slots_patient", "ex_slots_practitioner"]
