"""Which messages belong to a visit, and when each is due: a clinic's policy for its services and places.

A step before the visit counts whole days by the wall clock of the place ("1d": the day before at the same hour,
whatever clocks do in the night between) and hours and minutes by the clock that never changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from backend.domain.errors import InvalidRequest
from backend.domain.ids import LocationId, ServiceId
from backend.domain.scheduling.zones import at_local

LONGEST: Final = timedelta(days=60)
MOST_STEPS: Final = 12
_SPAN: Final = re.compile(r"(\d{1,4})([dhm])")
_KIND: Final = re.compile(r"[a-z][a-z0-9-]{1,39}")
_FLAGS: Final = ("asks", "unless_confirmed", "at_risk")


class Anchor(StrEnum):
    """What a message is about, and so what has to be true when it is sent."""

    BOOKED = "booked"
    """The visit was booked or moved: said at once, as long as it stands."""
    START = "start"
    """The visit comes: said before it, as long as it stands."""
    CANCELLED = "cancelled"
    """The visit was called off: said at once."""
    NOSHOW = "noshow"
    """The patient was missed: said some time after that was noted."""


@dataclass(frozen=True, slots=True)
class Span:
    """A distance in time: whole days by the wall clock, or minutes by the clock that never changes."""

    days: int = 0
    minutes: int = 0

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read "3d", "24h" or "90m", up to 60 days; raises InvalidRequest."""
        match = _SPAN.fullmatch(text)
        if match is None:
            raise InvalidRequest('write a distance in time like "3d", "24h" or "90m"', field="span")
        number, unit = int(match[1]), match[2]
        span = cls(days=number) if unit == "d" else cls(minutes=number * (60 if unit == "h" else 1))
        if timedelta(days=span.days, minutes=span.minutes) > LONGEST:
            raise InvalidRequest("60 days is the longest distance in time", field="span")
        return span

    def __str__(self) -> str:
        if self.days:
            return f"{self.days}d"
        return f"{self.minutes // 60}h" if self.minutes % 60 == 0 else f"{self.minutes}m"

    def before(self, moment: datetime, zone: str) -> datetime:
        """The moment (aware) that lies so long before another, by the wall clock of an IANA zone."""
        if self.days:
            wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(days=self.days)
            return at_local(zone, wall)
        return moment - timedelta(minutes=self.minutes)

    def after(self, moment: datetime) -> datetime:
        """The moment so long after another."""
        return moment + timedelta(days=self.days, minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Step:
    """One message of a visit. `kind` is its name within the policy, `template` that of its words.

    `asks`: it asks whether the patient comes. `unless_confirmed`: not said to somebody who has already said so.
    `at_risk`: only said to patients who have missed visits.
    """

    kind: str
    template: str
    anchor: Anchor
    span: Span = Span()
    asks: bool = False
    unless_confirmed: bool = False
    at_risk: bool = False

    @classmethod
    def of(cls, told: Mapping[str, object]) -> Step:
        """Read one as it is written in the API; raises InvalidRequest."""
        for name in told.keys() - {one.name for one in fields(cls)}:
            raise InvalidRequest("a step has nothing of that name", field=name)
        kind, template = str(told.get("kind", "")), str(told.get("template", ""))
        for name, value in (("kind", kind), ("template", template)):
            if _KIND.fullmatch(value) is None:
                raise InvalidRequest("write 2 to 40 small letters, digits and hyphens", field=name)
        try:
            anchor = Anchor(str(told.get("anchor", "")))
        except ValueError:
            raise InvalidRequest(f"write one of {', '.join(Anchor)}", field="anchor") from None
        span = Span.parse(str(told["span"])) if told.get("span") else Span()
        if anchor is Anchor.START and span == Span():
            raise InvalidRequest("say how long before the visit", field="span")
        for name in _FLAGS:
            if told.get(name) not in (None, True, False):
                raise InvalidRequest("write true or false", field=name)
        flags = {name: told.get(name) is True for name in _FLAGS}
        return cls(kind, template, anchor, span, **flags)

    def told(self) -> dict[str, object]:
        """The step as it is written in the API."""
        return {
            "kind": self.kind,
            "template": self.template,
            "anchor": str(self.anchor),
            "span": None if self.span == Span() else str(self.span),
            "asks": self.asks,
            "unless_confirmed": self.unless_confirmed,
            "at_risk": self.at_risk,
        }


@dataclass(frozen=True, slots=True)
class Policy:
    """The messages of a visit.

    `no_show_after`: so many minutes after its end, whoever was not seen to come was missed; None: staff say so.
    """

    steps: tuple[Step, ...]
    no_show_after: int | None = None

    @classmethod
    def of(cls, steps: Sequence[Mapping[str, object]], no_show_after: int | None = None) -> Policy:
        """Read one as it is written in the API; raises InvalidRequest that names the step and its part."""
        if len(steps) > MOST_STEPS:
            raise InvalidRequest(f"a visit has at most {MOST_STEPS} messages", field="steps")
        read = tuple(_read(number, step) for number, step in enumerate(steps, 1))
        if len({step.kind for step in read}) != len(read):
            raise InvalidRequest("each step needs a kind of its own", field="kind")
        if no_show_after is not None and not 0 <= no_show_after <= 7 * 24 * 60:
            raise InvalidRequest("write up to a week, in minutes", field="no_show_after")
        return cls(read, no_show_after)

    def step(self, kind: str) -> Step | None:
        """The step of that kind; None when the policy has none (any more)."""
        return next((step for step in self.steps if step.kind == kind), None)


def _read(number: int, told: Mapping[str, object]) -> Step:
    """A step of a policy; what is wrong with it is told with its number, counted from 1, and as a field from 0."""
    try:
        return Step.of(told)
    except InvalidRequest as error:
        raise InvalidRequest(f"step {number}: {error.message}", field=f"steps.{number - 1}.{error.field}") from None


USUAL: Final = Policy(
    (
        Step("confirmation", "confirmation", Anchor.BOOKED),
        Step("cancelled", "cancelled", Anchor.CANCELLED),
        Step("reminder-3d", "reminder", Anchor.START, Span(days=3), asks=True, unless_confirmed=True),
        Step("reminder-1d", "reminder", Anchor.START, Span(days=1), asks=True, unless_confirmed=True),
        Step("reminder-2h", "soon", Anchor.START, Span(minutes=120)),
        Step("missed", "missed", Anchor.NOSHOW, Span(minutes=60)),
    )
)
"""What holds where the clinic has said nothing else: at once, three days, one day and two hours before."""

type Scope = tuple[ServiceId | None, LocationId | None]
"""For which service and place a policy is; None: for all of them."""


@dataclass(frozen=True, slots=True)
class Policies:
    """The clinic's policies by scope."""

    by_scope: Mapping[Scope, Policy] = field(default_factory=dict)

    def of(self, service: ServiceId, location: LocationId) -> Policy:
        """The policy that fits a visit best: service and place, service, place, the clinic's, the usual one."""
        scope = self.scope_of(service, location)
        return USUAL if scope is None else self.by_scope[scope]

    def scope_of(self, service: ServiceId | None, location: LocationId | None) -> Scope | None:
        """For what the policy is that fits best; None: for nothing of the clinic's, it is the usual one."""
        scopes: tuple[Scope, ...] = ((service, location), (service, None), (None, location), (None, None))
        return next((scope for scope in scopes if scope in self.by_scope), None)
