"""What the dialogue engine is asked, and what counts as no answer."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from backend.domain.ids import ConversationId, MessageId
from backend.domain.messaging.language import Spoken
from backend.domain.messaging.records import About, Answer
from backend.domain.sensitive import Sensitive


class DialogueUnavailable(Exception):
    """The dialogue engine gave no answer: away, too slow, failed, or silent."""


class DialogueEngine(Protocol):
    """Understands what a patient wrote and knows what to say."""

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
        """What to say, never empty, in the language spoken; raises DialogueUnavailable.

        A message that is `about` a visit is read as told, whatever was talked about before.
        Asking again for the same message is safe.
        """
        ...
