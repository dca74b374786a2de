"""What people answer to a reminder, and what must never be taken for an answer."""

from __future__ import annotations

import time

import pytest

from backend.domain.messaging.consent import Consent, consent
from backend.domain.messaging.questions import Reply
from backend.domain.reminders.replies import number, read


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("|") if line.strip()]


YES = _lines("""
    1 | 1. | 1) | (1) | #1 | "1" | '1' | 1! | 1 please | 1 pls | 1, thanks | one | uno | 1 - confirm | 1 to confirm
    | reply 1 | option 1 | opcion 1 | la 1 | C | c | C. | c! | confirm | Confirmed | CONFIRMED. | Confirming, thanks
    | I confirm | confirm my appointment | yes | Yes | YES! | yes. | Yes sir | yess | yep | yup | yeah | ya | y | Y
    | yes please | yes thank you | yes, I'll be there | yes i will be there | I'll be there | Ill be there | be there
    | will be there | We will be there | we'll be there | see you then | ok see u then | see ya then | c u then
    | cu then | see you tomorrow | See you Tuesday! | see you on tuesday | see you there | ok see you all then | sure
    | Sure thing | absolutely | of course | no problem | no prob | No worries, see you then | I'm coming | im coming
    | coming | i can make it | we can make it | that works | works for me | count me in | looking forward to it | ok
    | Okay | k | kk | k thx | ok thanks | okay great, thanks | got it | got it, thanks! | will do | sounds good
    | perfect | great thanks | all good | yes for tomorrow | yes on tuesday | confirmed for tomorrow
    | hello yes i confirm | Good morning, yes | Yes. Thank you. Have a great day! | yes, god bless | s\u00ed | si
    | S\u00cd | sii | siii | sip | s\u00ed, gracias | si confirmo | S\u00ed, confirmo mi cita | confirmo | confirmado
    | confirmada | confirmo asistencia | vale | vale, all\u00ed estar\u00e9 | all\u00ed estar\u00e9
    | ah\u00ed estar\u00e9 | ahi estare gracias | ah\u00ed estaremos | aqui estare | de acuerdo | claro
    | claro que s\u00ed | por supuesto | s\u00ed voy | voy a ir | asistir\u00e9 | s\u00ed asistir\u00e9
    | hasta ma\u00f1ana | hasta el martes | nos vemos ma\u00f1ana | nos vemos | ah\u00ed nos vemos | con gusto
    | perfecto | perfecto, gracias | listo | dale | cuente conmigo | me viene bien | buenas tardes, s\u00ed
    | confirmo para el martes | \U0001f44d | \U0001f44d\U0001f3fd | \U0001f44d\U0001f44d | ok \U0001f44d | \U0001f44c
    | \u2705 | 1\ufe0f\u20e3 | yes \U0001f60a | Yes \u2764\ufe0f | \u00a1S\u00ed! | \u201c1\u201d | \u00ab1\u00bb
    | \uff11 | Liked \u201cHarbor Clinic: your visit is tomorrow\u201d | Loved \u201cHarbor Clinic: your visit\u201d
    | Reacted \U0001f44d to \u201cHarbor Clinic: your visit\u201d | \U0001f44d to \u201c Harbor Clinic \u201d
    | ok pues ahi nos vemos | \u00d3rale | s\u00ed asisto | yes we are still on | okie dokie | mom will be there
    | my son will be there | on my way! | im on my way | almost there | parking now | ya casi llego | voy en camino
    | Le gust\u00f3 \u201cHarbor Clinic: su cita\u201d | Me gusta \u00abHarbor Clinic: su cita\u00bb
""")
NO = _lines("""
    2 | 2. | #2 | "2" | 2 please | two | dos | 2 can't come | no | No | NO. | n | nope | nah | no thanks | no, sorry
    | no gracias | can't | I can't | cant | cannot | can't make it | cant make it | I cant make it
    | I can't make it tomorrow | Sorry, can't make it | sorry i cant come | can not make it
    | I cannot make it to the appointment | won't make it | I won't be there | wont be able to make it
    | i will not be able to come | not coming | I'm not coming | unable to attend | something came up
    | can't make it, my car broke down | sorry cant make it because my son is sick | Unfortunately I can't make it
    | no podr\u00e9 ir | no podre ir | No puedo ir | no puedo | no puedo ir ma\u00f1ana | No podr\u00e9 asistir
    | lo siento, no puedo ir | no voy a poder ir | no voy a poder | no voy | no ir\u00e9 | no podemos ir
    | ya no puedo ir | me es imposible ir | no me es posible ir | me surgi\u00f3 algo
    | f\u00edjese que no voy a poder | no alcanzo a llegar | mi hijo est\u00e1 enfermo no podemos ir
    | estoy enferma, no puedo ir | no creo que pueda ir | gotta miss it | sorry i'm sick can't come
    | my kid is sick so we cant come | i dont think i can make it | don't think i'll make it | afraid i can't
    | i have to work, can't make it | no puedo ir, tengo que trabajar | perd\u00f3n no puedo ir | \U0001f44e | \u274c
    | Disliked \u201cHarbor Clinic: your visit\u201d | No le gust\u00f3 \u201cHarbor Clinic: su cita\u201d
""")
CANCELS = _lines("""
    cancel | Cancel. | CANCEL | cancel please | please cancel | cancel it | cancel my appointment | I need to cancel
    | i want to cancel my appointment | can you cancel my appointment? | sorry I have to cancel | cancelar
    | cancelar cita | quiero cancelar | necesito cancelar mi cita | cancele por favor | anular
    | quiero anular la cita | cancelen la cita | cancela mi cita | me la cancela por favor
""")
ANOTHER_TIME = _lines("""
    R | r | reschedule | Reschedule please | I need to reschedule | can I reschedule? | can we reschedule
    | I would like to reschedule my appointment | another time | another day please | different day
    | need another time | can I change my appointment? | I want to change the time | move my appointment | other time
    | reprogramar | quiero reprogramar | necesito cambiar mi cita | \u00bfpuedo cambiar la cita? | cambiar la cita
    | otra hora | otro d\u00eda | otra fecha por favor | puedo cambiar de hora
""")
LATE = [
    *((text, None) for text in _lines("""
    running late | I'm running late | im running late sorry | running a bit late | going to be late | I'll be late
    | stuck in traffic | on my way but late | the traffic is terrible | so much traffic, sorry | hay mucho tr\u00e1fico
    | se me hizo tarde | se me hizo tarde, ya voy en camino | we are running a little late | running behind
    | voy tarde | llego tarde | voy a llegar tarde
    | llego un poco tarde | voy con retraso | me retraso | estoy en el tr\u00e1fico | hay tr\u00e1fico, llego tarde
""")),
    *((text, 10) for text in _lines("""
    running 10 late | running 10 min late | Running 10 minutes late! | 10 min late | 10 late | late 10 min
    | I'll be 10 minutes late | ill be about 10 mins late | running late by 10 minutes | ten minutes late
    | sorry running ten late | actually running like 10 min late sorry
    | yes running 10 late | llego 10 min tarde | llego 10 minutos tarde | voy 10 min tarde
    | llegar\u00e9 10 minutos tarde | diez minutos tarde | voy a llegar 10 minutos tarde | me retraso 10 minutos
    | voy con 10 minutos de retraso | llego tarde 10 minutos | traffic, 10 min late
""")),
    ("half an hour late", 30), ("running half an hour late", 30), ("llego media hora tarde", 30), ("an hour late", 60),
    ("I'll be an hour late", 60), ("1 hour late", 60), ("llego una hora tarde", 60), ("15 min late", 15),
    ("quarter of an hour late", 15), ("un cuarto de hora tarde", 15), ("twenty five minutes late", 25),
    ("me demoro veinte minutos", 20), ("tardo 5 minutos", 5),
]  # fmt: skip
WRONG_NUMBER = _lines("""
    wrong number | Wrong number! | you have the wrong number | Sorry, wrong number | sorry you have the wrong number
    | I think you have the wrong number | you must have the wrong number | wrong person | wrong number I'm not Maria
    | wrong number? | nobody here by that name | n\u00famero equivocado | numero equivocado
    | se equivoc\u00f3 de n\u00famero | tiene el n\u00famero equivocado | creo que se equivocaron de n\u00famero
    | est\u00e1 equivocado
""")
WHO = _lines("""
    who is this | who is this? | Who's this? | whos this | who are you | who r u | who dis | new phone who dis
    | who is texting me? | what is this | what is this about? | who is this from | I don't know this number
    | \u00bfqui\u00e9n es? | quien es | quien habla | \u00bfQui\u00e9n eres? | de parte de qui\u00e9n
    | \u00bfde qui\u00e9n es este n\u00famero? | \u00bfqu\u00e9 es esto? | con quien hablo
""")
UNCLEAR = _lines("""
    maybe | Maybe. | not sure | not sure yet | I'm not sure | i dont know | idk | I'll try | I'll let you know
    | let me check | probably | I think so | hopefully | yes or no | 1 or 2 | quiz\u00e1s | tal vez | no s\u00e9
    | no lo s\u00e9 todav\u00eda | no estoy segura | creo que s\u00ed | le aviso | depende
""")
NOTHING = _lines("""
    yes but can we make it 3pm? | yes but later | yes if you have parking | 1 more question: where do I park | 1 pm
    | 1:30 | 1/2 | at 1 | the 1st | 2 pm | 2:30 works | 2 weeks | 2 of us are coming | 12 | 10 | 0 | 11 | 1 2 | 2 1
    | 1 and 2 | yes no | no yes | yes? | ok? | no? | thanks | thank you | Thank you so much! | gracias | hi | hello
    | hola | good morning | can't make it can we do friday | can't make it, can I come later?
    | no I need another doctor | can't make it at 2 but 3 works | ok what time | where are you
    | what time is my appointment | where do I park? | I need an appointment | can I bring my son
    | is it ok if I come early | I have a question | do I need to fast | im not feeling well | I'm not Maria
    | no soy Ana | I am not happy | no parking here | this is urgent | yes and I need a refill
    | ok and can you send the address | I can come at 3 | see you at 5 | tomorrow | tuesday | my car broke down
    | call me | call me please | my phone number changed | how much is it | cu\u00e1nto cuesta | s\u00ed pero a las 5
    | s\u00ed, \u00bfa qu\u00e9 hora? | no puedo a esa hora pero s\u00ed el viernes | quiero una cita
    | \u00bfd\u00f3nde est\u00e1n? | tengo una pregunta | llego a las 5 | llego ma\u00f1ana | 300 minutes late
    | my mother is late | I was late last time | why so late | is 10 minutes late ok? | do you charge for being late
    | stop | end | baja | help | a las dos | the visit | one more thing | not bad | no idea what this is for, call me
    | removed a like from \u201cHarbor\u201d | Laughed at \u201cHarbor Clinic\u201d
    | Questioned \u201cHarbor Clinic\u201d | \U0001f602 | \U0001f62d | \u2764\ufe0f | ? | ... | . |  |
""")


