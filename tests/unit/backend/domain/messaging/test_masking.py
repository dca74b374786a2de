from __future__ import annotations

import pytest

from backend.domain.messaging.masking import masked


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("+15005550101", "+1***01"),
        ("ada@patient.example", "a***@patient.example"),
        ("471112", "***12"),
        ("4711", "***"),
        ("", "***"),
    ],
)
def test_shows_the_ends_only_when_an_address_is_masked(address: str, shown: str) -> None:
    assert masked(address) == shown
