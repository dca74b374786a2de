"""Patients and their contact points: sealed on the way in, opened on the way out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, text

from backend.domain.errors import NotFound
from backend.domain.ids import ConversationId, KeyId, PatientId
from backend.domain.ports import Keyring, Vault, Where
from backend.domain.scheduling.records import NewPatient, Patient
from backend.domain.sensitive import Sensitive
from backend.identifiers import new_id
from backend.store.directory import DirectoryRepository
from backend.store.names import opened_name, sealed_name

# The version of the configuration, which a booking asks for next, comes along for free.
_GET: Final = text("""
    SELECT id, number, data_key_id, name, birth_date, (SELECT version FROM clinic) AS version
    FROM patients WHERE id = :id
""")
_ADD: Final = text("""
    INSERT INTO patients (id, data_key_id, name, birth_date, locale)
    VALUES (:id, :key, :name, :birth_date, :locale) RETURNING number
""")
_ADD_CONTACT: Final = text("""
    INSERT INTO contact_points (id, patient_id, system, value, value_index, relationship, verified_at)
    VALUES (:id, :patient, :system, :value, :index, :relationship, :verified_at)
    ON CONFLICT (patient_id, value_index)
        DO UPDATE SET verified_at = greatest(contact_points.verified_at, excluded.verified_at), disowned_at = NULL
""")
# Reminders of what is ahead are not sent to where it was booked either.
_DISOWN: Final = text("""
    WITH gone AS (
        UPDATE contact_points SET verified_at = NULL, disowned_at = :at WHERE value_index = :index RETURNING patient_id
    ), visits AS (
        UPDATE appointments a SET conversation_id = NULL FROM gone
        WHERE a.patient_id = gone.patient_id AND a.conversation_id = :conversation AND a.ends_at > :at
    )
    UPDATE notifications n SET conversation_id = NULL FROM gone
    WHERE n.patient_id = gone.patient_id AND n.conversation_id = :conversation AND n.state = 'planned'
""")
_BY_CONTACT: Final = text("""
    SELECT p.id, p.number, p.data_key_id, p.name, p.birth_date
    FROM contact_points c JOIN patients p ON p.id = c.patient_id
    WHERE c.value_index = :index AND c.disowned_at IS NULL
        AND (CAST(:after AS timestamptz) IS NULL OR c.verified_at > :after)
    ORDER BY p.number LIMIT 20
""")


class PatientRepository:
    """Implements domain.scheduling.ports.Patients on one transaction."""

    def __init__(self, connection: Connection, vault: Vault, keyring: Keyring, directory: DirectoryRepository) -> None:
        self._connection = connection
        self._vault = vault
        self._keyring = keyring
        self._directory = directory

    def get(self, id_: PatientId) -> Patient:
        """A patient; raises NotFound."""
        row = self._connection.execute(_GET, {"id": id_}).one_or_none()
        if row is None:
            raise NotFound("no such patient", field="patient")
        self._directory.saw(row.version)
        return self._record(row)

    def add(self, new: NewPatient) -> Patient:
        """Keep a new patient under a key of their own."""
        id_, key = PatientId(new_id()), self._vault.new_key(self._keyring)
        values = {
            "id": id_,
            "key": key,
            "name": sealed_name(self._vault, self._keyring, new.name, id_, key),
            "birth_date": self._seal("patients", "birth_date", id_, key, new.birth_date),
            "locale": new.locale,
        }
        number = self._connection.execute(_ADD, values).scalar_one()
        return Patient(id_, number, key, new.name, new.birth_date)

    def add_contact(
        self, patient: Patient, system: str, value: str, relationship: str, verified_at: datetime | None
    ) -> None:
        """Keep a way to reach a patient; one that is there already is only verified again."""
        id_ = new_id()
        values = {
            "id": id_,
            "patient": patient.id,
            "system": system,
            "value": self._seal("contact_points", "value", id_, patient.key, Sensitive(value)),
            "index": self._index(value),
            "relationship": relationship,
            "verified_at": verified_at,
        }
        self._connection.execute(_ADD_CONTACT, values)

    def disown(self, value: str, conversation: ConversationId, at: datetime) -> None:
        """Nobody in the records is reached at that value, nor in its conversation: it is somebody else's."""
        values = {"index": self._index(value), "conversation": conversation, "at": at}
        self._connection.execute(_DISOWN, values)

    def by_contact(self, value: str, verified_after: datetime | None = None) -> list[Patient]:
        """Whoever is reached there, the longest known first; only where verified after a moment, if one is given."""
        values = {"index": self._index(value), "after": verified_after}
        return [self._record(row) for row in self._connection.execute(_BY_CONTACT, values)]

    def _index(self, value: str) -> bytes:
        return self._vault.index(value, "contact_points", "value")

    def _record(self, row: Row[Any]) -> Patient:
        id_, key = PatientId(row.id), KeyId(row.data_key_id)
        birth_date = None
        if row.birth_date is not None:
            birth_date = self._vault.open(self._keyring, row.birth_date, Where("patients", "birth_date", id_, key))
        return Patient(id_, row.number, key, opened_name(self._vault, self._keyring, row.name, id_, key), birth_date)

    def _seal(self, table: str, column: str, row: UUID, key: KeyId, value: Sensitive[str] | None) -> bytes | None:
        return (
            None if value is None else self._vault.seal(self._keyring, value.reveal(), Where(table, column, row, key))
        )
