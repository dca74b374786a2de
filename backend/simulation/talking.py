"""One conversation by telephone, from the first message to the last, and what keeps it from going on for ever."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

import httpx

from backend.simulation.handset import Handset

MOST_TURNS: Final = 20
SAME_TEXTS: Final = 3
ANSWER_SECONDS: Final = 30.0
LOOKS_EVERY: Final = 0.05


class Speaker(Protocol):
    """Somebody who texts the clinic."""

    def opening(self) -> str:
        """Return the first message."""

    def answer(self, text: str) -> str | None:
        """Return what to text back; None ends the conversation."""


@dataclass
class Talk:
    """What was said, (who, text) in order. `trouble`: why it broke off, "loop", "too long" or "no answer"."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    trouble: str | None = None

    @property
    def turns(self) -> int:
        """How often the patient texted."""
        return sum(who == "patient" for who, _ in self.lines)

    @property
    def answers(self) -> list[str]:
        """What the clinic texted."""
        return [text for who, text in self.lines if who == "clinic"]


def talk(handset: Handset, speaker: Speaker, most_turns: int = MOST_TURNS) -> Talk:
    """Let somebody text the clinic until there is nothing more to say."""
    told = Talk()
    message: str | None = speaker.opening()
    while message is not None:
        if told.turns == most_turns:
            told.trouble = "too long"
            return told
        told.lines.append(("patient", message))
        answers = _exchange(handset, message)
        if not answers:
            told.trouble = "no answer"
            return told
        told.lines.extend(("clinic", text) for text in answers)
        last = told.answers[-SAME_TEXTS:]
        if len(last) == SAME_TEXTS and len(set(last)) == 1:
            told.trouble = "loop"
            return told
        message = speaker.answer("\n".join(answers))
    return told


def _exchange(handset: Handset, message: str) -> list[str]:
    """Return what the clinic answers; nothing when its carrier is away."""
    try:
        handset.send(message)
        return handset.answers(ANSWER_SECONDS)
    except httpx.HTTPError:
        return []
