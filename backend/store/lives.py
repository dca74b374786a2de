"""What became of a message at every address it went to."""

from __future__ import annotations

from sqlalchemy import Connection, text

from backend.domain.errors import NotFound
from backend.domain.ids import ConversationId, KeyId, MessageId
from backend.domain.messaging.delivery import DeliveryState
from backend.domain.messaging.records import Attempt, Author, Life
from backend.domain.ports import Vault
from backend.store.conversations import sealed_at
from backend.store.keyring import KeyringRepository

_MESSAGE = text("""
    SELECT m.conversation_id, m.author, m.purpose, m.at, a.channel
    FROM messages m JOIN addresses a ON a.id = m.address_id WHERE m.id = :id
""")
_ATTEMPTS = text("""
    SELECT a.id, a.channel, a.address, a.data_key_id, t.state, t.provider_id, t.error_code, t.attempts, t.began_at, t.at
    FROM (
        SELECT 0 AS now, address_id, state, provider_id, error_code, attempts, began_at, at
        FROM delivery_attempts WHERE message_id = :id
        UNION ALL
        SELECT 1, address_id, state, provider_id, error_code, attempts, created_at, updated_at
        FROM deliveries WHERE message_id = :id
    ) t JOIN addresses a ON a.id = t.address_id ORDER BY t.now, t.at
""")


def life(connection: Connection, vault: Vault, keyring: KeyringRepository, id_: MessageId) -> Life:
    """A message with all its attempts; raises NotFound."""
    message = connection.execute(_MESSAGE, {"id": id_}).one_or_none()
    if message is None:
        raise NotFound("no such message")
    return Life(
        id=id_,
        conversation=ConversationId(message.conversation_id),
        author=Author(message.author),
        purpose=message.purpose,
        at=message.at,
        channel=message.channel,
        attempts=tuple(
            Attempt(
                channel=row.channel,
                address=vault.open(keyring, row.address, sealed_at(row.id, KeyId(row.data_key_id))),
                state=DeliveryState(row.state),
                provider_id=row.provider_id,
                error_code=row.error_code,
                attempts=row.attempts,
                began_at=row.began_at,
                at=row.at,
            )
            for row in connection.execute(_ATTEMPTS, {"id": id_})
        ),
    )
