"""The stores that come along, for one machine without servers of its own: a real PostgreSQL and a real Valkey."""
