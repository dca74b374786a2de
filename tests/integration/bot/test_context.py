"""What the classifier is told beside the text: what the bot said last, and the language."""

from __future__ import annotations

import json

from tests.integration.bot.in_engine import in_engine

TOLD = """
import asyncio, json
from types import SimpleNamespace
from rasa.core.channels.channel import UserMessage
from rasa.graph_components.converters.nlu_message_converter import NLUMessageConverter
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from bot.turns import Turn, TurnTaker

def tracker(*events):
    return DialogueStateTracker.from_events("c", list(events))

class Agent:
    def __init__(self):
        self.heard, self.processor = [], SimpleNamespace(parse_message=self.parse)
    async def parse(self, message):
        self.heard.append(["read", message.text, message.metadata["context"], message.metadata["language"]])
        return {"intent_ranking": [{"name": "inform", "confidence": 0.9}]}
    async def handle_message(self, message):
        self.heard.append(["said", message.text, message.metadata["context"], message.metadata["language"]])
        await message.output_channel.send_text_message("c", "fine")

async def heard(kept):
    class Store:
        async def look(self, conversation):
            return None, kept
    agent = Agent()
    turn = Turn("c", "the second one, and my name is Ann Lee", "m2", "2026-11-23T16:00:00Z", "es")
    await TurnTaker(agent, Store()).take(turn)
    return agent.heard

spoken = tracker(ActionExecuted("action_listen"), UserUttered("hi", metadata={"message_id": "m1"}),
                 BotUttered("Hello."), BotUttered("Which day?"))
message = NLUMessageConverter().convert_user_message([UserMessage("2", metadata={"context": "Which day?"})])[0]
print(json.dumps([asyncio.run(heard(None)), asyncio.run(heard(spoken)), message.get("metadata")]))
"""


def test_every_reading_knows_what_the_bot_said_last_when_there_was_something() -> None:
    at_the_start, later, converted = json.loads(in_engine(TOLD))

    assert [kind for kind, *_ in later][-1] == "said"
    assert len(later) > 1
    assert {(context, language) for _, _, context, language in at_the_start} == {(None, "es")}
    assert {(context, language) for _, _, context, language in later} == {("Hello. Which day?", "es")}
    assert converted == {"context": "Which day?"}
