"""The start of a session: what the dialogue must know comes from the backend, not from an old tracker."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, SessionStarted
from rasa_sdk.executor import CollectingDispatcher

from actions.action import DeskAction
from actions.turn import Turn


class SessionStart(DeskAction):
    """Fetch who is talking."""

    action_name = "action_session_start"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Start the session with the backend's view of the conversation, or without it if the backend is away."""
        events = await super().run(dispatcher, tracker, domain)
        return [SessionStarted(), *events, ActionExecuted("action_listen")]

    async def take(self, turn: Turn) -> None:
        """Keep the conversation in its slot."""
        turn.set("conversation", await turn.desk.backend.conversation(turn.id))

    def when_away(self, turn: Turn) -> None:
        """Start with nothing known; the action that needs the backend will say that it is away."""
