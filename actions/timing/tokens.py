"""Tokens: the words of a text in one agreed spelling, each knowing where it came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "number", "ordinal", "face", "date", "mark", "none"]
Half = Literal["am", "pm"]


@dataclass(frozen=True, slots=True)
class Face:
    """A clock time as said: hour 0-24, and which half of the day if it was told or follows.

    sure: the half of the day is beyond doubt ("15:30", "3 pm", "noon").
    """

    hour: int
    minute: int = 0
    half: Half | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark; [start, end) is its place in the original text.

    number: the value of a number or ordinal. spelled: it was written in letters.
    glued: no white space stood before it.
    """

    text: str
    kind: Kind
    start: int
    end: int
    number: int = -1
    face: Face | None = None
    spelled: bool = False
    glued: bool = False


NOTHING = Token("", "none", 0, 0)

Rule = Callable[[Sequence[Token], int], tuple[int, Token] | None]


def at(tokens: Sequence[Token], index: int) -> Token:
    """The token at an index, or NOTHING beyond either end."""
    return tokens[index] if 0 <= index < len(tokens) else NOTHING


def texts(tokens: Sequence[Token], index: int, count: int) -> tuple[str, ...]:
    """The texts of a run of tokens, for comparing with words."""
    return tuple(token.text for token in tokens[index : index + count])


def rewrite(tokens: list[Token], rules: Sequence[Rule], *, words: bool = True) -> list[Token]:
    """Apply rules in place from left to right; at each place the first that fits replaces the tokens it covers.

    A rule looks at (tokens, index) and answers (how many tokens it takes, the token they become).
    words: whether any of the rules begins at a word; if not, words are passed over.
    """
    index = 0
    while index < len(tokens):
        if not words and tokens[index].kind == "word":
            index += 1
            continue
        for rule in rules:
            answer = rule(tokens, index)
            if answer is not None:
                count, token = answer
                tokens[index : index + count] = [token]
                break
        index += 1
    return tokens


def became_face(first: Token, last: Token, face: Face) -> Token:
    """The token that stands for a clock time said from one token to another."""
    text = f"{face.hour}:{face.minute:02}"
    return Token(text, "face", first.start, last.end, face=face, glued=first.glued)


def became_ordinal(first: Token, last: Token, number: int) -> Token:
    """The token that stands for a day of the month."""
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return Token(f"{number}{suffix}", "ordinal", first.start, last.end, number=number, glued=first.glued)
