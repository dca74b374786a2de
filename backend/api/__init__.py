"""REST API v1: for the dialogue's actions, the sandbox page and integrators, described by what is generated from it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from backend.api import errors
from backend.api.appointments import add_appointments
from backend.api.authentication import guard
from backend.api.closures import add_closures
from backend.api.conversations import add_conversations
from backend.api.directory import add_directory
from backend.api.handoffs import add_handoffs
from backend.api.histories import add_histories
from backend.api.messages import add_messages
from backend.api.operations import Operations, answer
from backend.api.policies import add_policies
from backend.api.preferences import add_preferences
from backend.api.reports import add_reports
from backend.api.templates import add_templates
from backend.api.waitlist import add_waitlist
from backend.api.waitlist_by_text import add_waitlist_by_text
from backend.bootstrap import Frontdesk
from backend.domain.errors import NotFound

PREFIX = "/api/v1"


def blueprint(frontdesk: Frontdesk) -> Blueprint:
    """API v1, closed to whoever does not send the service token; every error is problem+json."""
    operations = Operations("Frontdesk", "1")
    add_directory(operations, frontdesk.read_directory)
    add_appointments(operations, frontdesk)
    add_closures(operations, frontdesk)
    add_conversations(operations, frontdesk)
    add_handoffs(operations, frontdesk.handoffs)
    add_messages(operations, frontdesk)
    add_policies(operations, frontdesk.reminder_policies)
    add_templates(operations, frontdesk.reminder_templates)
    add_preferences(operations, frontdesk.preferences)
    add_histories(operations, frontdesk.histories)
    add_reports(operations, frontdesk.reports_on_reminders)
    add_waitlist(operations, frontdesk)
    add_waitlist_by_text(operations, frontdesk)
    made = Blueprint("api", __name__, url_prefix=PREFIX)
    guard(made, frontdesk.settings.service_token)
    errors.register(made)
    operations.onto(made)
    described = answer(operations.description(PREFIX)).get_data()

    def description() -> Any:
        return described, {"Content-Type": "application/json"}

    def nothing(rest: str) -> Any:  # noqa: ARG001  # the route has it
        raise NotFound("there is nothing at this address")

    made.add_url_rule("/openapi.json", "description", description)
    made.add_url_rule("/<path:rest>", "nothing", nothing, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    return made
