"""Reminders give nothing away: not what a visit is for, and not with whom."""

from __future__ import annotations

import tomllib
from typing import Any
from uuid import UUID

import pytest

from backend.demo.clinic import FILE
from backend.domain.ids import PractitionerId, ServiceId
from backend.domain.reminders.discretion import gives_away
from backend.domain.reminders.templates import BUILT_IN
from backend.domain.scheduling.clinic import Clinic, Directory, Practitioner, Service


def _service(number: int, told: dict[str, Any]) -> Service:
    return Service(
        id=ServiceId(number),
        slug=told["slug"],
        name=told["name"],
        aliases=tuple(told.get("aliases", ())),
        duration=30,
        buffer_before=0,
        buffer_after=0,
        step=15,
        minimum_notice=0,
        horizon_days=90,
        cancel_cutoff_hours=24,
        active=True,
        translations=told.get("translations", {}),
    )


@pytest.fixture(scope="module")
def demo() -> Directory:
    """The demo clinic's services and practitioners."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Directory(
        version=UUID(int=1),
        clinic=Clinic("Lantern Street Clinic", "US", "America/New_York", "+12075550100", None),
        locations=(),
        practitioners=tuple(
            Practitioner(PractitionerId(number), one["slug"], one["name"], (), active=True)
            for number, one in enumerate(told["practitioners"])
        ),
        services=tuple(_service(number, one) for number, one in enumerate(told["services"])),
        offerings=(),
        shifts=(),
    )


@pytest.mark.parametrize(
    "body",
    [
        "{clinic}: your dermatology visit is on {day}.",
        "{clinic}: your DERMATOLOGY appointment",
        "{clinic}: su limpieza dental es el {day}",
        "{clinic}: su cita con el ginecólogo",
        "{clinic}: physical  therapy on {day}",
        "{clinic}: Dr. Wexford sees you on {day}",
        "{clinic}: Elena Brightwater waits for you",
        "{clinic}: your oncology visit",
        "{clinic}: bring the results of your HIV test",
        "{clinic}: la quimioterapia es el {day}",
    ],
)
def test_finds_what_gives_away_when_words_tell_too_much(demo: Directory, body: str) -> None:
    assert gives_away(body, demo) is not None


@pytest.mark.parametrize(
    "body",
    [
        "{clinic}: {whose} is on {day} at {time}. Please bring your insurance card.",
        "{clinic}: su cita con el doctor es el {day}. Venga 10 minutos antes.",
        "{clinic}: the doctor's office is beside the library; take the lift.",
        "{clinic}: a brightly lit entrance on Harbor Street",
    ],
)
def test_lets_words_pass_when_they_tell_nothing(demo: Directory, body: str) -> None:
    assert gives_away(body, demo) is None


@pytest.mark.parametrize("key", BUILT_IN, ids="-".join)
def test_lets_the_products_own_words_pass_when_a_clinic_starts(demo: Directory, key: tuple[str, str]) -> None:
    assert gives_away(BUILT_IN[key].body, demo) is None
