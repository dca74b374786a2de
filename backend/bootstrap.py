"""The one place where the parts are put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from backend.clock import DialedClock, FrozenClock, SystemClock
from backend.crypto.tokens import SignedTokens
from backend.crypto.vault import EnvelopeVault
from backend.domain.messaging.dialogue import DialogueEngine
from backend.domain.messaging.ports import Letterheads, Tokens
from backend.domain.ports import Clock, Wake
from backend.domain.triage.lexicon import lexicons
from backend.services.answer_attendance import ConfirmAttendance, DeclineAttendance, ReportLate
from backend.services.answer_opening import AnswerOpening
from backend.services.answers import Answers
from backend.services.ask_after import AskAfter
from backend.services.attend import Attend
from backend.services.backfill import Backfill
from backend.services.book_appointment import BookAppointment
from backend.services.cancel_appointment import CancelAppointment
from backend.services.chat import Chat
from backend.services.choose_offer import ChooseOffer
from backend.services.closing import KIND, Closing
from backend.services.closures import Closures
from backend.services.contacts import Contacts
from backend.services.conversations import Conversations
from backend.services.delivery import Delivery
from backend.services.find_availability import FindAvailability
from backend.services.handoffs import Handoffs
from backend.services.histories import Histories
from backend.services.hold_slot import HoldSlot
from backend.services.inbox import Inbox
from backend.services.leases import Leases
from backend.services.linking import Linking
from backend.services.list_appointments import ListAppointments
from backend.services.offer_slots import OfferSlots
from backend.services.pacing import SECOND, Pacing
from backend.services.patients import Patients, ReadDirectory
from backend.services.plan_missing import PlanMissing
from backend.services.policies import ReminderPolicies
from backend.services.posting import Post
from backend.services.preferences import PatientPreferences
from backend.services.preferences_by_text import PreferencesByText
from backend.services.reception import Reception
from backend.services.reminding import Reminding
from backend.services.reports import Reports
from backend.services.reschedule_appointment import RescheduleAppointment
from backend.services.takers import takers
from backend.services.templates import ReminderTemplates
from backend.services.tidy_up import TidyUp
from backend.services.waitlist import Waitlist
from backend.services.waitlist_by_text import WaitlistByText
from backend.settings import Settings, SettingsError
from backend.store.database import Database, engine
from backend.store.dial import StoredDial, dial_beside
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
    def pacing(self) -> Pacing:
        """Keeps to what each sender carries."""
        second = {name + SECOND: rate for name, rate in self.settings.rates.items() if name == "sms"}
        return Pacing(self.database, {**self.settings.rates, **second})

    @cached_property
    def post(self) -> Post:
        """Hands messages to channels."""
        return Post(self.channels, self.tokens, self.clock, self.letterheads, self.settings.public_url, self.pacing)

    @cached_property
    def inbox(self) -> Inbox:
        """Takes in what patients write."""
        return Inbox(self.database, self.clock, self.wake, self.letterheads, lexicons, self.tokens, self.linking)

    @cached_property
    def delivery(self) -> Delivery:
        """Sends what is written to patients."""
        return Delivery(self.database, self.clock, self.leases, self.wake, self.post)

    @cached_property
    def reminding(self) -> Reminding:
        """Says what is due of our own accord."""
        return Reminding(self.database, self.clock, self.leases, self.delivery, {KIND: Closing(self.clock)})

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
        by_word = self.waitlist_by_text, PreferencesByText(tuple(self.channels), self.letterheads)
        parts = self.leases, self.engine, self.delivery, self.letterheads, self.answers, by_word
        return Conversations(self.database, self.clock, *parts)

    @cached_property
    def answers(self) -> Answers:
        """Takes answers to what we asked of our own accord, by what it was about."""
        return Answers(takers(self.letterheads, self.answer_opening), self.letterheads)

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
    def attend(self) -> Attend:
        """Notes who came."""
        return Attend(self.database, self.clock)

    @cached_property
    def closures(self) -> Closures:
        """Closes for a day and tells everybody affected."""
        return Closures(self.database, self.clock)

    @cached_property
    def list_appointments(self) -> ListAppointments:
        """Reads appointments."""
        return ListAppointments(self.database, self.clock)

    @cached_property
    def backfill(self) -> Backfill:
        """Fills times that became free from the waitlist."""
        return Backfill(self.database, self.clock, self.wake, tuple(self.channels))

    @cached_property
    def answer_opening(self) -> AnswerOpening:
        """Takes the answers to offered times."""
        return AnswerOpening(tuple(self.channels))

    @cached_property
    def waitlist(self) -> Waitlist:
        """Puts people on the waitlist, and lets staff steer it."""
        return Waitlist(self.database, self.clock, self.backfill)

    @cached_property
    def waitlist_by_text(self) -> WaitlistByText:
        """Does what conversations ask of the waitlist."""
        return WaitlistByText(self.database, self.clock)

    @cached_property
    def patients(self) -> Patients:
        """Keeps and finds patients."""
        return Patients(self.database, self.clock)

    @cached_property
    def reminder_policies(self) -> ReminderPolicies:
        """Says when patients are reminded."""
        return ReminderPolicies(self.database, self.clock)

    @cached_property
    def reminder_templates(self) -> ReminderTemplates:
        """Says with which words."""
        return ReminderTemplates(self.database, self.clock, self.channels)

    @cached_property
    def preferences(self) -> PatientPreferences:
        """Keeps how patients want to be told."""
        return PatientPreferences(self.database, self.clock, self.channels)

    @cached_property
    def histories(self) -> Histories:
        """Reads all that was said to patients."""
        return Histories(self.database)

    @cached_property
    def reports_on_reminders(self) -> Reports:
        """Counts what was said and what came of it."""
        return Reports(self.database, self.clock)

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
        slow = (self.delivery.reconcile, self.ask_after, self.tidy_up, self.attend.by_policy)
        always: list[tuple[float, Callable[[], object]]] = [(30.0, chore) for chore in slow]
        always.append((5.0, self.closures.tend))
        # Whoever has just booked looks for the confirmation.
        return (*always, (2.0, self.invitations)) if self.invitations is not None else tuple(always)

    @property
    def leader_chores(self) -> tuple[tuple[float, Callable[[], object]], ...]:
        """What one of all workers does now and then, and how many seconds apart."""
        plan_missing = PlanMissing(self.database, self.clock)
        return (1.0, self.backfill), (30.0, self.backfill.expire), (2.0, plan_missing)

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
        paced = isinstance(self.clock, DialedClock) and isinstance(self.clock.dials, StoredDial)
        pages = (blueprint(self), chat, site, page_blueprint(calendar, carrier_url=carrier, paced=paced))
        if not isinstance(self.clock, DialedClock) or not isinstance(self.clock.dials, StoredDial):
            return pages
        from backend.demo.day import DemoDay  # noqa: PLC0415
        from backend.demo.pace import DemoClock  # noqa: PLC0415
        from backend.demo.page.pace import clock_blueprint, day_blueprint  # noqa: PLC0415

        clock = clock_blueprint(DemoClock(self.clock, self.clock.dials), self.read_directory)
        parts = (self.find_availability, self.book_appointment, self.waitlist)
        return *pages, clock, day_blueprint(DemoDay(self.database, self.clock, *parts))


def build(settings: Settings, *, clock: Clock | None = None, waited_for: bool = False) -> Frontdesk:
    """Wire the product for `settings`, on another `clock` when one is given; nothing connects until used.

    Raises SettingsError.
    """
    if settings.database_url is None:
        raise SettingsError("DATABASE_URL is not set: start the product with `frontdesk up`, or set it.")
    vault = EnvelopeVault(settings.master_key)
    database = Database(engine(settings.database_url), vault)
    if clock is None:
        clock = FrozenClock(settings.frozen_now) if settings.frozen_now else SystemClock()
        if settings.demo:  # production keeps the machine's time, whatever a database says
            clock = DialedClock(dial_beside(database.engine, settings.database_url), clock)
    return Frontdesk(settings=settings, clock=clock, vault=vault, database=database, waited_for=waited_for)
