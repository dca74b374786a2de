"""The sentence encoder's weights are a gain, not a need: without them a model is trained and reads."""

from __future__ import annotations

import json

from tests.integration.bot.in_engine import in_engine

READS = """
import json, tempfile
from pathlib import Path
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from bot.understanding import weights
from bot.understanding.component import UnderstandingComponent

weights.folder = lambda: None
texts = {"book_appointment": "book me a visit", "cancel_appointment": "cancel my visit please", "affirm": "yes"}
data = TrainingData([Message.build(text, intent) for intent, text in texts.items() for _ in range(4)])
with tempfile.TemporaryDirectory() as folder:
    storage, resource = LocalModelStorage(Path(folder)), Resource("reader")
    context = ExecutionContext(GraphSchema({}))
    config = UnderstandingComponent.get_default_config()
    UnderstandingComponent.create(config, storage, resource, context).train(data)
    component = UnderstandingComponent.load(config, storage, resource, context)
    read = component.process([Message({"text": "pls cancel my visit"})])[0]
print(json.dumps([read.get("intent")["name"], len(read.get("intent_ranking")), read.get("entities")]))
"""


def test_a_message_is_read_when_the_weights_are_not_installed() -> None:
    assert json.loads(in_engine(READS)) == ["cancel_appointment", 3, []]
