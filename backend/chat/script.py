"""/widget.js: small on the way, kept by browsers, asked after again when it is an hour old."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from flask import Request, Response

FRESH_SECONDS: Final = 3600
STALE_SECONDS: Final = 7 * 86400


@cache
def _contents() -> tuple[bytes, bytes, str]:
    """The script as it is, packed, and its mark."""
    plain = (files("channels.web") / "static" / "widget.js").read_bytes()
    return plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:32]


def script(request: Request) -> Response:
    """The widget. Any site may load it; which ones may talk to the chat API is WIDGET_ORIGINS'."""
    plain, packed, mark = _contents()
    zipped = request.accept_encodings.quality("gzip") > 0
    response = Response(packed if zipped else plain, mimetype="text/javascript")
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}, stale-while-revalidate={STALE_SECONDS}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.vary.add("Accept-Encoding")
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(mark + ("-gzip" if zipped else ""))
    response.make_conditional(request)
    return response
