"""Any text at all is answered: some hundred of the messages that `make eval` sends ten thousand of."""

from __future__ import annotations

from contextlib import closing

from tests.bench.figures import percentile
from tests.e2e.product import Product
from tests.eval.door import Door
from tests.eval.messages import ODD, fuzzed

MESSAGES = 200
CONVERSATIONS = 4
# A whole answer takes a tenth of it on a quiet machine; the others' tests run beside this one.
MILLISECONDS = 2000


def test_any_text_is_answered_in_bounded_time(product: Product) -> None:
    with closing(Door(product, CONVERSATIONS)) as door:
        answered = [door.take(text) for text in (*ODD, *fuzzed(MESSAGES))]
    assert [(one.text[:60], one.error) for one in answered if one.error] == []
    assert percentile([one.milliseconds for one in answered], 99) < MILLISECONDS
