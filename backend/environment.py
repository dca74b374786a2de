"""The environment of this process, read once by whatever starts it."""

from __future__ import annotations

import os
from pathlib import Path

from honcho.environ import parse as parse_env_file

from backend.settings import Settings, parse


def environ() -> dict[str, str]:
    """Return the environment, completed by a `.env` of the working folder outside production."""
    known = dict(os.environ)
    file = Path(".env")
    if known.get("FRONTDESK_ENV") != "production" and file.is_file():
        known = {**parse_env_file(file.read_text()), **known}
    return known


def settings() -> Settings:
    """Return the settings of this process; raises SettingsError."""
    return parse(environ())
