"""What subcommands share: the wired product with its stores running."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError

from backend.bootstrap import Frontdesk, build
from backend.domain.errors import Unavailable
from backend.embedded import postgres, valkey
from backend.environment import settings
from backend.settings import Settings
from backend.store.migrate import current, newest
from backend.supervisor.errors import StartRefused
from backend.supervisor.lock import held


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
def installation() -> Iterator[Frontdesk]:
    """Wire the product on the stores of this installation; refuses a database of another release."""
    with with_stores(settings()) as found:
        frontdesk = build(found)
        try:
            if current(frontdesk.database.engine) != newest():
                raise StartRefused("The database is not at this release: run 'frontdesk db migrate'.")
            yield frontdesk
        except (OperationalError, InterfaceError) as error:
            raise Unavailable(f"The database does not answer ({type(error).__name__}): check DATABASE_URL.") from None
        finally:
            frontdesk.database.engine.dispose()
