"""The one place where the parts are put together."""

from __future__ import annotations

from dataclasses import dataclass

from backend.clock import FrozenClock, SystemClock
from backend.crypto.vault import EnvelopeVault
from backend.domain.ports import Clock
from backend.settings import Settings, SettingsError
from backend.store.database import Database, engine


@dataclass(frozen=True)
class Frontdesk:
    """The wired product: every entry point (web, worker, command line) starts from one of these."""

    settings: Settings
    clock: Clock
    vault: EnvelopeVault
    database: Database


def build(settings: Settings, *, clock: Clock | None = None) -> Frontdesk:
    """Wire the product for `settings`, on another `clock` when one is given; nothing connects until used.

    Raises SettingsError.
    """
    if settings.database_url is None:
        raise SettingsError("DATABASE_URL is not set: start the product with `frontdesk up`, or set it.")
    clock = clock or (FrozenClock(settings.frozen_now) if settings.frozen_now else SystemClock())
    vault = EnvelopeVault(settings.master_key)
    return Frontdesk(
        settings=settings, clock=clock, vault=vault, database=Database(engine(settings.database_url), vault)
    )
