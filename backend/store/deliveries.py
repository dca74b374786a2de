"""How messages travel, in the database. Leases and due times run on the database's clock."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from backend.domain.handoff.machine import ConversationState
from backend.domain.ids import AddressId, ConversationId, KeyId, MessageId
from backend.domain.messaging.delivery import DeliveryState, advance
from backend.domain.messaging.quiet import Waking
from backend.domain.messaging.records import (
    Author,
    Enclosure,
    LeaseOwner,
    Letter,
    Life,
    Overdue,
    Purpose,
    Report,
)
from backend.domain.ports import Vault, Where
from backend.domain.reminders.staleness import Told
from backend.domain.scheduling.records import AppointmentStatus
from backend.domain.sensitive import Sensitive
from backend.identifiers import new_id
from backend.store.addresses import PREFERENCE, USABLE
from backend.store.conversations import sealed_at
from backend.store.keyring import KeyringRepository
from backend.store.lives import life
from backend.store.messages import opened_buttons

ENDED: Final = [state.value for state in (DeliveryState.FAILED, DeliveryState.UNDELIVERED, DeliveryState.CANCELED)]
ARRIVED: Final = frozenset({DeliveryState.DELIVERED, DeliveryState.READ})
_BEHIND: Final = {
    reported: " ".join(state.value for state in DeliveryState if advance(state, reported) is not state)
    for reported in DeliveryState
}
"""The states that a report moves on from."""

_FREE: Final = "(d.state = 'pending' OR (d.state = 'sending' AND d.lease_until < now())) AND d.due_at <= now()"
_FIRST: Final = """(d.urgent OR NOT EXISTS (
    SELECT FROM deliveries e WHERE e.conversation_id = d.conversation_id AND e.seq < d.seq AND NOT e.urgent
        AND e.state IN ('pending', 'sending')
))"""
_LEASE = text(f"""
    WITH held AS (
        UPDATE deliveries d SET state = 'sending', lease_owner = :owner,
            lease_until = now() + make_interval(secs => :seconds), attempts = attempts + 1, updated_at = now(),
            tried_at = coalesce(tried_at, now())
        FROM (SELECT message_id, tried_at AS tried_before FROM deliveries WHERE message_id = :id FOR UPDATE) b
        WHERE d.message_id = b.message_id AND {_FREE} AND {_FIRST}
        RETURNING d.message_id, d.conversation_id, d.address_id, d.attempts, b.tried_before,
            extract(epoch FROM now() - b.tried_before) AS tried_for, extract(epoch FROM now() - d.created_at) AS age
    )
    SELECT held.*, m.body, m.author, m.author_name, m.purpose, m.subject, m.attachment, c.data_key_id, c.state,
        c.locale, a.channel, a.address, a.data_key_id AS address_key, a.opted_out_at, a.last_inbound_at,
        ARRAY(SELECT o.id FROM choices o WHERE o.message_id = held.message_id ORDER BY o.position) AS choices,
        ARRAY(SELECT o.label FROM choices o WHERE o.message_id = held.message_id ORDER BY o.position) AS labels,
        CASE WHEN held.tried_before IS NULL THEN '{{}}' ELSE ARRAY(
            SELECT o.provider_id FROM deliveries o WHERE o.conversation_id = held.conversation_id
                AND o.provider_id IS NOT NULL AND o.updated_at >= held.tried_before - interval '1 hour'
        ) END AS known,
        n.anchor, n.revision, v.time_revision, v.status, v.starts_at, m.at AS said_at, w.wakes, w.sleeps,
        coalesce(l.zone, (SELECT zone FROM clinic)) AS zone
    FROM held JOIN messages m ON m.id = held.message_id JOIN conversations c ON c.id = held.conversation_id
        JOIN addresses a ON a.id = held.address_id
        LEFT JOIN notifications n ON n.message_id = held.message_id AND n.state = 'said'
        LEFT JOIN appointments v ON v.id = n.appointment_id
        LEFT JOIN locations l ON l.id = v.location_id
        LEFT JOIN preferences w ON w.patient_id = n.patient_id
