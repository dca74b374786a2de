"""How patients want to be told: which channel, language and hours, and whether less often."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import time
from typing import Final

from backend.domain.errors import InvalidRequest, NotFound
from backend.domain.ids import ConversationId, PatientId
from backend.domain.messaging.language import LANGUAGES
from backend.domain.messaging.quiet import US
from backend.domain.ports import Clock, Transactions
from backend.domain.reminders.keeping import Keeping, Preferences
from backend.domain.scheduling.records import Patient
from backend.services.commands import carry_out
from backend.services.who import party

SHORTEST_DAY: Final = 120
"""Minutes between waking and sleeping in which we may write at least."""


@dataclass(frozen=True)
class PatientPreferences:
    """Reads and keeps what patients wish for; `channels` are those of the installation."""

    transactions: Transactions[Keeping]
    clock: Clock
    channels: Collection[str]

    def of(self, patient: PatientId) -> Preferences:
        """A patient's wishes; raises NotFound."""
        with self.transactions.transaction() as transaction:
            return transaction.preferences.of(transaction.patients.get(patient).id)

    def put(self, patient: PatientId, wishes: Preferences) -> Preferences:
        """Keep a patient's wishes instead of the former ones; raises NotFound, InvalidRequest."""
        self._check(wishes)

        def put(transaction: Keeping) -> Preferences:
            transaction.preferences.put(transaction.patients.get(patient).id, wishes, self.clock.now())
            return wishes

        return carry_out(self.transactions.transaction, put)

    def speaking(self, conversation: ConversationId) -> list[tuple[Patient, Preferences]]:
        """The wishes of everybody a conversation speaks for; raises NotFound."""
        with self.transactions.transaction() as transaction:
            who = party(transaction, conversation, self.clock.now())
            return [(one, transaction.preferences.of(one.id)) for one in who.patients]

    def put_speaking(
        self, conversation: ConversationId, wishes: Preferences, patient: PatientId | None = None
    ) -> list[tuple[Patient, Preferences]]:
        """Keep the wishes of one, or of everybody, a conversation speaks for; raises NotFound, InvalidRequest."""
        self._check(wishes)

        def put(transaction: Keeping) -> list[tuple[Patient, Preferences]]:
            who = party(transaction, conversation, self.clock.now())
            meant = [one for one in who.patients if patient in (None, one.id)]
            if not meant:
                raise NotFound("this conversation speaks for no such patient", field="patient")
            for one in meant:
                transaction.preferences.put(one.id, wishes, self.clock.now())
            return [(one, wishes) for one in meant]

        return carry_out(self.transactions.transaction, put)

    def _check(self, wishes: Preferences) -> None:
        able = reminding(self.channels)
        if wishes.channel is not None and wishes.channel not in able:
            raise InvalidRequest(f"write one of {', '.join(able)}", field="channel")
        if wishes.locale is not None and wishes.locale not in LANGUAGES:
            raise InvalidRequest(f"write one of {', '.join(LANGUAGES)}", field="locale")
        if (wishes.wakes is None) != (wishes.sleeps is None):
            raise InvalidRequest("say both when to begin and when to end", field="wakes")
        if wishes.wakes is None or wishes.sleeps is None:
            return
        if wishes.wakes < US.begins or wishes.sleeps > US.ends:
            raise InvalidRequest(f"we write between {US.begins:%H:%M} and {US.ends:%H:%M} at most", field="wakes")
        if too_short(wishes.wakes, wishes.sleeps):
            raise InvalidRequest("leave two hours at least in which we may write", field="wakes")


def reminding(channels: Collection[str]) -> list[str]:
    """The channels on which somebody can be reminded: nobody is in a browser that is closed."""
    return sorted(set(channels) - {"web"})


def too_short(wakes: time, sleeps: time) -> bool:
    """Whether a day leaves too little time to write in."""
    return _minutes(sleeps) - _minutes(wakes) < SHORTEST_DAY


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
