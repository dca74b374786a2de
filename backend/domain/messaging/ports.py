"""What the use cases of messaging need from the store, the dialogue engine and the clinic's configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from backend.domain.handoff.machine import ConversationState, Priority, Reason
from backend.domain.ids import AddressId, ConversationId, HandoffId, LinkId, MessageId
from backend.domain.messaging.language import Language
from backend.domain.messaging.questions import Questions
from backend.domain.messaging.records import (
    Address,
    Answered,
    Conversation,
    Handoff,
    Incoming,
    LastWord,
    LeaseOwner,
    Pressed,
    Purpose,
    Said,
    Source,
    Standing,
    Turn,
    Words,
)
from backend.domain.messaging.sending import Deliveries
from backend.domain.reminders.due import Notifications
from backend.domain.sensitive import Sensitive


class Conversations(Protocol):
    """Conversations of one transaction."""

    def find(self, channel: str, address: str, *, proven: bool = True) -> Conversation | None:
        """The conversation with an address, at that address; None when there is none yet."""
        ...

    def find_all(self, places: Sequence[tuple[str, str]]) -> list[Conversation | None]:
        """The conversation of each channel and proven address, at that address; None where there is none yet."""
        ...

    def open(self, channel: str, address: str, phone: str | None = None, *, proven: bool = True) -> Conversation:
        """The conversation with an address, at that address; started when there is none yet.

        A new address with a telephone number joins the conversation with that number. What comes from an address
        that is not `proven` may be anybody's, and is kept apart.
        """
        ...

    def with_phone(self, phone: str) -> Conversation | None:
        """The conversation that has a telephone number, at its first address with it."""
        ...

    def at(self, id_: AddressId) -> Conversation | None:
        """The conversation of an address, at that address."""
        ...

    def get(self, id_: ConversationId) -> Conversation:
        """A conversation; raises NotFound."""
        ...

    def lock(self, id_: ConversationId, at: AddressId | None = None) -> Conversation:
        """A conversation (at an address), kept from changing until the transaction ends; raises NotFound."""
        ...

    def lease(self, id_: ConversationId, owner: LeaseOwner, seconds: float) -> Turn | None:
        """Take, or keep, the lease and the oldest unanswered message."""
        ...

    def leased(self, id_: ConversationId, owner: LeaseOwner, at: AddressId) -> Conversation | None:
        """The conversation as it is now, at an address, locked; None when the lease was lost."""
        ...

    def release(self, id_: ConversationId, owner: LeaseOwner, retry_after: float = 0) -> bool:
        """Give the lease back; whether messages still wait."""
        ...

    def renew(self, owners: Sequence[LeaseOwner], seconds: float) -> None:
        """Keep leases that are still being worked under."""
        ...

    def due(self, limit: int) -> list[ConversationId]:
        """Conversations in which a message waits and nobody is at it."""
        ...

    def set_state(self, id_: ConversationId, state: ConversationState, claimed_by: str | None) -> None:
        """Say who answers from now on."""
        ...

    def set_language(self, id_: ConversationId, language: Language) -> None:
        """Say in which language everything is written to the person from now on."""
        ...

    def set_preferred(self, id_: ConversationId, channel: str | None) -> None:
        """Say where the person would rather be written to first."""
        ...


class Addresses(Protocol):
    """Addresses of one transaction."""

    def of(self, conversation: ConversationId) -> list[Address]:
        """The addresses of a conversation, the one in use last first."""
        ...

    def to_write_to(self, conversation: ConversationId, channels: Sequence[str]) -> Conversation | None:
        """The conversation at the address for words nobody waits for: the preferred channel first; None: nowhere."""
        ...

    def add(self, conversation: Conversation, channel: str, address: str, at: datetime) -> Conversation:
        """Give a conversation an address that was linked to it at a moment; the conversation there.

        An address of another conversation moves, with what its person writes from then on.
        """
        ...

    def prove(self, id_: AddressId, at: datetime) -> None:
        """Somebody answered what only its owner could read; the first conversation in which they do is the owner's."""
        ...

    def opt_out(self, place: Conversation, source: Source, words: str | None, at: datetime) -> None:
        """The person does not want to be written to there; the conversation is locked."""
        ...

    def opt_in(self, place: Conversation, source: Source, words: str | None, at: datetime) -> None:
        """The person wants to be written to there again; the conversation is locked."""
        ...

    def opt_out_words(self, place: Conversation) -> Sensitive[str] | None:
        """The words by which messages to it ended last; None when there were none."""
        ...

    def set_standing(self, id_: AddressId, standing: Standing, code: str | None) -> None:
        """Keep whether an address can be reached."""
        ...

    def everywhere(self, channel: str, address: str) -> list[AddressId]:
        """All that is kept of an address, proven or not."""
        ...


class Links(Protocol):
    """One-time links of one transaction."""

    def add(self, conversation: ConversationId, at: datetime, until: datetime) -> LinkId:
        """Keep a link to a conversation."""
        ...

    def use(self, id_: LinkId, at: datetime) -> ConversationId | None:
        """Use a link up; None when it was, is too old, or never was."""
        ...


