"""Nothing that says who a patient is, or why they come, is readable in the database, in logs or in errors."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from sqlalchemy import LargeBinary, select, text, update
from sqlalchemy.exc import IntegrityError

from backend.domain.errors import Tampered
from backend.domain.sensitive import Sensitive
from backend.store import tables
from backend.store.metadata import metadata
from backend.store.tables import booking
from backend.store.tables import patients as people
from tests.conftest import ApiClient
from tests.integration.small_clinic import PHONE, SmallClinic

SECRETS = ("Zebulon", "Quartermain", "1971-08-09", "kneecap", "second thoughts", "quartermain@mail.example", PHONE)
BOOKING_COLUMNS = {
    "patients.name",
    "patients.birth_date",
    "patients.address",
    "patients.notes",
    "contact_points.value",
    "appointments.reason",
    "appointment_history.reason",
}


def booked_and_cancelled(api: ApiClient, small: SmallClinic) -> str:
    """A patient of many words; the id of the patient."""
    added = api.post(
        "/patients",
        {
            "given_name": "Zebulon",
            "family_name": "Quartermain",
            "birth_date": "1971-08-09",
            "contacts": [
                {"system": "phone", "value": PHONE},
                {"system": "email", "value": "Quartermain@mail.example"},
            ],
        },
    ).get_json()
    body = {"patient": added["id"], "service": "visit", "practitioner": "dr-ann", "location": "east"}
    start, reason = "2026-12-01T10:00:00-05:00", "kneecap"
    appointment = api.post("/appointments", {**body, "start": start, "reason": reason}).get_json()
    assert api.post(f"/appointments/{appointment['id']}/cancel", {"reason": "second thoughts"}).status_code == 200
    conversation = small.conversation()
    offer = api.post(f"/conversations/{conversation.hex}/offers", {"service": "visit"}).get_json()["offers"][0]
    person = {"given_name": "Zebulon", "family_name": "Quartermain", "birth_date": "1971-08-09"}
    made = api.post(f"/conversations/{conversation.hex}/appointments", {"token": offer["token"], "patient": person})
    assert made.status_code == 201
    return str(added["id"])


def test_no_table_holds_a_readable_value_when_a_patient_was_booked(api: ApiClient, small: SmallClinic) -> None:
    booked_and_cancelled(api, small)
    with small.frontdesk.database.engine.connect() as connection:
        names = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        assert len(names) > 20
        rows = "\n".join(
            str(row)
            for name in names
            for row in connection.execute(text(f'SELECT t::text FROM "{name}" AS t')).scalars()
        ).lower()
    for secret in SECRETS:
        for written in (secret, secret.lower()):
            assert written.lower() not in rows
            assert written.encode().hex() not in rows


def test_every_column_about_a_person_is_sealed_when_the_tables_are_read() -> None:
    assert tables.__all__
    sealed = {
        f"{table.name}.{column.name}": column
        for table in metadata.sorted_tables
        for column in table.columns
        if column.info.get("sealed")
    }
    assert sealed.keys() >= BOOKING_COLUMNS
    assert all(isinstance(column.type, LargeBinary) for column in sealed.values())
    for table in {column.table for column in sealed.values()}:
        assert table.c.id.primary_key, f"{table.name} needs an id for its ciphertexts to be bound to"


@pytest.mark.parametrize(("table", "column"), [(people.patients, "name"), (people.patients, "birth_date")])
def test_ciphertext_does_not_open_when_it_was_moved_to_another_row(small: SmallClinic, table: Any, column: str) -> None:
    one, other = small.patient("Zebulon"), small.patient("Other")
    with small.frontdesk.database.engine.begin() as connection:
        moved = connection.execute(select(table.c[column]).where(table.c.id == one.id)).scalar_one()
        connection.execute(update(table).where(table.c.id == other.id).values({column: moved}))
    with pytest.raises(Tampered), small.frontdesk.database.transaction() as transaction:
        transaction.patients.get(other.id)


def test_ciphertext_does_not_open_when_it_was_moved_to_another_column(api: ApiClient, small: SmallClinic) -> None:
    patient = small.patient()
    body = {"patient": patient.id.hex, "service": "visit", "practitioner": "dr-ann", "location": "east"}
    start = "2026-12-01T10:00:00-05:00"
    appointment = api.post("/appointments", {**body, "start": start, "reason": "kneecap"}).get_json()
    with small.frontdesk.database.engine.begin() as connection:
        reason = connection.execute(select(booking.appointments.c.reason)).scalar_one()
        connection.execute(update(booking.appointment_history).values(reason=reason))
    response = api.get(f"/appointments/{appointment['id']}/history")
    assert (response.status_code, response.get_json()["code"]) == (500, "tampered")
    assert "kneecap" not in response.get_data(as_text=True)


def test_logs_hold_nothing_of_a_patient_when_everything_is_logged(
    api: ApiClient, small: SmallClinic, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    try:
        booked_and_cancelled(api, small)
        api.post("/patients", {"given_name": "Zebulon", "family_name": 7, "birth_date": "1971-08-09x"})
    finally:
        logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
    for secret in SECRETS:
        assert secret.lower() not in caplog.text.lower()


def test_errors_hold_nothing_of_a_patient_when_a_request_is_refused(api: ApiClient, small: SmallClinic) -> None:
    assert small.ids
    body = {"given_name": "Zebulon", "family_name": "Quartermain", "birth_date": "1971-08-09x", "kneecap": 1}
    response = api.post("/patients", body)
    assert response.status_code == 400
    assert {error["field"] for error in response.get_json()["errors"]} == {"birth_date", "kneecap"}
    for secret in ("Zebulon", "Quartermain", "1971"):
        assert secret not in response.get_data(as_text=True)


def test_exceptions_hold_no_parameters_when_a_statement_fails(small: SmallClinic) -> None:
    patient = small.patient("Zebulon", "Quartermain")
    with pytest.raises(IntegrityError) as caught, small.frontdesk.database.transaction() as transaction:
        transaction.connection.execute(
            text("INSERT INTO patients (id, data_key_id, name) VALUES (:id, :key, :name)"),
            {"id": patient.id, "key": patient.key, "name": b"Zebulon"},
        )
    assert "Zebulon" not in str(caught.value)
    assert b"Zebulon".hex() not in str(caught.value)
    assert "Zebulon" not in repr(patient) + repr(Sensitive("Zebulon")) + str(patient.name)
