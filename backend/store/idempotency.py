"""Commands that were carried out, by the key their caller chose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from backend.domain.errors import IdempotencyMismatch
from backend.domain.ports import Vault
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


class IdempotencyRepository:
    """Implements domain.scheduling.ports.Idempotency on one transaction."""

    def __init__(self, connection: Connection, vault: Vault, directory: DirectoryRepository) -> None:
        self._connection = connection
        self._vault = vault
        self._directory = directory

    def claim(self, scope: str, key: str, request: str, response: Mapping[str, str]) -> Mapping[str, str] | None:
        """Keep the ids a command will answer with; the ids kept before, when it was carried out already.

        Raises IdempotencyMismatch when the key was used for another request.
        """
        # The request may hold a name: a keyed digest can't be guessed from the outside as a plain one can.
        digest = self._vault.index(request, "idempotency", "request_hash")
        values = {"scope": scope, "key": key, "hash": digest, "response": response}
        claimed = self._connection.execute(_CLAIM, values).one_or_none()
        if claimed is not None:
            self._directory.saw(claimed.version)
            return None
        found = self._connection.execute(_FIND, {"scope": scope, "key": key}).one()
        if found.request_hash != digest:
            raise IdempotencyMismatch("that Idempotency-Key was used for another request", field="Idempotency-Key")
        kept: Mapping[str, str] = found.response
        return kept

    def settle(self, scope: str, key: str, response: Mapping[str, str]) -> None:
        """Complete what a claimed command will answer with."""
        self._connection.execute(_SETTLE, {"scope": scope, "key": key, "response": response})

    def sweep(self, days: int, most: int) -> int:
        """Remove keys older than that, which nobody repeats any more; how many there were."""
        return self._connection.execute(_SWEEP, {"days": days, "most": most}).rowcount
