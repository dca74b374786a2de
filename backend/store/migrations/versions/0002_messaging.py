"""Conversations, messages, deliveries and handoffs."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_UP = (
    """
    CREATE TABLE conversations (
        id UUID NOT NULL,
        channel TEXT NOT NULL,
        address BYTEA NOT NULL,
        address_index BYTEA NOT NULL,
        data_key_id UUID NOT NULL,
        locale TEXT DEFAULT 'en' NOT NULL,
        state TEXT DEFAULT 'bot' NOT NULL
            CONSTRAINT ck_conversations_state CHECK (state IN ('bot', 'waiting', 'claimed', 'resolved')),
        claimed_by TEXT,
        opted_out_at timestamptz,
        lease_owner UUID,
        lease_until timestamptz,
        retry_at timestamptz,
        created_at timestamptz DEFAULT now() NOT NULL,
        last_inbound_at timestamptz,
        CONSTRAINT pk_conversations PRIMARY KEY (id),
        CONSTRAINT uq_conversations_channel_address_index UNIQUE (channel, address_index),
        CONSTRAINT fk_conversations_data_key_id FOREIGN KEY(data_key_id) REFERENCES data_keys (id)
    )
    """,
    """COMMENT ON COLUMN conversations.address_index IS 'blind index of the address'""",
    """COMMENT ON COLUMN conversations.lease_owner IS 'the turn that is being taken'""",
    """COMMENT ON COLUMN conversations.retry_at IS 'no turn is taken before'""",
    """
    CREATE TABLE messages (
        id UUID NOT NULL,
        conversation_id UUID NOT NULL,
        seq BIGINT GENERATED ALWAYS AS IDENTITY,
        direction TEXT NOT NULL
            CONSTRAINT ck_messages_direction CHECK (direction IN ('inbound', 'outbound')),
        author TEXT NOT NULL
            CONSTRAINT ck_messages_author CHECK (author IN ('patient', 'bot', 'staff', 'system')),
        author_name TEXT,
        purpose TEXT,
        body BYTEA NOT NULL,
        attachments SMALLINT DEFAULT 0 NOT NULL,
        keyword TEXT,
        provider TEXT,
        provider_id TEXT,
        in_reply_to UUID,
        at timestamptz NOT NULL,
        processed_at timestamptz,
        attempts SMALLINT DEFAULT 0 NOT NULL,
        CONSTRAINT pk_messages PRIMARY KEY (id),
        CONSTRAINT uq_messages_provider_provider_id UNIQUE (provider, provider_id),
        CONSTRAINT fk_messages_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id)
    )
    """,
    """CREATE INDEX ix_messages_conversation_id_seq ON messages (conversation_id, seq)""",
    """
    CREATE INDEX ix_messages_pending ON messages (conversation_id, seq)
        WHERE direction = 'inbound' AND processed_at IS NULL
    """,
    """COMMENT ON COLUMN messages.seq IS 'the order things were said in'""",
    """COMMENT ON COLUMN messages.author_name IS 'which member of staff'""",
    """COMMENT ON COLUMN messages.purpose IS 'reply, emergency, waiting, holding, ...'""",
    """COMMENT ON COLUMN messages.keyword IS 'what the provider itself acted on: stop, start, help'""",
    """
    CREATE TABLE deliveries (
        message_id UUID NOT NULL,
        conversation_id UUID NOT NULL,
        seq BIGINT NOT NULL,
        urgent BOOLEAN DEFAULT false NOT NULL,
        state TEXT NOT NULL
            CONSTRAINT ck_deliveries_state CHECK (state IN (
            'pending', 'sending', 'unknown', 'accepted', 'sent', 'undelivered', 'failed', 'canceled',
            'delivered', 'read')),
        due_at timestamptz DEFAULT now() NOT NULL,
        attempts SMALLINT DEFAULT 0 NOT NULL,
        lease_owner UUID,
        lease_until timestamptz,
        tried_at timestamptz,
        provider_id TEXT,
        error_code TEXT,
        created_at timestamptz DEFAULT now() NOT NULL,
        updated_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT pk_deliveries PRIMARY KEY (message_id),
        CONSTRAINT fk_deliveries_message_id FOREIGN KEY(message_id) REFERENCES messages (id),
        CONSTRAINT fk_deliveries_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id)
    )
    """,
    """CREATE INDEX ix_deliveries_conversation_id ON deliveries (conversation_id)""",
    """CREATE INDEX ix_deliveries_due ON deliveries (due_at) WHERE state IN ('pending', 'sending')""",
    """CREATE INDEX ix_deliveries_unsent ON deliveries (conversation_id, seq) WHERE state IN ('pending', 'sending')""",
    """COMMENT ON COLUMN deliveries.seq IS 'of the message: one person''s texts leave in this order'""",
    """COMMENT ON COLUMN deliveries.urgent IS 'waits for no other'""",
    """COMMENT ON COLUMN deliveries.tried_at IS 'first attempt whose outcome is not known'""",
    """
    CREATE TABLE early_reports (
        message_id UUID NOT NULL,
        state TEXT NOT NULL,
        provider_id TEXT NOT NULL,
        error_code TEXT,
        received_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT pk_early_reports PRIMARY KEY (message_id, state)
    )
    """,
    """COMMENT ON TABLE early_reports IS 'reports on messages that are not there (yet)'""",
    """
    CREATE TABLE handoffs (
        id UUID NOT NULL,
        conversation_id UUID NOT NULL,
        state TEXT NOT NULL
            CONSTRAINT ck_handoffs_state CHECK (state IN ('waiting', 'claimed', 'resolved', 'returned')),
        reason TEXT NOT NULL,
        priority SMALLINT NOT NULL,
        note BYTEA,
        claimed_by TEXT,
        opened_at timestamptz NOT NULL,
        claimed_at timestamptz,
        closed_at timestamptz,
        CONSTRAINT pk_handoffs PRIMARY KEY (id),
        CONSTRAINT fk_handoffs_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id)
    )
    """,
    """CREATE INDEX ix_handoffs_state ON handoffs (state, opened_at)""",
    """CREATE UNIQUE INDEX uq_handoffs_open ON handoffs (conversation_id) WHERE closed_at IS NULL""",
    """
    CREATE TABLE handoff_events (
        id UUID NOT NULL,
        handoff_id UUID NOT NULL,
        step TEXT NOT NULL,
        actor TEXT NOT NULL,
        reason TEXT,
        at timestamptz NOT NULL,
        CONSTRAINT pk_handoff_events PRIMARY KEY (id),
        CONSTRAINT fk_handoff_events_handoff_id FOREIGN KEY(handoff_id) REFERENCES handoffs (id)
    )
    """,
    """CREATE INDEX ix_handoff_events_handoff_id ON handoff_events (handoff_id)""",
    """COMMENT ON COLUMN handoff_events.actor IS 'bot, patient, system or staff:<name>'""",
)

_TABLES = ("handoff_events", "handoffs", "early_reports", "deliveries", "messages", "conversations")


def upgrade() -> None:
    """Make the tables of messaging."""
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    """Drop them, and everything that was said."""
    for table in _TABLES:
        op.execute(f"DROP TABLE {table}")