""")
# Both lock many rows at once, so in one order.
_RENEW = text("""
    UPDATE deliveries SET lease_until = now() + make_interval(secs => :seconds)
    WHERE message_id IN (
        SELECT message_id FROM deliveries WHERE lease_owner = ANY(:owners) AND state = 'sending'
        ORDER BY message_id FOR UPDATE
    ) AND lease_owner = ANY(:owners)
""")
_SETTLE_ALL = text("""
    WITH taken AS (
        SELECT d.message_id, t.state, t.provider_id FROM deliveries d JOIN unnest(
            CAST(:ids AS uuid[]), CAST(:states AS text[]), CAST(:provider_ids AS text[])
        ) AS t (id, state, provider_id) ON t.id = d.message_id
        WHERE d.lease_owner = :owner ORDER BY d.message_id FOR UPDATE OF d
    )
    UPDATE deliveries d SET state = CASE WHEN d.state = 'sending' THEN taken.state ELSE d.state END,
        provider_id = coalesce(d.provider_id, taken.provider_id), lease_owner = NULL, lease_until = NULL,
        updated_at = now()
    FROM taken WHERE d.message_id = taken.message_id AND d.lease_owner = :owner
""")
_GIVE_BACK = text("""
    UPDATE deliveries SET state = 'pending', attempts = 0, lease_owner = NULL, lease_until = NULL, tried_at = NULL
    WHERE message_id = ANY(:ids) AND lease_owner = :owner AND state = 'sending'
""")
_DUE = text(f"SELECT d.message_id FROM deliveries d WHERE {_FREE} AND {_FIRST} ORDER BY d.due_at LIMIT :limit")
_SETTLE = text("""
    UPDATE deliveries SET state = CASE WHEN state = 'sending' THEN :state ELSE state END,
        provider_id = coalesce(provider_id, :provider_id), error_code = coalesce(:error_code, error_code),
        lease_owner = NULL, lease_until = NULL, updated_at = now()
    WHERE message_id = :id AND lease_owner = :owner
    RETURNING conversation_id
""")
_POSTPONE = text("""
    UPDATE deliveries SET state = 'pending', lease_owner = NULL, lease_until = NULL, updated_at = now(),
        due_at = now() + make_interval(secs => :seconds), error_code = :error_code,
        tried_at = CASE WHEN :unsent THEN NULL ELSE tried_at END
    WHERE message_id = :id AND lease_owner = :owner AND state = 'sending'
    RETURNING conversation_id
""")
_NEXT = text(f"""
    SELECT d.message_id FROM deliveries d WHERE d.conversation_id = :conversation AND {_FREE} AND {_FIRST}
    ORDER BY d.seq LIMIT 1
""")
# Whoever waited here for a move to the next address does not see yet what was given up for it, but that the message is
# not where it was written to and has not been tried there: no report can be about that.
# Locked in one order, as several processes do this for many at once.
_ADVANCE = text("""
    WITH told AS (
        SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:states AS text[]), CAST(:behind AS text[]),
            CAST(:provider_ids AS text[]), CAST(:error_codes AS text[]))
            AS t (id, state, behind, provider_id, error_code)
    ), held AS (
        SELECT message_id FROM deliveries WHERE message_id = ANY(:ids) ORDER BY message_id FOR NO KEY UPDATE
    )
    UPDATE deliveries d SET state = told.state, provider_id = coalesce(d.provider_id, told.provider_id),
        error_code = coalesce(told.error_code, d.error_code), lease_owner = NULL, lease_until = NULL, updated_at = now()
    FROM told JOIN held ON held.message_id = told.id
    WHERE d.message_id = told.id AND d.state = ANY(string_to_array(told.behind, ' '))
        AND NOT (d.attempts = 0 AND d.address_id <> (SELECT m.address_id FROM messages m WHERE m.id = d.message_id))
        AND NOT EXISTS (
            SELECT FROM delivery_attempts t WHERE t.message_id = d.message_id AND t.provider_id = told.provider_id
        )
    RETURNING d.message_id
