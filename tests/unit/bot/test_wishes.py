"""Where a message is cut into wishes."""

from __future__ import annotations

import asyncio

import pytest

from bot.wishes import Reading, split

WORDS = (
    ("cancel", "cancel_appointment"), ("move", "reschedule_appointment"), ("reschedule", "reschedule_appointment"),
    ("book", "book_appointment"), ("appointment for", "book_appointment"), ("where", "ask_clinic_info"),
    ("cancelar", "cancel_appointment"), ("mover", "reschedule_appointment"), ("reservar", "book_appointment"),
    ("dónde", "ask_clinic_info"),
    ("hours", "ask_clinic_info"), ("parking", "ask_clinic_info"), ("when is my", "list_appointments"),
    ("head hurts", "medical_question"), ("aspirin", "medical_question"),
)  # fmt: skip


async def read(text: str) -> Reading:
    """Read as a classifier would that knows a dozen words."""
    intent = next((intent for word, intent in WORDS if word in text.lower()), "inform")
    return Reading(intent, 0.9 if intent != "inform" else 0.4)


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("move my 3pm to friday and book one for my son", ["move my 3pm to friday", "book one for my son"]),
        (
            "mover mi cita al viernes y también reservar una para mi hijo",
            ["mover mi cita al viernes", "reservar una para mi hijo"],
        ),
        (
            "quiero reservar una limpieza y otra para mi hija",
            ["quiero reservar una limpieza", "reservar otra para mi hija"],
        ),
        ("quiero cancelar mi cita, ¿dónde puedo estacionar?", ["quiero cancelar mi cita", "¿dónde puedo estacionar?"]),
        ("quiero cancelar mi cita. ¿dónde quedan ustedes?", ["quiero cancelar mi cita", "¿dónde quedan ustedes?"]),
        ("cancel my checkup. where can i park?", ["cancel my checkup", "where can i park?"]),
        ("book a checkup and can i take aspirin", ["book a checkup", "can i take aspirin"]),
        ("what are your hours and book a checkup for tuesday", ["what are your hours", "book a checkup for tuesday"]),
        (
            "book a checkup for me and book another one for my son",
            ["book a checkup for me", "book another one for my son"],
        ),
        (
            "book a skin check for my daughter and one for my son",
            ["book a skin check for my daughter", "book one for my son"],
        ),
    ],
)
def test_a_message_is_cut_when_both_sides_are_tasks(text: str, wishes: list[str]) -> None:
    assert asyncio.run(split(text, read)) == wishes


@pytest.mark.parametrize(
    "text",
    [
        "book a checkup",
        "book a checkup on tuesday and a cleaning on friday",
        "cancel thursday and move it to friday instead",
        "i would like to book a checkup, preferably in the morning and with dr quill",
        "cancel my appointment and book me another time instead",
        "i want to book with Dr. Quill, and an appointment for friday",
        "book me in. my head hurts since monday",
        "my head hurts since monday. book me in please",
        "book a visit with dr quill; would you book one for half past four",
    ],
)
def test_a_message_stays_whole_when_it_is_one_wish(text: str) -> None:
    assert asyncio.run(split(text, read)) == [text]
