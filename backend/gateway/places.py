"""Room for requests: no more are worked on at once than there were threads before streams needed hundreds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Places:
    """A WSGI application that works on so many requests at once; a stream leaves its place once it has begun.

    A stream takes a thread for as long as somebody looks at a page, so there are hundreds of threads; were all of
    them to work at once in a rush, they would take the database's connections and the processor from each other.
    """

    def __init__(self, app: WSGIApplication, places: int, stop: Callable[[], object] = lambda: None) -> None:
        """`stop` ends what would never end by itself; a handler of a signal may call it."""
        self.stop = stop
        self._app = app
        self._places = threading.BoundedSemaphore(places)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, when there is a place."""
        with self._places:
            return self._app(environ, start_response)
