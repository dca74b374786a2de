"""Run the carrier: ``python -m channels.sandbox``.

Needs TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and SANDBOX_WEBHOOK_URL; takes SANDBOX_PORT, SANDBOX_HOST, SANDBOX_NUMBER,
SANDBOX_WHATSAPP_NUMBER, SANDBOX_STEP_SECONDS, SANDBOX_HANDSETS and TWILIO_MESSAGING_SERVICE_SID; for a Telegram bot
beside it TELEGRAM_BOT_TOKEN, TELEGRAM_WEBHOOK_SECRET and SANDBOX_TELEGRAM_CHAT_SECONDS; for mail SANDBOX_MAIL_PORT,
SANDBOX_MAIL_CLINIC and SANDBOX_MAIL_ADDRESS. Ends on SIGINT or SIGTERM.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType

from channels.sandbox.app import serve
from channels.sandbox.carrier import Carrier
from channels.sandbox.settings import SandboxSettings, SettingsError


def main() -> int:
    """Serve until told to stop; 2 when a setting is wrong."""
    try:
        settings = SandboxSettings.parse(os.environ)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    carrier = Carrier(settings)
    server = serve(carrier)
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threading.Thread(target=server.serve_forever, name="carrier-server", daemon=True).start()
    print(f"carrier: {settings.number} at http://{settings.host}:{server.server_port}", flush=True)
    stopping.wait()
    carrier.close()
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
