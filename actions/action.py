"""The frame every action runs in: a backend that is away never becomes a trace, or silence, for the patient."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.backend import BackendAway, Refused
from actions.turn import Desk, Turn

logger = logging.getLogger(__name__)


class DeskAction(Action):
    """An action with a name, the desk, and one thing to do."""

    action_name: ClassVar[str]

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def name(self) -> str:
        """Return the name the domain knows the action by."""
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Take the turn; if the backend is away or refuses unexpectedly, say so and keep the form where it was."""
        turn = Turn(tracker, dispatcher, self.desk)
        try:
            await self.take(turn)
        except BackendAway as error:
            logger.warning("%s: the backend is away (%s).", self.action_name, error)
            turn = Turn(tracker, dispatcher, self.desk)
            self.when_away(turn)
        except Refused as error:
            logger.warning("%s: the backend refused (%s).", self.action_name, error.code)
            turn = Turn(tracker, dispatcher, self.desk)
            self.when_away(turn)
        return turn.events

    async def take(self, turn: Turn) -> None:
        """Do what the action is for."""
        raise NotImplementedError

    def when_away(self, turn: Turn) -> None:
        """Answer a patient whose wish the backend could not take: it is their desk that will, if they say so."""
        turn.end_task()
        turn.say("utter_backend_away", phone=turn.clinic_phone)
        if turn.active_form:
            turn.follow("action_listen")
