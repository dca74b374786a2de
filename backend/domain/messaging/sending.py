"""What sending messages needs from the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from backend.domain.ids import ConversationId, MessageId
from backend.domain.messaging.delivery import DeliveryState
from backend.domain.messaging.records import LeaseOwner, Letter, Life, Overdue, Purpose, Report


class Deliveries(Protocol):
    """Deliveries of one transaction."""

    def lease(self, id_: MessageId, owner: LeaseOwner, seconds: float) -> Letter | None:
        """Take a due message for sending; None when it is not due, not first in line, or another has it."""
        ...

    def renew(self, owners: Sequence[LeaseOwner], seconds: float) -> None:
        """Keep leases that are still being worked under."""
        ...

    def due(self, limit: int) -> list[MessageId]:
        """Messages that may be sent now."""
        ...

    def next_of(self, conversation: ConversationId) -> MessageId | None:
        """The message of a conversation that may be sent now."""
        ...

    def settle(
        self,
        id_: MessageId,
        owner: LeaseOwner,
        state: DeliveryState,
        provider_id: str | None = None,
        error_code: str | None = None,
    ) -> bool:
        """End the sending of a leased message; False when the lease was lost."""
        ...

    def settle_all(self, owner: LeaseOwner, taken: Mapping[MessageId, tuple[DeliveryState, str]]) -> None:
        """End the sending of messages that a provider took, each with its state and the provider's id."""
        ...

    def give_back(self, owner: LeaseOwner, messages: Sequence[MessageId]) -> None:
        """Let others send leased messages that nobody has tried to send."""
        ...

    def postpone(self, id_: MessageId, owner: LeaseOwner, seconds: float, error_code: str, *, unsent: bool) -> bool:
        """Try again later; `unsent` when it is certain that nothing was sent."""
        ...

    def report(self, *reports: Report) -> list[bool]:
        """Move deliveries forward by their providers' words, a message at most once in a call.

        False for a report whose message is not there (yet): it is kept.
        """
        ...

    def move_on(self, id_: MessageId, channels: Sequence[str], staying: Collection[Purpose]) -> bool:
        """Make a message that ended without reaching the person due at their next address; False: there is none.

        Messages of the purposes `staying` never move.
        """
        ...

    def overdue(
        self, asked: Sequence[str], channels: Sequence[str], staying: Collection[Purpose], seconds: float, limit: int
    ) -> list[Overdue]:
        """Messages on channels that can be `asked`, silent for so long, whose person has another address."""
        ...

    def asked(self, id_: MessageId) -> None:
        """Keep that a provider was asked about a message: it is not overdue again for as long."""
        ...

    def life(self, id_: MessageId) -> Life:
        """A message with all its attempts; raises NotFound."""
        ...

    def take_early(self) -> list[Report]:
        """Reports whose messages are there by now."""
        ...

    def counts(self) -> dict[str, int]:
        """How many messages of the last day are in which state."""
        ...
