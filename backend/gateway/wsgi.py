"""What gunicorn serves: `backend.gateway.wsgi:create()`."""

from __future__ import annotations

import logging

from flask import Flask

from backend.bootstrap import build
from backend.environment import settings
from backend.gateway import app


def create() -> Flask:
    """The application for this machine's settings. Raises SettingsError."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    return app.create(build(settings()))
