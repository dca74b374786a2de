"""Serve the dialogue engine on the loopback interface: `python -m bot.serve`."""

from __future__ import annotations

import logging
import sys
from functools import partial
from pathlib import Path

from bot.settings import EngineSettings, SettingMissing, from_process, prepare_process, silence_warnings

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"


def main() -> None:
    """Start Rasa with our channel as its only door."""
    prepare_process(serving=True)
    silence_warnings()
    try:
        settings = from_process(root=str(ROOT))
    except SettingMissing as error:
        sys.exit(str(error))
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    quiet_logs()
    serve(settings)


def serve(settings: EngineSettings) -> None:
    """Load the model and answer turns until the process is told to stop."""
    from rasa.core.run import close_resources, configure_app, create_http_input_channels, load_agent_on_start
    from rasa.core.utils import AvailableEndpoints
    from sanic import Sanic

    from bot import patches

    patches.apply()
    root = Path(settings.root)
    endpoints = AvailableEndpoints.read_endpoints(str(root / "endpoints.yml"))
    channels = create_http_input_channels(None, str(root / "credentials.yml"))
    # Without Rasa's own API there is no door beside the channel, and no token that travels in an address.
    app = configure_app(channels, enable_api=False, port=settings.port, endpoints=endpoints)

    async def unwrap_store(running: Sanic, _: object) -> None:
        if not running.ctx.agent.is_ready():
            logging.getLogger(__name__).error("The model at %s could not be loaded.", settings.model)
            running.stop()
            return
        patches.use_the_store_itself(running.ctx.agent)

    app.register_listener(partial(load_agent_on_start, settings.model, endpoints, None), "before_server_start")
    app.register_listener(unwrap_store, "before_server_start")
    app.register_listener(close_resources, "after_server_stop")
    app.run(host=LOOPBACK, port=settings.port, access_log=False, workers=1)


def quiet_logs() -> None:
    """Warnings and worse only: what Rasa logs below that quotes the patient."""
    import structlog

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(without_trace)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def without_trace(record: logging.LogRecord) -> bool:
    """Name the fault instead of printing its trace, which may quote the patient; always True."""
    if record.exc_info and record.exc_info[0] is not None:
        record.msg, record.args = f"{record.getMessage().splitlines()[0]} ({record.exc_info[0].__name__})", None
        record.exc_info = None
    return True


if __name__ == "__main__":
    main()
