"""Which message of ours a message answers, which of several questions is meant, and numbers that are somebody else's.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_SUBJECT = "ALTER TABLE questions ADD CONSTRAINT ck_questions_subject CHECK (subject IN ({subjects}))"
_UP = (
    "ALTER TABLE messages ADD COLUMN replies_to TEXT",
    "ALTER TABLE questions ADD COLUMN among UUID[]",
    "ALTER TABLE questions ADD COLUMN answered_by UUID",
    "ALTER TABLE questions DROP CONSTRAINT ck_questions_subject",
    _SUBJECT.format(subjects="'attendance', 'opening', 'closure', 'which'"),
    "CREATE INDEX ix_questions_answered_by ON questions (answered_by) WHERE answered_by IS NOT NULL",
    "ALTER TABLE contact_points ADD COLUMN disowned_at timestamptz",
)
_DOWN = (
    "ALTER TABLE contact_points DROP COLUMN disowned_at",
    "DELETE FROM questions WHERE subject = 'which'",
    "ALTER TABLE questions DROP CONSTRAINT ck_questions_subject",
    _SUBJECT.format(subjects="'attendance', 'opening', 'closure'"),
    "ALTER TABLE questions DROP COLUMN answered_by",
    "ALTER TABLE questions DROP COLUMN among",
    "ALTER TABLE messages DROP COLUMN replies_to",
)


def upgrade() -> None:
    """What was asked and answered before is as it was."""
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    """Forget what was meant."""
    for statement in _DOWN:
        op.execute(statement)
