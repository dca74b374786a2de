"""What several processes count, each of them tells."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COUNT = """
import sys
from pathlib import Path
from backend.gateway.metrics import Metrics
from backend.store.database import Database, engine

class Away:
    def transaction(self):
        from backend.domain.errors import Unavailable
        raise Unavailable("away")

metrics = Metrics(Away(), Path(sys.argv[1]))
metrics.received("sms", new=True)
metrics.rejected("forged")
print(metrics.page().decode())
"""


def test_each_process_tells_what_all_counted_when_they_count_in_one_folder(tmp_path: Path) -> None:
    environ = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    pages = [
        subprocess.run(
            [sys.executable, "-c", COUNT, str(tmp_path)], env=environ, check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    ]
    for number, page in enumerate(pages, 1):
        assert f'frontdesk_messages_received_total{{channel="sms",new="true"}} {number}.0' in page
        assert f'frontdesk_webhooks_rejected_total{{reason="forged"}} {number}.0' in page
        assert 'frontdesk_webhooks_rejected_total{reason="malformed"} 0.0' in page
