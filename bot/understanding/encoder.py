"""The sentence encoder all-MiniLM-L6-v2 in numpy: word pieces in, one vector a piece out.

A BERT encoder of six layers, 384 wide, twelve heads. Source of the arithmetic: Devlin et al. 2019 (arXiv:1810.04805),
section 3, and Vaswani et al. 2017 (arXiv:1706.03762), section 3.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.special import erf
from tokenizers import Tokenizer

from bot.understanding import weights
from bot.understanding.weights import Array

LAYERS = 6
WIDTH = 384
HEADS = 12
LONGEST = 96
CLS, SEP = 101, 102
_EPSILON = 1e-12


class Encoder:
    """Word pieces and the layers over them."""

    def __init__(self, place: Path) -> None:
        self.tensors = weights.load(place)
        self._tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.sentence = lru_cache(maxsize=1024)(self._sentence)

    def pieces(self, words: Sequence[str]) -> tuple[list[int], list[int]]:
        """Return the ids of the pieces between CLS and SEP, and where among them each word begins (-1: cut off)."""
        ids, begins = [CLS], []
        for word in words:
            own = self._tokenizer.encode(word, add_special_tokens=False).ids
            fits = bool(own) and len(ids) + len(own) < LONGEST
            begins.append(len(ids) if fits else -1)
            ids += own if fits else []
        return [*ids, SEP], begins

    def lower(self, ids: Sequence[int] | Sequence[Sequence[int]], layers: int) -> Array:
        """Return what the first `layers` layers make of pieces: (pieces, 384), or (texts, pieces, 384) for several.

        Several texts must have one length in pieces.
        """
        numbers = np.asarray(ids, dtype=np.int32)
        own = self.tensors
        state = own["embeddings.word_embeddings.weight"][numbers] + own["embeddings.token_type_embeddings.weight"][0]
        state = state + own["embeddings.position_embeddings.weight"][: numbers.shape[-1]]
        state = normalised(state, own, "embeddings.LayerNorm")
        for number in range(layers):
            state = layer(state, own, number)
        return state

    def _sentence(self, text: str) -> Array:
        """Return the published embedding of a text, (384,), of length 1: the mean over its (last) pieces."""
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids[2 - LONGEST :]
        mean = self.lower([CLS, *ids, SEP], LAYERS).mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), _EPSILON), dtype=np.float32)


def layer(state: Array, tensors: Mapping[str, Array], number: int) -> Array:
    """Return the output of a transformer layer for its input, both (..., pieces, 384)."""
    at = f"encoder.layer.{number}"
    query, key, value = (
        _linear(state, tensors, f"{at}.attention.self.{name}")
        .reshape(*state.shape[:-1], HEADS, WIDTH // HEADS)
        .swapaxes(-2, -3)
        for name in ("query", "key", "value")
    )
    scores = query @ key.swapaxes(-1, -2) / np.float32(np.sqrt(WIDTH // HEADS))
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    mixed = (shares @ value).swapaxes(-2, -3).reshape(state.shape)
    attended = _linear(mixed, tensors, f"{at}.attention.output.dense")
    state = normalised(state + attended, tensors, f"{at}.attention.output.LayerNorm")
    inner = gelu(_linear(state, tensors, f"{at}.intermediate.dense"))
    return normalised(state + _linear(inner, tensors, f"{at}.output.dense"), tensors, f"{at}.output.LayerNorm")


def normalised(state: Array, tensors: Mapping[str, Array], name: str) -> Array:
    """Return the layer normalisation of each row."""
    centred = state - state.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(_EPSILON))
    return np.asarray(centred / spread * tensors[f"{name}.weight"] + tensors[f"{name}.bias"], dtype=np.float32)


def gelu(values: Array) -> Array:
    """Return the Gaussian error linear unit of each value."""
    return np.asarray(values * (0.5 * (1.0 + erf(values / np.float32(np.sqrt(2.0))))), dtype=np.float32)


def _linear(state: Array, tensors: Mapping[str, Array], name: str) -> Array:
    return np.asarray(state @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"], dtype=np.float32)
