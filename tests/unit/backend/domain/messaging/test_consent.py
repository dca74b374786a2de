"""What opts out, and what must not: a person who is cut off for "stop by at 3" misses their visit."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some

from backend.domain.messaging.consent import Consent, consent
from backend.domain.messaging.consent_words import GRAMMAR, TYPED
from backend.services.wording import LINES

ROOT = Path(__file__).resolve().parents[5]

OPTS_OUT = """
STOP | Stop. | stop!! | STOP!!! | sToP | Stop \U0001f6d1 | \U0001f621\U0001f621 STOP \U0001f621 | s.t.o.p. | S T O P
| stooooop | stpo | sotp | stopp | "STOP" | STOP\n | STOP, please | please stop | pls stop | stop plz | stop now
| STOP NOW!!! | just stop | stop stop stop | ok stop | hey, stop | I said stop | i told you, STOP | stop, thank you
| stop for good | Stop already! | stop all | stopall | STOP ALL | unsubscribe | UNSUBSCRIBE | Unsubscribe me
| please unsubscribe | unsuscribe | unsubcribe | un-subscribe me | unsubscribe me from these texts | unsub | opt out
| OPT-OUT | optout | opt me out please | I want to opt out | I would like to opt out of these messages
| i'm opting out | end | END | quit | Quit! | revoke | I revoke my consent | I hereby revoke consent
| i withdraw my consent to be texted | you do not have permission to text me | stop texting me | Stop texting me!!
| stop texting me you idiots | STOP TEXTING ME. | stop txting me | stop texing me pls | stop messaging me
| stop msging this number | stop contacting me | stop writing to me | stop bothering me | quit texting me
| quit bothering us | stop harassing me | stop spamming me | stop texting this number | stop texting my phone
| stop texts | stop all texts | stop the texts | stop these messages | stop with the texts | end all messages
| stop sending me texts | stop sending me messages | stop sending me your stupid messages | stop sending these
| stop sending me stuff | please stop sending text messages to this number | stop the reminders
| stop sending reminders | can you stop texting me | could you please stop texting me?
| would you stop sending me messages | i want you to stop texting me | why don't you stop texting me
| you need to stop messaging me | cancel all texts | cancel my texts please | cancel text alerts
| turn off the notifications | make the texts stop | i want to stop getting texts
| I'd like to stop receiving messages | don't text me | Don\u2019t text me | don't text me again
| DO NOT TEXT ME AGAIN | do not contact me | never text me again | dont ever message me again
| don't send me any more texts | do not send me messages | dont send me anything ever again | no more texts
| no more messages please | No more msgs | no more text messages from you | no more reminders | no texts please
| no further messages | no more texting | I don't want any more texts | i dont want these messages
| I do not want to receive text messages | i dont want to get texts from you | I no longer wish to receive messages
| i don't want you to text me | I don't want to be contacted | i dont want to hear from you again
| i do not wish to be texted | we dont want these texts anymore | i no longer want your reminders | remove me
| please remove me | remove my number | please remove my number | remove my number from your list
| take me off your list | take me off this list | delete my number | remove me from your system
| get me off your texting list | take my number off your list please | please delete this number
| i want to be removed from your list | lose my number | forget my number | leave me alone | please leave me alone
| Leave us alone! | wrong number | wrong number stop | STOP wrong number | you have the wrong number
| Sorry, you have the wrong number | you got the wrong person | this is the wrong number, stop texting
| this isn't Marta's number anymore | This is not john's phone | stop, who is this? | STOP!! I am not your patient
| stop. i never signed up for this | stop, i moved away | not interested, stop | stop, this is spam
| Who is this? Stop texting me. | I am done with you. Stop texting me! The visit was fine.
| I got well again. Please don't text me anymore | fuck off stop | stop calling me | stop talking to me
| STOP\n\nSent from my iPhone | please stop sending me text messages, I have a new doctor
| I consent to nothing. I do not consent to these messages | stop texting me ffs | goddamn it stop | Stop. Bye.
| no more contact

