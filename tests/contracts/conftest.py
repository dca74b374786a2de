"""What the contract tests need: Prism where npm has put it, and Twilio's OpenAPI file where there is a copy.

`npm ci --prefix tests/contracts` installs Prism. The OpenAPI file is looked for beside the repository; TWILIO_OPENAPI
names another copy. Where one of the two is missing the test that needs them is not collected.
"""

from __future__ import annotations

import os
from pathlib import Path

HERE = Path(__file__).parent
PRISM = HERE / "node_modules" / ".bin" / "prism"
OPENAPI = Path(
    os.environ.get("TWILIO_OPENAPI") or HERE.parents[1] / ".." / "shared" / "data" / "openapi" / "twilio_api_v2010.json"
)

collect_ignore = [] if PRISM.exists() and OPENAPI.is_file() else ["test_twilio_openapi.py"]
