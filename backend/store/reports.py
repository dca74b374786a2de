"""Counts for reports: grouped in the database, so that no row of a patient's leaves it."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, text

from backend.domain.reminders.reports import Asked, By, MessageCount, OpeningCount, VisitCount

_DAYS: Final = """
    days AS (
        SELECT CAST(:start AS date)::timestamp AT TIME ZONE :zone AS first,
            CAST(:end AS date)::timestamp AT TIME ZONE :zone AS last
    )
"""
_SCOPE: Final = """
    (CAST(:service AS int) IS NULL OR v.service_id = :service)
        AND (CAST(:location AS int) IS NULL OR v.location_id = :location)
"""
_WEEK: Final = "to_char(date_trunc('week', {moment} AT TIME ZONE :zone), 'YYYY-MM-DD')"
_SERVICE: Final = "(SELECT slug FROM services WHERE id = v.service_id)"
# What is settled and what is planned are read by an index each; what is due in years to come is not looked at.
_MESSAGES: Final = f"""
    WITH {_DAYS}, due AS (
        SELECT n.* FROM days, notifications n
        WHERE n.state <> 'planned' AND n.due_at >= days.first AND n.due_at < days.last
        UNION ALL
        SELECT n.* FROM days, notifications n
        WHERE n.state = 'planned' AND n.priority IN (0, 1, 2) AND n.due_at >= days.first AND n.due_at < days.last
    )
    SELECT {{group}} AS "group", n.state AS plan, CASE WHEN n.state = 'skipped' THEN n.reason END AS reason,
        d.state AS delivery, q.message_id IS NOT NULL AS asked, q.answer, count(*) AS number
    FROM due n JOIN appointments v ON v.id = n.appointment_id
        LEFT JOIN deliveries d ON d.message_id = n.message_id
        LEFT JOIN questions q ON q.message_id = n.message_id
        LEFT JOIN addresses a ON a.id = d.address_id
    WHERE {_SCOPE}
    GROUP BY 1, 2, 3, 4, 5, 6
"""
# The channel of a visit is that of its last reminder.
_VISIT_CHANNEL: Final = """
    coalesce((
        SELECT a.channel FROM notifications n JOIN deliveries d ON d.message_id = n.message_id
            JOIN addresses a ON a.id = d.address_id
        WHERE n.appointment_id = v.id AND n.anchor = 'start' AND n.state = 'said'
        ORDER BY n.due_at DESC LIMIT 1
    ), 'none')
"""
_VISITS: Final = f"""
    WITH {_DAYS}
    SELECT {{group}} AS "group", v.status, v.attendance IS NOT NULL AND v.attendance <> 'declined' AS promised,
        count(*) AS number
    FROM days, appointments v
    WHERE v.starts_at >= days.first AND v.starts_at < days.last AND {_SCOPE}
    GROUP BY 1, 2, 3
"""
# The channel of a time that became free is that on which it was taken. A rest of one counts if filled.
_OPENING_CHANNEL: Final = """
    coalesce((
        SELECT a.channel FROM waitlist_offers f JOIN deliveries d ON d.message_id = f.message_id
            JOIN addresses a ON a.id = d.address_id
        WHERE f.opening_id = v.id AND f.state = 'accepted' LIMIT 1
    ), 'none')
"""
_OPENINGS: Final = f"""
    WITH {_DAYS}
    SELECT {{group}} AS "group", v.state = 'filled' AS filled, count(*) AS number
    FROM days, openings v
    WHERE lower(v.during) >= days.first - interval '1 day' AND lower(v.during) < days.last
        AND lower(v.visit) >= days.first AND lower(v.visit) < days.last
        AND (v.source <> 'rest' OR v.state = 'filled') AND {_SCOPE}
    GROUP BY 1, 2
"""
_MESSAGE_GROUPS: Final = {
    By.WEEK: _WEEK.format(moment="n.due_at"),
    By.CHANNEL: "coalesce(a.channel, 'none')",
    By.SERVICE: _SERVICE,
    By.KIND: "n.kind",
}
_VISIT_GROUPS: Final = {By.WEEK: _WEEK.format(moment="v.starts_at"), By.CHANNEL: _VISIT_CHANNEL, By.SERVICE: _SERVICE}
_OPENING_GROUPS: Final = {
    By.WEEK: _WEEK.format(moment="lower(v.visit)"),
    By.CHANNEL: _OPENING_CHANNEL,
    By.SERVICE: _SERVICE,
}


class ReportRepository:
    """Implements domain.reminders.keeping.Figures on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def messages(self, asked: Asked) -> list[MessageCount]:
        """Planned messages by the days they are due."""
        rows = self._connection.execute(text(_MESSAGES.format(group=_MESSAGE_GROUPS[asked.by])), _values(asked))
        return [
            MessageCount(row.group, row.plan, row.reason, row.delivery, row.asked, row.answer, row.number)
            for row in rows
        ]

    def visits(self, asked: Asked) -> list[VisitCount]:
        """Visits by the days they begin; none by kind, since a visit has messages of several."""
        group = _VISIT_GROUPS.get(asked.by)
        if group is None:
            return []
        rows = self._connection.execute(text(_VISITS.format(group=group)), _values(asked))
        return [VisitCount(row.group, row.status, row.number, row.promised) for row in rows]

    def openings(self, asked: Asked) -> list[OpeningCount]:
        """Times that became free, by the days they begin; none by kind."""
        group = _OPENING_GROUPS.get(asked.by)
        if group is None:
            return []
        rows = self._connection.execute(text(_OPENINGS.format(group=group)), _values(asked))
        return [OpeningCount(row.group, row.filled, row.number) for row in rows]


def _values(asked: Asked) -> dict[str, Any]:
    return {
        "start": asked.start,
        "end": asked.end,
        "zone": asked.zone,
        "service": asked.service,
        "location": asked.location,
    }
