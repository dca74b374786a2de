"""What subcommands share: the wired product with its stores running."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError

from backend.bootstrap import Frontdesk, build
from backend.domain.errors import Unavailable
from backend.embedded import postgres, valkey
from backend.environment import settings
from backend.settings import Settings
from backend.store.migrate import current, newest
from backend.supervisor.errors import StartRefused
from backend.supervisor.lock import held

WAITS: Final = 60.0
"""So many seconds a process that is to keep running waits for the database before it gives up."""
_AGAIN_AFTER: Final = 1.0

_log = logging.getLogger(__name__)


@contextmanager
def with_stores(found: Settings) -> Iterator[Settings]:
    """Complete the settings with the embedded stores' addresses, running them meanwhile if nobody else does."""
    started: list[postgres.EmbeddedPostgres | valkey.EmbeddedValkey] = []
    try:
        if found.database_url is None:
            database = postgres.ensure(found.home)
            started += [database] if database.started else []
            found = dataclasses.replace(found, database_url=database.url)
        if found.redis_url is None:
            queue = valkey.ensure(found.home)
            started += [queue] if queue.started else []
            found = dataclasses.replace(found, redis_url=queue.url)
        yield found
    finally:
        if not held(found.home):  # a supervisor that came up meanwhile uses them now
            for store in started:
                store.stop()


@contextmanager
def installation(waits: float = 0.0) -> Iterator[Frontdesk]:
    """Wire the product on the stores of this installation; refuses a database of another release.

    The database may stay away for `waits` seconds at first: it may be starting itself.
    """
    with with_stores(settings()) as found:
        frontdesk = build(found)
        try:
            if _release(frontdesk.database.engine, waits) != newest():
                raise StartRefused("The database is not at this release: run 'frontdesk db migrate'.")
            yield frontdesk
        except (OperationalError, InterfaceError) as error:
            raise Unavailable(f"The database does not answer ({type(error).__name__}): check DATABASE_URL.") from None
        finally:
            frontdesk.database.engine.dispose()


def _release(engine: Engine, waits: float) -> str | None:
    """The release a database is at, once it answers."""
    until, told = time.monotonic() + waits, False
    while True:
        try:
            return current(engine)
        except (OperationalError, InterfaceError) as error:
            if time.monotonic() > until:
                raise
            if not told:
                _log.warning("the database does not answer (%s): trying again every second", type(error).__name__)
            told = True
            time.sleep(_AGAIN_AFTER)
