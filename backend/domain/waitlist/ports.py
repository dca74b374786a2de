"""What the waitlist needs from the store."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from backend.domain.ids import ConversationId, EntryId, MessageId, OpeningId, PatientId, WaitlistOfferId
from backend.domain.messaging.ports import MessagingTransaction
from backend.domain.reminders.due import Reaching
from backend.domain.scheduling.ports import Booking
from backend.domain.waitlist.records import (
    Candidate,
    Entry,
    EntryState,
    Offered,
    OfferState,
    Opening,
    OpeningState,
)


class Waitlist(Protocol):
    """Who waits."""

    def join(self, entry: Entry) -> Entry:
        """Keep an entry; whoever waits for the same already changes the wishes and keeps the place."""
        ...

    def get(self, id_: EntryId, *, lock: bool = False) -> Entry:
        """An entry; raises NotFound."""
        ...

    def listed(
        self, state: EntryState | None, patients: Sequence[PatientId], after: EntryId | None, limit: int
    ) -> list[Entry]:
        """Entries in the order in which they are asked; none of patients given: everybody's."""
        ...

    def waiting_in(self, conversation: ConversationId, patients: Sequence[PatientId]) -> Sequence[Entry]:
        """Who waits of those who joined in a conversation, or for whom it speaks."""
        ...

    def settle(self, id_: EntryId, state: EntryState, at: datetime, by: str) -> bool:
        """End somebody's waiting; False when it had ended."""
        ...

    def set_priority(self, id_: EntryId, priority: int, at: datetime, by: str) -> None:
        """Rank somebody before others, or after."""
        ...

    def expire(self, now: datetime) -> int:
        """End the waiting of whoever's wish is over or was met otherwise; how many that were."""
        ...

    def started(self, conversation: ConversationId, since: datetime) -> Sequence[datetime]:
        """When we wrote to a conversation of our own accord."""
        ...


class Openings(Protocol):
    """Times that became free, and who was offered them."""

    def add(self, opening: Opening) -> None:
        """Keep one more."""
        ...

    def claim(self, now: datetime) -> Opening | None:
        """One that is due, kept from others until the transaction ends; None when all are done or being done."""
        ...

    def get(self, id_: OpeningId, *, lock: bool = False) -> Opening:
        """An opening, if asked for kept from changing until the transaction ends; raises NotFound."""
        ...

    def listed(
        self, state: OpeningState | None, start: datetime | None, after: OpeningId | None, limit: int
    ) -> list[Opening]:
        """Openings whose time ends after `start`, soonest first."""
        ...

    def save(self, opening: Opening) -> None:
        """Keep how far it is."""
        ...

    def look_again(self, entry: Entry, now: datetime) -> int:
        """Ask again about free times that nobody wanted so far, now that somebody more waits; how many there are."""
        ...

    def candidates(self, opening: Opening, now: datetime, after: Entry | None, limit: int) -> list[Candidate]:
        """Whoever may want it and was not asked about it yet, in rank, the next ones after an entry."""
        ...

    def candidate(self, opening: Opening, entry: EntryId, now: datetime) -> Candidate | None:
        """One of them; None when it is not one of them."""
        ...

    def offer(self, offers: Sequence[Offered]) -> set[WaitlistOfferId]:
        """Keep offers; the ids of those that could be made: nobody has two to decide about."""
        ...

    def asked(self, id_: WaitlistOfferId, message: MessageId) -> None:
        """Keep by which message an offer was made."""
        ...

    def offers(self, opening: OpeningId) -> list[Offered]:
        """All offers of an opening, the first one first."""
        ...

    def offered(self, id_: WaitlistOfferId) -> Offered:
        """An offer; raises NotFound."""
        ...

    def settle(self, ids: Sequence[WaitlistOfferId], state: OfferState, at: datetime) -> None:
        """End offers."""
        ...

    def pending(self, patient: PatientId) -> Offered | None:
        """What a patient has to decide about."""
        ...

    def untold(self, now: datetime, limit: int) -> list[Offered]:
        """Offers lost to others whose people do not know yet, kept from others until the transaction ends.

        Whom an offer never reached has lost nothing, and is left out.
        """
        ...

    def tell_later(self, id_: WaitlistOfferId, at: datetime) -> None:
        """Let somebody sleep until a moment."""
        ...

    def told(self, id_: WaitlistOfferId, at: datetime) -> None:
        """Keep that somebody knows."""
        ...


class WaitlistTransaction(MessagingTransaction, Booking, Protocol):
    """What one transaction of the waitlist works on."""

    @property
    def waitlist(self) -> Waitlist:
        """Who waits."""
        ...

    @property
    def openings(self) -> Openings:
        """What became free."""
        ...

    @property
    def reaching(self) -> Reaching:
        """Where people may be written to."""
        ...

    def attempt(self) -> AbstractContextManager[object]:
        """Part of the transaction that is undone, and nothing else, when the block raises."""
        ...
