"""What patients see when processes and stores die under their messages: every answer, and every answer once."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from backend.embedded import postgres, valkey
from tests.faults.rig import Rig, installation, until

AWAY = 3.0  # seconds a store is away here; twenty, in the long run of the same


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with tempfile.TemporaryDirectory(prefix="fd-") as home, installation(Path(home)) as running:
        yield running


@pytest.fixture(autouse=True)
def everything_runs(rig: Rig) -> None:
    for name in ("web", "worker", "carrier"):
        if name not in rig.processes:
            rig.start(name)
    rig.engine.stall = 0
    rig.engine.asked.clear()
    rig.engine.release.clear()


@pytest.fixture
def patient(request: pytest.FixtureRequest) -> str:
    return f"+1617555{sum(map(ord, request.node.name)) % 10000:04d}"


def _received(rig: Rig, patient: str, number: int, seconds: float = 30.0) -> list[str]:
    """The texts a patient received once there are so many, and none more a moment later."""
    until(lambda: len(rig.texts(patient)) >= number, seconds)
    time.sleep(1.5)
    return rig.texts(patient)


def test_answers_once_when_a_worker_is_killed_in_mid_turn(rig: Rig, patient: str) -> None:
    rig.engine.stall = 1
    rig.text("hello", patient)
    until(lambda: rig.engine.asked)
    rig.kill("worker")
    rig.start("worker")
    started = time.monotonic()
    assert _received(rig, patient, 1) == ["echo: hello"]
    assert time.monotonic() - started < 15


def test_sends_once_when_a_worker_is_killed_in_mid_send(rig: Rig, patient: str) -> None:
    rig.fault("timeout_after_accept", handset=patient, seconds=8)
    rig.text("hello", patient)
    until(lambda: rig.texts(patient))
    rig.kill("worker")
    rig.start("worker")
    until(lambda: rig.sql("SELECT 1 FROM deliveries WHERE state = 'sending'") == [], 30)
    assert _received(rig, patient, 1) == ["echo: hello"]


def test_answers_every_text_once_when_workers_are_killed_again_and_again(rig: Rig) -> None:
    patients = [f"+1617555{number}" for number in range(3000, 3010)]
    for round_ in range(4):
        for patient in patients:
            rig.text(f"text {round_}", patient)
        time.sleep(0.15)
        rig.kill("worker")
        rig.start("worker")
        time.sleep(1.0)
    until(lambda: all(len(rig.texts(patient)) >= 4 for patient in patients), 60)
    time.sleep(1.5)
    for patient in patients:
        assert rig.texts(patient) == [f"echo: text {round_}" for round_ in range(4)]


def test_finishes_what_it_began_when_a_worker_is_told_to_stop(rig: Rig, patient: str) -> None:
    rig.engine.stall = 1
    rig.text("hello", patient)
    until(lambda: rig.engine.asked)
    process = rig.processes["worker"]
    process.terminate()
    time.sleep(0.3)
    rig.engine.release.set()
    assert process.wait(10) == 0
    del rig.processes["worker"]
    assert _received(rig, patient, 1) == ["echo: hello"]


def test_answers_without_redis_and_again_with_it_when_it_goes_away(rig: Rig, patient: str) -> None:
    valkey.ensure(rig.home).stop()
    try:
        rig.text("while it is away", patient)
        assert _received(rig, patient, 1) == ["echo: while it is away"]
        time.sleep(AWAY)
    finally:
        valkey.ensure(rig.home)
    rig.text("now it is back", patient)
    assert _received(rig, patient, 2) == ["echo: while it is away", "echo: now it is back"]


def test_loses_no_accepted_text_when_the_database_goes_away(rig: Rig, patient: str) -> None:
    rig.engine.stall = 1
    rig.text("before", patient)
    until(lambda: rig.engine.asked)
    postgres.ensure(rig.home, durable=False).stop()
    try:
        assert httpx.get(f"{rig.web}/readyz").status_code == 503
        rig.engine.release.set()
        time.sleep(AWAY)
    finally:
        postgres.ensure(rig.home, durable=False)
    assert _received(rig, patient, 1, 40) == ["echo: before"]
    until(lambda: httpx.get(f"{rig.web}/readyz").status_code == 200)
    rig.text("after", patient)
    assert _received(rig, patient, 2) == ["echo: before", "echo: after"]


def test_answers_when_a_worker_starts_before_the_database(rig: Rig, patient: str) -> None:
    rig.kill("worker")
    rig.text("hello", patient)
    postgres.ensure(rig.home, durable=False).stop()
    log = rig.home / "worker.log"
    before = log.stat().st_size
    try:
        rig.start("worker")
        until(lambda: b"the database does not answer" in log.read_bytes()[before:])
        time.sleep(AWAY)
    finally:
        postgres.ensure(rig.home, durable=False)
    assert _received(rig, patient, 1) == ["echo: hello"]


@pytest.mark.parametrize(
    "faults",
    [
        ["callbacks_out_of_order"],
        ["callbacks_twice"],
        ["callbacks_early"],
        ["callbacks_twice", "callbacks_out_of_order"],
    ],
    ids="+".join,
)
def test_knows_that_a_text_was_delivered_when_reports_are_a_mess(rig: Rig, patient: str, faults: list[str]) -> None:
    for kind in faults:
        rig.fault(kind, handset=patient)
    rig.text("hello", patient)
    assert _received(rig, patient, 1) == ["echo: hello"]
    until(lambda: rig.sql("SELECT state FROM deliveries ORDER BY created_at DESC LIMIT 1") == [("delivered",)])


def test_answers_once_when_the_provider_repeats_a_webhook(rig: Rig, patient: str) -> None:
    rig.fault("webhook_twice", handset=patient)
    rig.text("hello", patient)
    assert _received(rig, patient, 1) == ["echo: hello"]


def test_answers_later_and_once_when_the_provider_is_busy_or_broken(rig: Rig, patient: str) -> None:
    for kind in ("rate_limited", "server_error"):
        rig.fault(kind, handset=patient, seconds=1)
    rig.text("one", patient)
    rig.text("two", patient)
    assert _received(rig, patient, 2) == ["echo: one", "echo: two"]


def test_writes_no_more_when_the_provider_says_a_person_opted_out(rig: Rig, patient: str) -> None:
    rig.fault("opted_out", handset=patient)
    rig.text("one", patient)
    until(lambda: rig.sql("SELECT 1 FROM addresses WHERE opted_out_at IS NOT NULL"))
    rig.text("two", patient)
    time.sleep(1)
    assert rig.texts(patient) == []
