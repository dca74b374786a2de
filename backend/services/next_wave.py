"""Whom to ask about an opening next: in rank, as far as it suits them and they are awake."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from backend.domain.ids import ConversationId
from backend.domain.messaging.records import Conversation
from backend.domain.scheduling.records import Visit
from backend.domain.waitlist.fitting import fitting
from backend.domain.waitlist.records import Candidate, Entry, Opening
from backend.domain.waitlist.waves import together
from backend.services.asking import Asking

LOOK_AGAIN: Final = timedelta(minutes=1)
"""How soon those are asked about a time who just decide about another one."""
SLEEPERS: Final = 50
"""How many who sleep are passed over in one look; the rest is found when those have been asked."""
_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody to be asked: the visit that it would be, and where."""

    candidate: Candidate
    visit: Visit
    place: Conversation


@dataclass(frozen=True, slots=True)
class Wave:
    """Whom to ask now; `later`: when somebody more can be asked, None when nobody is left."""

    chosen: tuple[Chosen, ...]
    later: datetime | None


@dataclass
class _Look:
    """One look at those who wait."""

    asking: Asking
    opening: Opening
    most: int
    chosen: list[Chosen] = field(default_factory=list)
    laters: list[datetime] = field(default_factory=list)
    places: set[ConversationId] = field(default_factory=set)
    sleeping: int = 0

    def is_over(self) -> bool:
        """Whether enough is known."""
        return len(self.chosen) == self.most or self.sleeping == SLEEPERS

    def at(self, candidate: Candidate) -> None:
        """Ask a candidate, or note when they can be asked."""
        asking, freed = self.asking, self.opening.freed
        visit = fitting(asking.directory, freed, candidate, asking.now)
        if visit is None:
            return
        place = None if candidate.occupied else asking.place(candidate)
        if candidate.occupied or (place is not None and place.id in self.places):
            self.laters.append(asking.now + LOOK_AGAIN)  # one question at a time for a person, and on a telephone
            return
        if place is None:
            return
        moment = asking.when(candidate, place, visit.starts_at)
        if moment <= asking.now:
            self.chosen.append(Chosen(candidate, visit, place))
            self.places.add(place.id)
        elif fitting(asking.directory, freed, candidate, moment) is not None:
            self.laters.append(moment)
            self.sleeping += 1


def next_wave(asking: Asking, opening: Opening) -> Wave:
    """Whom to ask about a locked opening now."""
    look = _Look(asking, opening, together(opening.freed.starts_at, asking.now))
    after: Entry | None = None
    while not look.is_over():
        page = asking.transaction.openings.candidates(opening, asking.now, after, _PAGE)
        for candidate in page:
            look.at(candidate)
            if look.is_over():
                break
        if len(page) < _PAGE:
            break
        after = page[-1].entry
    return Wave(tuple(look.chosen), min(look.laters, default=None))
