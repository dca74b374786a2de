"""The stores that come along: a real PostgreSQL and a real Valkey from wheels, for one machine without servers of its own."""
