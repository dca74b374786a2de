"""Serve the actions on the loopback interface: `python -m actions.serve`."""

from __future__ import annotations

import logging
import os
import sys
import warnings

from rasa_sdk import endpoint, utils
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.backend import Backend
from actions.directory import DirectoryKeeper
from actions.registry import all_actions
from actions.settings import ActionSettings, SettingMissing, parse
from actions.turn import Desk

LOOPBACK = "127.0.0.1"
logger = logging.getLogger("actions")


def create_app(desk: Desk) -> Sanic:
    """Return the action server's application for a desk."""
    # The SDK warns on every call that its version is not Rasa's; the pair is the one we test.
    utils.check_version_compatibility = _accept_version
    executor = ActionExecutor()
    for action in all_actions(desk):
        executor.register_action(action)
    app: Sanic = endpoint.create_app(executor, cors_origins=None)
    app.error_handler.add(Exception, _failed)

    @app.after_server_stop
    async def close(_: Sanic) -> None:
        await desk.backend.close()

    return app


def serve(settings: ActionSettings) -> None:
    """Answer Rasa's calls until the process is told to stop."""
    backend = Backend(settings.api_url, settings.service_token)
    app = create_app(Desk(backend, DirectoryKeeper(backend, kept_seconds=settings.directory_seconds)))
    app.run(host=LOOPBACK, port=settings.port, access_log=False, single_process=True, motd=False)


def _accept_version(_: str | None) -> None:
    """Take any version of Rasa without a warning."""


async def _failed(_: Request, error: Exception) -> HTTPResponse:
    """Say where an action failed, and nothing of the patient's text that the SDK's own handler would repeat."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "unknown place"
    logger.error("An action failed with %s at %s.", type(error).__name__, where)
    return json({"error": type(error).__name__}, status=500)


def main() -> None:
    """Start from the command line."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("sanic.error").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    try:
        settings = parse(os.environ)
    except SettingMissing as error:
        sys.exit(str(error))
    serve(settings)


if __name__ == "__main__":
    main()
