"""Whom a request in a conversation is for, as the services take it."""

from __future__ import annotations

from backend.api.requests import PersonRequest
from backend.domain.identity.names import PersonName
from backend.domain.ids import PatientId
from backend.domain.sensitive import Sensitive
from backend.services.book_appointment import Person


def person_of(who: PersonRequest, relationship: str) -> Person:
    """A person by id or by name; raises InvalidRequest for a name that is none."""
    name = PersonName.of(who.given_name, who.family_name) if who.given_name and who.family_name else None
    return Person(
        id=PatientId(who.id) if who.id else None,
        name=name,
        birth_date=Sensitive(who.birth_date.isoformat()) if who.birth_date else None,
        relationship=relationship,
    )
