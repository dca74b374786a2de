"""What the chat API works with, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request

from backend.chat.limits import Bucket, Limits
from backend.chat.lines import Token
from backend.chat.listening import Listening
from backend.chat.origins import Origins, peer
from backend.chat.sessions import Session, Sessions
from backend.services.chat import Chat
from backend.services.posting import CHOICE
from channels.contracts import InboundMessage
from channels.web.bell import Bell

if TYPE_CHECKING:
    from backend.bootstrap import Frontdesk

BEARER: Final = "Bearer "


@dataclass(frozen=True)
class Desk:
    """What the chat API works with.

    `receive` takes in what a person wrote, `ring` tells the open streams of an address to look, `token` makes a
    button's.
    """

    chat: Chat
    receive: Callable[[InboundMessage], bool]
    ring: Callable[[str], None]
    token: Token
    sessions: Sessions
    limits: Limits
    listening: Listening
    origins: Origins

    def session(self, buckets: tuple[Bucket, ...]) -> Session:
        """The caller's session, held against its limits. Raises Unauthorized, TooMany and Unavailable."""
        given = request.headers.get("Authorization", "")
        session = self.sessions.known(given.removeprefix(BEARER) if given.startswith(BEARER) else "")
        self.limits.take(buckets, peer(request), session.address)
        return session


def desk_of(frontdesk: Frontdesk) -> Desk:
    """The desk of an installation; nothing connects until used."""
    settings = frontdesk.settings
    key = settings.master_key.derive("chat")
    return Desk(
        chat=frontdesk.chat,
        receive=frontdesk.inbox.receive,
        ring=Bell(frontdesk.redis_url).ring,
        token=lambda id_: frontdesk.tokens.issue(CHOICE, id_),
        sessions=Sessions(key, frontdesk.clock),
        limits=Limits(frontdesk.redis_url, key),
        listening=frontdesk.listening,
        origins=Origins(settings.widget.origins, settings.public_url),
    )
