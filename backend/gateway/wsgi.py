"""What gunicorn serves: `backend.gateway.wsgi:create()`."""

from __future__ import annotations

import logging
import os

from flask import Flask

from backend.bootstrap import build
from backend.gateway import app
from backend.settings import parse


def create() -> Flask:
    """The application for this machine's settings. Raises SettingsError."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    return app.create(build(parse(os.environ)))
