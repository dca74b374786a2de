"""Any text at all gets an answer, in bounded time."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from tests.bench.figures import percentile
from tests.e2e.conftest import NOW
from tests.e2e.product import prepare
from tests.eval.door import Answered, Door
from tests.eval.goals import Goal, Row
from tests.eval.messages import fuzzed

ERRORS = Goal("fuzz.errors", "fuzzed messages without an answer", "<=", 0)
P99 = Goal("fuzz.p99", "fuzzed messages: whole answer, p99", "<=", 300, "ms")
CONVERSATIONS = 20


def measure(count: int, scratch: Path) -> list[Row]:
    """What becomes of `count` fuzzed messages in a product of their own; the odd ones are kept in `scratch`."""
    with tempfile.TemporaryDirectory(prefix="frontdesk-fuzz-") as folder:
        product = prepare(Path(folder), FRONTDESK_NOW=NOW)
        try:
            product.start()
            with closing(Door(product, CONVERSATIONS)) as door:
                answered = [door.take(text) for text in fuzzed(count)]
        finally:
            product.stop()
    _keep(answered, scratch / "fuzz.txt")
    failed = sum(bool(one.error) for one in answered)
    taken = [one.milliseconds for one in answered]
    worst = f"{count} messages, p50 {percentile(taken, 50):.0f} ms, longest {max(taken):.0f} ms"
    return [Row(ERRORS, failed, f"{count} messages"), Row(P99, percentile(taken, 99), worst)]


def _keep(answered: list[Answered], file: Path) -> None:
    odd = [one for one in answered if one.error] + sorted(answered, key=lambda one: -one.milliseconds)[:50]
    file.write_text("".join(f"{one.milliseconds:8.0f} ms  {one.error}  {one.text!r}\n" for one in odd), "utf-8")
