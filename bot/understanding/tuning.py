"""Tune the upper layers of the sentence encoder to our intents and entities, together, with TensorFlow.

The lower layers stay as published, so what they make of each example is worked out once. Adam with a warm-up and a
linear descent, labels smoothed, gradients clipped. Some minutes on two cores; the same seed every time.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from bot.understanding.encoder import LAYERS, WIDTH, Encoder
from bot.understanding.examples import Example, contexts
from bot.understanding.tuned import NO_TURN, scores
from bot.understanding.weights import Array

BATCH = 32
SEED = 7
_HIDDEN = 256
_NO_TAG = -1
_SMOOTH = 0.1
_DROP, _DROP_HEAD = 0.1, 0.2
_WARM_UP = 0.1
_HEAD_FASTER = 5.0
_DECAY = 0.01
_CLIP = 1.0


# What a step takes, for any number of examples of any length: traced once.
_STEP = [
    tf.TensorSpec([None, None, WIDTH], tf.float32),
    tf.TensorSpec([None, None], tf.int32),
    tf.TensorSpec([None], tf.int32),
    tf.TensorSpec([None], tf.float32),
    tf.TensorSpec([None, WIDTH], tf.float32),
    tf.TensorSpec([], tf.float32),
]


@dataclass(frozen=True)
class Batch:
    """Examples of one length: lower state (b, n, 384), tags (b, n), intents (b,), weights (b,)."""

    members: list[int]
    state: Any
    tags: Any
    intents: Any
    weights: Any


class Tuning:
    """The layers being tuned, the heads over them, and Adam's memory of both."""

    def __init__(self, encoder: Encoder, intents: int, tags: int, layers: int) -> None:
        tf.random.set_seed(SEED)
        first = LAYERS - layers
        upper = {
            name: tf.Variable(tensor)
            for name, tensor in encoder.tensors.items()
            if name.startswith("encoder.layer.") and int(name.split(".")[2]) >= first
        }
        heads = {
            "turn": _random(WIDTH, WIDTH),
            "hidden.weight": _random(3 * WIDTH, _HIDDEN),
            "hidden.bias": tf.Variable(tf.zeros(_HIDDEN)),
            "intent.weight": _random(_HIDDEN, intents),
            "intent.bias": tf.Variable(tf.zeros(intents)),
            "tag.weight": _random(WIDTH, tags),
            "tag.bias": tf.Variable(tf.zeros(tags)),
        }
        self.first = first
        self.variables: dict[str, Any] = {**upper, **heads}
        self._faster = [_HEAD_FASTER if name in heads else 1.0 for name in self.variables]
        self._mean = [tf.Variable(tf.zeros_like(one)) for one in self.variables.values()]
        self._square = [tf.Variable(tf.zeros_like(one)) for one in self.variables.values()]
        self._steps = tf.Variable(0.0)

    @tf.function(input_signature=_STEP)  # type: ignore[untyped-decorator]
    def step(self, state: Any, tags: Any, intents: Any, weights: Any, turns: Any, rate: Any) -> Any:
        """Take one step of Adam down the loss of a batch; return the loss."""
        variables = list(self.variables.values())
        with tf.GradientTape() as tape:
            intent_scores, tag_scores = scores(
                state, turns, self.variables, self.first, drop=_DROP, drop_head=_DROP_HEAD
            )
            loss = _intent_loss(intent_scores, intents, weights) + _tag_loss(tag_scores, tags)
        slopes, _ = tf.clip_by_global_norm(tape.gradient(loss, variables), _CLIP)
        self._steps.assign_add(1.0)
        for number, slope in enumerate(slopes):  # TensorFlow's own zip knows no `strict`
            one, mean, square = variables[number], self._mean[number], self._square[number]
            faster = self._faster[number]
            mean.assign(0.9 * mean + 0.1 * slope)
            square.assign(0.999 * square + 0.001 * slope * slope)
            way = (mean / (1 - 0.9**self._steps)) / (tf.sqrt(square / (1 - 0.999**self._steps)) + 1e-8)
            one.assign_sub(rate * faster * (way + _DECAY * one if len(one.shape) > 1 else way))
        return loss


