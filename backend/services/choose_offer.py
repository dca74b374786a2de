"""Choosing one of the offered times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from backend.domain.errors import AmbiguousChoice, InvalidRequest, OfferExpired, SlotTaken, UnknownOffer
from backend.domain.ids import ConversationId, OfferId, SlotId
from backend.domain.ports import Clock, Transactions
from backend.domain.scheduling.clinic import Directory, Offering
from backend.domain.scheduling.policy import check_start
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import HELD_FOR, Offer, conversation_holder, visit
from backend.domain.scheduling.zones import at_local
from backend.identifiers import new_id
from backend.services.commands import Once, carry_out

SCOPE: Final = "choose"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of: the number of an offer of the last batch, a token, or a window that just one of them starts in."""

    number: int | None = None
    token: str | None = None
    window: tuple[datetime | None, datetime | None] | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The offer, held for five more minutes."""

    directory: Directory
    offer: Offer


@dataclass(frozen=True)
class ChooseOffer:
    """Keeps the chosen time while the rest is asked; an expired offer is taken up again if it is still free."""

    transactions: Transactions[Booking]
    clock: Clock

    def __call__(self, conversation: ConversationId, choice: Choice, once: Once) -> Chosen:
        """Choose; raises UnknownOffer, AmbiguousChoice, SlotTaken or OfferExpired."""
        return carry_out(
            self.transactions.transaction, lambda transaction: self._choose(transaction, conversation, choice, once)
        )

    def _choose(self, transaction: Booking, conversation: ConversationId, choice: Choice, once: Once) -> Chosen:
        now = self.clock.now()
        transaction.conversations.get(conversation)
        directory = transaction.directory.current()
        offer = _find(transaction, directory, conversation, choice)
        before = once.done_before(transaction, f"{SCOPE}:{conversation.hex}", {"offer": offer.id.hex})
        if before is not None and OfferId(UUID(before["offer"])) == offer.id and offer.expires_at > now:
            return Chosen(directory, offer)
        until = now + HELD_FOR
        holder = conversation_holder(conversation)
        if transaction.slots.extend(offer.slot, holder, until):
            return Chosen(directory, transaction.offers.choose(offer, offer.slot, until, now))
        return Chosen(directory, _hold_again(transaction, directory, offer, now))


def _hold_again(transaction: Booking, directory: Directory, offer: Offer, now: datetime) -> Offer:
    service = directory.service_of[offer.service]
    visit_ = visit(service, Offering(offer.service, offer.practitioner, offer.location), offer.starts_at)
    check_start(directory, service, visit_.offering, offer.starts_at, now)
    slot, until = SlotId(new_id()), now + HELD_FOR
    if not transaction.slots.hold([(slot, visit_)], conversation_holder(offer.conversation), until, now):
        if offer.expires_at <= now:
            raise OfferExpired("the offer was not taken up in time, and somebody else has that time now")
        raise SlotTaken("that time was just taken")
    return transaction.offers.choose(offer, slot, until, now)


def _find(transaction: Booking, directory: Directory, conversation: ConversationId, choice: Choice) -> Offer:
    if choice.token is not None:
        offer = transaction.offers.by_token(conversation, choice.token)
        if offer is None:
            raise UnknownOffer("no such offer was made here", field="token")
        return offer
    offers = transaction.offers.latest(conversation)
    if choice.number is not None:
        fitting = [offer for offer in offers if offer.number == choice.number]
    elif choice.window is not None:
        fitting = [offer for offer in offers if _starts_in(directory, offer, choice.window)]
    else:
        raise InvalidRequest("say which: number, token or window")
    if not fitting:
        raise UnknownOffer("no such offer was made here")
    if len(fitting) > 1:
        raise AmbiguousChoice("more than one offer fits")
    return fitting[0]


def _starts_in(directory: Directory, offer: Offer, window: tuple[datetime | None, datetime | None]) -> bool:
    zone = directory.location_of[offer.location].zone
    start, end = (at_local(zone, edge) if edge is not None and edge.tzinfo is None else edge for edge in window)
    return (start is None or start <= offer.starts_at) and (end is None or offer.starts_at < end)
