"""Connections and transactions."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from backend.domain.errors import Contended, IdempotencyMismatch, PatientBusy, SlotTaken, Unavailable
from backend.domain.ports import Vault
from backend.store.directory import DirectoryCache
from backend.store.transaction import Transaction

DEADLOCK_DETECTED = "40P01"
EXCLUSION_VIOLATION = "23P01"
TRUSTED_FOR: Final = 1.0  # seconds of idleness after which a connection is asked whether it still lives


def engine(url: str, *, pool_size: int = 8) -> Engine:
    """An engine for PostgreSQL through psycopg 3; opens nothing until first used."""
    made = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        max_overflow=8,
        pool_timeout=5,
        hide_parameters=True,  # values of patients stay out of exceptions
        connect_args={"connect_timeout": 5, "options": "-c timezone=UTC -c statement_timeout=15000"},
    )
    _ask_idle_ones(made)
    return made


def _ask_idle_ones(made: Engine) -> None:
    """Ask a connection whether it lives before its use, as `pool_pre_ping` does, but not in the middle of a rush."""

    @event.listens_for(made, "checkin")
    def returned(_connection: Any, record: Any) -> None:
        record.info["returned"] = time.monotonic()

    @event.listens_for(made, "checkout")
    def taken(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("returned", time.monotonic()) < TRUSTED_FOR:
            return
        try:
            alive = made.dialect.do_ping(connection)
        except (DBAPIError, made.dialect.loaded_dbapi.Error):
            alive = False
        if not alive:
            raise InvalidatePoolError("the server closed an idle connection")


class Database:
    """Opens transactions; one command is one transaction."""

    def __init__(self, engine: Engine, vault: Vault) -> None:
        self.engine = engine
        self._committing = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._vault = vault
        self._directories = DirectoryCache()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Commits at the end of the block, rolls back when it raises.

        Raises Unavailable when the database is away, Contended when a deadlock was resolved against the transaction,
        and SlotTaken, PatientBusy or IdempotencyMismatch when a constraint refused to do something twice.
        """
        with _translated(), self.engine.begin() as connection:
            yield Transaction(connection, self._vault, self._directories)

    @contextmanager
    def statements(self) -> Iterator[Transaction]:
        """Each statement commits by itself: for a command that is one statement, and for reading. Raises the same."""
        with _translated(), self._committing.connect() as connection:
            yield Transaction(connection, self._vault, self._directories)


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of the driver as errors of ours; its own message may quote values, so only its class is passed on."""
    try:
        yield
    except IntegrityError as error:
        constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        if constraint == "pk_idempotency":
            raise IdempotencyMismatch("that Idempotency-Key was used before", field="Idempotency-Key") from None
        if _state(error) != EXCLUSION_VIOLATION:
            raise
        if constraint == "ex_slots_patient":
            raise PatientBusy("the patient already has an appointment at that time", field="start") from None
        raise SlotTaken("that time was just taken", field="start") from None
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        if _state(error) == DEADLOCK_DETECTED:
            raise Contended("a deadlock was resolved against this transaction") from None
        raise Unavailable(f"the database does not answer ({type(error).__name__})") from None


def _state(error: Exception) -> str | None:
    state: str | None = getattr(getattr(error, "orig", None), "sqlstate", None)
    return state
