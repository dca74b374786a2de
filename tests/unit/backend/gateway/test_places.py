"""Room for requests: so many at once, streams not counted once they have begun."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from backend.gateway.places import Places

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SECONDS = 5.0


def nothing(*_: object) -> object:
    return None


def test_request_waits_when_all_places_are_taken() -> None:
    inside, leave = threading.Semaphore(0), threading.Event()

    def slow(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        inside.release()
        leave.wait(SECONDS)
        return [b"done"]

    app = Places(slow, 2)
    callers = [threading.Thread(target=app, args=({}, nothing)) for _ in range(3)]
    for caller in callers:
        caller.start()
    assert inside.acquire(timeout=SECONDS)
    assert inside.acquire(timeout=SECONDS)
    assert not inside.acquire(timeout=0.1)
    leave.set()
    assert inside.acquire(timeout=SECONDS)
    for caller in callers:
        caller.join(SECONDS)


def test_stream_takes_no_place_when_it_has_begun() -> None:
    def stream(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        yield b"begun"
        yield b"more"

    app = Places(stream, 1)
    streams = [iter(app({}, nothing)) for _ in range(3)]  # type: ignore[arg-type]
    assert [next(one) for one in streams] == [b"begun"] * 3
