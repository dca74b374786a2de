"""The store: SQLAlchemy Core tables, repositories and migrations on PostgreSQL."""
