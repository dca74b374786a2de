"""Keys, the clinic's configuration, patients, appointments and the slots they occupy."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = Path(__file__).with_suffix(".sql")

# Whoever keeps the configuration in memory compares `clinic.version`; it changes with every change, by whatever hand.
VERSION = """
CREATE FUNCTION renew_clinic_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE clinic SET version = gen_random_uuid();
    RETURN NULL;
END $$;
"""
CONFIGURATION = (
    "locations",
    "location_hours",
    "practitioners",
    "services",
    "service_offerings",
    "schedules",
    "schedule_exceptions",
    "time_off",
    "closures",
)
WATCH = """
CREATE TRIGGER renew_clinic_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION renew_clinic_version();
"""
WATCH_CLINIC = """
CREATE TRIGGER renew_clinic_version AFTER UPDATE OF name, country, zone, phone, url ON clinic
    FOR EACH STATEMENT EXECUTE FUNCTION renew_clinic_version();
"""


def upgrade() -> None:
    """Create everything; nothing was there before."""
    op.execute(TABLES.read_text(encoding="utf-8"))
    op.execute(VERSION)
    for table in CONFIGURATION:
        op.execute(WATCH.format(table=table))
    op.execute(WATCH_CLINIC)
