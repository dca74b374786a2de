"""What tests of the waitlist start from."""

from __future__ import annotations

import pytest

from tests.integration.small_clinic import SmallClinic
from tests.integration.waitlist.waiting import Waiting


@pytest.fixture
def waiting(small: SmallClinic) -> Waiting:
    """The small clinic; nobody waits yet. It is Monday, ten in the morning in New York."""
    return Waiting(small)
