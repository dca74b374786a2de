"""The carrier as a process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import httpx
import pytest

pytestmark = pytest.mark.enable_socket

ENVIRON = {
    "PATH": os.environ["PATH"],
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "token-of-a-test",
    "SANDBOX_WEBHOOK_URL": "http://127.0.0.1:9/webhooks/sms",
}


def start(**environ: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "channels.sandbox"],
        env={**ENVIRON, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_process_tells_its_address_and_ends_cleanly_when_stopped(stop: signal.Signals) -> None:
    with start(SANDBOX_PORT="0") as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        with httpx.stream("GET", f"{address}/sandbox/events", timeout=5) as stream:
            assert stream.status_code == 200
            process.send_signal(stop)
            output, errors = process.communicate(timeout=10)

    assert (process.returncode, output, errors) == (0, "", "")


def test_process_says_what_is_missing_when_a_setting_is_not_there() -> None:
    with start(TWILIO_AUTH_TOKEN="") as process:
        _, errors = process.communicate(timeout=10)

    assert (process.returncode, errors) == (2, "TWILIO_AUTH_TOKEN is not set; the carrier needs it.\n")


def test_process_says_what_to_do_when_the_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with start(SANDBOX_PORT=str(port)) as process:
            _, errors = process.communicate(timeout=10)

    assert process.returncode == 1
    assert f"Port {port} is in use" in errors
