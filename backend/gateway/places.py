"""Room for requests beside those that last: as many are worked on at once as there were threads without streams."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Places:
    """A WSGI application that works on `places` requests at once, those to the paths that are `lasting` not counted.

    A stream takes a thread for as long as somebody looks at a page, so there are hundreds of threads; were all of
    them to work at once in a rush, they would take the database's connections and the processor from each other.
    """

    def __init__(self, app: WSGIApplication, places: int, lasting: Collection[str]) -> None:
        self._app = app
        self._places = threading.BoundedSemaphore(places)
        self._lasting = frozenset(lasting)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, when there is a place."""
        if environ.get("PATH_INFO") in self._lasting:
            return self._app(environ, start_response)
        with self._places:
            return self._app(environ, start_response)
