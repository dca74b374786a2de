"""Everything the product itself says to patients; the dialogue's own lines are in domain.yml.

One dictionary a language. With the names filled in and in the letters of a text message (channels/sms/letters.py), each
line takes at most two segments (a test holds it to that). Never promise when a person will answer.
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
    REACH_US = "reach_us"
    NO_PHONE = "no_phone"
    CLAIMED = "claimed"
    GIVEN_BACK = "given_back"
    CLOSED = "closed"
    EMPTY = "empty"
    ATTACHMENT = "attachment"
    OPTED_OUT = "opted_out"
    OPTED_OUT_AHEAD = "opted_out_ahead"
    OPTED_IN = "opted_in"
    OPTED_IN_AHEAD = "opted_in_ahead"
    CARRIER_ENDED = "carrier_ended"
    HELP = "help"
    LINKED = "linked"
    NOT_LINKED = "not_linked"
    STALE_CHOICE = "stale_choice"
    WRONG_NUMBER = "wrong_number"
    WHO_WE_ARE = "who_we_are"
    WHICH = "which"


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
        Line.REACH_US: "call {phone}",
        Line.NO_PHONE: "tell us at the clinic",
        Line.CALL_US: " If it cannot wait, call {phone}.",
        Line.CLAIMED: "You are now texting with {staff} at {clinic}.",
        Line.GIVEN_BACK: "You are back with the assistant of {clinic}. What can I do for you?",
        Line.CLOSED: "{clinic} has closed this conversation. Text us any time if you need something else.",
        Line.EMPTY: "Your text arrived empty. What can I do for you? You can write, for example: I need an appointment",
        Line.ATTACHMENT: "Sorry, I can read words only, no pictures or files. Please write what you need.",
        Line.OPTED_OUT: "You will get no more messages from {clinic}. Send START to get them again.",
        Line.OPTED_OUT_AHEAD: (
            "You will get no more messages from {clinic}. Your appointment stays booked; if you cannot come,"
            " {reach_us}. Send START to get messages again."
        ),
        Line.OPTED_IN: "Welcome back. You will get messages from {clinic} again; send STOP to end them.",
        Line.OPTED_IN_AHEAD: (
            "Welcome back. Your appointment with {clinic} still stands: your phone company took your last message as"
            " a wish for no more texts. If you cannot come, write: I cannot come."
        ),
        Line.CARRIER_ENDED: (
            "Your phone company took your text as a wish for no more texts, so I cannot text you now. Your appointment"
            " with {clinic} still stands. If you cannot come, write to me here or {reach_us}."
        ),
        Line.HELP: (
            "{clinic}: write to me to book, move or call off an appointment, in your own words.{call_us}"
            " Send STOP to get no more messages."
        ),
        Line.LINKED: (
            "You are connected with {clinic} and can go on here where we left off. If that was not you, send STOP."
        ),
        Line.NOT_LINKED: ("That link was used already or is too old, but you can write to me here. How can I help?"),
        Line.WHO_WE_ARE: (
            "This is the appointment desk of {clinic}. If you do not know us, write WRONG NUMBER. Send STOP to"
            " get no more messages."
        ),
        Line.WHICH: "Which one do you mean? {listed} Reply with the number.",
        Line.WRONG_NUMBER: (
            "We are sorry for the trouble. You will get no more messages from {clinic} at this number. Send START if"
            " you want them again."
        ),
        Line.STALE_CHOICE: "Those buttons are too old to count, so I did nothing. Please tell me again what you need.",
    },
    "es": {
        Line.EMERGENCY: (
            "Esto parece una emergencia. Llame ahora al {number}, o pida a alguien cerca que llame. No puedo enviar"
            " ayuda por mensaje. También avisé a nuestro equipo."
        ),
        Line.SELF_HARM: (
            "Gracias por decírmelo; no tiene que pasar por esto a solas. Llame ahora al {number} o pida a alguien que"
            " se quede con usted. También avisé a nuestro equipo."
        ),
        Line.SELF_HARM_LINE: (
            "Gracias por decírmelo; no tiene que pasar por esto a solas. Llame ahora al {crisis}, de día o de noche."
            " Si está en peligro, llame al {number}. También avisé a nuestro equipo."
        ),
        Line.HOLDING: "Gracias, recibí su mensaje. Tardo un poco más de lo normal; enseguida le contesto.",
        Line.APOLOGY: "Perdone, no pude contestarle. Pasé su mensaje a nuestro equipo.{call_us}",
        Line.WAITING: (
            "Pasé esto a nuestro equipo y una persona le contestará aquí; no puedo decirle cuándo.{call_us}"
            " Escriba BOT para seguir conmigo."
        ),
        Line.STILL_WAITING: (
            "Nuestro equipo puede leer sus mensajes, pero todavía no le atiende nadie.{call_us}"
            " Escriba BOT para seguir conmigo."
        ),
        Line.REACH_US: "llame al {phone}",
        Line.NO_PHONE: "avise en la clínica",
        Line.CALL_US: " Si no puede esperar, llame al {phone}.",
        Line.CLAIMED: "Ahora le escribe {staff}, de {clinic}.",
        Line.GIVEN_BACK: "Está de nuevo con el asistente de {clinic}. ¿En qué puedo ayudarle?",
        Line.CLOSED: "{clinic} ha cerrado esta conversación. Escríbanos cuando necesite otra cosa.",
        Line.EMPTY: "Su mensaje llegó vacío. ¿En qué puedo ayudarle? Puede escribir, por ejemplo: Necesito una cita",
        Line.ATTACHMENT: "Perdone, solo puedo leer palabras, no fotos ni archivos. Escriba por favor lo que necesita.",
        Line.OPTED_OUT: "Ya no recibirá mensajes de {clinic}. Escriba START para recibirlos de nuevo.",
        Line.OPTED_OUT_AHEAD: (
            "Ya no recibirá mensajes de {clinic}. Su cita sigue en pie; si no puede venir, {reach_us}."
            " Escriba START para recibir mensajes de nuevo."
        ),
        Line.OPTED_IN: "Gracias por volver. Recibirá otra vez mensajes de {clinic}; escriba STOP para no recibirlos.",
        Line.OPTED_IN_AHEAD: (
            "Gracias por volver. Su cita en {clinic} sigue en pie: su operadora entendió su último mensaje como una"
            " baja. Si no puede venir, escriba: No puedo ir."
        ),
        Line.CARRIER_ENDED: (
            "Su operadora entendió su mensaje como una baja y ya no puedo escribirle por SMS. Su cita en {clinic}"
            " sigue en pie. Si no puede venir, escríbame aquí o {reach_us}."
        ),
        Line.HELP: (
            "{clinic}: escríbame para pedir, cambiar o anular una cita, con sus palabras.{call_us}"
            " Escriba STOP para no recibir más mensajes."
        ),
        Line.LINKED: (
            "Ya está en contacto con {clinic} y puede seguir aquí donde lo dejamos. Si no fue usted, escriba STOP."
        ),
        Line.NOT_LINKED: (
            "Ese enlace ya se usó o es demasiado antiguo, pero puede escribirme aquí. ¿En qué puedo ayudarle?"
        ),
        Line.WHO_WE_ARE: (
            "Le escribe el servicio de citas de {clinic}. Si no nos conoce, escriba NÚMERO EQUIVOCADO. Escriba STOP"
            " para no recibir más mensajes."
        ),
        Line.WHICH: "¿De cuál me habla? {listed} Responda con el número.",
        Line.WRONG_NUMBER: (
            "Disculpe la molestia. Ya no recibirá mensajes de {clinic} en este número. Escriba START si quiere"
            " recibirlos de nuevo."
        ),
        Line.STALE_CHOICE: "Esos botones ya no valen, así que no hice nada. Dígame de nuevo qué necesita, por favor.",
    },
}


def say(line: Line, locale: str, letterhead: Letterhead, **names: str) -> str:
    """A line in a language (English when there is none in that language), with the clinic's names filled in."""
    lines = LINES.get(locale.partition("-")[0], LINES["en"])
    call_us = lines[Line.CALL_US].format(phone=letterhead.phone) if letterhead.phone else ""
    return lines[line].format(clinic=letterhead.name, call_us=call_us, reach_us=reach_us(locale, letterhead), **names)


def reach_us(locale: str, letterhead: Letterhead) -> str:
    """How to tell the clinic something, as part of a sentence."""
    lines = LINES.get(locale.partition("-")[0], LINES["en"])
    return lines[Line.REACH_US].format(phone=letterhead.phone) if letterhead.phone else lines[Line.NO_PHONE]


def emergency(alarm: Alarm, locale: str, letterhead: Letterhead) -> str:
    """Whom to call, by the clinic's country."""
    number, crisis = emergency_number(letterhead.country), crisis_line(letterhead.country)
    if alarm.self_harm and crisis:
        return say(Line.SELF_HARM_LINE, locale, letterhead, number=number, crisis=crisis)
    return say(Line.SELF_HARM if alarm.self_harm else Line.EMERGENCY, locale, letterhead, number=number)
