"""The embedded stores, as everything else uses them: by their addresses."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from backend.embedded import postgres, valkey
from backend.embedded.errors import EmbeddedStoreError

KILLED = """
import os, sys
from pathlib import Path
from backend.embedded import postgres, valkey
postgres.ensure(Path(sys.argv[1])); valkey.ensure(Path(sys.argv[1]))
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="frontdesk-") as folder:
        yield Path(folder)
        postgres.ensure(Path(folder)).remove()
        valkey.ensure(Path(folder)).remove()


def ask(server: postgres.EmbeddedPostgres, question: str) -> object:
    with psycopg.connect(server.url.replace("+psycopg", "")) as connection:
        row = connection.execute(question.encode()).fetchone()
        return row[0] if row else None


def test_postgres_keeps_data_and_durability_when_stopped_and_started(home: Path) -> None:
    first = postgres.ensure(home)
    assert first.started
    assert ask(first, "SHOW fsync") == "on"
    assert ask(first, "SELECT usesuper FROM pg_user WHERE usename = current_user") is False
    with psycopg.connect(first.url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    first.stop()
    first.stop()
    assert ask(postgres.ensure(home), "SELECT n FROM kept") == 7


def test_stores_are_taken_over_when_their_starter_was_killed(home: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(home)], check=False)
    database, queue = postgres.ensure(home), valkey.ensure(home)
    assert (database.started, queue.started) == (False, False)
    assert ask(database, "SELECT 1") == 1


def test_postgres_starts_again_when_the_server_itself_was_killed(home: Path) -> None:
    postgres.ensure(home)
    pid = int((home / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, 9)
    assert ask(postgres.ensure(home), "SELECT 1") == 1


def test_postgres_runs_when_the_path_is_too_long_for_a_socket(home: Path) -> None:
    deep = home / ("x" * 60) / ("y" * 60)
    server = postgres.ensure(deep)
    queue = valkey.ensure(deep)
    assert ask(server, "SELECT 1") == 1
    server.remove()
    queue.remove()


def test_postgres_says_what_to_do_when_the_data_is_of_another_release(home: Path) -> None:
    (home / "postgres").mkdir()
    (home / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedStoreError, match=r"data of PostgreSQL 15, this is 18: restore a backup"):
        postgres.ensure(home)
    (home / "postgres" / "PG_VERSION").unlink()
    (home / "postgres").rmdir()


def test_valkey_keeps_writes_when_stopped_and_started(home: Path) -> None:
    first = valkey.ensure(home)
    with redis.Redis.from_url(first.url) as client:
        client.set("kept", "7")
        assert client.config_get("port")["port"] == "0"
    first.stop()
    with redis.Redis.from_url(valkey.ensure(home).url) as client:
        assert client.get("kept") == b"7"


def test_postgres_opens_no_folder_above_its_home_when_others_may_not_pass(home: Path) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    server = postgres.ensure(closed / "state")
    assert ask(server, "SELECT 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700
    server.remove()
