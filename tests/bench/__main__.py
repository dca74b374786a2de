"""Run benchmarks: `python -m tests.bench [NAME ...] [--json]`; also `frontdesk bench` and `make bench`."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import acknowledgement, availability, booking, memory, reminders, streams, turn, webhooks
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
ALONE: dict[str, Callable[[], list[Figure]]] = {"reminders": reminders.measure}
"""Benchmarks that start what they need themselves."""


NAMES = (*BENCHES, *ALONE)


def main() -> None:
    """Start the product in a folder of its own, measure, stop it. A goal that was not reached is said, not hidden."""
    arguments = argparse.ArgumentParser(prog="frontdesk bench", description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of: {', '.join(NAMES)}")
    arguments.add_argument("--json", action="store_true", help="one JSON object a figure")
    given = arguments.parse_args()
    unknown = set(given.names) - set(NAMES)
    if unknown:
        arguments.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
    wanted = given.names or NAMES
    for name in ALONE.keys() & set(wanted):
        _tell(ALONE[name](), in_json=given.json)
    if not BENCHES.keys() & set(wanted):
        return
    with tempfile.TemporaryDirectory(prefix="frontdesk-bench-") as folder:
        product = prepare(Path(folder), FRONTDESK_NOW=NOW)
        try:
            product.start()
            bench = Bench.of(product)
            for name, measure in BENCHES.items():
                if name in wanted:
                    _tell(measure(bench), in_json=given.json)
        finally:
            product.stop()


def _tell(figures: list[Figure], *, in_json: bool) -> None:
    for figure in figures:
        print(json.dumps(figure.row()) if in_json else figure.line(), flush=True)


if __name__ == "__main__":
    main()
