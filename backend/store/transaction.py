"""One transaction: the repositories on one connection."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection

from backend.domain.ports import Vault
from backend.store.keyring import KeyringRepository


class Transaction:
    """The repositories of one transaction, each made when first asked for."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self.connection = connection
        self._vault = vault

    @cached_property
    def keyring(self) -> KeyringRepository:
        """Wrapped data keys."""
        return KeyringRepository(self.connection)
