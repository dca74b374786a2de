"""The page of the demo clinic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from itertools import groupby
from typing import Any, Final

from flask import Blueprint, Response, render_template, request

from backend.domain.scheduling.clinic import Directory, Location, OpeningHours, Service

LANGUAGES: Final = ("en", "es")
DAYS: Final = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the widget needs of a site is script-src and connect-src: nothing inline, nobody else."""


def site_blueprint(read_directory: Callable[[], Directory]) -> Blueprint:
    """The page at ``/``, in English or Spanish (``?lang=es``), made from the clinic's configuration."""
    site = Blueprint(
        "clinic_site", __name__, template_folder="templates", static_folder="static", static_url_path="/site"
    )

    @site.get("/")
    def show_page() -> Response:
        wanted = request.args.get("lang") or request.accept_languages.best_match(LANGUAGES)
        language = wanted if wanted in LANGUAGES else LANGUAGES[0]
        directory = read_directory()
        html = render_template(
            "clinic.html",
            language=language,
            clinic=directory.clinic,
            services=[_service(service, language) for service in directory.services if service.active],
            locations=[_location(place, language) for place in directory.locations],
        )
        response = Response(html)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Cache-Control"] = "no-cache"
        response.vary.add("Accept-Language")
        return response

    return site


def _service(service: Service, language: str) -> dict[str, Any]:
    name = service.translations.get(language, {}).get("name", service.name)
    return {"name": name, "minutes": service.duration}


def _location(place: Location, language: str) -> dict[str, Any]:
    directions = place.translations.get(language, {}).get("directions", place.directions)
    return {
        "name": place.name,
        "address": place.address,
        "phone": place.phone,
        "directions": directions,
        "hours": _hours(place.hours, language),
    }


def _hours(hours: tuple[OpeningHours, ...], language: str) -> list[tuple[str, str]]:
    """Weekdays in a row with the same hours as one line, such as ("Mon to Fri", "8:00 AM to 6:00 PM")."""
    by_day: list[tuple[int, tuple[tuple[int, int], ...]]] = [
        (day, tuple((one.opens, one.closes) for one in found))
        for day, found in groupby(sorted(hours, key=lambda one: (one.weekday, one.opens)), lambda one: one.weekday)
    ]
    lines = []
    names = DAYS[language]
    to = " to " if language == "en" else " a "
    for _, run in groupby(enumerate(by_day), lambda numbered: (numbered[1][0] - numbered[0], numbered[1][1])):
        days = [day for _, (day, _) in run]
        times = dict(by_day)[days[0]]
        label = names[days[0]] if len(days) == 1 else f"{names[days[0]]}{to}{names[days[-1]]}"
        lines.append(
            (label, ", ".join(f"{_clock(start, language)}{to}{_clock(end, language)}" for start, end in times))
        )
    return lines


def _clock(minutes: int, language: str) -> str:
    at = time(minutes // 60 % 24, minutes % 60)
    if language == "es":
        return f"{at:%H:%M}"
    return f"{(at.hour + 11) % 12 + 1}:{at:%M} {at:%p}"
