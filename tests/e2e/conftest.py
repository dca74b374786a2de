"""One running product for all end-to-end tests; the day that is watched has its own, and is played beside them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.product import Product, prepare

# A Monday, a little after the clinic in New York opened: "tuesday" is tomorrow and nothing is too late today.
NOW = "2026-11-30T09:30:00-05:00"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests that share the product to one worker, and the day, which is mostly waited for, to another."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("day" if item.path.stem == "test_day" else "product"))


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
