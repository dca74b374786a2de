"""When patients are reminded: the clinic's policies for its services and places."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, StringConstraints

from backend.api.operations import Operations
from backend.api.requests import Request, Slug
from backend.domain.reminders.policy import MOST_STEPS, Anchor
from backend.services.policies import For, ReminderPolicies, Shown

type Json = dict[str, Any]
type Staff = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
type Kind = Annotated[str, StringConstraints(max_length=64)]

SERVICE: Final = "service"
"""Who changed it, when the caller does not say."""


class ScopeQuery(Request):
    """For which service and place; without one, for all of them."""

    service: Slug | None = None
    location: Slug | None = None


class StepRequest(Request):
    """A message of a visit; `span` is "3d", "24h" or "90m" before it (after it, when the patient was missed)."""

    kind: Kind
    template: Kind
    anchor: Literal["booked", "start", "cancelled", "noshow"]
    span: Annotated[str, StringConstraints(max_length=8)] | None = None
    asks: bool = False
    unless_confirmed: bool = False
    at_risk: bool = False


class PolicyRequest(ScopeQuery):
    """A policy; `no_show_after`: so many minutes after its end, whoever was not seen to come was missed."""

    steps: Annotated[list[StepRequest], Field(max_length=MOST_STEPS)]
    no_show_after: int | None = Field(None, ge=0, le=7 * 24 * 60)
    staff: Staff | None = None


class StepAnswer(BaseModel):
    """A message of a visit."""

    kind: str
    template: str
    anchor: Anchor
    span: str | None
    asks: bool
    unless_confirmed: bool
    at_risk: bool


class PolicyAnswer(BaseModel):
    """A policy, and for what it is; `usual`: the clinic said nothing, this is what the product brings along."""

    service: str | None
    location: str | None
    usual: bool
    steps: list[StepAnswer]
    no_show_after: int | None
    changed_by: str | None
    changed_at: datetime | None


class PoliciesAnswer(BaseModel):
    """The usual policy, then the clinic's, the widest first."""

    items: list[PolicyAnswer]


def add_policies(operations: Operations, policies: ReminderPolicies) -> None:
    """Add the operations on policies."""

    def reminder_policies() -> Json:
        """All policies, as they are kept."""
        return {"items": [policy_json(one) for one in policies.all()]}

    def effective_policy(query: ScopeQuery) -> Json:
        """The policy by which a visit is planned."""
        return policy_json(policies.effective(For(query.service, query.location)))

    def save_policy(body: PolicyRequest) -> Json:
        """Keep a policy instead of the former one; upcoming visits follow it."""
        steps = [step.model_dump() for step in body.steps]
        whom = For(body.service, body.location)
        return policy_json(policies.save(whom, steps, body.no_show_after, by=body.staff or SERVICE))

    def remove_policy(query: ScopeQuery) -> Json:
        """Forget a policy; the answer is what holds instead."""
        return policy_json(policies.remove(For(query.service, query.location)))

    operations.add("GET /reminder-policies", reminder_policies, PoliciesAnswer)
    operations.add("GET /reminder-policies/effective", effective_policy, PolicyAnswer, query=ScopeQuery)
    operations.add("PUT /reminder-policies", save_policy, PolicyAnswer, body=PolicyRequest)
    operations.add("DELETE /reminder-policies", remove_policy, PolicyAnswer, query=ScopeQuery, status=HTTPStatus.OK)


def policy_json(shown: Shown) -> Json:
    """A policy as JSON."""
    service, location = shown.scope or (None, None)
    kept = shown.kept
    return {
        "service": None if service is None else shown.directory.service_of[service].slug,
        "location": None if location is None else shown.directory.location_of[location].slug,
        "usual": kept is None,
        "steps": [step.told() for step in shown.policy.steps],
        "no_show_after": shown.policy.no_show_after,
        "changed_by": kept.changed_by if kept else None,
        "changed_at": kept.changed_at.isoformat() if kept else None,
    }
