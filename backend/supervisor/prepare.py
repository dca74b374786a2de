"""Bring the database to this release, and the demo clinic into it: `python -m backend.supervisor.prepare`.

A process of its own, because what it imports would stay in the supervisor's memory for good.
"""

from __future__ import annotations

import sys

from backend.bootstrap import build
from backend.domain.errors import FrontdeskError
from backend.environment import settings
from backend.settings import SettingsError
from backend.store.migrate import upgrade


def main() -> int:
    """Migrate, and seed outside production; 1 and one sentence when that can't be."""
    try:
        frontdesk = build(settings())
        upgrade(frontdesk.database.engine)
        if frontdesk.settings.demo:
            from backend.demo.clinic import seed  # noqa: PLC0415  # production has no demo clinic

            seed(frontdesk)
        frontdesk.database.engine.dispose()
    except (FrontdeskError, SettingsError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
