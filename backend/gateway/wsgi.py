"""What gunicorn serves: `backend.gateway.wsgi:create(16)`."""

from __future__ import annotations

import logging
import signal
from types import FrameType
from typing import TYPE_CHECKING

from backend.bootstrap import Frontdesk, build
from backend.domain.triage.lexicon import lexicons
from backend.environment import settings
from backend.gateway import app
from backend.gateway.places import Places

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def create(places: int) -> WSGIApplication:
    """The application for this machine's settings, working on `places` requests at once. Raises SettingsError."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    frontdesk = build(settings(), waited_for=True)
    lexicons()  # half a second of work that the first message should not wait for
    made = Places(app.create(frontdesk), places)
    _end_streams_on_stop(frontdesk)
    return made


def _end_streams_on_stop(frontdesk: Frontdesk) -> None:
    """End open streams when gunicorn tells this worker to finish what it is at: they would never finish."""
    before = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: FrameType | None) -> None:
        frontdesk.listening.stop()
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, stop)