| PARAR | Parar. | pare | PARE!!! | paren ya | alto | \u00a1ALTO! | alto por favor | Baja | baja, gracias
| dar de baja | darme de baja | quiero darme de baja | denme de baja | Deme de baja por favor
| quiero darme de baja de los mensajes | me puede dar de baja | ya no me manden mensajes por favor
| no me manden mensajes | no me manden m\u00e1s mensajes | ya no me mande mensajes | no me env\u00eden mensajes
| no me env\u00ede m\u00e1s mensajes de texto | No me escriban m\u00e1s, por favor | no me escriba m\u00e1s
| ya no me escriban | no me escriban | no me vuelvan a escribir | no vuelvan a escribirme
| nunca m\u00e1s me escriban | no me contacten m\u00e1s | ya no me contacten | no me manden nada
| ya no me manden nada m\u00e1s | dejen de escribirme | deje de escribirme | dejen de mandarme mensajes
| deja de mandarme mensajes | dejen de enviarme sus mensajes | paren de escribirme | dejen de molestar
| dejen de molestarme, idiotas | \u00bfpueden dejar de escribirme? | puede dejar de mandarme mensajes por favor
| quiero que dejen de mandarme mensajes | dejen de mandarme recordatorios | no quiero mensajes
| no quiero m\u00e1s mensajes | ya no quiero mensajes | ya no quiero recibir mensajes
| no quiero recibir m\u00e1s mensajes de ustedes | no deseo recibir mensajes | no quiero que me escriban
| no quiero que me manden mensajes | no quiero que me contacten m\u00e1s | kiero darme de baja
| no kiero mas mensajes | ya no quiero mensages | no quiero mas msjs | no m\u00e1s mensajes | NO MAS MENSAJES!!!
| no mas textos | ni un mensaje m\u00e1s | basta de mensajes | alto a los mensajes | paren los mensajes
| detengan los mensajes | cancelen los mensajes | cancelar los mensajes | cancelar suscripcion
| quiero cancelar mi suscripci\u00f3n | desuscribir | desuscribirme | qu\u00edteme de la lista
| qu\u00edtenme de su lista | b\u00f3rrenme de su lista | s\u00e1quenme de sus contactos | borren mi n\u00famero
| elimine mi n\u00famero por favor | quiten mi n\u00famero de su sistema | quiero quitar mi numero de la lista
| d\u00e9jeme en paz | \u00a1D\u00e9jenme en paz! | revoco mi consentimiento | no autorizo que me escriban
| n\u00famero equivocado | tiene el n\u00famero equivocado | se equivocaron de n\u00famero, no me escriban m\u00e1s
| este no es el numero de Rosa, dejen de escribirme | Ya me mud\u00e9. No me manden mensajes
| por \u00faltima vez, dejen de escribirme | les pido que no me manden m\u00e1s mensajes
| que no me lleguen m\u00e1s mensajes | hola, ya no quiero recibir sus mensajes, gracias | stop por favor
| STOP porfa | stop ya | please no me manden mensajes
| don\u2019t text me | no quiero mensajes | no more mensajes? stop | no me molesten m\u00e1s
| ya tengo otro doctor, dejen de escribirme
"""

SAYS_NOTHING = """
cancel | CANCEL | Cancel. | cancel please | please cancel | cancel it | cancel that | cancel my appointment
| cancel all my appointments | cancel everything | cancel my visit on friday | i need to cancel | yes | YES | Y | no
| NO | no thanks | nope | ok | 1 | 2 | thanks | stop by at 3 | can i stop by at 3? | please stop by at 5
| I'll stop by tomorrow | can you stop the pain | can I stop the pills | stop the pain | stop it | stop that
| stop asking me | stop asking me stuff and just book me with the dentist | stop the bot | stop talking
| stop searching | no, stop searching | stop, that's somebody else's appointment | stop. i mean tuesday
| wait stop, not that one | no stop | dont stop | please don't stop texting me, I like the reminders
| do not stop the texts | I never said stop | my husband said "stop texting me" | if i say stop what happens
| bus stop | nearest stop to the clinic? | where's the bus stop for the airport | non stop | pit stop at 4
| the bleeding won't stop | it does not stop | my nose won't stop bleeding | should i stop my tablets
| i can't stop coughing | when should i stop taking ibuprofen | stop taking the antibiotics? | how do i make it stop
| make it stop | can i just stop when it feels better | end of the month | at the end of the day | the end | end chat
| end of message. | End of text | end of conversation | ok end, bye | week's end | end my weekly therapy appointments
| i'm going to end it all | i want to end my life | I want it all to end | it has to end | quit smoking class
| how do i quit smoking | i want to quit smoking | i quit drinking | should i quit my job
| quit smoking program please | remove my appointment on the 14th | remove me from the schedule
| can you remove my visit | please remove the stitches | remove my wisdom tooth | remove the mole
| remove me from the waiting list | take me off the waitlist | take my number and call me back
| get my number from your system | take my number | you can get my number from your system
| take me off the tuesday list, i want wednesday | remove my daughter's name from the booking | delete my data
| erase my records | revoke the referral | i withdraw my consent for the surgery
| no more appointments on monday please | no more than 2 visits | no more | no more pain | no more questions
| i have no more pills | i dont want it anymore | I don't want any more appointments | i do not want the 3 pm
| i don't want to wait | i don't want anything anymore | I don't like texting, can someone call me
| i cant do this by text, can somebody phone me | i'd rather not text | texting is hard for me
| don't text me at work, text my cell | don't text me after 9 pm | dont text me the address, i know it
| do not send me to dr smith | dont send me the bill | don't send the text yet | stop texting me at night
| stop sending me to voicemail | stop sending me to dr brown | i didn't get a text | i lost your text
| text me my appointment time | please text me the location | can you text me back | text my wife
| do you text reminders | can I get reminders | i want reminders | send me messages | i need a message for my boss
| your messages are confusing | your last text made no sense to me | why did you text me again
| did you get my messages | sorry i texted the wrong number | oops wrong number | i dialed the wrong number
| wrong person sorry, meant to text my sister | wrong number, i meant 2 | i gave you the wrong number, it is 555 0134
| this is not my phone, it is my wife's | this is not my number | i am not a patient yet, can i book
| i moved, can i change my address | i have a new doctor now, cancel my visit | not interested | who is this?
| this is spam | you idiots | leave me a message | leave it | leave me the 3 pm | leave my appointment alone
| i opted for tuesday | opt for the morning | out of office | subscribe my son to the flu list | unsubstantiated
| contact me tomorrow | please contact me | do not contact my husband about this | don't call me, text me
| dont call me | call me | don't call my work | nothing | never mind | nevermind stop that thing from before
| forget it | bye | goodbye | that's all | all done | i'm done | halt the booking for friday
| can you discontinue the metformin | cease | STOP. Cancel my appointment on Tuesday and find another
| book me for the stop-smoking course | what does stop do? | do i reply stop | message | text | reminders
| notifications | i want to withdraw my request | update my number | change my number | delete my appointment
| delete the second one | more texts please | can you text less often? | remind me tomorrow | hello, are you there
| stop my wife's appointment | stop loss

