"""Which texts say how somebody wants to be told and nothing else, and what must go to the dialogue."""

from __future__ import annotations

import time as clock
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.messaging.consent import Consent, consent
from backend.domain.messaging.turns import wants_assistant
from backend.domain.reminders import replies
from backend.domain.reminders.wishes import CALL, IN_PLACE, All, Asks, By, Fewer, Hours, In, Usual, Wish, read
from backend.domain.waitlist.words import said


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("|") if line.strip()]


WISHES: dict[Wish, str] = {
    By("email"): """
        remind me by email instead | email me reminders please | Hi, I'd like my reminders by e-mail | email instead
        | I would rather get reminders by email | remind me by email instead of text | don't text me, email me instead
        | send reminders to my email | recuérdeme por correo | RECUERDEME POR CORREO | avíseme por correo
        | Prefiero los recordatorios por correo electrónico | mándeme los recordatorios por email, por favor
    """,
    By("whatsapp"): """
        send my reminders by whatsapp | could you remind me on WhatsApp please? | Send the remainders by What's App
        | switch my reminders to whatsapp | text me on whatsapp instead | text me on whatsapp instead of email
        | quiero recibir los recordatorios por WhatsApp
        | quisiera que me recuerden mejor por whatsapp
    """,
    By("sms"): """
        can u text me instead | please text me reminders not email | I prefer texts | text reminders pls
        | Please send me reminders by text message from now on | texts instead of emails please | recuérdeme por mensaje
        | ¿Me puede recordar mis citas por mensaje de texto?
    """,
    By("telegram"): "message me on telegram instead | escríbame por Telegram mejor",
    By(CALL): "remind me by phone call | recuérdeme por teléfono | send my reminders by letter",
    By(IN_PLACE): "remind me here | text me here instead | Recuérdeme por aquí",
    In("es"): """
        write to me in Spanish please | can you write in Spanish | remind me in spanish | Send my reminders in Spanish
        | ¿Me pueden escribir en español? | recordatorios en español por favor
        | can I have my reminders in spanish from now on?
    """,
    In("en"): """
        escríbame en inglés | text me in english | I want my messages in English | mándeme los recordatorios en inglés
        | escribame en ingles
    """,
    Hours(wakes=time(10)): """
        don't text me before 10 | dont text me before 10am | Please don’t text me before ten | no texts before 10:00
        | no me escriba antes de las 10 | no me escriban antes de las diez de la mañana | stop texting me before 10
        | please only remind me after 10am | no quiero mensajes antes de las 10
    """,
    Hours(wakes=time(9, 30)): "no me escriban antes de las 9 y media | don't message me before 9.30",
    Hours(wakes=time(12)): "no texts before noon | no me mande mensajes antes del mediodía",
    Hours(sleeps=time(18)): """
        no messages after 6pm | No messages after 6 | don't text me after 18:00
        | please don't send me anything after 6 p.m.
        | no me mande mensajes después de las 6 de la tarde | sin mensajes después de las 6
        | only send me messages before 6
    """,
    Hours(sleeps=time(22)): "no reminders after 10 | no me escriba después de las 10 de la noche",
    Hours(time(9), time(17)): """
        only text me between 9 and 5 | text me between 9-5 only | please remind me from 9 am to 5 pm
        | don't text me before 9 or after 5 | solo escríbame entre las 9 y las 5 | escríbame solo de 9 a 5
        | mensajes solo entre las 9:00 y las 17:00
    """,
    Hours(time(14), time(18)): "text me between 2 and 6 | solo escríbame de 2 a 6 de la tarde",
    Hours(time(18), time(20)): "only text me between 6 and 8 pm",
    Hours(): "don't text me at night | no me escriba de noche por favor",
    Hours(any_time=True): "remind me any time | recuérdeme a cualquier hora",
    Fewer(): """
        fewer reminders please | too many reminders | You send me too many messages! | one reminder is enough
        | stop sending me so many reminders | dont send me that many texts
        | just one reminder please | can i get fewer reminders | remind me less often | only remind me once per visit
        | no more than one reminder | menos recordatorios | demasiados recordatorios | con un recordatorio basta
        | me mandan demasiados mensajes | Mándeme menos recordatorios, por favor
    """,
    Fewer(none=True): """
        no reminders | No reminders please | don't remind me | stop reminding me | sin recordatorios
        | ya no me recuerde
    """,
    All(): """
        all reminders again | send me all the reminders again | more reminders please | turn my reminders back on
        | todos los recordatorios otra vez
    """,
    Usual(): """
        remind me as usual | back to the usual reminders | recuérdeme como siempre | recordatorios como siempre
    """,
    Asks(): """
        my reminder settings | how will you remind me | What are my reminder settings? | change my reminder settings
        | ¿Cómo me van a recordar mis citas? | ajustes de recordatorios
    """,
}
NO_WISH = _lines("""
    can you remind me when my appointment is? | email? | my email is a@b.org | do you write in spanish?
    | do you speak spanish? | in english please | Spanish please | email please | by email | text me | email me
    | can you email me | text me now | text me the address | email me the directions | call me instead | call me after 5
    | no me llame antes de las 10 | don't call me before 10 | before 10 | not before 10 | after 6pm | between 9 and 5
    | only mornings | tuesday after 6 | remind me | remind me tomorrow | remind me again | remind me to buy milk
    | remind me of my appointments | remind me at 9 | remind me the day before | remind me twice
    | did you send me a reminder? | I didn't get a reminder | thanks for the reminder | why so many reminders?
    | will you remind me? | do you send reminders by email? | do you text reminders | when will you remind me
    | remind me by email and book me for tuesday | fewer reminders and cancel my appointment
    | don't text me before 10 tomorrow, I have a visit then | my appointment is before 10 | can I come after 6 pm
    | I can't come before 10 | something before 10 please | are you open between 9 and 5 | text me between 9 and 25
    | don't text me before 99 | don't text me before 10 or before 11 | one is enough | less | too many | STOP | no | 1
    | reminders | settings | text my wife instead | email my daughter the reminders | send the reminders to 555-0100
    | my phone is broken, email me instead | I need a doctor who writes in Spanish | i prefer tuesday | whatsapp?
    | recuérdeme mi cita | recuérdeme cuándo es mi cita | mi correo es a@b.org | ¿hablan español?
    | ¿escriben en español? | en inglés por favor | antes de las 10 | escríbame | escríbame la dirección por correo
    | remind me by xch | write in xlang | text me xbetween | ¿me mandan recordatorios? | un recordatorio por favor
    | gracias por el recordatorio | como siempre | todos
""")
ENDS_ALL = _lines("""
    stop sending me reminders | no more reminders | I don't want reminders | cancel reminders | no quiero recordatorios
    | no más recordatorios | stop texting me, email me instead
""")


