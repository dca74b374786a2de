"""The clinic's policies and words for reminders, in the database."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from backend.domain.errors import Contended
from backend.domain.ids import LocationId, ServiceId
from backend.domain.reminders.keeping import KeptPolicy, KeptWords
from backend.domain.reminders.policy import Policy, Scope
from backend.domain.reminders.templates import Template

# Whoever changes either reads both first; the row they wait at is the one that their change would touch anyway.
_LOCK: Final = text("SELECT FROM clinic FOR NO KEY UPDATE")
_ALL: Final = text("""
    SELECT service_id, location_id, steps, no_show_after, changed_by, changed_at FROM reminder_policies
    ORDER BY (service_id IS NOT NULL)::int + (location_id IS NOT NULL)::int, service_id, location_id
""")
_PUT: Final = text("""
    INSERT INTO reminder_policies (service_id, location_id, steps, no_show_after, changed_by, changed_at)
    VALUES (:service, :location, CAST(:steps AS jsonb), :no_show_after, :by, :at)
    ON CONFLICT (service_id, location_id) DO UPDATE SET steps = excluded.steps,
        no_show_after = excluded.no_show_after, changed_by = excluded.changed_by, changed_at = excluded.changed_at
""")
_REMOVE: Final = text("""
    DELETE FROM reminder_policies
    WHERE service_id IS NOT DISTINCT FROM CAST(:service AS int)
        AND location_id IS NOT DISTINCT FROM CAST(:location AS int)
""")
_LATEST: Final = text("""
    SELECT DISTINCT ON (name, locale) name, locale, version, body, changed_by, changed_at FROM message_templates
    ORDER BY name, locale, version DESC
""")
_VERSIONS: Final = text("""
    SELECT name, locale, version, body, changed_by, changed_at FROM message_templates
    WHERE name = :name AND locale = :locale ORDER BY version DESC
""")
_ADD: Final = text("""
    INSERT INTO message_templates (name, locale, version, body, changed_by, changed_at)
    SELECT :name, :locale, coalesce(max(version), 0) + 1, :body, :by, :at FROM message_templates
    WHERE name = :name AND locale = :locale
    ON CONFLICT DO NOTHING RETURNING name, locale, version, body, changed_by, changed_at
""")


class PolicyRepository:
    """Implements domain.reminders.keeping.Policies on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lock(self) -> None:
        """Let nobody else change policies or words until the transaction ends."""
        self._connection.execute(_LOCK)

    def all(self) -> list[KeptPolicy]:
        """All of them, the widest first."""
        return [_policy(row) for row in self._connection.execute(_ALL)]

    def put(self, scope: Scope, policy: Policy, by: str, at: datetime) -> None:
        """Keep a policy instead of the former one."""
        values = {
            "service": scope[0],
            "location": scope[1],
            "steps": json.dumps([step.told() for step in policy.steps]),
            "no_show_after": policy.no_show_after,
            "by": by,
            "at": at,
        }
        self._connection.execute(_PUT, values)

    def remove(self, scope: Scope) -> bool:
        """Forget a policy; False when there was none."""
        return self._connection.execute(_REMOVE, {"service": scope[0], "location": scope[1]}).rowcount == 1


class WordsRepository:
    """Implements domain.reminders.keeping.Words on one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def latest(self) -> list[KeptWords]:
        """What holds now, by name and language."""
        return [_words(row) for row in self._connection.execute(_LATEST)]

    def versions(self, name: str, locale: str) -> list[KeptWords]:
        """All versions the clinic wrote, the newest first."""
        return [_words(row) for row in self._connection.execute(_VERSIONS, {"name": name, "locale": locale})]

    def add(self, name: str, locale: str, body: str, by: str, at: datetime) -> KeptWords:
        """Keep a new version; raises Contended when somebody else was in the way."""
        values = {"name": name, "locale": locale, "body": body, "by": by, "at": at}
        row = self._connection.execute(_ADD, values).one_or_none()
        if row is None:
            raise Contended("another version was kept at that moment")
        return _words(row)


def _policy(row: Row[Any]) -> KeptPolicy:
    service = None if row.service_id is None else ServiceId(row.service_id)
    location = None if row.location_id is None else LocationId(row.location_id)
    return KeptPolicy((service, location), Policy.of(row.steps, row.no_show_after), row.changed_by, row.changed_at)


def _words(row: Row[Any]) -> KeptWords:
    return KeptWords(row.name, row.locale, Template(row.body, row.version), row.changed_by, row.changed_at)
