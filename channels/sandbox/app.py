"""The carrier's Flask application and its server."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from channels.sandbox.carrier import Carrier
from channels.sandbox.content_rest import CONTENT_PATH, content_blueprint
from channels.sandbox.control import control_blueprint
from channels.sandbox.handsets import handsets_blueprint
from channels.sandbox.mail_pages import mail_blueprint
from channels.sandbox.messages import API_VERSION
from channels.sandbox.rest import rest_blueprint
from channels.sandbox.telegram_api import bot_api_blueprint
from channels.sandbox.telegram_phones import telegram_phones_blueprint

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MAX_REQUEST = 64 * 1024
TWILIOS = (f"/{API_VERSION}/", CONTENT_PATH)


def create_app(carrier: Carrier) -> Flask:
    """All routes of one carrier."""
    app = Flask("channels.sandbox", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST
    for routes in (rest_blueprint, content_blueprint, handsets_blueprint, control_blueprint):
        app.register_blueprint(routes(carrier))
    if carrier.telegram is not None:
        app.register_blueprint(bot_api_blueprint(carrier.telegram, carrier.closing))
        app.register_blueprint(telegram_phones_blueprint(carrier.telegram))
    if carrier.mail is not None:
        app.register_blueprint(mail_blueprint(carrier.mail))

    @app.get("/healthz")
    def healthy() -> Response:
        return jsonify({"status": "ok"})

    @app.errorhandler(HTTPException)
    def in_json(error: HTTPException) -> tuple[Response, int]:
        status = error.code or 500
        if not request.path.startswith(TWILIOS):
            return jsonify({"message": error.description}), status
        code = {404: 20404, 405: 20004}.get(status, 20001)
        more_info = f"https://www.twilio.com/docs/errors/{code}"
        return jsonify({"code": code, "message": error.name, "more_info": more_info, "status": status}), status

    @app.after_request
    def share_with_the_page(response: Response) -> Response:
        origin = request.headers.get("Origin", "")
        response.vary.add("Origin")
        if request.path.startswith("/sandbox/") and _may_read(origin, carrier.settings.webhook_url):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
        return response

    return app


def serve(carrier: Carrier) -> BaseWSGIServer:
    """A server bound to the carrier's address, not yet serving: call ``serve_forever``, and ``shutdown`` to stop.

    Werkzeug's threaded server with HTTP/1.1: one process holds the state, a held-back answer or an open stream costs
    a thread and nobody else's time, and clients keep their connections. Exits with a sentence when the port is taken.
    """
    settings = carrier.settings
    return make_server(settings.host, settings.port, create_app(carrier), threaded=True, request_handler=QuietHandler)


class QuietHandler(WSGIRequestHandler):
    """HTTP/1.1; an idle connection is given up after a minute.

    No line a request: it would drown the supervisor's log. Failures of the application are logged by Flask.
    """

    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""

    def log_error(self, format: str, *args: object) -> None:  # noqa: A002  # the name is http.server's
        """Say nothing: the only cause is a connection that fell idle or broke."""


def _may_read(origin: str, webhook_url: str) -> bool:
    """The page comes from the clinic's own address, or from this machine."""
    parts, clinic = urlsplit(origin), urlsplit(webhook_url)
    return bool(origin) and (
        parts.hostname in LOOPBACK or (parts.scheme, parts.netloc) == (clinic.scheme, clinic.netloc)
    )
