"""Which closed days and time off belong to which closure, so that one can be taken back.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STATE = "ALTER TABLE campaigns ADD CONSTRAINT ck_campaigns_state CHECK (state IN ({states}))"
_UP = (
    "ALTER TABLE closures ADD COLUMN campaign_id UUID REFERENCES campaigns (id) ON DELETE SET NULL",
    "ALTER TABLE time_off ADD COLUMN campaign_id UUID REFERENCES campaigns (id) ON DELETE SET NULL",
    "ALTER TABLE campaigns DROP CONSTRAINT ck_campaigns_state",
    _STATE.format(states="'running', 'stopped', 'done', 'reopened'"),
)
_DOWN = (
    "UPDATE campaigns SET state = 'done' WHERE state = 'reopened'",
    "ALTER TABLE campaigns DROP CONSTRAINT ck_campaigns_state",
    _STATE.format(states="'running', 'stopped', 'done'"),
    "ALTER TABLE time_off DROP COLUMN campaign_id",
    "ALTER TABLE closures DROP COLUMN campaign_id",
)


def upgrade() -> None:
    """What closed before stays closed: it cannot be told which closure it was."""
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    """Closures cannot be taken back any more."""
    for statement in _DOWN:
        op.execute(statement)
