"""Asks Rasa, in its own process, what to say.

Rasa answers 200 with an empty list when its action server or its store is away (see docs/adr): an answer without a
word in it is a failure here, and the turn is tried again.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Final

import httpx

from backend.domain.ids import ConversationId, MessageId
from backend.domain.messaging.dialogue import DialogueUnavailable
from backend.domain.messaging.language import Spoken
from backend.domain.messaging.records import About, Answer, Option
from backend.domain.sensitive import Sensitive

TIMEOUT: Final = httpx.Timeout(10.0, connect=2.0)
PATH: Final = "/webhooks/frontdesk/webhook"


class RasaEngine:
    """Implements domain.messaging.dialogue.DialogueEngine; safe to use from several threads."""

    def __init__(self, url: str, token: Sensitive[str], timeout: httpx.Timeout = TIMEOUT) -> None:
        self._url = url + PATH
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {token.reveal()}", "Accept": "application/json"},
            timeout=timeout,
            trust_env=False,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=math.inf),
        )

    def answer(
        self,
        conversation: ConversationId,
        message: MessageId,
        text: Sensitive[str],
        received_at: datetime,
        attempt: int,
        spoken: Spoken,
        about: About | None = None,
    ) -> Answer:
        """What to say, its parts joined by line breaks, and the last buttons; raises DialogueUnavailable."""
        told = {"about": {"appointment": about.appointment.hex, "intent": about.intent}} if about else {}
        asked = {
            "sender": conversation.hex,
            "message": text.reveal(),
            "metadata": {
                "message_id": message.hex,
                "received_at": received_at.astimezone(UTC).isoformat(),
                "attempt": attempt,
                "language": spoken.language,
                "language_asked": spoken.asked,
                **told,
            },
        }
        try:
            response = self._client.post(self._url, json=asked)
            response.raise_for_status()
            said = response.json()
        except httpx.HTTPStatusError as error:
            raise DialogueUnavailable(f"HTTP {error.response.status_code}") from None
        except (httpx.TransportError, ValueError) as error:
            raise DialogueUnavailable(type(error).__name__) from None
        if not isinstance(said, list):
            raise DialogueUnavailable("not a list")
        parts = [part for part in said if isinstance(part, dict)]
        texts = [part["text"].strip() for part in parts if isinstance(part.get("text"), str)]
        answer = "\n".join(text for text in texts if text)
        if not answer:
            raise DialogueUnavailable("silence")
        offers = [options for part in parts if (options := _options(part.get("buttons")))]
        unclear = any(part.get("unclear") is True for part in parts)
        return Answer(answer, offers[-1] if offers else (), unclear)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()


def _options(buttons: object) -> tuple[Option, ...]:
    """Rasa's buttons as offered answers; what is no button is left out."""
    if not isinstance(buttons, list):
        return ()
    pairs = [(one.get("title"), one.get("payload")) for one in buttons if isinstance(one, dict)]
    return tuple(
        Option(title, says) for title, says in pairs if isinstance(title, str) and isinstance(says, str) and title
    )
