"""The sentence encoder all-MiniLM-L6-v2 in TensorFlow: word pieces in, one vector a piece out.

A BERT encoder of six layers, 384 wide, twelve heads. Source of the arithmetic: Devlin et al. 2019 (arXiv:1810.04805),
section 3, and Vaswani et al. 2017 (arXiv:1706.03762), section 3.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from tokenizers import Tokenizer

from bot.understanding import weights
from bot.understanding.weights import Array

LAYERS = 6
WIDTH = 384
HEADS = 12
LONGEST = 96
CLS, SEP = 101, 102
_EPSILON = 1e-12

Tensors = Mapping[str, Any]


class Encoder:
    """Word pieces, and the published layers over them."""

    def __init__(self, place: Path) -> None:
        # Handed to the graphs, not built into them: that would be a quarter faster and a gigabyte larger.
        self.tensors: Tensors = {name: tf.constant(tensor) for name, tensor in weights.load(place).items()}
        self._tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._whole = tf.function(self._mean, input_signature=[tf.TensorSpec([None], tf.int32)])
        self.sentence = lru_cache(maxsize=4096)(self._sentence)

    def pieces(self, words: Sequence[str]) -> tuple[list[int], list[int]]:
        """Return the ids of the pieces between CLS and SEP, and where among them each word begins (-1: cut off)."""
        ids, begins = [CLS], []
        for word in words:
            own = self._tokenizer.encode(word, add_special_tokens=False).ids
            fits = bool(own) and len(ids) + len(own) < LONGEST
            begins.append(len(ids) if fits else -1)
            ids += own if fits else []
        return [*ids, SEP], begins

    def lower(self, ids: Any, layers: int) -> Any:
        """Return what the first `layers` layers make of texts of one length: (texts, pieces) to (.., .., 384)."""
        own = self.tensors
        words = tf.gather(own["embeddings.word_embeddings.weight"], ids)
        places = own["embeddings.position_embeddings.weight"][: tf.shape(ids)[1]]
        state = words + places + own["embeddings.token_type_embeddings.weight"][0]
        state = normalised(state, own, "embeddings.LayerNorm")
        for number in range(layers):
            state = layer(state, own, number)
        return state

    def _mean(self, ids: Any) -> Any:
        return tf.reduce_mean(self.lower(ids[None, :], LAYERS)[0], axis=0)

    def _sentence(self, text: str) -> Array:
        """Return the published embedding of a text, (384,), of length 1: the mean over its (last) pieces."""
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids[2 - LONGEST :]
        mean = self._whole(tf.constant([CLS, *ids, SEP])).numpy()
        return np.asarray(mean / max(float(np.linalg.norm(mean)), _EPSILON), dtype=np.float32)


def layer(state: Any, tensors: Tensors, number: int, *, mask: Any = None, drop: float = 0.0) -> Any:
    """Return a transformer layer's output, (texts, pieces, 384) as its input; `mask` is 0 for pieces not to look at."""
    at = f"encoder.layer.{number}"
    shape = tf.shape(state)
    query, key, value = (
        tf.transpose(
            tf.reshape(_linear(state, tensors, f"{at}.attention.self.{name}"), (shape[0], shape[1], HEADS, -1)),
            (0, 2, 1, 3),
        )
        for name in ("query", "key", "value")
    )
    scores = tf.matmul(query, key, transpose_b=True) / float(np.sqrt(WIDTH // HEADS))
    if mask is not None:
        scores += (mask[:, None, None, :] - 1.0) * 1e4
    shares = dropped(tf.nn.softmax(scores), drop)
    mixed = tf.reshape(tf.transpose(tf.matmul(shares, value), (0, 2, 1, 3)), (shape[0], shape[1], WIDTH))
    mixed = dropped(_linear(mixed, tensors, f"{at}.attention.output.dense"), drop)
    state = normalised(state + mixed, tensors, f"{at}.attention.output.LayerNorm")
    inner = tf.nn.gelu(_linear(state, tensors, f"{at}.intermediate.dense"))
    inner = dropped(_linear(inner, tensors, f"{at}.output.dense"), drop)
    return normalised(state + inner, tensors, f"{at}.output.LayerNorm")


def normalised(state: Any, tensors: Tensors, name: str) -> Any:
    """Return the layer normalisation of each vector."""
    mean, variance = tf.nn.moments(state, -1, keepdims=True)
    scaled = (state - mean) * tf.math.rsqrt(variance + _EPSILON)
    return scaled * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]


def _linear(state: Any, tensors: Tensors, name: str) -> Any:
    flat = tf.matmul(tf.reshape(state, (-1, state.shape[-1])), tensors[f"{name}.weight"], transpose_b=True)
    wide = tf.concat([tf.shape(state)[:-1], [tensors[f"{name}.bias"].shape[0]]], 0)
    return tf.reshape(flat + tensors[f"{name}.bias"], wide)


def dropped(values: Any, drop: float) -> Any:
    """Return the values with a share of them, drawn anew, set to nought; for training."""
    return tf.nn.dropout(values, drop) if drop else values
