"""Handing a conversation over to staff, and back."""
