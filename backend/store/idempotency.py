"""Commands that were carried out, by the key their caller chose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from backend.domain.errors import Contended, IdempotencyMismatch
from backend.domain.ports import Vault
from backend.domain.scheduling.records import CommandKey
from backend.store.directory import DirectoryRepository

# The row is there from the first attempt's commit on; a second attempt waits for the first to end. The version of the
# configuration, which nearly every command asks for next, comes along for free.
_CLAIM: Final = text(
    """
    INSERT INTO idempotency (scope, key, request_hash, response) VALUES (:scope, :key, :hash, :response)
    ON CONFLICT DO NOTHING RETURNING (SELECT version FROM clinic)
    """
).bindparams(bindparam("response", type_=JSONB))
_SETTLE: Final = text("UPDATE idempotency SET response = :response WHERE scope = :scope AND key = :key").bindparams(
    bindparam("response", type_=JSONB)
)
_FIND: Final = text("SELECT request_hash, response FROM idempotency WHERE scope = :scope AND key = :key")


# By the database's clock, which wrote them.
_SWEEP: Final = text("""
    DELETE FROM idempotency WHERE (scope, key) IN (
        SELECT scope, key FROM idempotency WHERE created_at < now() - make_interval(days => :days) LIMIT :most
    )
""")


def digest(vault: Vault, key: CommandKey) -> bytes:
    """The value of idempotency.request_hash.

    The request may hold a name: a keyed digest can't be guessed from the outside as a plain one can.
    """
    return vault.index(key.request, "idempotency", "request_hash")


class IdempotencyRepository:
    """Implements domain.scheduling.ports.Idempotency on one transaction."""

    def __init__(self, connection: Connection, vault: Vault, directory: DirectoryRepository) -> None:
        self._connection = connection
        self._vault = vault
        self._directory = directory

    def claim(self, key: CommandKey, response: Mapping[str, str]) -> Mapping[str, str] | None:
        """Keep the ids a command will answer with; the ids kept before, when it was carried out already.

        Raises IdempotencyMismatch when the key was used for another request.
        """
        values = {"scope": key.scope, "key": key.key, "hash": digest(self._vault, key), "response": response}
        claimed = self._connection.execute(_CLAIM, values).one_or_none()
        if claimed is not None:
            self._directory.saw(claimed.version)
            return None
        kept = self.find(key)
        if kept is None:
            raise Contended("the key was swept at this moment")
        return kept

    def find(self, key: CommandKey) -> Mapping[str, str] | None:
        """The ids kept before, None when the command was not carried out yet; raises IdempotencyMismatch."""
        found = self._connection.execute(_FIND, {"scope": key.scope, "key": key.key}).one_or_none()
        if found is None:
            return None
        if found.request_hash != digest(self._vault, key):
            raise IdempotencyMismatch("that Idempotency-Key was used for another request", field="Idempotency-Key")
        kept: Mapping[str, str] = found.response
        return kept

    def settle(self, key: CommandKey, response: Mapping[str, str]) -> None:
        """Complete what a claimed command will answer with."""
        self._connection.execute(_SETTLE, {"scope": key.scope, "key": key.key, "response": response})

    def sweep(self, days: int, most: int) -> int:
        """Remove keys older than that, which nobody repeats any more; how many there were."""
        return self._connection.execute(_SWEEP, {"days": days, "most": most}).rowcount
