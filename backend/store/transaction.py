"""One transaction: the repositories on one connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from sqlalchemy import Connection

from backend.domain.ports import Vault
from backend.store.addresses import AddressRepository, LinkRepository
from backend.store.appointments import AppointmentRepository
from backend.store.campaigns import CampaignRepository
from backend.store.chats import ChatRepository
from backend.store.conversations import ConversationRepository
from backend.store.deliveries import DeliveryRepository
from backend.store.directory import DirectoryCache, DirectoryRepository
from backend.store.handoffs import HandoffRepository
from backend.store.history import HistoryRepository
from backend.store.idempotency import IdempotencyRepository
from backend.store.invitations import InvitationRepository
from backend.store.keyring import KeyringRepository
from backend.store.leaderships import LeadershipRepository
from backend.store.messages import MessageRepository
from backend.store.notifications import NotificationRepository
from backend.store.offers import OfferRepository
from backend.store.openings import OpeningRepository
from backend.store.patients import PatientRepository
from backend.store.plans import PlanRepository
from backend.store.policies import PolicyRepository, WordsRepository
from backend.store.preferences import PreferenceRepository
from backend.store.questions import QuestionRepository
from backend.store.reaching import ReachingRepository
from backend.store.reports import ReportRepository
from backend.store.senders import SenderRepository
from backend.store.slots import SlotRepository
from backend.store.waitlist import SearchRepository, WaitlistRepository


class Transaction:
    """The repositories of one transaction, each made when first asked for."""

    def __init__(self, connection: Connection, vault: Vault, directories: DirectoryCache | None = None) -> None:
        self.connection = connection
        self._vault = vault
        self._directories = directories or DirectoryCache()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Part of the transaction that is undone, and nothing else, when the block raises."""
        with self.connection.begin_nested():
            yield

    @cached_property
    def keyring(self) -> KeyringRepository:
        """Wrapped data keys."""
        return KeyringRepository(self.connection)

    @cached_property
    def conversations(self) -> ConversationRepository:
        """Conversations with patients."""
        return ConversationRepository(self.connection, self._vault, self.keyring)

    @cached_property
    def addresses(self) -> AddressRepository:
        """Where patients are written to."""
        return AddressRepository(self.connection, self._vault, self.keyring, self.conversations)

    @cached_property
    def links(self) -> LinkRepository:
        """One-time links to conversations."""
        return LinkRepository(self.connection)

    @cached_property
    def messages(self) -> MessageRepository:
        """What was said in them."""
        return MessageRepository(self.connection, self._vault, self.keyring)

    @cached_property
    def chats(self) -> ChatRepository:
        """Conversations as browsers see them."""
        return ChatRepository(self.connection, self._vault, self.keyring)

    @cached_property
    def deliveries(self) -> DeliveryRepository:
        """How it travelled."""
        return DeliveryRepository(self.connection, self._vault, self.keyring)

    @cached_property
    def questions(self) -> QuestionRepository:
        """What we asked of our own accord."""
        return QuestionRepository(self.connection)

    @cached_property
    def notifications(self) -> NotificationRepository:
        """What is planned to be said of our own accord."""
        return NotificationRepository(self.connection, self._vault, self.keyring)

    @cached_property
    def plans(self) -> PlanRepository:
        """Plans that are not complete."""
        return PlanRepository(self.connection)

    @cached_property
    def reaching(self) -> ReachingRepository:
        """Where it may be said."""
        return ReachingRepository(self.connection, self._vault, self.keyring)

    @cached_property
    def senders(self) -> SenderRepository:
        """How fast each sender may go."""
        return SenderRepository(self.connection)

    @cached_property
    def leaderships(self) -> LeadershipRepository:
        """What only one process does at a time."""
        return LeadershipRepository(self.connection)

    @cached_property
    def campaigns(self) -> CampaignRepository:
        """Closures and whom they affect."""
        return CampaignRepository(self.connection)

    @cached_property
    def handoffs(self) -> HandoffRepository:
        """Who took over."""
        return HandoffRepository(self.connection, self._vault, self.keyring)

    @cached_property
    def directory(self) -> DirectoryRepository:
        """The clinic's configuration."""
        return DirectoryRepository(self.connection, self._directories)

    @cached_property
    def patients(self) -> PatientRepository:
        """Patients and how to reach them."""
        return PatientRepository(self.connection, self._vault, self.keyring, self.directory)

    @cached_property
    def slots(self) -> SlotRepository:
        """Time that is taken."""
        return SlotRepository(self.connection)

    @cached_property
    def appointments(self) -> AppointmentRepository:
        """Appointments and their history."""
        return AppointmentRepository(self.connection, self._vault, self.keyring)

    @cached_property
    def invitations(self) -> InvitationRepository:
        """What calendars are yet to be told."""
        return InvitationRepository(self.connection)

    @cached_property
    def offers(self) -> OfferRepository:
        """Times offered in conversations."""
        return OfferRepository(self.connection)

    @cached_property
    def waitlist(self) -> WaitlistRepository:
        """Who waits for a time."""
        return WaitlistRepository(self.connection)

    @cached_property
    def openings(self) -> OpeningRepository:
        """Times that became free, and who was offered them."""
        return OpeningRepository(self.connection)

    @cached_property
    def searches(self) -> SearchRepository:
        """What was looked for in conversations."""
        return SearchRepository(self.connection)

    @cached_property
    def idempotency(self) -> IdempotencyRepository:
        """Commands carried out before."""
        return IdempotencyRepository(self.connection, self._vault, self.directory)

    @cached_property
    def policies(self) -> PolicyRepository:
        """When patients are reminded."""
        return PolicyRepository(self.connection)

    @cached_property
    def words(self) -> WordsRepository:
        """With which words."""
        return WordsRepository(self.connection)

    @cached_property
    def preferences(self) -> PreferenceRepository:
        """How patients want to be told."""
        return PreferenceRepository(self.connection)

    @cached_property
    def history(self) -> HistoryRepository:
        """All that was said to them."""
        return HistoryRepository(self.connection, self._vault, self.keyring, self.conversations)

    @cached_property
    def figures(self) -> ReportRepository:
        """Counts of it."""
        return ReportRepository(self.connection)
