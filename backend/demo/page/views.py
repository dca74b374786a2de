"""The routes of the telephone page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request

from backend.demo.page.calendar import Calendar, day_view

# 555-0100 to 555-0199 are kept for fiction.
FICTIONAL_PHONES = tuple(f"+1617555{line:04d}" for line in range(142, 150))


def page_blueprint(
    calendar: Calendar, *, carrier_url: str, phones: Sequence[str] = FICTIONAL_PHONES, paced: bool = False
) -> Blueprint:
    """The page at ``/sandbox`` and its ``/sandbox/calendar.json?date=``.

    ``carrier_url`` is the carrier as the browser reaches it; ``phones`` are the numbers the page hands out, the
    first one from the start; ``paced``: there is a clock to turn beside it, see ``clock_blueprint``. The routes are
    open to whoever reaches the demo, so production never mounts them.
    """
    page = Blueprint(
        "sandbox_page", __name__, url_prefix="/sandbox", template_folder="templates", static_folder="static"
    )
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(carrier_url))

    @page.get("", strict_slashes=False)
    def show_page() -> Response:
        html = render_template(
            "sandbox.html",
            carrier_url=carrier_url,
            clinic_name=calendar(None).clinic,
            phones=json.dumps(list(phones)),
            clock_url="/sandbox/clock.json" if paced else "",
            day_url="/sandbox/day.json" if paced else "",
        )
        response = Response(html)
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {origin}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    @page.get("/calendar.json")
    def read_day() -> Response:
        asked = request.args.get("date")
        try:
            on = date.fromisoformat(asked) if asked else None
        except ValueError:
            return refused("date", "Give a date like 2026-11-30.")
        response = Response(json.dumps(day_view(calendar(on))), mimetype="application/json")
        response.headers["Cache-Control"] = "no-cache"
        response.add_etag()
        response.make_conditional(request)
        return response

    return page


def refused(field: str, message: str) -> Response:
    """A problem with one field of what was asked."""
    problem = {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "code": "invalid_request",
        "errors": [{"field": field, "message": message}],
    }
    return Response(json.dumps(problem), 400, mimetype="application/problem+json")
