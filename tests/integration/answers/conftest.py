"""What tests of answers to reminders start from."""

from __future__ import annotations

import dataclasses

import pytest

from backend.bootstrap import Frontdesk
from tests.integration.answers.asking import Asking
from tests.integration.messaging.doubles import ABLE, Desk, Doorbells, HeldCarrier, ScriptedEngine
from tests.integration.small_clinic import SmallClinic


@pytest.fixture
def asking(frontdesk: Frontdesk, small: SmallClinic) -> Asking:
    """A desk at the small clinic that reminds patients."""
    wired = dataclasses.replace(frontdesk)
    carrier, engine, bells = HeldCarrier(), ScriptedEngine(), Doorbells()
    carriers = {name: HeldCarrier(capabilities=able) for name, able in ABLE.items()} | {"sms": carrier}
    channels = {name: dataclasses.replace(frontdesk.channels[name], outbound=held) for name, held in carriers.items()}
    vars(wired).update(channels=channels, engine=engine, wake=bells)
    return Asking(Desk(wired, carrier, engine, bells, carriers), small)
