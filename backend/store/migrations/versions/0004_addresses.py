"""A conversation has addresses; consents, links, buttons, and what became of a message at each address.

The address a conversation had becomes its first one, under the conversation's own id: its ciphertext stays where it
was sealed (table conversations, column address, that id), so nothing has to be opened.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_UP = (
    """
    CREATE TABLE addresses (
        id UUID NOT NULL,
        conversation_id UUID NOT NULL,
        data_key_id UUID NOT NULL,
        channel TEXT NOT NULL,
        address BYTEA NOT NULL,
        address_index BYTEA NOT NULL,
        phone_index BYTEA,
        proven BOOLEAN DEFAULT true NOT NULL,
        opted_out_at timestamptz,
        standing TEXT DEFAULT 'ok' NOT NULL CONSTRAINT ck_addresses_standing
            CHECK (standing IN ('ok', 'blocked', 'unreachable', 'bounced', 'complained')),
        standing_code TEXT,
        verified_at timestamptz,
        last_inbound_at timestamptz,
        created_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT pk_addresses PRIMARY KEY (id),
        CONSTRAINT uq_addresses_channel_address_index_proven UNIQUE (channel, address_index, proven),
        CONSTRAINT fk_addresses_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id),
        CONSTRAINT fk_addresses_data_key_id FOREIGN KEY(data_key_id) REFERENCES data_keys (id)
    )
    """,
    "CREATE INDEX ix_addresses_conversation_id ON addresses (conversation_id)",
    "CREATE INDEX ix_addresses_phone_index ON addresses (phone_index)",
    """
    INSERT INTO addresses (id, conversation_id, data_key_id, channel, address, address_index, phone_index,
        opted_out_at, last_inbound_at, created_at)
    SELECT id, id, data_key_id, channel, address, address_index,
        CASE WHEN channel IN ('sms', 'whatsapp') THEN address_index END, opted_out_at, last_inbound_at, created_at
    FROM conversations
    """,
    """
    CREATE TABLE consents (
        id UUID NOT NULL,
        conversation_id UUID NOT NULL,
        address_id UUID NOT NULL,
        channel TEXT NOT NULL,
        kind TEXT NOT NULL CONSTRAINT ck_consents_kind CHECK (kind IN ('opt_out', 'opt_in')),
        words BYTEA,
        source TEXT NOT NULL CONSTRAINT ck_consents_source
            CHECK (source IN ('patient', 'carrier', 'provider', 'link', 'unknown')),
        at timestamptz NOT NULL,
        CONSTRAINT pk_consents PRIMARY KEY (id),
        CONSTRAINT fk_consents_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id),
        CONSTRAINT fk_consents_address_id FOREIGN KEY(address_id) REFERENCES addresses (id)
    )
    """,
    "CREATE INDEX ix_consents_conversation_id ON consents (conversation_id)",
    "CREATE INDEX ix_consents_address_id ON consents (address_id)",
    """
    INSERT INTO consents (id, conversation_id, address_id, channel, kind, source, at)
    SELECT gen_random_uuid(), conversation_id, id, channel, 'opt_out', 'unknown', opted_out_at
    FROM addresses WHERE opted_out_at IS NOT NULL
    """,
    "ALTER TABLE conversations ADD COLUMN address_id UUID, ADD COLUMN preferred_channel TEXT",
    "UPDATE conversations SET address_id = id",
    """
    ALTER TABLE conversations ALTER COLUMN address_id SET NOT NULL, DROP COLUMN channel, DROP COLUMN address,
        DROP COLUMN address_index, DROP COLUMN opted_out_at, DROP COLUMN last_inbound_at
    """,
    """
    ALTER TABLE messages ADD COLUMN address_id UUID, ADD COLUMN choice_id UUID, ADD COLUMN subject BYTEA,
        ADD COLUMN attachment BYTEA
    """,
    "UPDATE messages SET address_id = conversation_id",
    "ALTER TABLE messages ALTER COLUMN address_id SET NOT NULL",
    "ALTER TABLE deliveries ADD COLUMN address_id UUID",
    "UPDATE deliveries SET address_id = conversation_id",
    "ALTER TABLE deliveries ALTER COLUMN address_id SET NOT NULL",
    "CREATE INDEX ix_deliveries_under_way ON deliveries (created_at) WHERE state IN ('accepted', 'sent')",
    """
    CREATE TABLE links (
        id UUID NOT NULL,
        conversation_id UUID NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT pk_links PRIMARY KEY (id),
        CONSTRAINT fk_links_conversation_id FOREIGN KEY(conversation_id) REFERENCES conversations (id)
    )
    """,
    """
    CREATE TABLE choices (
        id UUID NOT NULL,
        message_id UUID NOT NULL,
        conversation_id UUID NOT NULL,
        seq BIGINT NOT NULL,
        position SMALLINT NOT NULL,
        label BYTEA NOT NULL,
        says TEXT NOT NULL,
        expires_at timestamptz NOT NULL,
        used_by UUID,
        CONSTRAINT pk_choices PRIMARY KEY (id),
        CONSTRAINT uq_choices_message_id_position UNIQUE (message_id, position),
        CONSTRAINT fk_choices_message_id FOREIGN KEY(message_id) REFERENCES messages (id)
    )
    """,
    "CREATE INDEX ix_choices_conversation_id_seq ON choices (conversation_id, seq)",
    """
    CREATE TABLE delivery_attempts (
        id UUID NOT NULL,
        message_id UUID NOT NULL,
        address_id UUID NOT NULL,
        channel TEXT NOT NULL,
        provider_id TEXT,
        state TEXT NOT NULL,
        error_code TEXT,
        attempts SMALLINT NOT NULL,
        began_at timestamptz NOT NULL,
        at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT pk_delivery_attempts PRIMARY KEY (id),
        CONSTRAINT uq_delivery_attempts_message_id_address_id UNIQUE (message_id, address_id),
        CONSTRAINT fk_delivery_attempts_message_id FOREIGN KEY(message_id) REFERENCES deliveries (message_id)
    )
    """,
    """
    ALTER TABLE contact_points DROP CONSTRAINT ck_contact_points_system,
        ADD CONSTRAINT ck_contact_points_system CHECK (system IN ('phone', 'email', 'other'))
    """,
    "COMMENT ON TABLE consents IS 'every change of whether a person wants to be written to'",
    """
    COMMENT ON TABLE links
        IS 'one-time links by which a person goes on with a conversation on another channel'
    """,
    "COMMENT ON TABLE choices IS 'buttons under messages'",
    """
    COMMENT ON TABLE delivery_attempts
        IS 'addresses at which a message ended without reaching the person, before it went to the next'
    """,
)

_DOWN = (
    """
    ALTER TABLE contact_points DROP CONSTRAINT ck_contact_points_system,
        ADD CONSTRAINT ck_contact_points_system CHECK (system IN ('phone', 'email'))
    """,
    "DROP TABLE delivery_attempts",
    "DROP TABLE choices",
    "DROP TABLE links",
    "DROP INDEX ix_deliveries_under_way",
    "ALTER TABLE deliveries DROP COLUMN address_id",
    "ALTER TABLE messages DROP COLUMN address_id, DROP COLUMN choice_id, DROP COLUMN subject, DROP COLUMN attachment",
    """
    ALTER TABLE conversations ADD COLUMN channel TEXT, ADD COLUMN address BYTEA, ADD COLUMN address_index BYTEA,
        ADD COLUMN opted_out_at timestamptz, ADD COLUMN last_inbound_at timestamptz
    """,
    """
    UPDATE conversations c SET channel = a.channel, address = a.address, address_index = a.address_index,
        opted_out_at = a.opted_out_at, last_inbound_at = a.last_inbound_at
    FROM addresses a WHERE a.id = c.id
    """,
    "DROP TABLE consents",
    "DROP TABLE addresses",
    """
    ALTER TABLE conversations ALTER COLUMN channel SET NOT NULL, ALTER COLUMN address SET NOT NULL,
        ALTER COLUMN address_index SET NOT NULL, DROP COLUMN address_id, DROP COLUMN preferred_channel
    """,
    """
    ALTER TABLE conversations ADD CONSTRAINT uq_conversations_channel_address_index UNIQUE (channel, address_index)
    """,
)


def upgrade() -> None:
    """Give every conversation its address as a row."""
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    """Back to one address a conversation; refused by the database when one began after this migration."""
    for statement in _DOWN:
        op.execute(statement)
