"""Closures and the visits they affect, in the database."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from backend.domain.closures.records import (
    Affected,
    Campaign,
    CampaignState,
    Closing,
    NewTime,
    Progress,
    Target,
    TargetState,
    Window,
)
from backend.domain.errors import NotFound
from backend.domain.ids import (
    AppointmentId,
    CampaignId,
    LocationId,
    PatientId,
    PractitionerId,
    ServiceId,
    TargetId,
)
from backend.domain.reminders.plan import Priority, Skip
from backend.domain.scheduling.minutes import DAY

# No visit is longer than a day, see the constraint on slots: that bounds what the index is asked for.
_AFFECTED: Final = """
    SELECT DISTINCT a.id, a.patient_id, a.starts_at
    FROM unnest(CAST(:locations AS int[]), CAST(:practitioners AS int[]), CAST(:starts AS timestamptz[]),
        CAST(:ends AS timestamptz[])) AS w (location, practitioner, starts, ends)
    JOIN appointments a ON a.starts_at > w.starts - interval '1 day' AND a.starts_at < w.ends AND a.ends_at > w.starts
        AND a.location_id = coalesce(w.location, a.location_id)
        AND a.practitioner_id = coalesce(w.practitioner, a.practitioner_id)
    WHERE a.status IN ('pending', 'booked') AND a.starts_at > :now
"""
_LIST_AFFECTED: Final = text(_AFFECTED + " ORDER BY a.starts_at, a.id")
# What is to be told is planned with it: a planned message of the least priority, the soonest visit first.
_FIND: Final = text(f"""
    WITH affected AS ({_AFFECTED}), planned AS (
        INSERT INTO notifications (id, kind, anchor, appointment_id, revision, patient_id, conversation_id, due_at,
            priority, state, planned_at)
        SELECT gen_random_uuid(), 'closure', 'closed', v.id, v.time_revision, v.patient_id, v.conversation_id,
            CAST(:now AS timestamptz) - row_number() OVER (ORDER BY v.starts_at DESC, v.id) * interval '1 microsecond',
            :priority, 'planned', :now
        FROM affected JOIN appointments v ON v.id = affected.id
        ON CONFLICT (appointment_id, kind, revision) DO NOTHING
        RETURNING id, appointment_id
    )
    INSERT INTO campaign_targets (id, campaign_id, appointment_id, patient_id, starts_at, state, changed_at)
    SELECT planned.id, :campaign, affected.id, affected.patient_id, affected.starts_at, 'found', :now
    FROM planned JOIN affected ON affected.id = planned.appointment_id
""")
_ADD: Final = text("""
    INSERT INTO campaigns (id, name, location_id, practitioner_id, days, times, state, created_by, created_at,
        changed_at)
    VALUES (:id, :name, :location, :practitioner, CAST(:days AS jsonb), CAST(:times AS jsonb), :state, :by, :at, :at)
""")
_CLOSE: Final = text("""
    INSERT INTO closures (location_id, on_date, starts, ends, name, campaign_id)
    SELECT :location, on_date, CAST(:starts AS time), CAST(:ends AS time), :name, :campaign
    FROM unnest(CAST(:days AS date[])) AS on_date
""")
_TAKE_OFF: Final = text("""
    INSERT INTO time_off (practitioner_id, during, campaign_id)
    SELECT :practitioner, tstzrange(starts, ends), :campaign
    FROM unnest(CAST(:starts AS timestamptz[]), CAST(:ends AS timestamptz[])) AS t (starts, ends)
""")
_CAMPAIGN: Final = "SELECT * FROM campaigns"
_GET: Final = text(_CAMPAIGN + " WHERE id = :id")
_LOCK_CAMPAIGN: Final = text(_CAMPAIGN + " WHERE id = :id FOR UPDATE")
_LIST: Final = text(_CAMPAIGN + " WHERE state = ANY(:states) ORDER BY created_at DESC, id DESC LIMIT :limit")
_SET_STATE: Final = text("UPDATE campaigns SET state = :state, changed_at = :at WHERE id = :id")
_HOLD: Final = text("""
    UPDATE notifications n SET state = 'skipped', reason = :reason, settled_at = :at FROM campaign_targets t
    WHERE t.campaign_id = :id AND t.state = 'found' AND n.id = t.id AND n.state = 'planned'
""")
_RELEASE: Final = text("""
    UPDATE notifications n SET state = 'planned', reason = NULL, settled_at = NULL FROM campaign_targets t
    WHERE t.campaign_id = :id AND t.state = 'found' AND n.id = t.id AND n.state = 'skipped' AND n.reason = :reason
""")
_OPEN_DAYS: Final = text("DELETE FROM closures WHERE campaign_id = :id")
_OPEN_HOURS: Final = text("DELETE FROM time_off WHERE campaign_id = :id")
# Whoever is being told at this moment is waited for, and was told then.
_FORGET: Final = text("""
    WITH unsaid AS (
        DELETE FROM notifications n USING campaign_targets t
        WHERE t.campaign_id = :id AND t.state = 'found' AND n.id = t.id AND n.message_id IS NULL
        RETURNING n.id
    )
    DELETE FROM campaign_targets WHERE id IN (SELECT id FROM unsaid)
