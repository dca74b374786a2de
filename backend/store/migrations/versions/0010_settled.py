"""What is settled, by the day it was due: reports read their days only, whatever else was ever said or is planned.

Revision ID: 0010
Revises: 0008
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index what is settled already."""
    op.execute("CREATE INDEX ix_notifications_settled ON notifications (due_at) WHERE state <> 'planned'")


def downgrade() -> None:
    """Read all of it again."""
    op.execute("DROP INDEX ix_notifications_settled")
