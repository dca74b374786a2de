"""PostgreSQL 18 from a wheel: initialised once in FRONTDESK_HOME, reached by a unix socket only."""

import fcntl
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import quote

import psycopg
from psycopg import sql

from backend.embedded.errors import EmbeddedStoreError
from backend.embedded.place import Place, find, shipped_programs
from backend.embedded.socket_path import folder_for

DATABASE = "frontdesk"
MAJOR = "18"
SOCKET = ".s.PGSQL.5432"
PATIENCE = 60  # seconds for one start: replaying the log after a crash takes a while
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "max_wal_size": "512MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What patients say must not reach a log by way of a failing statement.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgres-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """A running server with the database 'frontdesk'. `started` is False when it was running already."""

    url: str
    started: bool
    home: Path

    def stop(self) -> None:
        """Stop the server, ending open sessions; harmless when it is stopped already."""
        place = find(self.home)
        with _lock(self.home):
            _stop(place)

    def remove(self) -> None:
        """Stop the server and delete its data for good."""
        place = find(self.home)
        with _lock(self.home):
            _stop(place)
            shutil.rmtree(place.data, ignore_errors=True)
            (self.home / "postgres").unlink(missing_ok=True)


def ensure(home: Path, *, durable: bool = True) -> EmbeddedPostgres:
    """Return this home's PostgreSQL, initialising and starting it as needed.

    A server left running by a killed process is taken over. `durable=False` gives up crash safety for speed and is
    meant for tests. Raises EmbeddedStoreError with one sentence when it can't run.
    """
    home = home.absolute()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _lock(home):
        place = find(home)
        _initialise(place)
        sockets = _sockets(place)
        started = not _answers(sockets)
        if started:
            _stop(place)  # one that runs and does not answer is no use
            _start(place, sockets, durable=durable)
        _create_database(sockets)
    return EmbeddedPostgres(_url(sockets), started, home)


def program(name: str) -> Path:
    """Return the path of one of PostgreSQL's client programs, such as pg_dump."""
    return shipped_programs() / name


def _sockets(place: Place) -> Path:
    owner = place.account
    return folder_for(place.data, SOCKET, (owner.uid, owner.gid) if owner else None)


def _url(sockets: Path) -> str:
    return f"postgresql+psycopg://{DATABASE}@/{DATABASE}?host={quote(str(sockets), safe='/')}"


@contextmanager
def _lock(home: Path) -> Iterator[None]:
    """One process at a time may initialise, start or stop."""
    with (home / "postgres.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(place: Place, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    who = place.account
    return subprocess.run(
        [str(place.programs / name), *arguments],
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},  # nothing of ours: the master key stays out
        user=who.uid if who else None,
        group=who.gid if who else None,
        extra_groups=[] if who else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C is for the supervisor, which stops this after everything that uses it
        text=True,
        errors="replace",
        check=False,
    )


def _initialise(place: Place) -> None:
    version = place.data / "PG_VERSION"
    if version.exists():
        found = version.read_text().strip()
        if found != MAJOR:
            raise EmbeddedStoreError(
                f"{place.data} holds data of PostgreSQL {found}, this is {MAJOR}: restore a backup into an empty "
                "FRONTDESK_HOME, or set DATABASE_URL."
            )
        return
    fresh = place.data.with_name(f"{place.data.name}.new")  # renamed when whole, so a killed start leaves no half
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700, parents=True)
    if place.account:
        place.account.own(fresh)
    made = _run(place, "initdb", "-D", str(fresh), "-U", "postgres", "--auth=trust", *LOCALE)
    if made.returncode != 0:
        shutil.rmtree(fresh, ignore_errors=True)
        raise EmbeddedStoreError(_sentence(place, made.stdout))
    fresh.rename(place.data)


def _start(place: Place, sockets: Path, *, durable: bool) -> None:
    settings = SETTINGS | ({} if durable else FORGETFUL) | {"unix_socket_directories": str(sockets)}
    options = " ".join(f"-c {name}={_quoted(value)}" for name, value in settings.items())
    log = place.data / "start.log"
    arguments = ("start", "-w", "-t", str(PATIENCE), "-D", str(place.data), "-o", options, "-l", str(log))
    said = ""
    for _ in range(50):
        log.unlink(missing_ok=True)
        tried = _run(place, "pg_ctl", *arguments)
        if tried.returncode == 0:
            return
        said = log.read_text(errors="replace") if log.exists() else tried.stdout
        if "shared memory block" not in said:
            break
        Event().wait(0.2)  # the children of a killed server are still on their way out
    raise EmbeddedStoreError(_sentence(place, said))


def _stop(place: Place) -> None:
    if not (place.data / "postmaster.pid").exists():
        return
    _run(place, "pg_ctl", "stop", "-w", "-m", "fast", "-t", str(PATIENCE), "-D", str(place.data))


def _answers(sockets: Path) -> bool:
    if not (sockets / SOCKET).exists():
        return False
    try:
        with _connect(sockets):
            return True
    except psycopg.OperationalError:
        return False


def _connect(sockets: Path) -> psycopg.Connection:
    return psycopg.connect(host=str(sockets), user="postgres", dbname="postgres", autocommit=True, connect_timeout=10)


def _create_database(sockets: Path) -> None:
    """Create the application's role, which is no superuser, and its database."""
    name = sql.Identifier(DATABASE)
    with _connect(sockets) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(name))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))


def _quoted(value: str) -> str:
    """Quote for pg_ctl's -o, which a shell reads."""
    return "'" + value.replace("'", "'\\''") + "'"


def _sentence(place: Place, said: str) -> str:
    if "No space left on device" in said:
        return f"The disk that holds {place.data} is full: free at least 1 GB and start again."
    lines = [line for line in said.splitlines() if "FATAL" in line or "error" in line.lower()] or said.splitlines()
    reason = lines[-1].strip() if lines else "no reason given"
    return f"The embedded PostgreSQL in {place.data} does not start: {reason}"
