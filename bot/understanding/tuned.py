"""The second voter on the intent, and the tagger of entities: the sentence encoder with its upper layers tuned to us.

The lower layers are the published ones. The bot's turn enters as one more piece beside the message's own, made from
its published sentence embedding, so that it costs nothing when the same turn is answered again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from bot.understanding.encoder import LAYERS, WIDTH, Encoder, Tensors, dropped, layer
from bot.understanding.examples import OUTSIDE
from bot.understanding.weights import Array

FILE = "tuned.npz"
LABELS = "tuned.json"
# A sentence embedding has length 1, a piece about 8: brought to the same size.
_TURN_AS_PIECE = 8.0
_TURN_AS_FEATURE = 4.0
NO_TURN: Array = np.zeros(WIDTH, dtype=np.float32)


class TunedVoter:
    """Says how likely each intent is and which entity each word belongs to."""

    def __init__(self, encoder: Encoder, tensors: Mapping[str, Array], tags: Sequence[str]) -> None:
        self._encoder = encoder
        self._tensors: Tensors = {name: tf.constant(tensor, tf.float32) for name, tensor in tensors.items()}
        self._tags = tuple(tags)
        self._first = first_tuned(tensors)
        shapes = [tf.TensorSpec([1, None], tf.int32), tf.TensorSpec([1, WIDTH], tf.float32)]
        self._scores = tf.function(self._scored, input_signature=shapes)

    def vote(self, spelling: Sequence[str], turn: str | None) -> tuple[Array, list[str]]:
        """Return the probability of each intent, and the tag of each word."""
        ids, begins = self._encoder.pieces(spelling)
        before = self._encoder.sentence(turn) if turn else NO_TURN
        likely, best = self._scores(tf.constant([ids]), tf.constant(before[None, :]))
        tags = best.numpy()[0]
        return likely.numpy()[0], [self._tags[tags[begin]] if begin >= 0 else OUTSIDE for begin in begins]

    def _scored(self, ids: Any, turns: Any) -> tuple[Any, Any]:
        state = self._encoder.lower(ids, self._first)
        intents, tags = scores(state, turns, self._tensors, self._first)
        return tf.nn.softmax(intents), tf.argmax(tags, axis=-1)

    @staticmethod
    def save(folder: Path, tensors: Mapping[str, Array], tags: Sequence[str]) -> None:
        """Write tuned tensors to a folder in half precision: half the size, the same answers."""
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


def first_tuned(tensors: Mapping[str, Any]) -> int:
    """Return the number of the lowest layer among tuned tensors."""
    return min((int(name.split(".")[2]) for name in tensors if name.startswith("encoder.layer.")), default=LAYERS)


def scores(
    state: Any, turns: Any, tensors: Tensors, first: int, *, drop: float = 0.0, drop_head: float = 0.0
) -> tuple[Any, Any]:
    """Return the scores of the intents (texts, intents) and of each piece's tags (texts, pieces, tags).

    `state` is what the layers below `first` made of texts of one length, `turns` the embeddings of the bot's turns
    before them (texts, 384), all zero for none.
    """
    answered = tf.cast(tf.reduce_any(turns != 0.0, axis=1, keepdims=True), tf.float32)
    piece = tf.matmul(turns * _TURN_AS_PIECE, tensors["turn"])
    wide = tf.concat([state, piece[:, None, :]], axis=1)
    mask = tf.concat([tf.ones_like(state[:, :, 0]), answered], axis=1)
    for number in range(first, LAYERS):
        wide = layer(wide, tensors, number, mask=mask, drop=drop)
    wide = wide[:, :-1]
    features = tf.concat([wide[:, 0], tf.reduce_mean(wide, 1), turns * _TURN_AS_FEATURE], 1)
    hidden = tf.nn.gelu(tf.matmul(dropped(features, drop_head), tensors["hidden.weight"]) + tensors["hidden.bias"])
    intents = tf.matmul(dropped(hidden, drop_head), tensors["intent.weight"]) + tensors["intent.bias"]
    return intents, tf.tensordot(wide, tensors["tag.weight"], 1) + tensors["tag.bias"]