""")
# A late word on an address that was given up: kept there. Had it arrived after all, what was not sent yet stays so.
_ADVANCE_FORMER = text("""
    WITH former AS (
        UPDATE delivery_attempts SET state = :state, at = now()
        WHERE message_id = :id AND provider_id = :provider_id AND state = ANY(string_to_array(:behind, ' '))
        RETURNING message_id
    )
    UPDATE deliveries d SET state = :state, updated_at = now() FROM former
    WHERE d.message_id = former.message_id AND d.state = 'pending' AND d.tried_at IS NULL AND :arrived
""")
_KNOWN = text("""
    SELECT d.message_id, EXISTS (SELECT FROM delivery_attempts t WHERE t.message_id = d.message_id) AS moved
    FROM deliveries d WHERE d.message_id = ANY(:ids)
""")
_MOVE_ON = text(f"""
    WITH ended AS (
        SELECT d.* FROM deliveries d JOIN messages m ON m.id = d.message_id
        WHERE d.message_id = :id AND d.state = ANY(:ended) AND m.purpose <> ALL(:staying) AND NOT EXISTS (
            SELECT FROM addresses p WHERE p.id = d.address_id AND p.opted_out_at IS NOT NULL
                AND (p.standing = 'complained' OR 'provider' IS DISTINCT FROM (
                    SELECT n.source FROM consents n WHERE n.address_id = p.id AND n.kind = 'opt_out'
                    ORDER BY n.at DESC, n.id DESC LIMIT 1
                ))
        ) FOR UPDATE OF d
    ), next AS (
        SELECT a.id FROM ended JOIN conversations c ON c.id = ended.conversation_id
            JOIN addresses a ON a.conversation_id = c.id
        WHERE a.id <> ended.address_id AND a.channel = ANY(:channels) AND {USABLE}
            AND NOT EXISTS (SELECT FROM delivery_attempts t WHERE t.message_id = :id AND t.address_id = a.id)
        ORDER BY {PREFERENCE} LIMIT 1
    ), kept AS (
        INSERT INTO delivery_attempts (id, message_id, address_id, channel, provider_id, state, error_code, attempts,
            began_at, at)
        SELECT :attempt, ended.message_id, ended.address_id, a.channel, ended.provider_id, ended.state,
            ended.error_code, ended.attempts, ended.created_at, ended.updated_at
        FROM next, ended JOIN addresses a ON a.id = ended.address_id
    )
    UPDATE deliveries d SET address_id = next.id, state = 'pending', provider_id = NULL, error_code = NULL,
        attempts = 0, tried_at = NULL, lease_owner = NULL, lease_until = NULL, due_at = now(), updated_at = now()
    FROM next WHERE d.message_id = :id
    RETURNING d.message_id
""")
_OVERDUE = text(f"""
    SELECT d.message_id, p.channel, d.provider_id
    FROM deliveries d JOIN addresses p ON p.id = d.address_id JOIN messages m ON m.id = d.message_id
    WHERE m.purpose <> ALL(:staying) AND d.state IN ('accepted', 'sent') AND d.created_at > now() - interval '4 hours'
        AND d.updated_at < now() - make_interval(secs => :seconds)
        AND d.provider_id IS NOT NULL AND p.channel = ANY(:asked) AND EXISTS (
            SELECT FROM addresses a WHERE a.conversation_id = p.conversation_id AND a.id <> p.id
                AND a.channel = ANY(:channels) AND {USABLE}
                AND NOT EXISTS (
                    SELECT FROM delivery_attempts t WHERE t.message_id = d.message_id AND t.address_id = a.id
                )
        )
    ORDER BY d.created_at LIMIT :limit
""")
_ASKED = text("UPDATE deliveries SET updated_at = now() WHERE message_id = :id AND state IN ('accepted', 'sent')")
_EARLY = text("""
    INSERT INTO early_reports (message_id, state, provider_id, error_code)
    VALUES (:id, :state, :provider_id, :error_code) ON CONFLICT DO NOTHING
""")
_TAKE_EARLY = text("""
    DELETE FROM early_reports r USING deliveries d WHERE d.message_id = r.message_id
    RETURNING r.message_id, r.state, r.provider_id, r.error_code
