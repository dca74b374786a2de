"""How patients want to be told, in the database."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, text

from backend.domain.ids import PatientId
from backend.domain.reminders.keeping import Preferences

_OF: Final = text("SELECT channel, locale, wakes, sleeps, fewer FROM preferences WHERE patient_id = :patient")
_PUT: Final = text("""
    INSERT INTO preferences (patient_id, channel, locale, wakes, sleeps, fewer, changed_at)
    VALUES (:patient, :channel, :locale, :wakes, :sleeps, :fewer, :at)
    ON CONFLICT (patient_id) DO UPDATE SET channel = excluded.channel, locale = excluded.locale,
        wakes = excluded.wakes, sleeps = excluded.sleeps, fewer = excluded.fewer, changed_at = excluded.changed_at
""")


class PreferenceRepository:
    """Implements domain.reminders.keeping.Wishes on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, patient: PatientId) -> Preferences:
        """What a patient said; nothing wished for when they said nothing."""
        row = self._connection.execute(_OF, {"patient": patient}).one_or_none()
        return Preferences() if row is None else Preferences(row.channel, row.locale, row.wakes, row.sleeps, row.fewer)

    def put(self, patient: PatientId, wishes: Preferences, at: datetime) -> None:
        """Keep what a patient says instead of what they said before."""
        self._connection.execute(_PUT, {"patient": patient, "at": at, **asdict(wishes)})
