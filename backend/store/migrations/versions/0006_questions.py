"""Questions that we asked of our own accord, and their answers.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was asked before."""
    op.execute("""
        CREATE TABLE questions (
            message_id UUID NOT NULL,
            conversation_id UUID NOT NULL,
            seq BIGINT NOT NULL,
            subject TEXT NOT NULL CONSTRAINT ck_questions_subject
                CHECK (subject IN ('attendance', 'opening', 'closure')),
            subject_id UUID NOT NULL,
            asked_at timestamptz NOT NULL,
            until timestamptz NOT NULL,
            answer TEXT,
            answered_at timestamptz,
            CONSTRAINT pk_questions PRIMARY KEY (message_id)
        )
    """)
    op.execute("CREATE INDEX ix_questions_open ON questions (conversation_id, seq) WHERE answer IS NULL")
    op.execute("CREATE INDEX ix_questions_subject_id ON questions (subject_id)")


def downgrade() -> None:
    """Forget what was asked."""
    op.execute("DROP TABLE questions")
