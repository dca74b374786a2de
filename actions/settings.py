"""The settings of the action server, read once at its start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

REQUIRED = ("FRONTDESK_API_URL", "FRONTDESK_SERVICE_TOKEN", "ACTIONS_PORT")


class SettingMissing(RuntimeError):
    """A setting that the action server cannot start without is not there."""


@dataclass(frozen=True)
class ActionSettings:
    """Where the backend's API is, the token that opens it, the port to listen on, and how long names are kept."""

    api_url: str
    service_token: str
    port: int
    directory_seconds: float = 60.0


def parse(environ: Mapping[str, str]) -> ActionSettings:
    """Read the settings; raise SettingMissing with the names of those that are not set."""
    missing = [name for name in REQUIRED if not environ.get(name)]
    if missing:
        raise SettingMissing("The action server cannot start without " + ", ".join(missing) + ".")
    return ActionSettings(
        api_url=environ["FRONTDESK_API_URL"].rstrip("/"),
        service_token=environ["FRONTDESK_SERVICE_TOKEN"],
        port=int(environ["ACTIONS_PORT"]),
        directory_seconds=float(environ.get("FRONTDESK_DIRECTORY_SECONDS") or ActionSettings.directory_seconds),
    )
