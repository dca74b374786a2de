"""Closures that tell everybody affected; the clock of a demo.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was closed for anybody before."""
    op.execute("""
        CREATE TABLE campaigns (
            id UUID NOT NULL,
            name TEXT NOT NULL,
            location_id INTEGER,
            practitioner_id INTEGER,
            days JSONB NOT NULL,
            times JSONB,
            state TEXT NOT NULL CONSTRAINT ck_campaigns_state CHECK (state IN ('running', 'stopped', 'done')),
            created_by TEXT NOT NULL,
            created_at timestamptz NOT NULL,
            changed_at timestamptz NOT NULL,
            CONSTRAINT pk_campaigns PRIMARY KEY (id),
            CONSTRAINT fk_campaigns_location_id_locations FOREIGN KEY (location_id)
                REFERENCES locations (id) ON DELETE CASCADE,
            CONSTRAINT fk_campaigns_practitioner_id_practitioners FOREIGN KEY (practitioner_id)
                REFERENCES practitioners (id) ON DELETE CASCADE
        )
    """)
    op.execute("CREATE INDEX ix_campaigns_state ON campaigns (state)")
    op.execute("""
        CREATE TABLE campaign_targets (
            id UUID NOT NULL,
            campaign_id UUID NOT NULL,
            appointment_id UUID NOT NULL,
            patient_id UUID NOT NULL,
            starts_at timestamptz NOT NULL,
            state TEXT NOT NULL CONSTRAINT ck_campaign_targets_state
                CHECK (state IN ('found', 'told', 'rebooked', 'declined', 'settled')),
            offers JSONB,
            rebooked_as UUID,
            changed_at timestamptz NOT NULL,
            CONSTRAINT pk_campaign_targets PRIMARY KEY (id),
            CONSTRAINT fk_campaign_targets_campaign_id_campaigns FOREIGN KEY (campaign_id)
                REFERENCES campaigns (id) ON DELETE CASCADE
        )
    """)
    op.execute("CREATE UNIQUE INDEX uq_campaign_targets_appointment ON campaign_targets (campaign_id, appointment_id)")
    op.execute(
        "CREATE INDEX ix_campaign_targets_found ON campaign_targets (campaign_id, starts_at) WHERE state = 'found'"
    )
    op.execute("CREATE INDEX ix_campaign_targets_told ON campaign_targets (changed_at) WHERE state = 'told'")
    op.execute("""
        CREATE TABLE demo_clock (
            id SMALLINT NOT NULL CONSTRAINT ck_demo_clock_singleton CHECK (id = 1),
            former_since timestamptz NOT NULL,
            former_shown timestamptz NOT NULL,
            former_speed DOUBLE PRECISION NOT NULL,
            since timestamptz NOT NULL,
            shown timestamptz NOT NULL,
            speed DOUBLE PRECISION NOT NULL,
            CONSTRAINT pk_demo_clock PRIMARY KEY (id)
        )
    """)
    op.execute("COMMENT ON TABLE demo_clock IS 'demo and test only; see backend/clock.py'")


def downgrade() -> None:
    """Forget the campaigns; what is closed stays closed."""
    for table in ("demo_clock", "campaign_targets", "campaigns"):
        op.execute(f"DROP TABLE {table}")