def tune(
    encoder: Encoder,
    examples: Sequence[Example],
    intents: Sequence[str],
    tags: Sequence[str],
    *,
    layers: int,
    epochs: int,
    rate: float,
) -> dict[str, Array]:
    """Return the tuned tensors by name: the upper `layers` layers, the turn's projection and the two heads."""
    dice = random.Random(SEED)
    tuning = Tuning(encoder, len(intents), len(tags), layers)
    examples = dice.sample(examples, len(examples))  # or a batch would hold one intent
    batches = list(_batches(encoder, examples, intents, tags, tuning.first))
    steps, done = epochs * len(batches), 0
    for _ in range(epochs):
        turns = contexts(examples, dice)
        for batch in dice.sample(batches, len(batches)):
            done += 1
            slower = min(1.0, done / (_WARM_UP * steps)) * (1.0 - (done - 1) / steps)
            before = np.stack([_embedded(encoder, turns[member]) for member in batch.members])
            tuning.step(
                batch.state,
                batch.tags,
                batch.intents,
                batch.weights,
                tf.constant(before),
                tf.constant(rate * slower, tf.float32),
            )
    return {name: variable.numpy() for name, variable in tuning.variables.items()}


def _batches(
    encoder: Encoder, examples: Sequence[Example], intents: Sequence[str], tags: Sequence[str], layers: int
) -> Iterator[Batch]:
    """Put examples of one length together, with what the published layers make of them."""
    lower = tf.function(lambda ids: encoder.lower(ids, layers), input_signature=[tf.TensorSpec([None, None], tf.int32)])
    often = Counter(example.intent for example in examples)
    usual = len(examples) / len(often)
    lengths = defaultdict(list)
    for number, example in enumerate(examples):
        ids, begins = encoder.pieces(example.spelling)
        lengths[len(ids)].append((number, ids, begins))
    for alike in lengths.values():
        for first in range(0, len(alike), BATCH):
            members = [number for number, _, _ in alike[first : first + BATCH]]
            pieces = [ids for _, ids, _ in alike[first : first + BATCH]]
            labels = np.full((len(pieces), len(pieces[0])), _NO_TAG, dtype=np.int32)
            for row, (number, _, begins) in enumerate(alike[first : first + BATCH]):
                for at, tag in zip(begins, examples[number].tags, strict=True):
                    if at >= 0:
                        labels[row, at] = tags.index(tag)
            kinds = [examples[number].intent for number in members]
            yield Batch(
                members,
                lower(tf.constant(pieces)),
                tf.constant(labels),
                tf.constant([intents.index(kind) for kind in kinds]),
                tf.constant([(usual / often[kind]) ** 0.5 for kind in kinds], tf.float32),
            )


def _embedded(encoder: Encoder, turn: str | None) -> Array:
    return encoder.sentence(turn) if turn else NO_TURN


def _random(rows: int, columns: int) -> Any:
    return tf.Variable(tf.random.normal((rows, columns), stddev=0.03))


def _intent_loss(scores: Any, intents: Any, weights: Any) -> Any:
    kinds = scores.shape[-1]
    wanted = tf.one_hot(intents, kinds) * (1.0 - _SMOOTH) + _SMOOTH / kinds
    return tf.reduce_sum(weights * tf.nn.softmax_cross_entropy_with_logits(wanted, scores)) / tf.reduce_sum(weights)


def _tag_loss(scores: Any, tags: Any) -> Any:
    counted = tf.cast(tags >= 0, tf.float32)
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.maximum(tags, 0), scores)
    return tf.reduce_sum(counted * losses) / tf.reduce_sum(counted)
