"""What is done for a whole message that asks for one thing, by its words and without the dialogue."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from backend.domain.messaging.records import Conversation, Words
from backend.services.answering import Answerable


class ByWord(Protocol):
    """Does one kind of thing that people ask for in plain words."""

    def concerns(self, text: str) -> bool:
        """Whether a message asks for that, and for nothing else."""
        ...

    def take(self, transaction: Answerable, place: Conversation, text: str, at: datetime) -> Words | None:
        """Do it within the transaction of its turn; None when the dialogue is to answer. The conversation is locked."""
        ...
