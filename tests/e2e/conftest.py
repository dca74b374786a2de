"""One running product for all end-to-end tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.product import Product, prepare

# A Monday, a little after the clinic in New York opened: "tuesday" is tomorrow and nothing is too late today.
NOW = "2026-11-30T09:30:00-05:00"


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product with the demo clinic, its clock standing at NOW."""
    running = prepare(tmp_path_factory.mktemp("product"), FRONTDESK_NOW=NOW)
    try:
        running.start()
        yield running
    finally:
        running.stop()
