"""Waiting for a time: wished in a sentence that says what for and when, or asked about.

The slot `waits` holds what was said of it. Who wishes to wait is first offered what is free and suits; when nothing
does they are on the list at once. Who only asks is told how, and is on no list.
"""

from __future__ import annotations

from typing import Final

from actions import patient
from actions.backend import Json
from actions.turn import Turn

WISHED: Final = "wished"
ASKED: Final = "asked"


def note(turn: Turn) -> str | None:
    """Note and return what the message says of waiting."""
    waits = turn.heard.waiting()
    if waits is not None:
        turn.set("waits", waits)
    return waits


def wants_earlier(turn: Turn) -> bool:
    """Say whether the message wishes to wait for an earlier time than there is, whatever else it says."""
    return turn.heard.waiting() == WISHED and turn.heard.alternative() == "earlier"


def hand_on(turn: Turn) -> bool:
    """Let booking hear what the message says of waiting, True if it says anything.

    A question in the middle of another form is answered at once.
    """
    waits = turn.heard.waiting()
    if waits is None:
        return False
    if waits == ASKED and turn.active_form:
        turn.say("utter_waitlist_how")
    else:
        turn.follow("booking_form")
    return True


async def hear_alone(turn: Turn) -> None:
    """Answer a question about the list; a wish with nothing else beside it is for what was looked for last."""
    if turn.get("waits") == ASKED:
        turn.forget("waits")
        turn.say("utter_waitlist_how")
    else:
        await put_on_list(turn)


async def put_on_list(turn: Turn, wish: str = "join", who: Json | None = None) -> None:
    """Put the patient on the list, or who is named, say so in the backend's words and leave the form.

    wish: "join" for what was looked for last, "earlier" for a time before the visit they have.
    """
    heard = await turn.desk.backend.wait(turn.id, {"wish": wish, **(who or {})}, turn.key("wait"))
    given = (who or {}).get("patient", {}).get("given_name")
    if heard["entry"] and given:
        patient.remember(turn, {"id": heard["entry"]["patient"], "first_name": given})
    turn.leave_form()
    turn.tell(heard["words"])
