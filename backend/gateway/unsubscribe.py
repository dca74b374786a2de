"""Leaving with one click (RFC 8058): mail programs post to the link, people see a page with one button.

A GET changes nothing, because programs that look for harmful links open them all. The token in the link is the proof;
there is no cookie, no session and no script.
"""

from __future__ import annotations

import html
from typing import Final

from flask import Blueprint, Response

from backend.bootstrap import Frontdesk

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_PAGE: Final = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{clinic}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; padding: 48px 16px; font: 18px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }}
main {{ max-width: 480px; margin: 0 auto; }}
h1 {{ font-size: 22px; }}
button {{ min-height: 48px; padding: 8px 24px; font: inherit; cursor: pointer; }}
</style>
</head>
<body>
<main>
<h1>{clinic}</h1>
{content}
</main>
</body>
</html>
"""
_ASK: Final = """\
<p>Do you want to stop getting messages from {clinic} at this address?</p>
<p lang="es">¿Quiere dejar de recibir mensajes de {clinic} en esta dirección?</p>
<form method="post"><button>Stop messages · <span lang="es">No recibir más</span></button></form>"""
_DONE: Final = """\
<p>Done. You will get no more messages from {clinic} at this address.</p>
<p lang="es">Listo. Ya no recibirá mensajes de {clinic} en esta dirección.</p>"""
_UNKNOWN: Final = """\
<p>This link is not complete. Please open it again from the message, or answer the message with: STOP</p>
<p lang="es">Este enlace no está completo. Ábralo de nuevo desde el mensaje, o responda al mensaje con: STOP</p>"""


def unsubscribe_blueprint(frontdesk: Frontdesk) -> Blueprint:
    """The route /unsubscribe/<token>."""
    routes = Blueprint("unsubscribe", __name__)

    def page(content: str, status: int = 200) -> Response:
        clinic = html.escape(frontdesk.letterheads.letterhead().name)
        body = _PAGE.format(clinic=clinic, content=content.format(clinic=clinic))
        return Response(body, status, headers=_HEADERS, mimetype="text/html")

    @routes.get("/unsubscribe/<_token>")
    def ask(_token: str) -> Response:
        """Ask, whatever the token: looking at a link tells nothing about it."""
        return page(_ASK)

    @routes.post("/unsubscribe/<token>")
    def leave(token: str) -> Response:
        """Do it, as often as it is asked for."""
        return page(_DONE) if frontdesk.contacts.unsubscribe(token) else page(_UNKNOWN, 404)

    return routes
