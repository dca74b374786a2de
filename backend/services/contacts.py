"""What providers tell about addresses: whether they can, and may, be written to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from backend.domain.ids import AddressId
from backend.domain.messaging.ports import Tokens
from backend.domain.messaging.records import Conversation, Source, Standing
from backend.domain.ports import Clock, Transactions
from backend.services.opting_out import Consenting, opt_in, opt_out, source_of
from channels.contracts import ContactUpdate
from channels.contracts import Standing as News

UNSUBSCRIBE: Final = "unsubscribe"

_OPT_OUT: Final[frozenset[News]] = frozenset({"blocked", "complained", "unsubscribed"})
_OPT_IN: Final[frozenset[News]] = frozenset({"unblocked", "resubscribed"})
_STANDING: Final[dict[News, Standing]] = {
    "blocked": Standing.BLOCKED,
    "unreachable": Standing.UNREACHABLE,
    "bounced": Standing.BOUNCED,
    "complained": Standing.COMPLAINED,
    "unblocked": Standing.OK,
    "resubscribed": Standing.OK,
}


@dataclass(frozen=True)
class Contacts:
    """Keeps what is known about addresses."""

    transactions: Transactions[Consenting]
    clock: Clock
    tokens: Tokens

    def update(self, update: ContactUpdate) -> bool:
        """Take a provider's word on an address; False when no such address is known."""
        with self.transactions.transaction() as transaction:
            found = transaction.addresses.everywhere(update.channel, update.address)
            for id_ in found:
                place = _locked(transaction, id_)
                # Whose appointment is ahead is asked before the address counts for nothing any more.
                if update.standing in _OPT_OUT:
                    opt_out(transaction, place, source_of(update.channel), self.clock.now())
                elif update.standing in _OPT_IN:
                    opt_in(transaction, place, source_of(update.channel), self.clock.now())
                if update.standing in _STANDING:
                    transaction.addresses.set_standing(id_, _STANDING[update.standing], update.code)
        return bool(found)

    def unsubscribe(self, token: str) -> bool:
        """End messages to the address of a one-click link; False when the link is not ours. Doing it again is fine."""
        id_ = self.tokens.read(UNSUBSCRIBE, token)
        if id_ is None:
            return False
        with self.transactions.transaction() as transaction:
            if transaction.conversations.at(AddressId(id_)) is None:
                return False
            opt_out(transaction, _locked(transaction, AddressId(id_)), Source.LINK, self.clock.now())
        return True


def _locked(transaction: Consenting, id_: AddressId) -> Conversation:
    place = transaction.conversations.at(id_)
    if place is None:
        raise LookupError("an address is gone")
    return transaction.conversations.lock(place.id, id_)
