"""The clinic's name, country and telephone, read once a minute."""

from __future__ import annotations

import time
from typing import Final

from sqlalchemy import text

from backend.domain.messaging.ports import Letterhead
from backend.store.database import Database

_CLINIC = text("SELECT name, country, phone FROM clinic")
_MAX_AGE: Final = 60.0
_NOBODY: Final = Letterhead("the clinic", "", None)


class CachedLetterheads:
    """Implements domain.messaging.ports.Letterheads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read: tuple[float, Letterhead] | None = None

    def letterhead(self) -> Letterhead:
        """The clinic's; before a clinic is configured a neutral one, so that an emergency is answered anyway."""
        now = time.monotonic()
        if self._read is None or now - self._read[0] > _MAX_AGE:
            with self._database.transaction() as transaction:
                row = transaction.connection.execute(_CLINIC).one_or_none()
            if row is None:
                return _NOBODY
            self._read = now, Letterhead(row.name, row.country, row.phone or None)
        return self._read[1]
