"""The routes of the chat API. No cookies: a session is a token in a header, so no other site can use it unseen."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Final

from flask import Blueprint, Response, jsonify, request

from backend.api import errors
from backend.api.errors import problem
from backend.chat.desk import Desk
from backend.chat.limits import BEGINS, READS, WRITES, TooMany
from backend.chat.lines import NewMessage, NewSession, Receipts, look_view, place
from backend.chat.listening import NoRoom
from backend.chat.origins import Origins, peer
from backend.chat.script import script
from backend.chat.sessions import Session
from backend.chat.streaming import Stream
from backend.domain.errors import NotFound
from channels.contracts import InboundMessage

PREFIX: Final = "/chat/v1"
NO_ROOM_SECONDS: Final = 5


def chat_blueprint(desk: Desk) -> Blueprint:
    """/widget.js and /chat/v1; every error is problem+json."""
    made = Blueprint("chat", __name__)
    errors.register(made)
    _add_guard(made, desk.origins)
    _add_sessions(made, desk)
    _add_writing(made, desk)
    _add_reading(made, desk)

    @made.route(f"{PREFIX}/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    def nothing(rest: str) -> Response:  # noqa: ARG001  # the route has it
        raise NotFound("there is nothing at this address")

    @made.get("/widget.js")
    def widget() -> Response:
        return script(request)

    return made


def _add_guard(made: Blueprint, origins: Origins) -> None:
    @made.before_request
    def check() -> Response | None:
        if request.path.startswith(PREFIX) and not origins.allow(request):
            return problem(403, "origin_not_allowed", "This site is not among WIDGET_ORIGINS.")
        return None

    @made.after_request
    def tell(response: Response) -> Response:
        if not request.path.startswith(PREFIX):
            return response
        response.headers.setdefault("Cache-Control", "no-store")
        return origins.tell(request, response)

    @made.errorhandler(TooMany)
    def too_many(error: TooMany) -> Response:
        return _later(problem(429, "too_many_requests", f"Try again in {error.seconds} seconds."), error.seconds)

    @made.errorhandler(NoRoom)
    def no_room(_: NoRoom) -> Response:
        advice = "No more streams can be open: ask GET /chat/v1/messages, and try again."
        return _later(problem(503, "no_room", advice), NO_ROOM_SECONDS)


def _later(response: Response, seconds: int) -> Response:
    response.headers["Retry-After"] = str(seconds)
    return response


def _add_sessions(made: Blueprint, desk: Desk) -> None:
    @made.post(f"{PREFIX}/sessions")
    def begin() -> tuple[Response, int]:
        """A session for a browser that has none; with a link, the conversation is gone on with, and says so itself."""
        desk.limits.take(BEGINS, peer(request))
        asked = NewSession.model_validate(request.get_json())
        session = desk.session(WRITES) if "Authorization" in request.headers else desk.sessions.begin()
        if asked.link is not None:
            _receive(desk, session, f"link.{asked.link}", link=asked.link)
        return jsonify(token=session.token), 201


def _add_writing(made: Blueprint, desk: Desk) -> None:
    @made.post(f"{PREFIX}/messages")
    def write() -> tuple[Response, int]:
        """What a person wrote or pressed; the same again is taken once."""
        session = desk.session(WRITES)
        asked = NewMessage.model_validate(request.get_json())
        body = asked.text if asked.choice is None else desk.chat.label(session.address, asked.choice)
        _receive(desk, session, str(asked.client_id), body=body or "", choice=asked.choice)
        return jsonify(client_id=str(asked.client_id), answering=desk.chat.awaited(session.address)), 202

    @made.post(f"{PREFIX}/receipts")
    def receipts() -> tuple[str, int]:
        """What has arrived in the browser, and what was looked at there."""
        session = desk.session(READS)
        asked = Receipts.model_validate(request.get_json())
        desk.chat.shown(session.address, delivered=asked.delivered, read=asked.read)
        desk.ring(session.address)
        return "", 204


def _receive(
    desk: Desk, session: Session, name: str, *, body: str = "", choice: str | None = None, link: str | None = None
) -> None:
    """Take in what came under a name of the browser's own; other browsers' names are other messages."""
    desk.receive(
        InboundMessage(
            channel="web",
            provider="web",
            provider_id=f"{session.address}.{name}",
            sender=session.address,
            recipient="",
            body=body,
            choice=choice,
            link=link,
        )
    )
    desk.ring(session.address)


def _add_reading(made: Blueprint, desk: Desk) -> None:
    @made.get(f"{PREFIX}/messages")
    def messages() -> Response:
        """What was said since `after`; without it, the latest."""
        session = desk.session(READS)
        look = desk.chat.look(session.address, place(request.args.get("after")))
        return jsonify(look_view(look, session.address, desk.token))

    @made.get(f"{PREFIX}/stream")
    def stream() -> Response:
        """Server-sent events of one conversation, from Last-Event-ID on."""
        session = desk.session(READS)
        live = Stream(
            address=session.address,
            place=place(request.headers.get("Last-Event-ID")),
            look=desk.chat.look,
            token=desk.token,
            stopping=lambda: desk.listening.stopping,
        )
        with ExitStack() as until_closed:
            bell = until_closed.enter_context(desk.listening.stream(session.address, peer(request)))
            response = Response(live.events(bell), mimetype="text/event-stream")
            response.call_on_close(until_closed.pop_all().close)
        response.headers["X-Accel-Buffering"] = "no"  # a proxy that gathers a page before passing it on waits for ever
        return response