@pytest.mark.parametrize(("text", "wish"), [(line, wish) for wish, text in WISHES.items() for line in _lines(text)])
def test_a_whole_message_about_being_told_is_heard(text: str, wish: Wish) -> None:
    assert read(text) == wish


@pytest.mark.parametrize("text", [line for lines in WISHES.values() for line in _lines(lines)])
def test_what_is_a_wish_is_nothing_else(text: str) -> None:
    assert consent(text) is Consent.UNSAID
    assert (replies.read(text), said(text), wants_assistant(text)) == (None, None, False)


@pytest.mark.parametrize("text", NO_WISH)
def test_anything_else_goes_to_the_dialogue(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ENDS_ALL)
def test_words_that_end_all_messages_still_do(text: str) -> None:
    assert consent(text) is Consent.OPT_OUT


@given(st.text(max_size=160))
def test_any_text_is_read_without_a_stumble(text: str) -> None:
    read(text)


@pytest.mark.parametrize("word", ["please ", "no ", "text ", "between 9 and 5 ", "recordatorios ", "i want ", "xch "])
def test_a_text_that_repeats_itself_is_read_at_once(word: str) -> None:
    read(word)
    began = clock.perf_counter()
    assert read(word * (139 // len(word)) + "?") is None
    assert clock.perf_counter() - began < 1
