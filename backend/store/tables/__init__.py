"""Tables by subject; importing this package registers all of them on `metadata`."""

from backend.store.tables import booking, clinic, keys, messaging, notifications, patients, waitlist

__all__ = ["booking", "clinic", "keys", "messaging", "notifications", "patients", "waitlist"]
