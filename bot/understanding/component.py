"""The one component of Rasa's pipeline that reads a message: two voters on its intent, one tagger of its entities.

The voters make different mistakes, so the mean of what they say is better than either. Where the sentence encoder's
weights are not installed, the linear voter alone decides and the entities are those the actions find by rule.
Compared with the alternatives in docs/understanding.md.
"""

from __future__ import annotations

import json
import random
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.understanding import weights
from bot.understanding.encoder import Encoder
from bot.understanding.examples import OUTSIDE, contexts, examples_of, mistyped
from bot.understanding.linear import LinearVoter
from bot.understanding.tuned import TunedVoter
from bot.understanding.tuning import SEED, tune
from bot.understanding.weights import Array
from bot.understanding.words import Word, words_of

NAME = "UnderstandingComponent"
INTENTS = "intents.json"


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=True,
)
class UnderstandingComponent(GraphComponent):
    """Sets a message's intent, ranking and entities; from its metadata `context`, the bot's turn, and `language`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return how much is tuned, how long and how fast; the voters' say; and the ranking's length.

        `tuned_say` is the tuned voter's share, 0 to 1. `wide` names, by language, intents too wide for any examples to
        cover, with the factor by which their probability is raised.
        """
        return {"layers": 3, "epochs": 2, "rate": 2e-4, "tuned_say": 0.4, "wide": {}, "ranking_length": 5}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._intents: list[str]
        self._widths: dict[str, Array]
        self._linear: LinearVoter
        self._tuned: TunedVoter | None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa passes it by name
    ) -> UnderstandingComponent:
        """Return an untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Train both voters, or the linear one alone where there are no weights, and keep them in the model."""
        dice = random.Random(SEED)
        examples = examples_of(training_data.intent_examples)
        examples += mistyped(examples, dice)
        intents = sorted({example.intent for example in examples})
        tags = [OUTSIDE, *sorted({tag for example in examples for tag in example.tags} - {OUTSIDE})]
        place = weights.folder()
        linear = LinearVoter.trained(
            [example.spelling for example in examples],
            contexts(examples, dice),
            [intents.index(example.intent) for example in examples],
        )
        with self._storage.write_to(self._resource) as folder:
            (folder / INTENTS).write_text(json.dumps(intents), encoding="utf-8")
            linear.save(folder)
            if place is not None:
                tensors = tune(
                    Encoder(place),
                    examples,
                    intents,
                    tags,
                    layers=self._config["layers"],
                    epochs=self._config["epochs"],
                    rate=self._config["rate"],
                )
                TunedVoter.save(folder, tensors, tags)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa passes it by name
        **kwargs: Any,  # noqa: ARG003
    ) -> UnderstandingComponent:
        """Return the component with what `train` kept."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._intents = json.loads((folder / INTENTS).read_text(encoding="utf-8"))
            component._widths = {
                language: np.array([factors.get(name, 1.0) for name in component._intents], np.float32)
                for language, factors in config["wide"].items()
            }
            component._linear = LinearVoter.load(folder)
            place = weights.folder()
            component._tuned = TunedVoter.load(folder, Encoder(place)) if place is not None else None
        component._read(Message({"text": "hello", "metadata": {"context": "hello"}}))  # the first takes seconds
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages: set `intent`, `intent_ranking` and `entities`."""
        for message in messages:
            self._read(message)
        return messages

    def _read(self, message: Message) -> None:
        text = str(message.get("text") or "")
        known = message.get("metadata") or {}
        turn = known.get("context")
        words = words_of(text)
        spelling = [word.text for word in words]
        likely = self._linear.vote(spelling, turn)
        entities: list[dict[str, Any]] = []
        if self._tuned is not None:
            own, tags = self._tuned.vote(spelling, turn)
            say = self._config["tuned_say"]
            likely = say * own + (1 - say) * likely
            entities = entities_of(text, words, tags)
        likely = likely * self._widths.get(known.get("language", "en"), 1.0)
        likely = likely / likely.sum()
        ranking = sorted(
            ({"name": name, "confidence": float(share)} for name, share in zip(self._intents, likely, strict=True)),
            key=lambda one: -float(str(one["confidence"])),
        )[: self._config["ranking_length"]]
        message.set("intent", ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        message.set("entities", [*message.get("entities", []), *entities], add_to_output=True)


def entities_of(text: str, words: list[Word], tags: list[str]) -> list[dict[str, Any]]:
    """Join tagged words to entities in Rasa's form: entity, value, start, end, extractor."""
    found: list[dict[str, Any]] = []
    name_before = ""
    for word, tag in zip(words, tags, strict=True):
        begins, _, name = tag.partition("-")
        if name and name == name_before and begins == "I":
            found[-1]["end"] = word.end
        elif name:
            found.append({"entity": name, "start": word.start, "end": word.end, "extractor": NAME})
        name_before = name
    for one in found:
        one["value"] = text[one["start"] : one["end"]]
    return found
