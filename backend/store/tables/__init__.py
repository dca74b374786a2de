"""Tables by subject; importing this package registers all of them on `metadata`."""

from backend.store.tables import booking, campaigns, clinic, keys, messaging, notifications, patients, waitlist

__all__ = ["booking", "campaigns", "clinic", "keys", "messaging", "notifications", "patients", "waitlist"]
