from __future__ import annotations

import random
from uuid import UUID

from backend.crypto.tokens import LENGTH, SignedTokens
from backend.identifiers import new_id

TOKENS = SignedTokens(bytes(range(32)))


def test_names_what_it_was_made_for_and_is_the_same_every_time() -> None:
    id_ = new_id()
    token = TOKENS.issue("choice", id_)
    assert TOKENS.issue("choice", id_) == token
    assert TOKENS.read("choice", token) == id_
    assert TOKENS.read("choice", token.upper()) == id_
    assert len(token) == LENGTH <= 64
    assert token.isascii()
    assert token.isalnum()
    assert token == token.lower()


def test_means_nothing_when_it_is_for_something_else_or_of_somebody_else() -> None:
    token = TOKENS.issue("choice", new_id())
    assert TOKENS.read("link", token) is None
    assert SignedTokens(bytes(32)).read("choice", token) is None


def test_means_nothing_when_a_single_letter_was_changed() -> None:
    token = TOKENS.issue("choice", UUID(int=7))
    chance = random.Random(7)
    for place in range(LENGTH):
        other = chance.choice([letter for letter in "abcdefghijklmnopqrstuvwxyz234567" if letter != token[place]])
        assert TOKENS.read("choice", token[:place] + other + token[place + 1 :]) is None


def test_means_nothing_when_it_is_nonsense() -> None:
    for token in ("", "a" * LENGTH, "1" * LENGTH, "\u00fc" * LENGTH, "=" * LENGTH, "a" * 1000):
        assert TOKENS.read("choice", token) is None
