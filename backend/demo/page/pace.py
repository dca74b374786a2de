"""The routes of the demo's clock and of a day to watch: what it shows, how fast it goes, turning it, playing."""

from __future__ import annotations

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from backend.demo.day import DemoDay
from backend.demo.pace import DemoClock, Pace
from backend.demo.page.views import refused
from backend.domain.errors import InvalidRequest, NotFound
from backend.services.patients import ReadDirectory


def clock_blueprint(demo_clock: DemoClock, directory: ReadDirectory) -> Blueprint:
    """``GET /sandbox/clock.json`` and ``POST`` of ``{"speed": 300}`` or ``{"forward": 3600}`` (seconds) to it.

    Like the page itself it is open to whoever reaches the demo, and never mounted in production. Only a page of our
    own may turn it: a browser sends JSON to another site only when that site allows it, and this one does not.
    """
    routes = Blueprint("sandbox_clock", __name__, url_prefix="/sandbox/clock.json")

    def shown(pace: Pace) -> Response:
        zone = ZoneInfo(directory().clinic.zone)
        told = {
            "now": pace.now.astimezone(zone).isoformat(timespec="seconds"),
            "speed": pace.speed,
            "to": pace.to,
            "turns_in": round(pace.turns_in, 3),
        }
        response = Response(json.dumps(told), mimetype="application/json")
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.get("")
    def read_clock() -> Response:
        return shown(demo_clock.pace())

    @routes.post("")
    def turn_clock() -> Response:
        asked = request.get_json(silent=True) if request.is_json else None
        if not isinstance(asked, dict) or not asked or not asked.keys() <= {"speed", "forward"}:
            return refused("speed", 'Send JSON like {"speed": 300} or {"forward": 3600}.')
        if any(isinstance(value, bool) or not isinstance(value, int | float) for value in asked.values()):
            return refused("speed", "Send numbers.")
        forward = asked.get("forward")
        try:
            by = None if forward is None else timedelta(seconds=forward)
            return shown(demo_clock.turn(speed=asked.get("speed"), forward=by))
        except (InvalidRequest, OverflowError, ValueError) as error:
            return refused(getattr(error, "field", None) or "forward", str(error))

    return routes


def day_blueprint(day: DemoDay) -> Blueprint:
    """``POST /sandbox/day.json`` of ``{}``: prepare a day to watch; who is in it, and what they answer to what."""
    routes = Blueprint("sandbox_day", __name__, url_prefix="/sandbox/day.json")

    @routes.post("")
    def prepare_day() -> Response:
        if not request.is_json:
            return refused("body", "Send JSON.")
        try:
            directory, played = day.prepare()
        except NotFound as error:
            return refused("day", str(error))
        wall = ZoneInfo(directory.clinic.zone)
        told = [
            {
                "number": one.part.phone,
                "name": one.part.name.given,
                "visit": one.starts_at.astimezone(wall).isoformat(timespec="minutes") if one.starts_at else None,
                "answers": one.part.answers,
            }
            for one in played
        ]
        return Response(json.dumps({"people": told}), mimetype="application/json")

    return routes
