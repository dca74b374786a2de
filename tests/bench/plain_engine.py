"""Rasa's own REST channel over our model, for the baseline of a turn; runs in the bot environment.

`python -m tests.bench.plain_engine`: tracker in memory, actions at ACTION_ENDPOINT, our patches of Rasa's slow spots
applied unless PLAIN_ENGINE_STOCK is set.
"""

from __future__ import annotations

import os
from functools import partial

from bot.serve import quiet_logs
from bot.settings import prepare_process


def main() -> None:
    """Serve POST /webhooks/rest/webhook on the loopback interface."""
    prepare_process(serving=True)
    quiet_logs()
    # Only now: what prepare_process sets is read when these are imported.
    from rasa.core.channels.rest import RestInput
    from rasa.core.run import configure_app, load_agent_on_start
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.endpoints import EndpointConfig
    from sanic.request import Request

    if not os.environ.get("PLAIN_ENGINE_STOCK"):
        from bot import patches

        patches.apply()

    class Rest(RestInput):  # type: ignore[misc]
        """The channel as it is, but passing on the metadata that our actions read."""

        def get_metadata(self, request: Request) -> dict[str, object]:
            found: dict[str, object] = request.json.get("metadata") or {}
            return found

    endpoints = AvailableEndpoints(action=EndpointConfig(url=os.environ["ACTION_ENDPOINT"]))
    app = configure_app([Rest()], enable_api=False, port=int(os.environ["RASA_PORT"]), endpoints=endpoints)
    app.register_listener(
        partial(load_agent_on_start, os.environ["FRONTDESK_MODEL"], endpoints, None), "before_server_start"
    )
    app.run(host="127.0.0.1", port=int(os.environ["RASA_PORT"]), access_log=False, workers=1)


if __name__ == "__main__":
    main()
