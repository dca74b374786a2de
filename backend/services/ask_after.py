"""Messages that a provider took and never told of again: asked after, stopped if possible, and then sent elsewhere."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

from backend.domain.messaging.delivery import DeliveryState
from backend.domain.messaging.ports import MessagingTransaction
from backend.domain.messaging.records import Overdue, Report
from backend.domain.ports import Transactions, Wake
from backend.services.delivery import STAYS
from backend.services.posting import Post
from channels.contracts import Recalling
from channels.errors import SendError

SILENT_FOR: Final = 10 * 60.0
_AT_ONCE: Final = 50

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AskAfter:
    """Looks for messages nothing was heard of for ten minutes, whose person has another address."""

    transactions: Transactions[MessagingTransaction]
    wake: Wake
    post: Post

    def __call__(self) -> None:
        """Ask after each of them; what was stopped in time goes to the next address, anything else stays."""
        able = [name for name, channel in self.post.channels.items() if isinstance(channel.outbound, Recalling)]
        with self.transactions.statements() as transaction:
            found = transaction.deliveries.overdue(able, tuple(self.post.channels), STAYS, SILENT_FOR, _AT_ONCE)
        for one in found:
            self._ask(one)

    def _ask(self, one: Overdue) -> None:
        outbound = self.post.outbound(one.channel)
        if not isinstance(outbound, Recalling):
            return
        moved, progress = False, None
        try:
            progress = outbound.recall(one.provider_id)
        except SendError as error:
            _log.warning("message %s: nobody can say what became of it: %s", one.message, error)
        with self.transactions.transaction() as transaction:
            if progress is not None:
                state = DeliveryState(progress)
                transaction.deliveries.report(Report(one.message, one.provider_id, state, None))
                moved = transaction.deliveries.move_on(one.message, tuple(self.post.channels), STAYS)
            transaction.deliveries.asked(one.message)
        if moved:
            self.wake.relay(one.message)
