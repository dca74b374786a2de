"""Run benchmarks: `python -m tests.bench [NAME ...] [--json]`; also `frontdesk bench` and `make bench`."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import acknowledgement, availability, booking, memory, streams, turn, webhooks
from tests.bench.figures import Figure
from tests.bench.running import Bench
from tests.e2e.conftest import NOW
from tests.e2e.product import prepare

BENCHES: dict[str, Callable[[Bench], list[Figure]]] = {
    "memory": memory.measure,
    "turn": turn.measure,
    "acknowledgement": acknowledgement.measure,
    "availability": availability.measure,
    "booking": booking.measure,
    "streams": streams.measure,
    "webhooks": webhooks.measure,
}


def main() -> None:
    """Start the product in a folder of its own, measure, stop it. A goal that was not reached is said, not hidden."""
    arguments = argparse.ArgumentParser(prog="frontdesk bench", description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of: {', '.join(BENCHES)}")
    arguments.add_argument("--json", action="store_true", help="one JSON object a figure")
    given = arguments.parse_args()
    unknown = set(given.names) - set(BENCHES)
    if unknown:
        arguments.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(BENCHES)}")
    with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as folder:
        product = prepare(Path(folder), FRONTDESK_NOW=NOW)
        try:
            product.start()
            bench = Bench.of(product)
            for name, measure in BENCHES.items():
                if not given.names or name in given.names:
                    for figure in measure(bench):
                        print(json.dumps(figure.row()) if given.json else figure.line(), flush=True)
        finally:
            product.stop()


if __name__ == "__main__":
    main()
