"""Connections and transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from backend.domain.errors import Unavailable
from backend.domain.ports import Vault
from backend.store.transaction import Transaction

DEADLOCK_DETECTED = "40P01"


def engine(url: str, *, pool_size: int = 8) -> Engine:
    """An engine for PostgreSQL through psycopg 3; opens nothing until first used."""
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        max_overflow=8,
        pool_timeout=5,
        pool_pre_ping=True,
        hide_parameters=True,  # values of patients stay out of exceptions
        connect_args={"connect_timeout": 5, "options": "-c timezone=UTC -c statement_timeout=15000"},
    )


class Database:
    """Opens transactions; one command is one transaction."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self.engine = engine
        self._vault = vault

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Commits at the end of the block, rolls back when it raises; Unavailable when the database is away."""
        try:
            with self.engine.begin() as connection:
                yield Transaction(connection, self._vault)
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            if getattr(getattr(error, "orig", None), "sqlstate", None) == DEADLOCK_DETECTED:
                raise
            # The driver's own message may quote values: only its class is passed on.
            raise Unavailable(f"the database does not answer ({type(error).__name__})") from None
