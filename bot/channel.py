"""The one door of the dialogue engine: `POST /webhooks/frontdesk/webhook`, for the backend only.

Request: `{"sender", "message", "metadata": {"message_id", "received_at", "attempt", "language", "language_asked",
"about"?: {"appointment", "intent"}}}` with a bearer token. A message that is `about` a visit answers a reminder of it:
it is read with that intent, and what was talked about before is put away.
Answer: 200 and `[{"text", "buttons"?: [{"title", "payload"}, ...], "unclear"?: true}, ...]`, never empty; `unclear`
where the message was not understood. 401, 400 with the field named, or 503 when the turn must be tried again.
`POST /webhooks/frontdesk/parse` reads a text and answers nobody: `{"text", "context"?, "language"?}`, where the context
is what the bot said before it.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone
from typing import Any

import aiohttp
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from redis.exceptions import RedisError
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.turns import About, EngineSilent, Said, Turn, TurnTaker

logger = logging.getLogger(__name__)

ANSWER_WITHIN = 9.0
LONGEST_TEXT = 1600
LANGUAGES = ("en", "es")
ABOUT_A_VISIT = frozenset({"decline_attendance", "cancel_appointment", "reschedule_appointment"})
_CONVERSATION = re.compile(r"[0-9A-Za-z-]{1,64}")


class BadTurn(ValueError):
    """The request does not have the agreed shape; the message names the field."""


class FrontdeskInput(InputChannel):
    """Takes turns for the backend, one request a turn."""

    def __init__(self, token: str) -> None:
        self._token = token

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, a part of its address."""
        return "frontdesk"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> FrontdeskInput:
        """Build the channel from credentials.yml; without a token there is no channel."""
        token = (credentials or {}).get("token")
        if not token:
            raise RasaException("The frontdesk channel needs a token in credentials.yml.")
        return cls(str(token))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes of the channel."""
        routes = Blueprint("frontdesk_channel", __name__)

        @routes.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            if not self._is_ours(request):
                return _refused(401, "A valid bearer token is needed.")
            try:
                turn = turn_from(request.json)
            except BadTurn as error:
                return _refused(400, str(error))
            return await _answer(TurnTaker(request.app.ctx.agent, request.app.ctx.agent.tracker_store), turn)

        @routes.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            if not self._is_ours(request):
                return _refused(401, "A valid bearer token is needed.")
            asked = request.json if isinstance(request.json, dict) else {}
            text, context = asked.get("text"), asked.get("context")
            if not isinstance(text, str):
                return _refused(400, "text: a string is needed.")
            if context is not None and not isinstance(context, str):
                return _refused(400, "context: a string or nothing is needed.")
            taker = TurnTaker(request.app.ctx.agent, request.app.ctx.agent.tracker_store)
            return response.json(await taker.read(neutral(text), context, language_of(asked)))

        return routes

    def _is_ours(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode())


async def _answer(taker: TurnTaker, turn: Turn) -> HTTPResponse:
    try:
        said = await asyncio.wait_for(taker.take(turn), ANSWER_WITHIN)
    except asyncio.TimeoutError:
        return _unavailable(turn, "took too long")
    except EngineSilent:
        return _unavailable(turn, "had nothing to say")
    except (RedisError, OSError) as error:
        return _unavailable(turn, f"lost its memory ({type(error).__name__})")
    except (RasaException, aiohttp.ClientError) as error:
        return _unavailable(turn, f"failed ({type(error).__name__})")
    return response.json([_part(turn, one) for one in said])


def _part(turn: Turn, said: Said) -> dict[str, Any]:
    """One text of the answer in Rasa's own shape; the payload of a button is what the patient would else type."""
    offered = {"buttons": [dict(button) for button in said.buttons]} if said.buttons else {}
    unclear = {"unclear": True} if said.unclear else {}
    return {"recipient_id": turn.conversation, "text": said.text, **offered, **unclear}


def turn_from(body: Any) -> Turn:
    """Read a turn from the request's JSON; raise BadTurn naming the field that is wrong."""
    if not isinstance(body, dict):
        raise BadTurn("body: a JSON object is needed.")
    sender, text, metadata = body.get("sender"), body.get("message"), body.get("metadata") or {}
    if not isinstance(sender, str) or not _CONVERSATION.fullmatch(sender):
        raise BadTurn("sender: an opaque id of letters and digits is needed.")
    if not isinstance(text, str):
        raise BadTurn("message: a string is needed.")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("message_id"), str):
        raise BadTurn("metadata.message_id: a string is needed.")
    received = metadata.get("received_at")
    if not isinstance(received, str) or not received:
        received = datetime.now(timezone.utc).isoformat()
    asked = metadata.get("language_asked") is True
    about = _about(metadata.get("about"))
    return Turn(sender, neutral(text), metadata["message_id"], received, language_of(metadata), asked, about)


def _about(told: Any) -> About | None:
    if told is None:
        return None
    appointment, intent = (told.get("appointment"), told.get("intent")) if isinstance(told, dict) else (None, None)
    if not isinstance(appointment, str) or not isinstance(intent, str) or intent not in ABOUT_A_VISIT:
        raise BadTurn("metadata.about: an appointment and an intent about one are needed.")
    return About(appointment, intent)


def language_of(told: dict[str, Any]) -> str:
    """Return the language a request names, English for one that is not spoken here."""
    language = told.get("language")
    return str(language) if language in LANGUAGES else LANGUAGES[0]


def neutral(text: str) -> str:
    """Take the power out of a text: a leading slash would be an order to Rasa, no text at all is not a message."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text[:LONGEST_TEXT])
    return plain.strip().lstrip("/ ").strip() or "?"


def _unavailable(turn: Turn, why: str) -> HTTPResponse:
    logger.warning("Turn of conversation %s: the engine %s.", turn.conversation, why)
    return _refused(503, f"The dialogue engine {why}; try the turn again.")


def _refused(status: int, why: str) -> HTTPResponse:
    return response.json({"error": why}, status=status)