@pytest.mark.parametrize("text", YES)
def test_is_a_yes(text: str) -> None:
    assert _reply(text) is Reply.YES


@pytest.mark.parametrize("text", NO)
def test_is_a_no(text: str) -> None:
    said = read(text)
    assert said is not None
    assert said.reply is Reply.NO
    assert not said.cancels


@pytest.mark.parametrize("text", CANCELS)
def test_is_a_no_that_cancels(text: str) -> None:
    said = read(text)
    assert said is not None
    assert (said.reply, said.cancels) == (Reply.NO, True)


@pytest.mark.parametrize("text", ANOTHER_TIME)
def test_is_a_wish_for_another_time(text: str) -> None:
    assert _reply(text) is Reply.ANOTHER_TIME


@pytest.mark.parametrize(("text", "minutes"), LATE)
def test_is_late_by_so_many_minutes(text: str, minutes: int | None) -> None:
    said = read(text)
    assert said is not None
    assert (said.reply, said.minutes) == (Reply.LATE, minutes)


@pytest.mark.parametrize("text", WRONG_NUMBER)
def test_is_a_wrong_number(text: str) -> None:
    assert _reply(text) is Reply.WRONG_NUMBER


@pytest.mark.parametrize("text", WHO)
def test_asks_who_writes(text: str) -> None:
    assert _reply(text) is Reply.WHO


