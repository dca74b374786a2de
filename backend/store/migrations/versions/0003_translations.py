"""What a clinic says in other languages: names of services, ways to places.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = ("locations", "services")


def upgrade() -> None:
    """Add the column to both."""
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN translations JSONB DEFAULT '{{}}' NOT NULL")
        op.execute(f"COMMENT ON COLUMN {table}.translations IS 'language: column: words'")


def downgrade() -> None:
    """Drop it, and the translations."""
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN translations")
