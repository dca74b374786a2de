"""Twilio's words for how far a text got."""

from channels.twilio.status import progress, update

__all__ = ["progress", "update"]
