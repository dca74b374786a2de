"""Dialogues played against a product: some at a time, each by a telephone of its own, and judged in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from typing import Final

from backend.simulation import clinic, judging
from backend.simulation.chatter import Chatter
from backend.simulation.dialogues import KINDS, Booking, Chat, Dialogue, Goal
from backend.simulation.handset import Handset
from backend.simulation.patient import Patient
from backend.simulation.product import Product
from backend.simulation.reading import Asks
from backend.simulation.report import ALTERNATIVE, BOOKED, CLOSED, ERROR, GOAL, HANDED_OVER, NOTHING, WRONG, Result
from backend.simulation.talking import LOOKS_EVERY, Talk, talk

TODAY: Final = date(2019, 3, 1)  # where no dialogue tells: the day of those that do
EARLY: Final = time(7)
MOST_CHAT_TURNS: Final = 40
AT_ONCE: Final = 3


def clock(dialogues: Sequence[Dialogue]) -> datetime:
    """Return when the dialogues take place: early on the day they refer to."""
    today = next((each.today for each in dialogues if isinstance(each, Booking)), TODAY)
    return datetime.combine(today, EARLY, clinic.ZONE)


def play(product: Product, dialogues: Sequence[Dialogue], on_result: Callable[[Result], None]) -> list[Result]:
    """Play dialogues and return their results, in the order in which they ended."""
    results: list[Result] = []
    database = product.frontdesk.database
    numbers = {each.id: f"+1415555{number:04d}" for number, each in enumerate(dialogues)}
    with ThreadPoolExecutor(AT_ONCE) as pool:

        def together(some: Sequence[Dialogue]) -> None:
            for result in pool.map(lambda each: _result(product, each, numbers[each.id]), some):
                results.append(result)
                on_result(result)

        for round_ in rounds([each for each in dialogues if isinstance(each, Booking)]):
            clinic.for_bookings(database, round_)
            together(round_)
        chats = [each for each in dialogues if isinstance(each, Chat)]
        if chats:
            clinic.for_chats(database, chats)
            together(chats)
    return results


def rounds(dialogues: Sequence[Booking]) -> Iterator[list[Booking]]:
    """Put dialogues together that can share a clinic: of each kind one, so that nobody is in anybody's way."""
    lanes = [[each for each in dialogues if each.kind == kind] for kind in KINDS]
    while any(lanes):
        yield [lane.pop(0) for lane in lanes if lane]


def _result(product: Product, dialogue: Dialogue, number: str) -> Result:
    handset = Handset(product.carrier_url, number, looks_every=LOOKS_EVERY)
    try:
        if isinstance(dialogue, Chat):
            return _chat(product, dialogue, number, handset)
        return _booking(product, dialogue, number, handset)
    finally:
        handset.close()


def _booking(product: Product, dialogue: Booking, number: str, handset: Handset) -> Result:
    patient = Patient(dialogue, int(number[-4:]))
    told = talk(handset, patient)
    left = judging.look(product.frontdesk.database, number)
    outcome = _outcome(told, left, dialogue.goal, offered_another=patient.was_offered_another)
    return _as_result(
        dialogue,
        dialogue.kind if dialogue.is_free else "taken",
        outcome,
        told,
        left,
        wanted=_words(judging.Visit(dialogue.goal.service or "", dialogue.goal.practitioner, dialogue.goal.start)),
        human_turns=dialogue.human_turns,
    )


def _outcome(told: Talk, left: judging.Left, goal: Goal, *, offered_another: bool) -> str:
    if any(not visit.is_goal(goal) for visit in left.visits) or len(left.visits) > 1:
        return WRONG
    if left.visits:
        return GOAL
    if told.trouble == "no answer":
        return ERROR
    return ALTERNATIVE if offered_another else NOTHING


def _chat(product: Product, chat: Chat, number: str, handset: Handset) -> Result:
    chatter = Chatter(chat, clock([chat]).date())
    told = talk(handset, chatter, MOST_CHAT_TURNS)
    left = judging.look(product.frontdesk.database, number)
    if told.trouble == "no answer" or chatter.ended_in is Asks.ERROR:
        outcome = ERROR
    elif left.visits:
        outcome = BOOKED
    elif left.handed_over:
        outcome = HANDED_OVER
    else:
        outcome = CLOSED if chatter.ended_in in (Asks.GOODBYE, Asks.NOTHING) else NOTHING
    return _as_result(chat, "chat", outcome, told, left)


def _as_result(
    dialogue: Dialogue,
    group: str,
    outcome: str,
    told: Talk,
    left: judging.Left,
    *,
    wanted: str | None = None,
    human_turns: int | None = None,
) -> Result:
    return Result(
        id=dialogue.id,
        group=group,
        outcome=outcome,
        turns=told.turns,
        human_turns=human_turns,
        trouble=told.trouble,
        handed_over=left.handed_over,
        wanted=wanted,
        booked=tuple(_words(visit) for visit in left.visits),
        talk=tuple(told.lines),
    )


def _words(visit: judging.Visit) -> str:
    return f"{visit.service}, {visit.practitioner}, {visit.start:%Y-%m-%d %H:%M}"
