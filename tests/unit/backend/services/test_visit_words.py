"""The words about a visit, as a person reads them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from backend.domain.ids import LocationId
from backend.domain.reminders.templates import BUILT_IN, Template
from backend.domain.scheduling.clinic import Clinic, Location
from backend.domain.sensitive import Sensitive
from backend.services.visit_words import Occasion, rendered
from channels.sandbox.segments import segments_of
from channels.sms.letters import affordable

ZONE = "America/New_York"
CLINIC = Clinic("Lantern Street Clinic", "US", ZONE, "+12075550100", None)
HARBOR = Location(
    id=LocationId(1),
    slug="harbor",
    name="Harbor",
    aliases=(),
    address="12 Harbor Street, Portland, ME 04101",
    zone=ZONE,
    phone=None,
    directions="Parking behind the building.",
    hours=(),
    translations={"es": {"directions": "Estacionamiento detrás del edificio."}},
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def words(name: str, locale: str, now: str, starts: str = "2026-12-01T14:20", given: str | None = None) -> str:
    named = Sensitive(given) if given else None
    return rendered(BUILT_IN[name, locale], Occasion(CLINIC, HARBOR, at(starts), at(now), named, asks=True), locale)


@pytest.mark.parametrize(
    ("name", "locale", "now", "said"),
    [
        ("reminder", "en", "2026-11-28T09:00", "your visit is on Tuesday, December 1 at 2:20 pm, Harbor, 12 Harbor"),
        ("reminder", "en", "2026-11-30T23:59", "your visit is tomorrow at 2:20 pm, Harbor, 12 Harbor Street. Reply 1"),
        ("soon", "en", "2026-12-01T00:00", "your visit is today at 2:20 pm, Harbor, 12 Harbor Street. Running late?"),
        ("missed", "en", "2026-12-02T09:00", "we missed you yesterday at 2:20 pm. Would you like"),
        ("cancelled", "en", "2026-12-01T09:00", "your visit today at 2:20 pm is cancelled."),
        ("reminder", "es", "2026-11-28T09:00", "su cita es el martes 1 de diciembre a las 2:20 pm, Harbor, 12 Harbor"),
        ("reminder", "es", "2026-11-30T09:00", "su cita es mañana a las 2:20 pm, Harbor, 12 Harbor Street. Responda"),
        ("confirmation", "es", "2026-11-30T09:00", "su cita queda para mañana a las 2:20 pm"),
        ("cancelled", "es", "2026-11-30T09:00", "su cita de mañana a las 2:20 pm está cancelada."),
        ("cancelled", "es", "2026-11-28T09:00", "su cita del martes 1 de diciembre a las 2:20 pm está cancelada."),
        ("missed", "es", "2026-12-01T16:00", "le esperábamos hoy a las 2:20 pm."),
        ("directions", "es", "2026-12-01T10:00", "cómo llegar hoy a las 2:20 pm: Harbor, 12 Harbor Street. Estac"),
    ],
)
def test_names_the_day_as_people_do_when_it_is_near(name: str, locale: str, now: str, said: str) -> None:
    assert words(name, locale, now).startswith(f"Lantern Street Clinic: {said}")


def test_says_one_o_clock_rightly_when_it_is_in_spanish() -> None:
    assert "a la 1:05 pm" in words("reminder", "es", "2026-11-28T09:00", "2026-12-01T13:05")


def test_says_whose_visit_it_is_when_several_share_a_telephone() -> None:
    assert ": Nora's visit is tomorrow" in words("reminder", "en", "2026-11-30T09:00", given="Nora")
    assert ": la cita de Nora es mañana" in words("reminder", "es", "2026-11-30T09:00", given="Nora")


def test_leaves_a_name_alone_when_nobody_knows_it() -> None:
    occasion = Occasion(CLINIC, HARBOR, at("2026-12-01T14:20"), at("2026-11-28T09:00"))
    assert rendered(Template("{clinic} {secret} {phone}{answers}"), occasion, "en") == (
        "Lantern Street Clinic {secret} +12075550100"
    )


@pytest.mark.parametrize(("name", "locale"), sorted(BUILT_IN))
def test_fits_two_text_messages_when_names_are_usual(name: str, locale: str) -> None:
    longest = words(name, locale, "2026-09-20T09:00", "2026-09-30T12:50", given="Maximiliana")
    assert segments_of(affordable(longest)).count <= 2