""")
# What the message could not be said for is what became of a visit that nobody was told of.
_STATE: Final = f"""
    CASE WHEN t.state <> 'found' OR n.state <> 'skipped' OR n.reason = '{Skip.STOPPED}' THEN t.state
        WHEN n.reason IN ('{Skip.OPTED_OUT}', '{Skip.NO_ADDRESS}') THEN 'unreachable' ELSE 'settled' END
"""
_UNDELIVERED: Final = "t.state = 'told' AND d.state IN ('failed', 'undelivered', 'canceled', 'unknown') IS TRUE"
_JOINED: Final = """
    FROM campaign_targets t JOIN notifications n ON n.id = t.id LEFT JOIN deliveries d ON d.message_id = n.message_id
"""
_TARGET: Final = f"""
    SELECT t.id, t.campaign_id, t.appointment_id, t.patient_id, {_STATE} AS state, t.offers, t.rebooked_as,
        t.changed_at, t.starts_at, {_UNDELIVERED} AS undelivered {_JOINED}
"""
_GET_TARGET: Final = text(_TARGET + " WHERE t.id = :id")
_LOCK: Final = text(_TARGET + " WHERE t.id = :id FOR UPDATE OF t")
_TARGETS: Final = text(
    f"SELECT * FROM ({_TARGET} WHERE t.campaign_id = :id) found WHERE state = ANY(:states)"
    " ORDER BY starts_at, id LIMIT :limit"
)
_TOLD: Final = text("""
    UPDATE campaign_targets SET state = 'told', offers = CAST(:offers AS jsonb), changed_at = :at WHERE id = :id
""")
_SETTLE: Final = text("""
    UPDATE campaign_targets SET state = :state, rebooked_as = :rebooked_as, changed_at = :at WHERE id = :id
""")
_OPEN_OFFERS: Final = text("SELECT offers FROM campaign_targets WHERE state = 'told' AND changed_at > :since")
_PROGRESS: Final = text(f"""
    SELECT count(*) AS affected, count(*) FILTER (WHERE state = 'found') AS waiting,
        count(*) FILTER (WHERE state = 'told') AS told, count(*) FILTER (WHERE state = 'rebooked') AS rebooked,
        count(*) FILTER (WHERE state = 'declined') AS declined,
        count(*) FILTER (WHERE state = 'unreachable') AS unreachable,
        count(*) FILTER (WHERE state = 'settled') AS settled, count(*) FILTER (WHERE undelivered) AS undelivered
    FROM (SELECT {_STATE} AS state, {_UNDELIVERED} AS undelivered {_JOINED} WHERE t.campaign_id = :id) found
