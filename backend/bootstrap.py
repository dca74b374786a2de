"""The one place where the parts are put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from backend.clock import FrozenClock, SystemClock
from backend.crypto.tokens import SignedTokens
from backend.crypto.vault import EnvelopeVault
from backend.domain.messaging.ports import DialogueEngine, Letterheads, Tokens
from backend.domain.ports import Clock, Wake
from backend.domain.triage.lexicon import lexicons
from backend.services.answer_attendance import ConfirmAttendance, DeclineAttendance, ReportLate
from backend.services.ask_after import AskAfter
from backend.services.book_appointment import BookAppointment
from backend.services.cancel_appointment import CancelAppointment
from backend.services.chat import Chat
from backend.services.choose_offer import ChooseOffer
from backend.services.contacts import Contacts
from backend.services.conversations import Conversations
from backend.services.delivery import Delivery
from backend.services.find_availability import FindAvailability
from backend.services.handoffs import Handoffs
from backend.services.hold_slot import HoldSlot
from backend.services.inbox import Inbox
from backend.services.leases import Leases
from backend.services.linking import Linking
from backend.services.list_appointments import ListAppointments
from backend.services.offer_slots import OfferSlots
from backend.services.patients import Patients, ReadDirectory
from backend.services.posting import Post
from backend.services.reception import Reception
from backend.services.reschedule_appointment import RescheduleAppointment
from backend.services.tidy_up import TidyUp
from backend.settings import Settings, SettingsError
from backend.store.database import Database, engine
from backend.store.letterhead import CachedLetterheads
from backend.switchboard import channels, mail_account, reports
from channels.contracts import Channel, Inbound

if TYPE_CHECKING:
    from flask import Blueprint

    from backend.chat.listening import Listening
    from backend.services.invitations import Invitations


@dataclass(frozen=True)
class Frontdesk:
    """The wired product: every entry point (web, worker, command line) starts from one of these."""

    settings: Settings
    clock: Clock
    vault: EnvelopeVault
    database: Database
    waited_for: bool = False
    """Whether somebody waits for whatever this process does: then it rings for workers beside that."""

    @cached_property
    def wake(self) -> Wake:
        """Rings for a worker."""
        from backend.workers.wake import Ringing, RqWake  # noqa: PLC0415  # RQ: only what needs it pays

        bells = RqWake(self.redis_url)
        return Ringing(bells) if self.waited_for else bells

    @property
    def redis_url(self) -> str:
        """Where Valkey or Redis is; raises SettingsError when nobody said."""
        if self.settings.redis_url is None:
            raise SettingsError("REDIS_URL is not set: start the product with `frontdesk up`, or set it.")
        return self.settings.redis_url

    @cached_property
    def letterheads(self) -> Letterheads:
        """Whom the product writes for."""
        return CachedLetterheads(self.database)

    @cached_property
    def leases(self) -> Leases:
        """What this process is working on."""
        return Leases(self.database)

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        """The channels whose settings are there, by name."""
        return channels(self.settings)

    @cached_property
    def reports(self) -> Inbound:
        """Reads Twilio's reports on messages."""
        return reports(self.settings)

    @cached_property
    def engine(self) -> DialogueEngine:
        """Rasa, in its own process."""
        from backend.dialogue.client import RasaEngine  # noqa: PLC0415  # HTTPX: only what needs it pays

        return RasaEngine(self.settings.engine_url, self.settings.engine_token)

    @cached_property
    def tokens(self) -> Tokens:
        """Makes tokens that others hold and hand back."""
        return SignedTokens(self.settings.token_key.reveal())

    @cached_property
    def linking(self) -> Linking:
        """Brings a person's channels together."""
        return Linking(self.database, self.clock, self.tokens)

    @cached_property
    def post(self) -> Post:
        """Hands messages to channels."""
        return Post(self.channels, self.tokens, self.clock, self.letterheads, self.settings.public_url)

    @cached_property
    def inbox(self) -> Inbox:
        """Takes in what patients write."""
        return Inbox(self.database, self.clock, self.wake, self.letterheads, lexicons, self.tokens, self.linking)

    @cached_property
    def delivery(self) -> Delivery:
        """Sends what is written to patients."""
        return Delivery(self.database, self.clock, self.leases, self.wake, self.post)

    @cached_property
    def ask_after(self) -> AskAfter:
        """Asks after messages that nothing is heard of."""
        return AskAfter(self.database, self.wake, self.post)

    @cached_property
    def contacts(self) -> Contacts:
        """Keeps what is known about addresses."""
        return Contacts(self.database, self.clock, self.tokens)

    @cached_property
    def reception(self) -> Reception:
        """Takes in whatever the channels bring."""
        return Reception(self.inbox, self.delivery, self.contacts)

    @cached_property
    def conversations(self) -> Conversations:
        """Answers patients."""
        return Conversations(self.database, self.clock, self.leases, self.engine, self.delivery, self.letterheads)

    @cached_property
    def chat(self) -> Chat:
        """Shows conversations in browsers."""
        return Chat(self.database, self.clock, self.tokens, self.delivery)

    @cached_property
    def listening(self) -> Listening:
        """The open streams of this process."""
        from backend.chat.listening import Listening  # noqa: PLC0415  # only the web side has any

        return Listening(self.redis_url)

    @cached_property
    def handoffs(self) -> Handoffs:
        """Hands conversations to staff and back."""
        return Handoffs(self.database, self.clock, self.wake, self.letterheads)

    @cached_property
    def read_directory(self) -> ReadDirectory:
        """Reads the clinic's configuration."""
        return ReadDirectory(self.database)

    @cached_property
    def find_availability(self) -> FindAvailability:
        """Computes free times."""
        return FindAvailability(self.database, self.clock)

    @cached_property
    def offer_slots(self) -> OfferSlots:
        """Offers times in conversations."""
        return OfferSlots(self.database, self.clock)

    @cached_property
    def choose_offer(self) -> ChooseOffer:
        """Keeps the offered time that was chosen."""
        return ChooseOffer(self.database, self.clock)

    @cached_property
    def hold_slot(self) -> HoldSlot:
        """Holds times."""
        return HoldSlot(self.database, self.clock)

    @cached_property
    def book_appointment(self) -> BookAppointment:
        """Books."""
        return BookAppointment(self.database, self.clock)

    @cached_property
    def reschedule_appointment(self) -> RescheduleAppointment:
        """Moves appointments."""
        return RescheduleAppointment(self.database, self.clock)

    @cached_property
    def cancel_appointment(self) -> CancelAppointment:
        """Calls appointments off."""
        return CancelAppointment(self.database, self.clock)

    @cached_property
    def confirm_attendance(self) -> ConfirmAttendance:
        """Writes down who comes."""
        return ConfirmAttendance(self.database, self.clock)

    @cached_property
    def decline_attendance(self) -> DeclineAttendance:
        """Writes down who does not come."""
        return DeclineAttendance(self.database, self.clock)

    @cached_property
    def report_late(self) -> ReportLate:
        """Writes down who comes late."""
        return ReportLate(self.database, self.clock)

    @cached_property
    def list_appointments(self) -> ListAppointments:
        """Reads appointments."""
        return ListAppointments(self.database, self.clock)

    @cached_property
    def patients(self) -> Patients:
        """Keeps and finds patients."""
        return Patients(self.database, self.clock)

    @cached_property
    def tidy_up(self) -> TidyUp:
        """Removes what booking leaves behind."""
        return TidyUp(self.database, self.clock)

    @cached_property
    def invitations(self) -> Invitations | None:
        """Writes confirmations by mail; None without mail."""
        from backend.services.invitations import Invitations  # noqa: PLC0415  # icalendar: only the worker pays

        account = mail_account(self.settings)
        return Invitations(self.database, self.clock, account.sender, account.domain) if account else None

    @property
    def chores(self) -> tuple[tuple[float, Callable[[], object]], ...]:
        """What a worker does now and then, and how many seconds apart."""
        always = [(30.0, chore) for chore in (self.delivery.reconcile, self.ask_after, self.tidy_up)]
        # Whoever has just booked looks for the confirmation.
        return (*always, (2.0, self.invitations)) if self.invitations is not None else tuple(always)

    @property
    def blueprints(self) -> tuple[Blueprint, ...]:
        """What the web side serves beside the webhooks."""
        from backend.api import blueprint  # noqa: PLC0415  # Flask and pydantic: only the web side pays
        from backend.chat.desk import desk_of  # noqa: PLC0415
        from backend.chat.views import chat_blueprint  # noqa: PLC0415

        chat = chat_blueprint(desk_of(self))
        carrier = self.settings.twilio.api_base
        if not self.settings.demo or carrier is None:
            return blueprint(self), chat
        from backend.demo.page import page_blueprint  # noqa: PLC0415  # never in production
        from backend.demo.page.stored import StoredCalendar  # noqa: PLC0415
        from backend.demo.site import site_blueprint  # noqa: PLC0415

        calendar = StoredCalendar(self.database, self.vault, self.clock)
        site = site_blueprint(self.read_directory)
        return blueprint(self), chat, site, page_blueprint(calendar, carrier_url=carrier)


def build(settings: Settings, *, clock: Clock | None = None, waited_for: bool = False) -> Frontdesk:
    """Wire the product for `settings`, on another `clock` when one is given; nothing connects until used.

    Raises SettingsError.
    """
    if settings.database_url is None:
        raise SettingsError("DATABASE_URL is not set: start the product with `frontdesk up`, or set it.")
    clock = clock or (FrozenClock(settings.frozen_now) if settings.frozen_now else SystemClock())
    vault = EnvelopeVault(settings.master_key)
    database = Database(engine(settings.database_url), vault)
    return Frontdesk(settings=settings, clock=clock, vault=vault, database=database, waited_for=waited_for)
