"""One running product for all end-to-end tests."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.product import Product, prepare

# A Monday, a little after the clinic in New York opened: "tuesday" is tomorrow and nothing is too late today.
NOW = "2026-11-30T09:30:00-05:00"


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """The product with the demo clinic, its clock standing at NOW."""
    # pytest's own folder lets nobody pass; PostgreSQL's account would have to keep its data elsewhere, for good.
    with tempfile.TemporaryDirectory(prefix="frontdesk-") as folder:
        running = prepare(Path(folder), FRONTDESK_NOW=NOW)
        try:
            running.start()
            yield running
        finally:
            running.stop()
            running.client.close()
