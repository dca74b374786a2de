"""A carrier, the clinic it calls, and the official client; all on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from twilio.rest import Client

from tests.contracts.running import Clinic, official_client, recording_clinic, running_carrier, settings_for


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    with recording_clinic() as running:
        yield running


@pytest.fixture
def carrier_url(clinic: Clinic) -> Iterator[str]:
    with running_carrier(settings_for(clinic.url)) as (_, url):
        yield url


@pytest.fixture
def client(carrier_url: str) -> Client:
    return official_client(carrier_url)


@pytest.fixture
def web(carrier_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=carrier_url, timeout=5) as session:
        yield session