""")


class CampaignRepository:
    """Implements domain.closures.ports.Campaigns on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def affected(self, windows: Sequence[Window], now: datetime) -> list[Affected]:
        """Visits that are still to come and fall into the windows, soonest first."""
        rows = self._connection.execute(_LIST_AFFECTED, _windows(windows) | {"now": now})
        return [Affected(AppointmentId(row.id), PatientId(row.patient_id), row.starts_at) for row in rows]

    def add(self, campaign: Campaign, windows: Sequence[Window]) -> None:
        """Keep a campaign, and close: from here on nobody can book in its windows."""
        closing = campaign.closing
        values = {
            "id": campaign.id,
            "name": closing.name,
            "location": closing.location,
            "practitioner": closing.practitioner,
            "days": json.dumps([day.isoformat() for day in closing.days]),
            "times": closing.times and json.dumps(closing.times),
            "state": campaign.state,
            "by": campaign.created_by,
            "at": campaign.created_at,
        }
        self._connection.execute(_ADD, values)
        if closing.practitioner is None:
            starts, ends = closing.times or (None, None)
            self._connection.execute(
                _CLOSE,
                {
                    "campaign": campaign.id,
                    "location": closing.location,
                    "name": closing.name,
                    "starts": _wall(starts),
                    "ends": _wall(ends),
                    "days": list(closing.days),
                },
            )
        else:
            spans = {"starts": [one.start for one in windows], "ends": [one.end for one in windows]}
            values = {"campaign": campaign.id, "practitioner": closing.practitioner, **spans}
            self._connection.execute(_TAKE_OFF, values)

    def find(self, campaign: CampaignId, windows: Sequence[Window], now: datetime) -> int:
        """Take in whatever falls into the windows and is not known yet; how many that were."""
        values = _windows(windows) | {"campaign": campaign, "now": now, "priority": int(Priority.BULK)}
        return self._connection.execute(_FIND, values).rowcount

    def get(self, id_: CampaignId, *, lock: bool = False) -> Campaign:
        """A campaign; raises NotFound."""
        row = self._connection.execute(_LOCK_CAMPAIGN if lock else _GET, {"id": id_}).one_or_none()
        if row is None:
            raise NotFound("no such closure")
        return _campaign(row)

    def in_states(self, states: Collection[CampaignState], limit: int) -> list[Campaign]:
        """Campaigns in these states, the newest first."""
        values = {"states": [str(state) for state in states], "limit": limit}
        return [_campaign(row) for row in self._connection.execute(_LIST, values)]

    def set_state(self, id_: CampaignId, state: CampaignState, at: datetime) -> None:
        """Keep how it stands with one."""
        self._connection.execute(_SET_STATE, {"id": id_, "state": state, "at": at})

    def hold(self, id_: CampaignId, at: datetime) -> None:
        """Keep those who are still to be told from being told."""
        self._connection.execute(_HOLD, {"id": id_, "reason": Skip.STOPPED, "at": at})

    def release(self, id_: CampaignId) -> None:
        """Let them be told again."""
        self._connection.execute(_RELEASE, {"id": id_, "reason": Skip.STOPPED})

    def reopen(self, id_: CampaignId) -> int:
        """Open what a campaign closed, and forget whom it did not tell: their visits stand. How many those are."""
        for statement in (_OPEN_DAYS, _OPEN_HOURS):
            self._connection.execute(statement, {"id": id_})
        return self._connection.execute(_FORGET, {"id": id_}).rowcount

    def lock(self, id_: TargetId) -> Target | None:
        """A target, kept from others until the transaction ends; None when there is none."""
        row = self._connection.execute(_LOCK, {"id": id_}).one_or_none()
        return None if row is None else _target(row)

    def get_target(self, id_: TargetId) -> Target | None:
        """A target; None when there is none."""
        row = self._connection.execute(_GET_TARGET, {"id": id_}).one_or_none()
        return None if row is None else _target(row)

    def told(self, id_: TargetId, offers: Sequence[NewTime], at: datetime) -> None:
        """Keep that its patient is told, and what is offered."""
        self._connection.execute(_TOLD, {"id": id_, "offers": _written(offers), "at": at})

    def settle(self, id_: TargetId, state: TargetState, at: datetime, rebooked_as: AppointmentId | None = None) -> None:
        """Keep what became of it."""
        self._connection.execute(_SETTLE, {"id": id_, "state": state, "rebooked_as": rebooked_as, "at": at})

    def open_offers(self, since: datetime) -> list[NewTime]:
        """Times that were offered since a moment to people who have not answered: better not offered to others."""
        rows = self._connection.execute(_OPEN_OFFERS, {"since": since}).scalars()
        return [_read(offer) for offers in rows for offer in offers or ()]

    def progress(self, id_: CampaignId) -> Progress:
        """How it stands with all of them."""
        return Progress(**self._connection.execute(_PROGRESS, {"id": id_}).mappings().one())

    def targets(self, id_: CampaignId, states: Collection[TargetState], limit: int) -> list[Target]:
        """Targets in these states, the soonest visit first."""
        values = {"id": id_, "states": [str(state) for state in states], "limit": limit}
        return [_target(row) for row in self._connection.execute(_TARGETS, values)]


def _windows(windows: Sequence[Window]) -> dict[str, object]:
    return {
        "locations": [one.location for one in windows],
        "practitioners": [one.practitioner for one in windows],
        "starts": [one.start for one in windows],
        "ends": [one.end for one in windows],
    }


def _campaign(row: Row[Any]) -> Campaign:
    closing = Closing(
        name=row.name,
        days=tuple(date.fromisoformat(day) for day in row.days),
        times=(row.times[0], row.times[1]) if row.times else None,
        location=None if row.location_id is None else LocationId(row.location_id),
        practitioner=None if row.practitioner_id is None else PractitionerId(row.practitioner_id),
    )
    state = CampaignState(row.state)
    return Campaign(CampaignId(row.id), closing, state, row.created_by, row.created_at, row.changed_at)


def _target(row: Row[Any]) -> Target:
    return Target(
        id=TargetId(row.id),
        campaign=CampaignId(row.campaign_id),
        appointment=AppointmentId(row.appointment_id),
        patient=PatientId(row.patient_id),
        state=TargetState(row.state),
        offers=tuple(_read(offer) for offer in row.offers or ()),
        rebooked_as=None if row.rebooked_as is None else AppointmentId(row.rebooked_as),
        changed_at=row.changed_at,
        undelivered=row.undelivered,
    )


def _written(offers: Sequence[NewTime]) -> str:
    return json.dumps([[one.service, one.practitioner, one.location, one.starts_at.isoformat()] for one in offers])


def _read(written: list[Any]) -> NewTime:
    service, practitioner, location, starts_at = written
    return NewTime(
        ServiceId(service), PractitionerId(practitioner), LocationId(location), datetime.fromisoformat(starts_at)
    )


def _wall(minutes: int | None) -> str | None:
    """A time of the day; the day's last minute stands for midnight, as everywhere in the configuration."""
    if minutes is None:
        return None
    minutes = min(minutes, DAY - 1)
    return f"{minutes // 60:02}:{minutes % 60:02}"
