"""What a clinic's policy must not say: checked when it is saved, so that nobody finds out by a patient's complaint."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from backend.domain.errors import InvalidRequest
from backend.domain.messaging.language import LANGUAGES
from backend.domain.reminders.drafts import ANSWERS, places
from backend.domain.reminders.policy import Anchor, Policy, Span, Step
from backend.domain.reminders.templates import Templates

RESERVED: Final = frozenset({"waitlist", "closure"})
"""Kinds of messages that are planned by something else than a policy."""
SHORTEST: Final = timedelta(minutes=15)


def check(policy: Policy, templates: Templates) -> None:
    """Raise InvalidRequest, with the step and its part, for a policy that makes no sense with these words."""
    spans: dict[timedelta, int] = {}
    for number, step in enumerate(policy.steps, 1):
        _check_step(number, step)
        _check_words(number, step, templates)
        if step.anchor is Anchor.START:
            length = _length(step.span)
            if length in spans:
                raise _wrong(
                    number, "span", f"step {spans[length]} is said at that time: make it one message, or move one"
                )
            spans[length] = number


def asked_by(policies: list[Policy], name: str) -> bool:
    """Whether a step of any policy asks with a template's words."""
    return any(step.asks and step.template == name for policy in policies for step in policy.steps)


def used_by(policies: list[Policy], name: str) -> list[str]:
    """The kinds of messages that say a template's words."""
    kinds = {step.kind for policy in policies for step in policy.steps if step.template == name}
    return sorted(kinds | (RESERVED & {name}))


def _check_step(number: int, step: Step) -> None:
    if step.kind in RESERVED:
        raise _wrong(number, "kind", f"{step.kind} is the name of another kind of message: take another name")
    if step.anchor in (Anchor.BOOKED, Anchor.CANCELLED) and step.span != Span():
        raise _wrong(number, "span", "this is said at once: leave the span out")
    if step.anchor is Anchor.START and _length(step.span) < SHORTEST:
        raise _wrong(number, "span", "say it at least 15 minutes before the visit")
    if step.anchor is not Anchor.START:
        for part in ("asks", "unless_confirmed"):
            if getattr(step, part):
                raise _wrong(number, part, "only a message before the visit asks whether the patient comes")


def _check_words(number: int, step: Step, templates: Templates) -> None:
    for language in LANGUAGES:
        words = templates.of(step.template, language)
        if words is None:
            raise _wrong(number, "template", f"there are no words named {step.template}: write them first")
        if step.asks and ANSWERS not in places(words.body):
            raise _wrong(
                number,
                "template",
                f"this step asks, and {step.template} ({language}) does not say how to answer: put {{{ANSWERS}}} there",
            )


def _length(span: Span) -> timedelta:
    return timedelta(days=span.days, minutes=span.minutes)


def _wrong(number: int, part: str, words: str) -> InvalidRequest:
    return InvalidRequest(f"step {number}: {words}", field=f"steps.{number - 1}.{part}")
