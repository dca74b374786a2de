"""The second voter on the intent, and the tagger of entities: the sentence encoder with its upper layers tuned to us.

The lower layers are the published ones. The bot's turn enters as one more piece beside the message's own, made from
its published sentence embedding, so that it costs nothing when the same turn is answered again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bot.understanding.encoder import LAYERS, WIDTH, Encoder, gelu, layer
from bot.understanding.examples import OUTSIDE
from bot.understanding.weights import Array

FILE = "tuned.npz"
LABELS = "tuned.json"
# A sentence embedding has length 1, a piece about 8: brought to the same size.
TURN_AS_PIECE = 8.0
TURN_AS_FEATURE = 4.0


class TunedVoter:
    """Says how likely each intent is and which entity each word belongs to."""

    def __init__(self, encoder: Encoder, tensors: Mapping[str, Array], tags: Sequence[str]) -> None:
        self._encoder = encoder
        self._tensors = {name: tensor.astype(np.float32) for name, tensor in tensors.items()}
        self._tags = tuple(tags)
        tuned = {int(name.split(".")[2]) for name in tensors if name.startswith("encoder.layer.")}
        self._first = min(tuned, default=LAYERS)

    def vote(self, spelling: Sequence[str], turn: str | None) -> tuple[Array, list[str]]:
        """Return the probability of each intent, and the tag of each word."""
        ids, begins = self._encoder.pieces(spelling)
        before = self._encoder.sentence(turn) if turn else np.zeros(WIDTH, dtype=np.float32)
        state = self._encoder.lower(ids, self._first)
        if turn:
            piece = (before * np.float32(TURN_AS_PIECE)) @ self._tensors["turn"]
            state = np.concatenate([state, piece[None, :]])
        for number in range(self._first, LAYERS):
            state = layer(state, self._tensors, number)
        state = state[: len(ids)]
        features = np.concatenate([state[0], state.mean(axis=0), before * np.float32(TURN_AS_FEATURE)])
        hidden = gelu(features @ self._tensors["hidden.weight"] + self._tensors["hidden.bias"])
        scores = hidden @ self._tensors["intent.weight"] + self._tensors["intent.bias"]
        likely = np.exp(scores - scores.max())
        best = (state @ self._tensors["tag.weight"] + self._tensors["tag.bias"]).argmax(axis=-1)
        tags = [self._tags[best[begin]] if begin >= 0 else OUTSIDE for begin in begins]
        return np.asarray(likely / likely.sum(), dtype=np.float32), tags

    @staticmethod
    def save(folder: Path, tensors: Mapping[str, Array], tags: Sequence[str]) -> None:
        """Write tuned tensors to a folder, in half precision: a third of the size, the same answers."""
        np.savez(folder / FILE, **{name: tensor.astype(np.float16) for name, tensor in tensors.items()})
        (folder / LABELS).write_text(json.dumps(list(tags)), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, encoder: Encoder) -> TunedVoter | None:
        """Read what `save` wrote; None if the model was trained without the encoder."""
        if not (folder / FILE).is_file():
            return None
        with np.load(folder / FILE, allow_pickle=False) as stored:
            tensors = {name: stored[name] for name in stored.files}
        return cls(encoder, tensors, json.loads((folder / LABELS).read_text(encoding="utf-8")))
