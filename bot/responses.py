"""The bot's sentences in the patient's language: English stands in domain.yml, Spanish in spanish.yml beside this.

Nothing but this module knows that there are two: actions, forms and rules name a response, and the language that came
with the patient's message picks its words. Here a question with numbers gets its buttons, too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.io import read_yaml_file
from rasa.utils.endpoints import EndpointConfig

from bot.buttons import buttons

SPANISH = Path(__file__).with_name("spanish.yml")


class Responses(TemplatedNaturalLanguageGenerator):
    """Rasa's own responses, twice."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        super().__init__(domain.responses)
        self._spanish = TemplatedNaturalLanguageGenerator(read_yaml_file(SPANISH)["responses"])

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Return a response in the language of the patient's last message, with its buttons."""
        message = tracker.latest_message
        spanish = message is not None and (message.metadata or {}).get("language") == "es"
        said: dict[str, Any] | None
        if spanish:
            said = await self._spanish.generate(utter_action, tracker, output_channel, **kwargs)
        else:
            said = await super().generate(utter_action, tracker, output_channel, **kwargs)
        offered = buttons(utter_action, tracker.current_slot_values(), "es" if spanish else "en") if said else []
        return {**(said or {}), "buttons": offered} if offered else said
