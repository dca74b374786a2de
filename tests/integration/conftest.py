"""What integration tests start from: a desk to talk to, or a small clinic to book at."""

from __future__ import annotations

import dataclasses

import pytest

from backend.bootstrap import Frontdesk
from tests.integration.messaging.doubles import ABLE, Desk, Doorbells, HeldCarrier, ScriptedEngine
from tests.integration.small_clinic import SmallClinic, small_clinic


@pytest.fixture
def desk(frontdesk: Frontdesk) -> Desk:
    """The product with a held carrier a channel, a scripted engine and doorbells."""
    wired = dataclasses.replace(frontdesk)
    carrier, engine, bells = HeldCarrier(), ScriptedEngine(), Doorbells()
    carriers = {name: HeldCarrier(capabilities=able) for name, able in ABLE.items()} | {"sms": carrier}
    channels = {name: dataclasses.replace(frontdesk.channels[name], outbound=held) for name, held in carriers.items()}
    vars(wired).update(channels=channels, engine=engine, wake=bells)
    with wired.database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO clinic (id, name, country, zone, phone)"
            " VALUES (1, 'Harbor Clinic', 'US', 'America/New_York', '+1 555 0100')"
        )
    return Desk(wired, carrier, engine, bells, carriers)


@pytest.fixture
def small(frontdesk: Frontdesk) -> SmallClinic:
    """Open 9 to 17 by the wall clock, every day; Ann east, Bob middle, Cyd at both; "visit" by all, "scan" by Cyd."""
    return small_clinic(frontdesk)
