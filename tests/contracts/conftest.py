"""What the contract tests need: Prism where npm has put it, and Twilio's OpenAPI files where there is a copy.

`npm ci --prefix tests/contracts` installs Prism. The OpenAPI files are looked for beside the repository; TWILIO_OPENAPI
names another copy of the one for messages, beside which the one for content is. Where one is missing the test that
needs them is not collected.
The description of Telegram's Bot API is looked for there too; BOT_API_DESCRIPTION names another copy.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.contracts.bot_api import DESCRIPTION

HERE = Path(__file__).parent
PRISM = HERE / "node_modules" / ".bin" / "prism"
OPENAPI = Path(
    os.environ.get("TWILIO_OPENAPI") or HERE.parents[1] / ".." / "shared" / "data" / "openapi" / "twilio_api_v2010.json"
)
CONTENT_OPENAPI = OPENAPI.with_name("twilio_content_v1.json")

collect_ignore = (
    [] if PRISM.exists() and OPENAPI.is_file() and CONTENT_OPENAPI.is_file() else ["test_twilio_openapi.py"]
)
if not DESCRIPTION.is_file():
    collect_ignore.append("test_telegram_api.py")
