"""What gunicorn serves: `backend.gateway.wsgi:create(16, '/folder/for/counts')`."""

from __future__ import annotations

import logging
from pathlib import Path

from backend.bootstrap import build
from backend.domain.triage.lexicon import lexicons
from backend.environment import settings
from backend.gateway import app
from backend.gateway.places import Places


def create(places: int, counts: str) -> Places:
    """The application for this machine's settings, working on `places` requests at once in each process.

    `counts` is the folder in which its processes keep what Prometheus asks for. Raises SettingsError.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    frontdesk = build(settings(), waited_for=True)
    lexicons()  # half a second of work that the first message should not wait for
    return Places(app.create(frontdesk, Path(counts)), places, stop=frontdesk.listening.stop)
