"""Everything the product itself says to patients; the dialogue's own lines are in domain.yml.

One dictionary a language. English keeps to the GSM-7 alphabet and to two segments, names filled in (a test holds it
to that). Never promise when a person will answer.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from backend.domain.messaging.ports import Letterhead
from backend.domain.triage.lexicon import Alarm
from backend.domain.triage.numbers import crisis_line, emergency_number


class Line(StrEnum):
    """What there is to say."""

    EMERGENCY = "emergency"
    SELF_HARM = "self_harm"
    SELF_HARM_LINE = "self_harm_line"
    HOLDING = "holding"
    APOLOGY = "apology"
    WAITING = "waiting"
    STILL_WAITING = "still_waiting"
    CALL_US = "call_us"
    CLAIMED = "claimed"
    GIVEN_BACK = "given_back"
    CLOSED = "closed"
    EMPTY = "empty"
    ATTACHMENT = "attachment"
    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"


LINES: Final = {
    "en": {
        Line.EMERGENCY: (
            "This sounds like an emergency. Please call {number} now, or ask someone near you to call."
            " I cannot send help by text. I have also alerted our team."
        ),
        Line.SELF_HARM: (
            "I am glad you told me, and you do not have to face this alone. Please call {number} now or ask someone"
            " to stay with you. I have also alerted our team."
        ),
        Line.SELF_HARM_LINE: (
            "I am glad you told me, and you do not have to face this alone. Please call {crisis} now, day or night."
            " If you are in danger, call {number}. I have also alerted our team."
        ),
        Line.HOLDING: "Thanks, I have your message. It is taking me a little longer than usual; I will answer soon.",
        Line.APOLOGY: "Sorry, I could not answer that. I have passed your message to our team.{call_us}",
        Line.WAITING: (
            "I have passed this to our team and a person will answer you here; I cannot say how soon.{call_us}"
            " Text BOT to go on with me."
        ),
        Line.STILL_WAITING: (
            "Our team can read your messages, but nobody has taken over yet.{call_us} Text BOT to go on with me."
        ),
        Line.CALL_US: " If it cannot wait, call {phone}.",
        Line.CLAIMED: "You are now texting with {staff} at {clinic}.",
        Line.GIVEN_BACK: "You are back with the assistant of {clinic}. What can I do for you?",
        Line.CLOSED: "{clinic} has closed this conversation. Text us any time if you need something else.",
        Line.EMPTY: "Your text arrived empty. What can I do for you? You can write, for example: I need an appointment",
        Line.ATTACHMENT: "Sorry, I can read words only, no pictures or files. Please write what you need.",
        Line.OPTED_OUT: "You will get no more texts from {clinic}. Text START to get them again.",
        Line.OPTED_IN: "Welcome back. You will get texts from {clinic} again; text STOP to end them.",
    }
}


def say(line: Line, locale: str, letterhead: Letterhead, **names: str) -> str:
    """A line in a language (English when there is none in that language), with the clinic's names filled in."""
    lines = LINES.get(locale.partition("-")[0], LINES["en"])
    call_us = lines[Line.CALL_US].format(phone=letterhead.phone) if letterhead.phone else ""
    return lines[line].format(clinic=letterhead.name, call_us=call_us, **names)


def emergency(alarm: Alarm, locale: str, letterhead: Letterhead) -> str:
    """Whom to call, by the clinic's country."""
    number, crisis = emergency_number(letterhead.country), crisis_line(letterhead.country)
    if alarm.self_harm and crisis:
        return say(Line.SELF_HARM_LINE, locale, letterhead, number=number, crisis=crisis)
    return say(Line.SELF_HARM if alarm.self_harm else Line.EMERGENCY, locale, letterhead, number=number)
