"""Messages are planned with the change that brings them, and what no longer holds is skipped with its reason."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from backend.bootstrap import Frontdesk
from tests.conftest import ApiClient
from tests.integration.small_clinic import SmallClinic

START, LATER = "2026-12-01T10:00:00-05:00", "2026-12-02T11:00:00-05:00"
PLANNED = text("SELECT kind, revision, state, reason FROM notifications ORDER BY revision, due_at, kind")


def _planned(frontdesk: Frontdesk) -> list[tuple[Any, ...]]:
    with frontdesk.database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(PLANNED)]


def test_plans_with_the_booking_when_the_clinic_books(small: SmallClinic, api: ApiClient) -> None:
    small.book(api, small.patient(), START)
    assert _planned(small.frontdesk) == [
        ("confirmation", 1, "planned", None),
        ("reminder-3d", 1, "planned", None),
        ("reminder-1d", 1, "planned", None),
        ("reminder-2h", 1, "planned", None),
    ]


def test_plans_nothing_when_the_time_could_not_be_had(small: SmallClinic, api: ApiClient) -> None:
    small.book(api, small.patient(), START)
    before = _planned(small.frontdesk)
    other = small.patient("Ben")
    body = {"patient": other.id.hex, "service": "visit", "practitioner": "dr-ann", "location": "east", "start": START}
    assert api.post("/appointments", body).status_code == 409
    assert _planned(small.frontdesk) == before


def test_plans_anew_when_the_visit_is_moved(small: SmallClinic, api: ApiClient) -> None:
    booked = small.book(api, small.patient(), START)
    assert api.post(f"/appointments/{booked['id']}/reschedule", {"start": LATER}).status_code == 200
    assert _planned(small.frontdesk) == [
        *((kind, 1, "skipped", "moved") for kind in ("confirmation", "reminder-3d", "reminder-1d", "reminder-2h")),
        *((kind, 2, "planned", None) for kind in ("confirmation", "reminder-3d", "reminder-1d", "reminder-2h")),
    ]


def test_plans_only_the_news_when_the_visit_is_called_off(small: SmallClinic, api: ApiClient) -> None:
    booked = small.book(api, small.patient(), START)
    assert api.post(f"/appointments/{booked['id']}/cancel").status_code == 200
    assert _planned(small.frontdesk) == [
        *((kind, 1, "skipped", "cancelled") for kind in ("confirmation", "reminder-3d", "reminder-1d", "reminder-2h")),
        ("cancelled", 2, "planned", None),
    ]
