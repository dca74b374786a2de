"""The small clinic, for tests that break things."""

from __future__ import annotations

from tests.integration.booking.conftest import small

__all__ = ["small"]
