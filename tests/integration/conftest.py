"""The desk that the tests of messaging talk to."""

from __future__ import annotations

import dataclasses

import pytest

from backend.bootstrap import Frontdesk
from tests.integration.messaging.doubles import Desk, Doorbells, HeldCarrier, ScriptedEngine


@pytest.fixture
def desk(frontdesk: Frontdesk) -> Desk:
    """The product with a held carrier, a scripted engine and doorbells."""
    wired = dataclasses.replace(frontdesk)
    carrier, engine, bells = HeldCarrier(), ScriptedEngine(), Doorbells()
    sms = dataclasses.replace(frontdesk.channels["sms"], outbound=carrier)
    vars(wired).update(channels={"sms": sms}, engine=engine, wake=bells)
    with wired.database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO clinic (id, name, country, zone, phone)"
            " VALUES (1, 'Harbor Clinic', 'US', 'America/New_York', '+1 555 0100')"
        )
    return Desk(wired, carrier, engine, bells)
