"""One turn of a conversation: a message in, the bot's texts and buttons out, whatever happens in between.

What is promised to the caller: a message that was already answered gets the same answer again; a turn that failed
leaves the conversation as it was; several wishes in a message are taken one after the other; nobody is told the same a
third time running, a person takes over instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import EncryptedTrackerStore
from bot.wishes import Reading, split

CHANNEL = "frontdesk"
# A tracker's cost grows with every event; between two tasks a long one is put away.
LONG_CONVERSATION = 400
NOT_UNDERSTOOD = frozenset({"action_unclear", "action_out_of_scope", "action_handoff_fallback"})
LEAVES_THE_BOT = frozenset({"action_handoff", "action_emergency"})


@dataclass(frozen=True)
class About:
    """The visit that a message is about, by what it answers, and the intent it is read with."""

    appointment: str
    intent: str


@dataclass(frozen=True)
class Turn:
    """A message of a conversation: text, the backend's id of the message, when it arrived (ISO, UTC), its language.

    `language_asked`: the message asks to be answered in that language, and for nothing else.
    """

    conversation: str
    text: str
    message_id: str
    received_at: str
    language: str = "en"
    language_asked: bool = False
    about: About | None = None


@dataclass(frozen=True)
class Said:
    """Something the bot said, with the buttons under it as Rasa has them: title and payload.

    `unclear`: the message that it answers was not understood.
    """

    text: str
    buttons: Sequence[Mapping[str, str]] = ()
    unclear: bool = False


class EngineSilent(RuntimeError):
    """The dialogue engine had nothing to say, which is always a fault."""


class TurnTaker:
    """Takes turns with a loaded agent."""

    def __init__(self, agent: Agent, store: EncryptedTrackerStore) -> None:
        self._agent = agent
        self._store = store

    async def take(self, turn: Turn) -> list[Said]:
        """Answer a message; raise EngineSilent, with the conversation as before, if no answer came out."""
        before, tracker = await self._store.look(turn.conversation)
        answered = answers_to(turn.message_id, tracker) if tracker is not None else []
        if answered:
            return answered
        if tracker is not None and (turn.about is not None or _is_worn_out(tracker)):
            await self._store.restore(turn.conversation, None)
        said = await self._answer(turn, last_said(tracker))
        if said and tracker is not None and goes_in_circles(answers(tracker), [one.text for one in said]):
            await self._store.restore(turn.conversation, before)
            said = await self._say(turn, "person", {"in_circles": True}, _read_as("person", "handoff"))
        if not said:
            await self._store.restore(turn.conversation, before)
            raise EngineSilent
        _, after = await self._store.look(turn.conversation)
        return [replace(one, unclear=True) for one in said] if was_unclear(after) else said

    async def read(self, text: str, context: str | None = None, language: str = "en") -> dict[str, Any]:
        """Return Rasa's reading of a text: intent, ranking and entities; `context` is what the bot said before it."""
        message = UserMessage(text, metadata={"context": context, "language": language})
        parsed: dict[str, Any] = await self._agent.processor.parse_message(message)
        return parsed

    async def _answer(self, turn: Turn, context: str | None) -> list[Said]:
        if turn.language_asked:
            return await self._say(turn, turn.text, {"language_asked": True}, _read_as(turn.text, "greet"))

        if turn.about is not None:
            read_as = _read_as(turn.text, turn.about.intent)
            return await self._say(turn, turn.text, {"context": None, "about": turn.about.appointment}, read_as)

        async def reading(text: str) -> Reading:
            return _best(await self.read(text, context, turn.language))

        first, *others = await split(turn.text, reading)
        said = await self._say(turn, first, {"context": context, **({"wishes": others} if others else {})})
        _, tracker = await self._store.look(turn.conversation)
        waiting = waiting_wishes(tracker)
        if waiting and not _is_free(tracker):
            return said + (await self._spoken("utter_wish_kept", waiting[0], tracker) if others else [])
        while waiting and _is_free(tracker):
            said += await self._spoken("utter_wish_now", waiting[0], tracker)
            # Written before the bot said what it has just said, so it answers nothing.
            said += await self._say(turn, waiting[0], {"context": None, "granted": True})
            _, tracker = await self._store.look(turn.conversation)
            waiting = waiting_wishes(tracker)
        return said

    async def _say(
        self, turn: Turn, text: str, extra: dict[str, Any], reading: dict[str, Any] | None = None
    ) -> list[Said]:
        output = CollectingOutputChannel()
        message = UserMessage(
            text,
            output,
            turn.conversation,
            parse_data=reading,
            input_channel=CHANNEL,
            message_id=turn.message_id,
            metadata={
                "message_id": turn.message_id,
                "received_at": turn.received_at,
                "language": turn.language,
                **extra,
            },
        )
        await self._agent.handle_message(message)
        return [Said(str(one["text"]), one.get("buttons") or ()) for one in output.messages if one.get("text")]

    async def _spoken(self, response: str, wish: str, tracker: DialogueStateTracker | None) -> list[Said]:
        said = await self._agent.nlg.generate(response, tracker, CHANNEL, wish=_plain(wish))
        return [Said(str(said["text"]))] if said else []


