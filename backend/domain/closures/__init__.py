"""Closing for a day: who is affected, what they are told, and how far that is."""