@pytest.mark.parametrize("text", UNCLEAR)
def test_is_neither_yes_nor_no(text: str) -> None:
    assert _reply(text) is Reply.UNCLEAR


@pytest.mark.parametrize("text", NOTHING)
def test_is_no_answer(text: str) -> None:
    assert read(text) is None or read(text).reply is Reply.NUMBER  # type: ignore[union-attr]


@pytest.mark.parametrize("text", [*YES, *NO, *CANCELS, *ANOTHER_TIME, *UNCLEAR, *WHO, *(text for text, _ in LATE)])
def test_never_reads_an_answer_where_somebody_wants_no_more_messages(text: str) -> None:
    assert consent(text) is Consent.UNSAID


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("both", True),
        ("yes to both", True),
        ("all", True),
        ("las dos", True),
        ("s\u00ed a las dos", True),
        ("yes", False),
    ],
)
def test_means_all_that_was_asked_when_somebody_says_so(text: str, every: bool) -> None:
    said = read(text)
    assert said is not None
    assert (said.reply, said.every) == (Reply.YES, every)


@pytest.mark.parametrize(
    "text", ["Leo yes", "yes for Leo", "Leo: 1", "This is Leo. Yes", "s\u00ed, Leo", "1 for Leo's"]
)
def test_reads_beside_a_name_that_is_known(text: str) -> None:
    said = read(text, {"leo"})
    assert said is not None
    assert said.reply is Reply.YES


@pytest.mark.parametrize(
    ("text", "found"),
    [("3", 3), ("#3", 3), ("three", 3), ("the second one", 2), ("la tercera", 3), ("1 please", 1), ("3?", None)],
)
def test_picks_a_number(text: str, found: int | None) -> None:
    assert number(text) == found


@pytest.mark.parametrize("text", ["yes " * 60, "ok thanks " * 30, "1 " * 100, "ya no " * 40, "sorry " * 60 + "x"])
def test_takes_no_time_over_what_is_long(text: str) -> None:
    read("1")
    began = time.perf_counter()
    read(text)
    assert time.perf_counter() - began < 0.5


def _reply(text: str) -> Reply | None:
    said = read(text)
    return said.reply if said else None
