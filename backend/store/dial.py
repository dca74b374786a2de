"""The dial of a demo's clock, in the database, where every process of the demo finds it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, Row, event, text
from sqlalchemy.exc import SQLAlchemyError

from backend.clock import Dial, Stretch
from backend.store.database import engine

_READ: Final = text("""
    SELECT former_since, former_shown, former_speed, since, shown, speed FROM demo_clock WHERE id = 1
""")
_WRITE: Final = text("""
    INSERT INTO demo_clock (id, former_since, former_shown, former_speed, since, shown, speed)
    VALUES (1, :former_since, :former_shown, :former_speed, :since, :shown, :speed)
    ON CONFLICT (id) DO UPDATE SET former_since = excluded.former_since, former_shown = excluded.former_shown,
        former_speed = excluded.former_speed, since = excluded.since, shown = excluded.shown, speed = excluded.speed
""")
_ALONE: Final = text("SELECT pg_advisory_xact_lock(hashtext('demo_clock'))")

type Wish = Callable[[Stretch], tuple[float, datetime | None]]
"""From how it goes to how fast it is to go, and from which shown moment on; None: from where it is."""


def dial_beside(database: Engine, url: str) -> StoredDial:
    """The dial in a database that others use too; it lets go of its connection when they do."""
    own = engine(url, pool_size=1)
    event.listen(database, "engine_disposed", lambda _engine: own.dispose())
    return StoredDial(own)


class StoredDial:
    """Implements clock.Dials on connections of its own: the clock is asked in the middle of transactions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self) -> Dial | None:
        """The dial; None while nobody has touched it, or while the database is away or has no table for it yet."""
        try:
            with self._engine.connect() as connection:
                row = connection.execute(_READ).one_or_none()
        except SQLAlchemyError:
            return None
        return None if row is None else _dial(row)

    def turn(self, usual: Stretch, real: Callable[[], datetime], wish: Wish) -> Dial:
        """Turn it as wished, one at a time, waiting until the last turn has taken effect; raises ValueError.

        `usual` is how the clock goes that nobody has touched.
        """
        with self._engine.begin() as connection:
            connection.execute(_ALONE)
            row = connection.execute(_READ).one_or_none()
            former = usual if row is None else _dial(row).current
            time.sleep(max(0.0, (former.since - real()).total_seconds()))
            speed, shown = wish(former)
            dial = Dial.turned(former, real(), speed, shown)
            values = {
                f"{prefix}{name}": getattr(stretch, name)
                for prefix, stretch in (("former_", dial.former), ("", dial.current))
                for name in ("since", "shown", "speed")
            }
            connection.execute(_WRITE, values)
        return dial


def _dial(row: Row[Any]) -> Dial:
    return Dial(Stretch(row.former_since, row.former_shown, row.former_speed), Stretch(row.since, row.shown, row.speed))
