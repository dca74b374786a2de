"""`frontdesk mail`, as a process of its own."""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from backend.bootstrap import Frontdesk

pytestmark = pytest.mark.enable_socket
ROOT = Path(__file__).parents[3]


def started(frontdesk: Frontdesk, **environ: str) -> subprocess.Popen[str]:
    """The command on this worker's stores."""
    settings = frontdesk.settings
    told = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "FRONTDESK_ENV": "test",
        "FRONTDESK_HOME": str(settings.home),
        "DATABASE_URL": settings.database_url or "",
        "REDIS_URL": settings.redis_url or "",
    }
    command = [sys.executable, "-m", "backend", "mail"]
    return subprocess.Popen(
        command, env=told | environ, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_mail_is_stored_and_the_process_ends_when_told_to(frontdesk: Frontdesk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    with started(frontdesk, MAIL_FROM="Desk <desk@clinic.example>", MAIL_LISTEN=listen) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"mail: listening at {listen}\n"
        host, _, port = listen.partition(":")
        with smtplib.SMTP(host, int(port), "relay.example", timeout=20) as connection:
            connection.sendmail("ana@example.org", ["desk@clinic.example"], "From: ana@example.org\r\n\r\nhello\r\n")
        process.terminate()
        _, errors = process.communicate(timeout=20)

    with frontdesk.database.transaction() as transaction:
        ((number,),) = transaction.connection.exec_driver_sql("SELECT count(*) FROM messages").all()
    assert (process.returncode, errors) == (0, "")
    assert number == 1


def test_start_is_refused_when_the_port_is_taken(frontdesk: Frontdesk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with started(frontdesk, MAIL_LISTEN=f"127.0.0.1:{port}") as process:
            _, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "MAIL_LISTEN" in errors
    assert "Traceback" not in errors