class Messages(Protocol):
    """Messages of one transaction."""

    def receive(self, conversation: Conversation, message: Incoming, *, processed: bool = False) -> MessageId | None:
        """Keep what arrived; None when it is there already."""
        ...

    def receive_all(self, messages: Sequence[tuple[Conversation, Incoming]]) -> list[MessageId | None]:
        """Keep what arrived, each at another address; None for those that are there already."""
        ...

    def say(self, conversation: Conversation, words: Words, at: datetime, once: str | None = None) -> MessageId:
        """Keep words for a patient and a delivery that is due at once; those said before under `once` when it was."""
        ...

    def answer(self, turn: Turn, words: Words, at: datetime, owner: LeaseOwner, seconds: float) -> Answered | None:
        """End a turn with words, in one statement; None when the lease was lost.

        Whether they may be sent is decided by the conversation as it is then; if so, and nothing goes before them,
        their delivery is leased to `owner`.
        """
        ...

    def close(self, turn: Turn, at: datetime, owner: LeaseOwner) -> Answered | None:
        """End a turn without a word, in one statement; None when the lease was lost."""
        ...

    def last_said(self, conversation: Conversation, *purposes: Purpose) -> datetime | None:
        """When words of these purposes were last said."""
        ...

    def last_heard(self, conversation: Conversation) -> Sensitive[str] | None:
        """The last words of the person at its address; None before the first."""
        ...

    def thread(self, conversation: Conversation, after: int | None, limit: int) -> list[Said]:
        """What was said after a sequence number, oldest first; without one, the latest."""
        ...

    def pressed(self, turn: Turn) -> Pressed | None:
        """The button of this conversation that a turn's message pressed, still open or not; None when there is none."""
        ...

    def quoted(self, turn: Turn) -> MessageId | None:
        """The message of ours that a turn's message quotes; None when it quotes none, or none of ours."""
        ...

    def heard(self, conversation: Conversation, id_: MessageId) -> Sensitive[str]:
        """The words of a message of a conversation; raises NotFound."""
        ...

    def last_word(self, conversation: Conversation, before: int) -> LastWord | None:
        """What the dialogue or staff said last before a sequence number; None when they said nothing."""
        ...

    def press(self, turn: Turn, at: datetime) -> str | None:
        """What the button that a turn's message pressed says; None when it may not be pressed (any more).

        Pressed once, it and its neighbours are used up; asking again for the same message is safe.
        """
        ...


class Handoffs(Protocol):
    """Handoffs of one transaction."""

    def open_of(self, conversation: ConversationId) -> Handoff | None:
        """The handoff of a conversation that is not closed."""
        ...

    def get(self, id_: HandoffId) -> Handoff:
        """A handoff; raises NotFound."""
        ...

    def list(self, state: str | None, after: HandoffId | None, limit: int) -> list[Handoff]:
        """Handoffs in a state (without one: those not closed), most urgent first, then the oldest."""
        ...

    def add(
        self, conversation: Conversation, reason: Reason, priority: Priority, note: str | None, at: datetime
    ) -> Handoff:
        """Open a handoff; the conversation must have none open."""
        ...

    def set_urgency(self, id_: HandoffId, reason: Reason, priority: Priority) -> None:
        """Make a handoff more urgent; never less."""
        ...

    def set_state(self, id_: HandoffId, state: str, claimed_by: str | None, at: datetime) -> None:
        """Move a handoff: waiting, claimed, resolved or returned."""
        ...

    def add_event(self, id_: HandoffId, step: str, actor: str, reason: str | None, at: datetime) -> None:
        """Keep who did what."""
        ...


class MessagingTransaction(Protocol):
    """What one transaction of messaging works on."""

    @property
    def conversations(self) -> Conversations:
        """Conversations."""
        ...

    @property
    def addresses(self) -> Addresses:
        """Addresses."""
        ...

    @property
    def links(self) -> Links:
        """One-time links."""
        ...

    @property
    def messages(self) -> Messages:
        """Messages."""
        ...

    @property
    def deliveries(self) -> Deliveries:
        """Deliveries."""
        ...

    @property
    def notifications(self) -> Notifications:
        """What is planned to be said of our own accord."""
        ...

    @property
    def questions(self) -> Questions:
        """What we asked of our own accord."""
        ...

    @property
    def handoffs(self) -> Handoffs:
        """Handoffs."""
        ...


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the product's own words to a patient name: the clinic, its country and its telephone."""

    name: str
    country: str
    phone: str | None


class Letterheads(Protocol):
    """Knows the clinic we write for."""

    def letterhead(self) -> Letterhead:
        """The clinic's, as of a minute ago at most."""
        ...


class Tokens(Protocol):
    """Makes opaque tokens of identifiers, each for one purpose, that nobody else can make."""

    def issue(self, purpose: str, id_: UUID) -> str:
        """The token of an identifier: 52 lower-case letters and digits, the same every time."""
        ...

    def read(self, purpose: str, token: str) -> UUID | None:
        """The identifier; None when the token is forged or for another purpose."""
        ...
