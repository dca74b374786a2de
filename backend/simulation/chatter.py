"""Somebody who says what they said, in their order, and answers a question when it is asked again."""

from __future__ import annotations

from collections import Counter
from datetime import date

from backend.simulation.dialogues import Chat
from backend.simulation.reading import Asks, read

FAMILY_NAME = "Quillfeather"
PATIENCE = 8  # answers after the last message of the script
_ANSWERED = (Asks.NAME, Asks.BIRTH, Asks.CHOICE, Asks.CONFIRM, Asks.WHEN, Asks.SERVICE, Asks.TASK)


class Chatter:
    """Rambles on once when asked something, answers when asked a second time, and says goodbye at the end."""

    def __init__(self, chat: Chat, today: date) -> None:
        self._left = list(chat.messages)
        self._name = f"{chat.name} {FAMILY_NAME}"
        self._today = today
        self._asked: Asks | None = None
        self._answers: Counter[Asks] = Counter()
        self._said_goodbye = False
        self.ended_in = Asks.OTHER

    def opening(self) -> str:
        """Return the first message."""
        return self._left.pop(0)

    def answer(self, text: str) -> str | None:
        """Return the next message, or an answer."""
        reading = read(text, self._today)
        again = reading.asks is self._asked and reading.asks in _ANSWERED
        self._asked, self.ended_in = reading.asks, reading.asks
        if reading.asks in (Asks.PERSON, Asks.ERROR):
            return None
        if self._left and not again:
            return self._left.pop(0)
        if reading.asks in _ANSWERED and self._answers.total() < PATIENCE:
            self._answers[reading.asks] += 1
            return self._direct(reading.asks)
        if self._left:
            return self._left.pop(0)
        if self._said_goodbye:
            return None
        self._said_goodbye = True
        return "that is all, thank you, bye"

    def _direct(self, asks: Asks) -> str:
        return {
            Asks.NAME: self._name,
            Asks.BIRTH: "skip",
            Asks.CHOICE: "1",
            Asks.CONFIRM: "yes",
            Asks.WHEN: "earliest",
            Asks.SERVICE: "1",
            Asks.TASK: "1",
        }[asks]
