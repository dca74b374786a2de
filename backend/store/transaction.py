"""One transaction: the repositories on one connection."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection

from backend.domain.ports import Vault
from backend.store.conversations import ConversationRepository
from backend.store.deliveries import DeliveryRepository
from backend.store.handoffs import HandoffRepository
from backend.store.keyring import KeyringRepository
from backend.store.messages import MessageRepository


class Transaction:
    """The repositories of one transaction, each made when first asked for."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self.connection = connection
        self._vault = vault

    @cached_property
    def keyring(self) -> KeyringRepository:
        """Wrapped data keys."""
        return KeyringRepository(self.connection)

    @cached_property
    def conversations(self) -> ConversationRepository:
        """Conversations with patients."""
        return ConversationRepository(self.connection, self._vault, self.keyring)

    @cached_property
    def messages(self) -> MessageRepository:
        """What was said in them."""
        return MessageRepository(self.connection, self._vault, self.keyring)

    @cached_property
    def deliveries(self) -> DeliveryRepository:
        """How it travelled."""
        return DeliveryRepository(self.connection, self._vault, self.keyring)

    @cached_property
    def handoffs(self) -> HandoffRepository:
        """Who took over."""
        return HandoffRepository(self.connection, self._vault, self.keyring)
