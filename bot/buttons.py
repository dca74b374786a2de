"""The buttons under a question: each says what a patient reads and stands for the number they would else type.

One place for all questions with numbers. The text keeps its numbers on every channel; what is listed there is taken
from the slots the actions keep it in, so that a button and its number are always the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions import wording
from actions.phrases import phrase

MOST = 10
"""More of them than this are no help: the text has them."""

_QUESTION = re.compile(r"utter_ask_[a-z]+_form_(\w+)")
_REACTIONS = ("find_another_time", "cancel_it", "keep_it")


def buttons(response: str, slots: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    """Return Rasa's buttons for a response, none if it asks for no number."""
    question = _QUESTION.fullmatch(response)
    labels = _labels(question[1], slots, language) if question else []
    if len(labels) > MOST:
        return []
    return [{"title": label, "payload": str(number)} for number, label in enumerate(_told_apart(labels), 1)]


def _labels(asked: str, slots: Mapping[str, Any], language: str) -> list[str]:
    """Return what stands on the buttons under the question for a slot, in the order of its numbers."""
    if asked == "confirmed":
        return [phrase("yes", language), phrase("no", language)]
    if asked == "choice":
        offers = slots.get("offers") or ()
        return [phrase("yes", language)] if len(offers) == 1 else _times(offers, language)
    if asked == "appointment":
        return _times(slots.get("appointments") or (), language)
    if asked == "reaction":
        return [phrase(name, language) for name in _REACTIONS]
    if asked == "meant":
        return _listed(slots.get("option_list"))
    if asked == "service":
        return _listed(slots.get("service_list"))
    if asked == "patient" and slots.get("patient_question") == "which":
        return _listed(slots.get("patient_list"))
    return []


def _times(visits: Sequence[dict[str, Any]], language: str) -> list[str]:
    return [wording.brief(wording.moment_of(visit), language) for visit in visits]


def _listed(text: str | None) -> list[str]:
    return [line[:1].upper() + line[1:] for line in wording.entries(text or "", ", ")]


def _told_apart(labels: Sequence[str]) -> Sequence[str]:
    """Put the numbers of the text on buttons that would else look alike: two doctors at one time."""
    if len(set(labels)) == len(labels):
        return labels
    return [f"{number}) {label}" for number, label in enumerate(labels, 1)]
