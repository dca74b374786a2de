"""What closing needs from the store."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from backend.domain.closures.records import (
    Affected,
    Campaign,
    CampaignState,
    NewTime,
    Progress,
    Target,
    TargetState,
    Window,
)
from backend.domain.ids import AppointmentId, CampaignId, TargetId


class Campaigns(Protocol):
    """Closures and the visits they affect, in one transaction."""

    def affected(self, windows: Sequence[Window], now: datetime) -> list[Affected]:
        """Visits that are still to come and fall into the windows, soonest first."""
        ...

    def add(self, campaign: Campaign, windows: Sequence[Window]) -> None:
        """Keep a campaign, and close: from here on nobody can book in its windows."""
        ...

    def find(self, campaign: CampaignId, windows: Sequence[Window], now: datetime) -> int:
        """Take in whatever falls into the windows and is not known yet; how many that were."""
        ...

    def get(self, id_: CampaignId, *, lock: bool = False) -> Campaign:
        """A campaign; raises NotFound."""
        ...

    def in_states(self, states: Collection[CampaignState], limit: int) -> list[Campaign]:
        """Campaigns in these states, the newest first."""
        ...

    def set_state(self, id_: CampaignId, state: CampaignState, at: datetime) -> None:
        """Keep how it stands with one."""
        ...

    def hold(self, id_: CampaignId, at: datetime) -> None:
        """Keep those who are still to be told from being told."""
        ...

    def release(self, id_: CampaignId) -> None:
        """Let them be told again."""
        ...

    def reopen(self, id_: CampaignId) -> int:
        """Open what a campaign closed, and forget whom it did not tell: their visits stand. How many those are."""
        ...

    def lock(self, id_: TargetId) -> Target | None:
        """A target, kept from others until the transaction ends; None when there is none."""
        ...

    def get_target(self, id_: TargetId) -> Target | None:
        """A target; None when there is none."""
        ...

    def told(self, id_: TargetId, offers: Sequence[NewTime], at: datetime) -> None:
        """Keep that its patient is told, and what is offered."""
        ...

    def settle(self, id_: TargetId, state: TargetState, at: datetime, rebooked_as: AppointmentId | None = None) -> None:
        """Keep what became of it."""
        ...

    def open_offers(self, since: datetime) -> list[NewTime]:
        """Times that were offered since a moment to people who have not answered: better not offered to others."""
        ...

    def progress(self, id_: CampaignId) -> Progress:
        """How it stands with all of them."""
        ...

    def targets(self, id_: CampaignId, states: Collection[TargetState], limit: int) -> list[Target]:
        """Targets in these states, the soonest visit first."""
        ...
