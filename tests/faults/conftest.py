"""The small clinic and the desk, for tests that break things."""

from __future__ import annotations

from tests.integration.booking.conftest import small
from tests.integration.conftest import desk

__all__ = ["desk", "small"]