def last_said(tracker: DialogueStateTracker | None) -> str | None:
    """Return what the bot said since the patient's last message, which the next one may answer; None for nothing."""
    texts: list[str] = []
    for event in tracker.events if tracker is not None else ():
        if isinstance(event, UserUttered):
            texts = []
        elif isinstance(event, BotUttered) and event.text:
            texts.append(str(event.text))
    return " ".join(texts) or None


def answers(tracker: DialogueStateTracker) -> list[list[str]]:
    """Return what the bot said to each message, oldest first."""
    found: dict[str, list[str]] = {}
    last = ""
    for event in tracker.events:
        if isinstance(event, UserUttered):
            last = str((event.metadata or {}).get("message_id"))
            found.setdefault(last, [])
        elif isinstance(event, BotUttered) and event.text and last:
            found[last].append(str(event.text))
    return list(found.values())


def goes_in_circles(before: Sequence[Sequence[str]], now: Sequence[str]) -> bool:
    """Say whether the last two answers were the very words that would be said now."""
    return len(before) >= 2 and all(list(texts) == list(now) for texts in before[-2:])


def answers_to(message_id: str, tracker: DialogueStateTracker) -> list[Said]:
    """Return what the bot said to a message when it is the last one the conversation heard, else nothing."""
    said: list[Said] = []
    heard = False
    for event in tracker.events:
        if isinstance(event, UserUttered):
            heard = (event.metadata or {}).get("message_id") == message_id
            if not heard:
                said = []
        elif heard and isinstance(event, BotUttered) and event.text:
            said.append(Said(str(event.text), (event.data or {}).get("buttons") or ()))
    return said if heard else []


def was_unclear(tracker: DialogueStateTracker | None) -> bool:
    """Say whether the last message was not understood."""
    unclear = False
    for event in tracker.events if tracker is not None else ():
        if isinstance(event, UserUttered):
            unclear = False
        elif isinstance(event, ActionExecuted) and event.action_name in NOT_UNDERSTOOD:
            unclear = True
    return unclear


def waiting_wishes(tracker: DialogueStateTracker | None) -> list[str]:
    """Return the wishes that were put off and not yet taken up; none are left after a goodbye, or with a person."""
    waiting: list[str] = []
    for event in tracker.events if tracker is not None else ():
        if isinstance(event, UserUttered):
            metadata = event.metadata or {}
            if metadata.get("granted"):
                waiting = waiting[1:]
            elif event.intent_name == "goodbye":
                waiting = []
            waiting += metadata.get("wishes", [])
        elif isinstance(event, ActionExecuted) and event.action_name in LEAVES_THE_BOT:
            waiting = []
    return waiting


def _best(parsed: dict[str, Any]) -> Reading:
    best = next((one for one in parsed.get("intent_ranking", []) if one["name"] != "nlu_fallback"), None)
    if best is None:
        return Reading("", 0.0)
    return Reading(str(best["name"]), float(best["confidence"]))


def _read_as(text: str, intent: str) -> dict[str, Any]:
    """Rasa's reading of a text whose intent is known without reading it."""
    sure = {"name": intent, "confidence": 1.0}
    return {"text": text, "intent": sure, "intent_ranking": [sure], "entities": []}


def _is_free(tracker: DialogueStateTracker | None) -> bool:
    return tracker is None or tracker.active_loop_name is None


def _is_worn_out(tracker: DialogueStateTracker) -> bool:
    return len(tracker.events) > LONG_CONVERSATION and _is_free(tracker) and not waiting_wishes(tracker)


def _plain(text: str) -> str:
    """Take out what Rasa's templates would read as a variable, and keep it short."""
    short = text.replace("{", "(").replace("}", ")").replace('"', "'")
    return short if len(short) <= 60 else short[:57].rstrip() + "..."
