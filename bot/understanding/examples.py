"""Training examples: a text, the bot turns it may answer, its intent and the entity of each word.

An example's `after` turns stand in its block's metadata in data/nlu. In training an answer is shown now with one of
them and now without, and other messages are shown after turns they do not answer, so that the words decide where they
can and the turn decides where they cannot.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.understanding.words import Word, words_of

if TYPE_CHECKING:
    from rasa.shared.nlu.training_data.message import Message

OUTSIDE = "O"
# What a bot says that any message may follow.
OPENINGS = (
    "Hello, how can I help you?",
    "Hello, this is the desk of the clinic. I can book, move or cancel a visit. What can I do for you?",
    "Is there anything else I can do for you?",
    "Your visit is booked.",
    "Sorry, I did not understand that. Could you say it in other words?",
    "Hola, soy la recepción de la clínica. ¿En qué puedo ayudarle?",
    "¿Le puedo ayudar en algo más?",
)
_ANSWERS_ALONE = 0.3
_AFTER_OPENING = 0.2
_AFTER_OTHER = 0.2
_MISTYPED = 0.2
_LETTERS = 4


@dataclass(frozen=True)
class Example:
    """A labelled message: its words, the tag of each ("B-when", "I-when", "O"), and the bot turns it answers."""

    words: tuple[Word, ...]
    tags: tuple[str, ...]
    intent: str
    after: tuple[str, ...]

    @property
    def spelling(self) -> list[str]:
        """The words as the classifier spells them."""
        return [word.text for word in self.words]


def examples_of(messages: Iterable[Message]) -> list[Example]:
    """Read Rasa's training messages."""
    found = []
    for message in messages:
        text, intent = str(message.get("text") or ""), message.get("intent")
        if text and intent:
            words = tuple(words_of(text))
            block = (message.get("metadata") or {}).get("intent") or {}
            tags = tuple(_tags(words, message.get("entities") or ()))
            found.append(Example(words, tags, str(intent), tuple(str(turn) for turn in block.get("after") or ())))
    return found


def contexts(examples: Sequence[Example], dice: random.Random) -> list[str | None]:
    """Draw for each example the bot turn it is shown after, None for no turn."""
    turns = [turn for example in examples for turn in example.after] or list(OPENINGS)
    return [_context(example, turns, dice) for example in examples]


def mistyped(examples: Sequence[Example], dice: random.Random) -> list[Example]:
    """Return further examples, three in ten, as hasty thumbs write them."""
    return [_mistyped(example, dice) for example in examples if dice.random() < _MISTYPED]


def _tags(words: Sequence[Word], entities: Iterable[dict[str, object]]) -> Iterable[str]:
    spans = [(int(str(one["start"])), int(str(one["end"])), str(one["entity"])) for one in entities]
    for word in words:
        inside = next(((start, name) for start, end, name in spans if start <= word.start < end), None)
        yield OUTSIDE if inside is None else f"{'B' if inside[0] == word.start else 'I'}-{inside[1]}"


def _context(example: Example, turns: Sequence[str], dice: random.Random) -> str | None:
    chance = dice.random()
    if example.after:
        return None if chance < _ANSWERS_ALONE else dice.choice(example.after)
    if chance < _AFTER_OPENING:
        return dice.choice(OPENINGS)
    return dice.choice(turns) if chance < _AFTER_OPENING + _AFTER_OTHER else None


def _mistyped(example: Example, dice: random.Random) -> Example:
    kept = [(word, tag) for word, tag in zip(example.words, example.tags, strict=True) if word.text.isalnum()] or [
        *zip(example.words, example.tags, strict=True)
    ]
    words = []
    for word, _ in kept:
        wrong = len(word.text) >= _LETTERS and word.text.isalpha() and dice.random() < 0.2
        words.append(Word(_slip(word.text, dice), word.start, word.end) if wrong else word)
    return Example(tuple(words), tuple(tag for _, tag in kept), example.intent, example.after)


def _slip(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word) - 1)
    return dice.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou"),
        )
    )
