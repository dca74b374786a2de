"""How patients want to be told."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from backend.api import views
from backend.api.answers import PatientOfVisit
from backend.api.operations import Operations
from backend.api.requests import Request
from backend.domain.ids import ConversationId, PatientId
from backend.domain.reminders.keeping import Preferences
from backend.domain.scheduling.records import Patient
from backend.identifiers import parse_id
from backend.services.preferences import PatientPreferences

type Json = dict[str, Any]
type Wall = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class PreferencesRequest(Request):
    """All of a patient's wishes; what is left out is left to the clinic.

    `wakes`, `sleeps`: "09:00", "20:00", on the patient's clock; `fewer`: only the last reminder that asks.
    """

    channel: str | None = None
    locale: str | None = None
    wakes: Wall | None = None
    sleeps: Wall | None = None
    fewer: bool = False


class OwnPreferencesRequest(PreferencesRequest):
    """For one of the patients a conversation speaks for; without one for all of them."""

    patient: UUID | None = None


class PreferencesAnswer(BaseModel):
    """A patient's wishes; what is null is left to the clinic."""

    channel: str | None
    locale: str | None
    wakes: str | None
    sleeps: str | None
    fewer: bool


class OwnPreferences(PreferencesAnswer):
    """With whose they are."""

    patient: PatientOfVisit


class OwnPreferencesAnswer(BaseModel):
    """The wishes of everybody a conversation speaks for."""

    items: list[OwnPreferences]


def add_preferences(operations: Operations, preferences: PatientPreferences) -> None:
    """Add the operations on wishes."""

    def get_preferences(id: str) -> Json:  # noqa: A002  # the route's name for it
        """How a patient wants to be told."""
        return preferences_json(preferences.of(PatientId(parse_id(id))))

    def put_preferences(id: str, body: PreferencesRequest) -> Json:  # noqa: A002
        """Keep how a patient wants to be told."""
        return preferences_json(preferences.put(PatientId(parse_id(id)), _wishes(body)))

    def own_preferences(id: str) -> Json:  # noqa: A002
        """How the patients of a conversation want to be told."""
        return _own(preferences.speaking(ConversationId(parse_id(id))))

    def put_own_preferences(id: str, body: OwnPreferencesRequest) -> Json:  # noqa: A002
        """Keep how the patients of a conversation, or one of them, want to be told."""
        patient = PatientId(body.patient) if body.patient else None
        return _own(preferences.put_speaking(ConversationId(parse_id(id)), _wishes(body), patient))

    operations.add("GET /patients/<id>/preferences", get_preferences, PreferencesAnswer)
    operations.add("PUT /patients/<id>/preferences", put_preferences, PreferencesAnswer, body=PreferencesRequest)
    operations.add("GET /conversations/<id>/preferences", own_preferences, OwnPreferencesAnswer)
    operations.add(
        "PUT /conversations/<id>/preferences", put_own_preferences, OwnPreferencesAnswer, body=OwnPreferencesRequest
    )


def preferences_json(wishes: Preferences) -> Json:
    """Wishes as JSON."""
    return {
        "channel": wishes.channel,
        "locale": wishes.locale,
        "wakes": wishes.wakes and f"{wishes.wakes:%H:%M}",
        "sleeps": wishes.sleeps and f"{wishes.sleeps:%H:%M}",
        "fewer": wishes.fewer,
    }


def _own(found: list[tuple[Patient, Preferences]]) -> Json:
    return {
        "items": [{**preferences_json(wishes), "patient": views.patient_of_visit(patient)} for patient, wishes in found]
    }


def _wishes(body: PreferencesRequest) -> Preferences:
    return Preferences(body.channel, body.locale, _time(body.wakes), _time(body.sleeps), body.fewer)


def _time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)
