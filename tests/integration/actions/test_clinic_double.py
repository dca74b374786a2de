"""The clinic that the actions are tested with answers as the real API does: same status, same keys, same codes.

Each case is played to both; what is compared is the shape, as the two clinics have other people and other times.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest

from backend.domain.ids import ConversationId
from tests.conftest import MONDAY, ApiClient
from tests.integration.small_clinic import SmallClinic
from tests.unit.actions.clinic_double import ClinicDouble

type Json = dict[str, Any]
ADA = {"given_name": "Ada", "family_name": "Sample", "birth_date": "1980-02-03"}
TUESDAY = {"start": "2026-11-24T12:00:00", "end": "2026-11-24T15:00:00"}


@dataclass
class Asked:
    """One of the two clinics, as the actions call it."""

    call: Callable[[str, str, Json | None], tuple[int, Json]]
    conversation: str
    service: str
    place: str
    seen: list[tuple[int, object]] = field(default_factory=list)

    def get(self, path: str) -> Json:
        """GET, noting the shape of the answer."""
        return self._noted("GET", path, None)

    def post(self, path: str, body: Json) -> Json:
        """POST below the conversation, noting the shape of the answer."""
        return self._noted("POST", f"/conversations/{self.conversation}{path}", body)

    def offers(self, **asked: Any) -> list[Json]:
        """Ask for offers."""
        found: list[Json] = self.post("/offers", {"service": self.service, "windows": [TUESDAY], **asked})["offers"]
        return found

    def book(self) -> Json:
        """Book the first time offered."""
        return self.post("/appointments", {"token": self.offers()[0]["token"], "patient": ADA, "relationship": "self"})

    def _noted(self, method: str, path: str, body: Json | None) -> Json:
        status, answer = self.call(method, path, body)
        self.seen.append((status, shape(answer)))
        return answer


def shape(value: object) -> object:
    """The keys of an answer all the way down, the code of a problem; of a list its first entry."""
    if isinstance(value, dict):
        if "code" in value:
            return {"code": value["code"], "with": sorted(set(value) & {"offers"})}
        return {key: shape(part) for key, part in value.items()}
    if isinstance(value, list):
        return [shape(part) for part in value[:1]]
    return None if value is None else "value"


def within(double: object, real: object) -> bool:
    """Whether all that the double tells is told by the real one too; the real one may tell more."""
    if isinstance(double, dict) and isinstance(real, dict):
        return all(key in real and within(part, real[key]) for key, part in double.items())
    if isinstance(double, list) and isinstance(real, list) and double and real:
        return within(double[0], real[0])
    return double is None or real is None or type(double) is type(real)


@pytest.fixture
def real(api: ApiClient, small: SmallClinic) -> Asked:
    """The real API with a small clinic."""

    def call(method: str, path: str, body: Json | None) -> tuple[int, Json]:
        response = api.get(path) if method == "GET" else api.post(path, body)
        return response.status_code, response.get_json()

    conversation: ConversationId = small.conversation()
    return Asked(call, conversation.hex, "visit", "middle")


@pytest.fixture
def double() -> Iterator[Asked]:
    """The double, at the same moment."""
    clinic = ClinicDouble(MONDAY)
    with httpx.Client(base_url="http://clinic/api/v1", transport=httpx.MockTransport(clinic.handle)) as client:

        def call(method: str, path: str, body: Json | None) -> tuple[int, Json]:
            headers = {"Idempotency-Key": uuid4().hex} if method == "POST" else {}
            response = client.request(method, path, json=body, headers=headers)
            return response.status_code, json.loads(response.content)

        yield Asked(call, uuid4().hex, "general-checkup", "lakeside")


def directory(clinic: Asked) -> None:
    for kind in ("services", "practitioners", "locations"):
        clinic.get(f"/{kind}")


def start(clinic: Asked) -> None:
    clinic.get(f"/conversations/{clinic.conversation}")


def offering(clinic: Asked) -> None:
    clinic.offers()
    clinic.offers(after_previous="later", windows=[])
    clinic.offers(location=clinic.place, windows=[])
    token = clinic.offers()[0]["token"]
    clinic.post("/offers/choose", {"token": token})
    clinic.post("/offers/choose", {"token": "nobody-offered-this"})


def booking(clinic: Asked) -> None:
    clinic.book()
    clinic.get(f"/conversations/{clinic.conversation}/appointments")
    clinic.get(f"/conversations/{clinic.conversation}")
    clinic.post("/appointments", {"token": "nobody-offered-this", "patient": ADA})


def moving(clinic: Asked) -> None:
    booked = clinic.book()["id"]
    token = clinic.offers(appointment=booked)[0]["token"]
    clinic.post(f"/appointments/{booked}/reschedule", {"token": token})


def attendance(clinic: Asked) -> None:
    booked = clinic.book()["id"]
    clinic.post(f"/appointments/{booked}/confirm", {})
    clinic.post(f"/appointments/{booked}/late", {"minutes": 10})
    clinic.post(f"/appointments/{booked}/decline", {})


def cancelling(clinic: Asked) -> None:
    booked = clinic.book()["id"]
    clinic.post(f"/appointments/{booked}/cancel", {})
    clinic.get(f"/conversations/{clinic.conversation}/appointments")
    clinic.post(f"/appointments/{uuid4().hex}/cancel", {})


def handing_over(clinic: Asked) -> None:
    clinic.post("/handoff", {"reason": "patient_asked"})


def waiting(clinic: Asked) -> None:
    clinic.post("/waitlist", {"wish": "join"})
    clinic.offers()
    clinic.post("/waitlist", {"wish": "join", "patient": ADA, "relationship": "self"})
    clinic.post("/waitlist", {"wish": "earlier"})


@pytest.mark.parametrize(
    "case",
    [directory, start, offering, booking, moving, attendance, cancelling, handing_over, waiting],
    ids=lambda one: str(one.__name__),
)
def test_double_answers_in_the_shape_of_the_api_when_both_are_asked_the_same(
    case: Callable[[Asked], None], real: Asked, double: Asked
) -> None:
    case(real)
    case(double)

    assert [status for status, _ in double.seen] == [status for status, _ in real.seen]
    for (_, told), (_, truth) in zip(double.seen, real.seen, strict=True):
        assert within(told, truth), f"the double tells {told}, the API {truth}"
