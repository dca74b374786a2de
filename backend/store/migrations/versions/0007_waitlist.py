"""Who waits for a time, times that became free, and who was offered them.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_UP = (
    """
    CREATE TABLE waitlist (
        id UUID NOT NULL,
        patient_id UUID NOT NULL,
        conversation_id UUID,
        service_id INTEGER NOT NULL,
        practitioner_id INTEGER,
        location_id INTEGER,
        appointment_id UUID,
        from_at timestamptz,
        until_at timestamptz NOT NULL,
        weekdays SMALLINT[],
        minute_from SMALLINT DEFAULT 0 NOT NULL,
        minute_until SMALLINT DEFAULT 1440 NOT NULL,
        notice_minutes INTEGER NOT NULL,
        priority SMALLINT DEFAULT 0 NOT NULL,
        state TEXT DEFAULT 'waiting' NOT NULL CONSTRAINT ck_waitlist_state
            CHECK (state IN ('waiting', 'booked', 'left', 'expired')),
        joined_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        changed_by TEXT NOT NULL,
        CONSTRAINT pk_waitlist PRIMARY KEY (id),
        CONSTRAINT ck_waitlist_minutes
            CHECK (minute_from < minute_until AND minute_from >= 0 AND minute_until <= 1440),
        CONSTRAINT ck_waitlist_order CHECK (from_at < until_at),
        CONSTRAINT ck_waitlist_notice CHECK (notice_minutes >= 0),
        CONSTRAINT fk_waitlist_patient_id FOREIGN KEY(patient_id) REFERENCES patients (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE UNIQUE INDEX uq_waitlist_waiting ON waitlist (patient_id, service_id, appointment_id)
        NULLS NOT DISTINCT WHERE state = 'waiting'
    """,
    "CREATE INDEX ix_waitlist_rank ON waitlist (priority DESC, joined_at, id) WHERE state = 'waiting'",
    "CREATE INDEX ix_waitlist_conversation_id ON waitlist (conversation_id)",
    """
    CREATE TABLE openings (
        id UUID NOT NULL,
        practitioner_id INTEGER NOT NULL,
        service_id INTEGER NOT NULL,
        location_id INTEGER NOT NULL,
        during TSTZRANGE NOT NULL,
        visit TSTZRANGE NOT NULL,
        source TEXT NOT NULL,
        origin_id UUID,
        state TEXT NOT NULL CONSTRAINT ck_openings_state
            CHECK (state IN ('new', 'offering', 'filled', 'open', 'gone', 'stopped')),
        wave SMALLINT DEFAULT 0 NOT NULL,
        next_at timestamptz NOT NULL,
        hold_id UUID,
        appointment_id UUID,
        created_at timestamptz NOT NULL,
        settled_at timestamptz,
        changed_by TEXT DEFAULT 'system' NOT NULL,
        CONSTRAINT pk_openings PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_openings_due ON openings (next_at) WHERE state IN ('new', 'offering')",
    "CREATE INDEX ix_openings_starts ON openings (lower(during))",
    """
    CREATE TABLE waitlist_offers (
        id UUID NOT NULL,
        opening_id UUID NOT NULL,
        entry_id UUID NOT NULL,
        patient_id UUID NOT NULL,
        conversation_id UUID NOT NULL,
        wave SMALLINT NOT NULL,
        message_id UUID,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        state TEXT NOT NULL CONSTRAINT ck_waitlist_offers_state
            CHECK (state IN ('offered', 'accepted', 'declined', 'expired', 'lost')),
        offered_at timestamptz NOT NULL,
        deadline timestamptz NOT NULL,
        settled_at timestamptz,
        tell_at timestamptz,
        told_at timestamptz,
        CONSTRAINT pk_waitlist_offers PRIMARY KEY (id),
        CONSTRAINT uq_waitlist_offers_opening_id_entry_id UNIQUE (opening_id, entry_id),
        CONSTRAINT fk_waitlist_offers_opening_id FOREIGN KEY(opening_id) REFERENCES openings (id) ON DELETE CASCADE,
        CONSTRAINT fk_waitlist_offers_entry_id FOREIGN KEY(entry_id) REFERENCES waitlist (id) ON DELETE CASCADE
    )
    """,
    "CREATE UNIQUE INDEX uq_waitlist_offers_patient ON waitlist_offers (patient_id) WHERE state = 'offered'",
    "CREATE UNIQUE INDEX uq_waitlist_offers_conversation ON waitlist_offers (conversation_id) WHERE state = 'offered'",
    """
    CREATE INDEX ix_waitlist_offers_untold ON waitlist_offers (tell_at)
        WHERE state = 'lost' AND told_at IS NULL
    """,
    "CREATE INDEX ix_waitlist_offers_entry_id ON waitlist_offers (entry_id)",
    """
    CREATE TABLE last_searches (
        conversation_id UUID NOT NULL,
        service_id INTEGER NOT NULL,
        practitioner_id INTEGER,
        location_id INTEGER,
        appointment_id UUID,
        windows JSONB NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT pk_last_searches PRIMARY KEY (conversation_id)
    )
    """,
    "COMMENT ON TABLE last_searches IS 'what was looked for last in a conversation: what WAITLIST means there'",
)


def upgrade() -> None:
    """Nobody waited before."""
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    """Forget who waits; the times that are held for them are free again when their holds expire."""
    for table in ("last_searches", "waitlist_offers", "openings", "waitlist"):
        op.execute(f"DROP TABLE {table}")
