"""The first voter on the intent: logistic regression over words and letters, of the message and of the turn before it.

It needs nothing but the training data, so it is also what is left where the sentence encoder cannot be had.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.understanding.weights import Array
from bot.understanding.words import words_of

FILE = "linear.npz"
VOCABULARY = "linear.json"
NO_TURN = "noturn"
# How much each view counts: words in pairs, parts of words, the bot's turn.
_SHARES = (1.0, 1.0, 0.5)
_STRENGTH = 6.0
_ROUNDS = 80


class LinearVoter:
    """Says how likely each intent is, from sparse features."""

    def __init__(self, views: Sequence[TfidfVectorizer], slopes: Array, offsets: Array) -> None:
        self._views = views
        self._slopes = slopes
        self._offsets = offsets
        self._by_view = np.split(slopes, np.cumsum([len(view.vocabulary_) for view in views])[:-1])
        self._terms_of = [view.build_analyzer() for view in views]
        # The same turn is answered again and again.
        self._before = lru_cache(maxsize=4096)(self._from_turn)

    @classmethod
    def trained(
        cls, spellings: Sequence[Sequence[str]], turns: Sequence[str | None], intents: Sequence[int]
    ) -> LinearVoter:
        """Fit the voter to messages as spelt words, the bot turns before them, and their intents' numbers."""
        views = _views()
        parts = _parts(spellings, turns)
        features = [view.fit_transform(part) * share for view, part, share in zip(views, parts, _SHARES, strict=True)]
        model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=_ROUNDS, random_state=0)
        model.fit(hstack(features).tocsr(), intents)
        return cls(views, model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32))

    def vote(self, spelling: Sequence[str], turn: str | None) -> Array:
        """Return the probability of each intent for one message."""
        message = " ".join(spelling)
        scores = self._score(0, message) + self._score(1, message) + self._before(turn) + self._offsets
        likely = np.exp(scores - scores.max())
        return np.asarray(likely / likely.sum(), dtype=np.float32)

    def _from_turn(self, turn: str | None) -> Array:
        return self._score(2, _spelt(turn))

    def _score(self, view: int, text: str) -> Array:
        """Return a view's part of the scores: its TF-IDF by the slopes; scikit-learn's own takes ten times as long."""
        known = self._views[view].vocabulary_
        often = Counter(known[term] for term in self._terms_of[view](text) if term in known)
        places = np.fromiter(often, dtype=np.intp, count=len(often))
        counts = np.fromiter(often.values(), dtype=np.float32, count=len(often))
        values = (1.0 + np.log(counts)) * self._views[view].idf_[places]
        length = float(np.linalg.norm(values)) or 1.0
        return np.asarray((values / length) @ self._by_view[view][places] * _SHARES[view], dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write the voter to a folder; only numbers and words, nothing that could run."""
        terms = [sorted(view.vocabulary_, key=view.vocabulary_.__getitem__) for view in self._views]
        (folder / VOCABULARY).write_text(json.dumps(terms), encoding="utf-8")
        rarity = {f"rarity{number}": view.idf_ for number, view in enumerate(self._views)}
        np.savez(folder / FILE, slopes=self._slopes, offsets=self._offsets, **rarity)

    @classmethod
    def load(cls, folder: Path) -> LinearVoter:
        """Read what `save` wrote."""
        stored = np.load(folder / FILE, allow_pickle=False)
        views = _views()
        for number, terms in enumerate(json.loads((folder / VOCABULARY).read_text(encoding="utf-8"))):
            views[number].vocabulary_ = {term: place for place, term in enumerate(terms)}
            views[number].idf_ = stored[f"rarity{number}"]
        return cls(views, stored["slopes"], stored["offsets"])


def _views() -> list[TfidfVectorizer]:
    words = {"token_pattern": r"\S+", "ngram_range": (1, 2), "sublinear_tf": True}
    return [
        TfidfVectorizer(**words),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True),
        TfidfVectorizer(**words, min_df=2),
    ]


def _parts(spellings: Sequence[Sequence[str]], turns: Sequence[str | None]) -> tuple[list[str], list[str], list[str]]:
    messages = [" ".join(spelling) for spelling in spellings]
    return messages, messages, [_spelt(turn) for turn in turns]


def _spelt(turn: str | None) -> str:
    return " ".join(word.text for word in words_of(turn)) if turn else NO_TURN