| cancelar | CANCELAR | cancela | cancele por favor | cancelar mi cita | quiero cancelar | cancelen mi cita del lunes
| cancelar todo | anular | anular mi cita | s\u00ed | si | no | no gracias | para el martes | para
| para ma\u00f1ana | para mi hijo | para nada | pare de llover | salir | fin | fin de semana | a fin de mes
| al final del mes | termin\u00e9 | ya termin\u00e9 | ya no | ya no quiero | ya no quiero la cita
| no quiero m\u00e1s | no quiero esa hora | no quiero m\u00e1s citas | no m\u00e1s citas los lunes por favor
| no mas dolor | no m\u00e1s | basta | basta ya | quiero parar las pastillas | puedo dejar de tomar las pastillas
| quiero dejar de fumar | clase para dejar de fumar | no para de sangrar | no deja de sangrar
| me dej\u00f3 de doler | la rodilla no deja de molestarme | deja de preguntar | deja el martes | deje as\u00ed
| d\u00e9jelo | dejar mensaje | deje mensaje | quiero dejar un mensaje para el doctor | puede dejar mensaje
| d\u00e9jame pensarlo | dejen la cita como est\u00e1 | dar de baja mi turno | dame de baja el turno de las 4
| baja mi cita | baja la voz | dolor de espalda baja | tengo la presion baja | necesito dar de baja una consulta
| necesito la baja m\u00e9dica | el colesterol alto | presion alta | alto ah\u00ed, no es esa cita
| no me manden a otro doctor | no me mande con el doctor Ruiz | no me escriban en ingl\u00e9s
| no me llame, escr\u00edbame | no me llamen al trabajo | no me moleste el lunes, mejor el martes | no me molesta
| ya no me molesta | no me duele | no me lleg\u00f3 el mensaje | no recib\u00ed mensaje | m\u00e1ndeme un mensaje
| env\u00edeme los mensajes por la tarde | quiero recibir los mensajes en espa\u00f1ol | borra mis mensajes
| recibi un mensaje pero lo borre | que es este mensaje | quien me manda este mensaje
| me equivoqu\u00e9 de n\u00famero | mi n\u00famero cambi\u00f3 | qu\u00edtenme el dolor
| qu\u00edteme la cita del jueves | qu\u00edtenme las muelas | quite la cita | saquen mi cita
| s\u00e1queme una cita | s\u00e1queme de la lista de espera | borren la cita del martes | elimine esa cita
| olv\u00eddelo | olvide mi cita | ya no busquen, gracias | ya no vayan a cobrarme | no autorizo la operaci\u00f3n
| no doy mi consentimiento para la vacuna | d\u00e9jeme la de las 3 | d\u00e9jeme ver | parada de autob\u00fas
| \u00bfhay parada cerca? | stop de autob\u00fas | no pare el tratamiento | \u00bfpuedo parar el antibi\u00f3tico?
| mensajes | recordatorios | quiero recordatorios | avisos | tengo otro doctor
| me mud\u00e9, cambio de direcci\u00f3n | adi\u00f3s | gracias
"""

OPTS_IN = """
start | START | Start! | unstop | please start | subscribe | opt in | opt me back in | resume texts
| start texting me again | you can text me again | i want to get your messages again | iniciar | INICIAR | empezar
| reanudar | volver | alta | darme de alta | quiero recibir mensajes | quiero volver a recibir sus mensajes
| vuelvan a escribirme | quiero recibir mensajes otra vez por favor
"""

ASKS_HOW = """
help | HELP | Help! | info | INFO | ayuda | \u00a1Ayuda! | how do i unsubscribe | how do I stop these texts?
| how can i opt out of your messages | how to stop getting texts | \u00bfc\u00f3mo me doy de baja?
| como hago para no recibir mensajes | c\u00f3mo dejar de recibir mensajes | como cancelo los mensajes
"""

ASKS_SOMETHING_ELSE = """
help me book | can you help | i need help with my appointment | info about the clinic | necesito ayuda con mi cita
| help my son | start on monday | can we start at 9 | empezar el lunes | when does it start | volver a mover la cita
| how do i cancel my appointment | how do i stop the bleeding | how do i stop smoking | como cancelo mi cita
| informaci\u00f3n de horarios
"""


def _cases(table: str) -> list[str]:
    return [case.strip(" ") for line in table.strip().split(" |") for case in line.split("\n| ") if case.strip()]


def _spoken_by_patients() -> list[str]:
    """Every example the engine learns from, its marks of entities taken out."""
    files = (ROOT / "data" / "nlu").glob("*/*.yml")
    groups = [group for file in files for group in yaml.safe_load(file.read_text())["nlu"] if "intent" in group]
    found = []
    for group in groups:
        for example in group["examples"] if isinstance(group["examples"], list) else group["examples"].splitlines():
            text = example["text"] if isinstance(example, dict) else example
            found.append(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).strip(" -\n"))
    return found


@pytest.mark.parametrize("text", _cases(OPTS_OUT))
def test_opts_out_when_asked_by_any_reasonable_words(text: str) -> None:
    assert consent(text) is Consent.OPT_OUT


@pytest.mark.parametrize("text", [*_cases(SAYS_NOTHING), "", " ", "\U0001f44d", "..."])
def test_says_nothing_about_consent_when_the_words_mean_something_else(text: str) -> None:
    assert consent(text) is Consent.UNSAID


def test_has_enough_cases_each_way() -> None:
    assert min(len(set(_cases(table))) for table in (OPTS_OUT, SAYS_NOTHING)) >= 150


@pytest.mark.parametrize("text", _cases(OPTS_IN))
def test_opts_in_when_asked_to_start(text: str) -> None:
    assert consent(text) is Consent.OPT_IN


@pytest.mark.parametrize("text", _cases(ASKS_HOW))
def test_asks_how_when_help_stands_alone_or_stopping_is_asked_after(text: str) -> None:
    assert consent(text) is Consent.HELP


@pytest.mark.parametrize("text", _cases(ASKS_SOMETHING_ELSE))
def test_says_nothing_when_help_or_a_start_is_wanted_with_something(text: str) -> None:
    assert consent(text) is Consent.UNSAID


def test_opts_out_nobody_when_patients_speak_of_their_visits() -> None:
    """The few that may: they are said to somebody who should stop, whatever question they were collected under."""
    lines = _spoken_by_patients()
    taken = {text.lower() for text in lines if consent(text) is Consent.OPT_OUT}
    assert len(lines) > 10_000
    assert taken <= {
        "leave me alone", "end", "you have the wrong number",
        "alto", "pare", "numero equivocado", "se equivoco de numero",
    }  # fmt: skip


def test_opts_out_nobody_when_our_own_words_are_quoted_back() -> None:
    """An answer by mail may carry what it answers, with the way out that stands below it."""
    responses = [yaml.safe_load((ROOT / name).read_text())["responses"] for name in ("domain.yml", "bot/spanish.yml")]
    ours = [text for lines in LINES.values() for text in lines.values()]
    ours += [variant["text"] for told in responses for variants in told.values() for variant in variants]
    ours.append("Stop e-mails from Lantern Street Clinic: https://clinic.example/unsubscribe/7f3a")
    assert {text for text in ours if consent(text) is Consent.OPT_OUT} == set()
    assert consent("Thanks, that suits me.\n\n" + "\n".join(ours)) is Consent.UNSAID


_WORDS = sorted(
    {word for lines in GRAMMAR.values() for word in re.findall(r"(?<![<\w])[a-z]+(?![>\w])", lines)} | {"x"}
)


@settings(deadline=None)
@given(some.lists(some.sampled_from(_WORDS), max_size=60))
def test_reads_fast_when_words_of_the_grammar_are_thrown_together(words: list[str]) -> None:
    consent("stop")
    began = time.perf_counter()
    consent(" ".join(words))
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    "word", ["ya", "stop", "mas", "all", "no mas mensajes", "please stop", "again", "stop all texts", "de una vez"]
)
def test_reads_fast_when_a_word_is_said_over_and_over(word: str) -> None:
    consent("stop")
    began = time.perf_counter()
    consent(" ".join([word] * 29) + " x")
    assert time.perf_counter() - began < 0.5


@settings(deadline=None)  # the first reading compiles the grammar
@given(some.text(max_size=400))
def test_says_something_when_anything_arrives(text: str) -> None:
    assert consent(text) in Consent


def test_corrects_no_word_into_another_when_the_grammar_has_both() -> None:
    typed = {way for ways in TYPED.values() for way in ways.split()}
    assert typed.isdisjoint(TYPED)
    assert all(word in _WORDS or word in "que deje dejen" for word in TYPED)


def test_has_no_empty_line_in_a_list_of_the_grammar() -> None:
    assert all(line.strip() for lines in GRAMMAR.values() for line in lines.split("|"))