""")
_FORGET_EARLY = text("DELETE FROM early_reports WHERE received_at < now() - interval '1 day'")
_STATES = text(
    "SELECT state, count(*) AS number FROM deliveries WHERE updated_at > now() - interval '1 day' GROUP BY state"
)


class DeliveryRepository:
    """Implements domain.messaging.ports.Deliveries on one transaction."""

    def __init__(self, connection: Connection, vault: Vault, keyring: KeyringRepository) -> None:
        self._connection = connection
        self._vault = vault
        self._keyring = keyring

    def lease(self, id_: MessageId, owner: LeaseOwner, seconds: float) -> Letter | None:
        """Take a due message for sending; None when it is not due, not first in line, or another has it."""
        row = self._connection.execute(_LEASE, {"id": id_, "owner": owner, "seconds": seconds}).one_or_none()
        if row is None:
            return None
        key = KeyId(row.data_key_id)
        enclosed = self._opened(row.attachment, "attachment", id_, key)
        return Letter(
            message=id_,
            conversation=ConversationId(row.conversation_id),
            address_id=AddressId(row.address_id),
            channel=row.channel,
            address=self._vault.open(self._keyring, row.address, sealed_at(row.address_id, KeyId(row.address_key))),
            body=self._vault.open(self._keyring, row.body, Where("messages", "body", id_, key)),
            author=Author(row.author),
            purpose=Purpose(row.purpose),
            attempts=row.attempts,
            tried_at=row.tried_before,
            tried_for=float(row.tried_for or 0),
            age=float(row.age),
            state=ConversationState(row.state),
            opted_out=row.opted_out_at is not None,
            known=frozenset(row.known),
            locale=row.locale,
            last_inbound_at=row.last_inbound_at,
            author_name=row.author_name,
            buttons=opened_buttons(self._vault, self._keyring, row, key),
            subject=self._opened(row.subject, "subject", id_, key),
            enclosure=Enclosure(**json.loads(enclosed.reveal())) if enclosed else None,
            told=_told(row),
            zone=row.zone,
        )

    def renew(self, owners: Sequence[LeaseOwner], seconds: float) -> None:
        """Keep leases that are still being worked under."""
        self._connection.execute(_RENEW, {"owners": list(owners), "seconds": seconds})

    def due(self, limit: int) -> list[MessageId]:
        """Messages that may be sent now."""
        return [MessageId(id_) for id_ in self._connection.execute(_DUE, {"limit": limit}).scalars()]

    def next_of(self, conversation: ConversationId) -> MessageId | None:
        """The message of a conversation that may be sent now."""
        id_ = self._connection.execute(_NEXT, {"conversation": conversation}).scalar_one_or_none()
        return None if id_ is None else MessageId(id_)

    def settle(
        self,
        id_: MessageId,
        owner: LeaseOwner,
        state: DeliveryState,
        provider_id: str | None = None,
        error_code: str | None = None,
    ) -> bool:
        """End the sending of a leased message; False when the lease was lost. A report may have been faster."""
        values = {"id": id_, "owner": owner, "state": state, "provider_id": provider_id, "error_code": error_code}
        return self._connection.execute(_SETTLE, values).one_or_none() is not None

    def settle_all(self, owner: LeaseOwner, taken: Mapping[MessageId, tuple[DeliveryState, str]]) -> None:
        """End the sending of messages that a provider took, each with its state and the provider's id."""
        values = {
            "owner": owner,
            "ids": list(taken),
            "states": [str(state) for state, _ in taken.values()],
            "provider_ids": [provider_id for _, provider_id in taken.values()],
        }
        self._connection.execute(_SETTLE_ALL, values)

    def give_back(self, owner: LeaseOwner, messages: Sequence[MessageId]) -> None:
        """Let others send leased messages that nobody has tried to send."""
        self._connection.execute(_GIVE_BACK, {"ids": list(messages), "owner": owner})

    def postpone(self, id_: MessageId, owner: LeaseOwner, seconds: float, error_code: str, *, unsent: bool) -> bool:
        """Try again later; `unsent` when it is certain that nothing was sent."""
        values = {"id": id_, "owner": owner, "seconds": seconds, "error_code": error_code, "unsent": unsent}
        return self._connection.execute(_POSTPONE, values).one_or_none() is not None

    def report(self, *reports: Report) -> list[bool]:
        """Move deliveries forward by their providers' words, a message at most once in a call.

        False for a report whose message is not there (yet): it is kept.
        """
        values = {
            "ids": [report.message for report in reports],
            "states": [report.state.value for report in reports],
            "behind": [_BEHIND[report.state] for report in reports],
            "provider_ids": [report.provider_id for report in reports],
            "error_codes": [report.error_code for report in reports],
        }
        advanced = set(self._connection.execute(_ADVANCE, values).scalars())
        rest = [report for report in reports if report.message not in advanced]
        if not rest:
            return [True] * len(reports)
        found = self._connection.execute(_KNOWN, {"ids": [report.message for report in rest]})
        known = {row.message_id: row.moved for row in found}
        for report in rest:
            if known.get(report.message, True):
                self._late_or_early(report, early=report.message not in known)
        return [report.message in advanced or report.message in known for report in reports]

    def _late_or_early(self, report: Report, *, early: bool) -> None:
        """A report on a former address of a message, or on a message that is not there yet."""
        values = {
            "id": report.message,
            "state": report.state,
            "provider_id": report.provider_id,
            "error_code": report.error_code,
        }
        if early:
            self._connection.execute(_EARLY, values)
        else:
            values |= {"behind": _BEHIND[report.state], "arrived": report.state in ARRIVED}
            self._connection.execute(_ADVANCE_FORMER, values)

    def move_on(self, id_: MessageId, channels: Sequence[str], staying: Collection[Purpose]) -> bool:
        """Make a message that ended without reaching the person due at their next address; False: there is none.

        Messages of the purposes `staying` never move, nor does one whose person said that they want no more, in their
        words, by their carrier or by a complaint; to block a chat is no such word.
        """
        values = {"id": id_, "attempt": new_id(), "channels": list(channels), "staying": list(staying)}
        return self._connection.execute(_MOVE_ON, values | {"ended": ENDED}).one_or_none() is not None

    def overdue(
        self, asked: Sequence[str], channels: Sequence[str], staying: Collection[Purpose], seconds: float, limit: int
    ) -> list[Overdue]:
        """Messages on channels that can be `asked`, silent for so long, whose person has another address."""
        values = {"asked": list(asked), "channels": list(channels), "staying": list(staying)}
        values |= {"seconds": seconds, "limit": limit}
        return [
            Overdue(MessageId(row.message_id), row.channel, row.provider_id)
            for row in self._connection.execute(_OVERDUE, values)
        ]

    def asked(self, id_: MessageId) -> None:
        """Keep that a provider was asked about a message: it is not overdue again for as long."""
        self._connection.execute(_ASKED, {"id": id_})

    def life(self, id_: MessageId) -> Life:
        """A message with all its attempts; raises NotFound."""
        return life(self._connection, self._vault, self._keyring, id_)

    def take_early(self) -> list[Report]:
        """Reports whose messages are there by now; those nobody asked for within a day are dropped."""
        self._connection.execute(_FORGET_EARLY)
        return [
            Report(MessageId(row.message_id), row.provider_id, DeliveryState(row.state), row.error_code)
            for row in self._connection.execute(_TAKE_EARLY)
        ]

    def counts(self) -> dict[str, int]:
        """How many messages of the last day are in which state."""
        return {row.state: row.number for row in self._connection.execute(_STATES)}

    def _opened(self, sealed: bytes | None, column: str, id_: MessageId, key: KeyId) -> Sensitive[str] | None:
        return None if sealed is None else self._vault.open(self._keyring, sealed, Where("messages", column, id_, key))


def _told(row: Row[Any]) -> Told | None:
    """What the message of a row says of a visit; None when it is no planned message, or not the last for its plan."""
    if row.anchor is None or row.starts_at is None:
        return None
    return Told(
        anchor=row.anchor,
        revision=row.revision,
        time_revision=row.time_revision,
        status=AppointmentStatus(row.status),
        starts_at=row.starts_at,
        zone=row.zone,
        said_at=row.said_at,
        waking=Waking(row.wakes, row.sleeps) if row.wakes is not None else None,
    )
