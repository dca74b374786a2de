"""What those who manage reminders keep and read: policies, words, patients' wishes, and all that was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol
from uuid import UUID

from backend.domain.ids import ConversationId, MessageId, PatientId
from backend.domain.reminders.policy import Policy, Scope
from backend.domain.reminders.reports import Asked, MessageCount, OpeningCount, VisitCount
from backend.domain.reminders.templates import Template
from backend.domain.scheduling.ports import Booking
from backend.domain.sensitive import Sensitive


@dataclass(frozen=True, slots=True)
class KeptPolicy:
    """A policy of the clinic's, with who said so last."""

    scope: Scope
    policy: Policy
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class KeptWords:
    """One version of the words of a template; the product's own are version 0, and nobody's."""

    name: str
    locale: str
    template: Template
    changed_by: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a patient wants to be told: what is None is left to the clinic.

    `wakes`, `sleeps`: from when until when on the patient's clock; `fewer`: only the last reminder that asks.
    """

    channel: str | None = None
    locale: str | None = None
    wakes: time | None = None
    sleeps: time | None = None
    fewer: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was said to a patient, will be, or was not.

    Of a message: `message` and what became of it. Of a plan: `kind`, `plan` (planned, said, skipped) and why.
    """

    at: datetime
    id: UUID
    message: MessageId | None
    conversation: ConversationId | None
    author: str | None
    purpose: str | None
    channel: str | None
    delivery: str | None
    body: Sensitive[str] | None
    kind: str | None
    plan: str | None
    reason: str | None
    appointment: UUID | None
    due_at: datetime | None
    template_version: int | None


class Policies(Protocol):
    """The clinic's policies of one transaction."""

    def lock(self) -> None:
        """Let nobody else change policies or words until the transaction ends."""
        ...

    def all(self) -> list[KeptPolicy]:
        """All of them, the widest first."""
        ...

    def put(self, scope: Scope, policy: Policy, by: str, at: datetime) -> None:
        """Keep a policy instead of the former one."""
        ...

    def remove(self, scope: Scope) -> bool:
        """Forget a policy; False when there was none."""
        ...


class Words(Protocol):
    """The clinic's words of one transaction."""

    def latest(self) -> list[KeptWords]:
        """What holds now, by name and language."""
        ...

    def versions(self, name: str, locale: str) -> list[KeptWords]:
        """All versions the clinic wrote, the newest first."""
        ...

    def add(self, name: str, locale: str, body: str, by: str, at: datetime) -> KeptWords:
        """Keep a new version."""
        ...


class Wishes(Protocol):
    """Patients' wishes of one transaction."""

    def of(self, patient: PatientId) -> Preferences:
        """What a patient said; nothing wished for when they said nothing."""
        ...

    def put(self, patient: PatientId, wishes: Preferences, at: datetime) -> None:
        """Keep what a patient says instead of what they said before."""
        ...


class History(Protocol):
    """All that was said to patients, in one transaction."""

    def conversations(self, patient: PatientId) -> list[ConversationId]:
        """The conversations in which a patient was booked for or told something."""
        ...

    def page(
        self,
        patient: PatientId,
        conversations: Sequence[ConversationId],
        after: tuple[datetime, UUID] | None,
        limit: int,
        *,
        bodies: bool,
    ) -> list[Told]:
        """What was said, will be, or was not, the latest first; `bodies`: with the words."""
        ...


class Figures(Protocol):
    """Counts of what was said and what came of it, in one transaction."""

    def messages(self, asked: Asked) -> list[MessageCount]:
        """Planned messages by their dates."""
        ...

    def visits(self, asked: Asked) -> list[VisitCount]:
        """Visits by their dates."""
        ...

    def openings(self, asked: Asked) -> list[OpeningCount]:
        """Times that became free, by their dates."""
        ...


class Keeping(Booking, Protocol):
    """What one transaction of those who manage reminders works on."""

    @property
    def policies(self) -> Policies:
        """The clinic's policies."""
        ...

    @property
    def words(self) -> Words:
        """The clinic's words."""
        ...

    @property
    def preferences(self) -> Wishes:
        """Patients' wishes."""
        ...

    @property
    def history(self) -> History:
        """All that was said."""
        ...

    @property
    def figures(self) -> Figures:
        """Counts of it."""
        ...
