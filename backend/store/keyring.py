"""Wrapped data keys in the database."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from backend.domain.ids import KeyId
from backend.store.tables.keys import data_keys


class KeyringRepository:
    """Implements domain.ports.Keyring on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._primed: dict[KeyId, tuple[bytes, int]] = {}

    def prime(self, key: KeyId, wrapped: bytes, master_version: int) -> None:
        """Hand in a wrapped key that another statement of this transaction read, so that nobody asks for it again."""
        self._primed[key] = wrapped, master_version

    def add(self, key: KeyId, wrapped: bytes, master_version: int) -> None:
        """Keep a new wrapped key."""
        self._connection.execute(insert(data_keys).values(id=key, wrapped=wrapped, master_version=master_version))

    def find(self, key: KeyId) -> tuple[bytes, int] | None:
        """The wrapped key and its master version; None when erased or unknown."""
        if key in self._primed:
            return self._primed[key]
        row = self._connection.execute(
            select(data_keys.c.wrapped, data_keys.c.master_version).where(data_keys.c.id == key)
        ).one_or_none()
        return None if row is None or row.wrapped is None else (row.wrapped, row.master_version)
