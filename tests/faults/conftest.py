"""The small clinic and the desk, for tests that break things."""

from __future__ import annotations

from tests.integration.conftest import desk, small

__all__ = ["desk", "small"]
