"""The small notation of the lexicon, compiled to regular expressions over normalised text.

Normalised text is words and the break marks `.` and `,`, each with one space before and after.
"""

from __future__ import annotations

import re
from typing import Final

type Pattern = re.Pattern[str]

_NO_DENIAL: Final = (
    "(?!(?:no|not|never|isnt|wasnt|arent|aint|dont|doesnt|didnt|without|hasnt|havent|nunca|sin|ni|jamas|tampoco) )"
)


def compile_pattern(line: str, *, crossing: bool = False, denying: bool = True, breaks_at_end: bool = True) -> Pattern:
    """The expression for one line.

    Gaps stay within a sentence unless `crossing`, and step over no denial unless `denying`.
    """
    gap_word = ("" if denying else _NO_DENIAL) + (r"[^ ]+ " if crossing else r"[^ .]+ ")
    parts: list[str] = []
    for piece in _pieces(line):
        if piece == "^":
            parts.append("^ ")
        elif piece == "$":
            parts.append("(?:[.,] )*$" if breaks_at_end else "$")
        elif re.fullmatch(r"_\d*", piece):
            parts.append(f"(?:{gap_word}){{0,{piece[1:] or 3}}}?")
        else:
            parts.append(_group(piece))
    start = "" if parts and parts[0].startswith("^") else "(?<= )"
    return re.compile(start + "".join(parts))


def first_words(line: str) -> frozenset[str]:
    """Words of which a text must contain one for the line to match; empty when that cannot be said."""
    best: frozenset[str] = frozenset()
    for piece in _pieces(line):
        if piece in ("^", "$") or piece.startswith("_") or piece.endswith("?"):
            continue
        words = frozenset(choice.split()[0].rstrip("~") for choice in piece.strip("()").split("|"))
        usable = not any(word.endswith("*") or word.startswith("_") for word in words)
        if usable and (not best or len(words) < len(best)):
            best = words
    return best


def _pieces(line: str) -> list[str]:
    """Splits at spaces outside parentheses, which may be nested one deep."""
    pieces: list[str] = []
    depth, piece = 0, ""
    for character in line:
        depth += (character == "(") - (character == ")")
        if character == " " and depth == 0:
            pieces.append(piece)
            piece = ""
        else:
            piece += character
    split = [part for whole in [*pieces, piece] for part in _anchors(whole)]
    return [part for part in split if part]


def _anchors(piece: str) -> list[str]:
    if piece.startswith("^") and len(piece) > 1:
        return ["^", *_anchors(piece[1:])]
    if piece.endswith("$") and len(piece) > 1:
        return [piece[:-1], "$"]
    return [piece]


def _group(piece: str) -> str:
    optional = piece.endswith("?")
    body = piece.rstrip("?")
    if body.startswith("("):
        choices = _choices(body[1:-1])
        joined = "|".join("".join(_term(term) for term in _pieces(choice)) for choice in choices)
        return f"(?:{joined})" + ("?" if optional else "")
    return _term(body)


def _choices(body: str) -> list[str]:
    choices: list[str] = [""]
    depth = 0
    for character in body:
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            choices.append("")
        else:
            choices[-1] += character
    return choices


def _term(term: str) -> str:
    if term.startswith("("):
        return _group(term)
    if re.fullmatch(r"_\d*", term):
        return rf"(?:[^ .]+ ){{0,{term[1:] or 3}}}?"
    if term.endswith("*"):
        return re.escape(term[:-1]) + "[^ ]* "
    return re.escape(term.rstrip("~")) + " "
