"""Words by which a person tells us to stop writing, or to start again.

A carrier's own list contains CANCEL, but whoever texts "cancel" or "cancelar" to a clinic means an appointment: it goes
to the dialogue. Where the provider did opt the person out it says so in its webhook or refuses the next message
(21610), and that is believed. YES never opts in by itself: it confirms appointments.
Source: Twilio's default keywords; 47 CFR 64.1200(a)(10).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

_OPT_OUT: Final = frozenset(
    "stop|stopall|stop all|unsubscribe|unsub|end|quit|revoke|optout|opt out|stop please|please stop|stop texts|"
    "stop messages|stop texting|stop texting me|stop messaging me|stop sending me texts|stop sending me messages|"
    "stop these texts|no more texts|no more messages|remove me|remove me from your list|take me off your list|"
    "take me off this list|dont text me|do not text me|dont text me again|do not text me again|"
    "dont text me anymore|do not text me anymore|do not contact me|dont contact me|leave me alone|parar|pare|"
    "alto|baja|dar de baja|darme de baja|quiero darme de baja|deme de baja|denme de baja|no mas mensajes|"
    "no mas textos|no quiero mas mensajes|ya no quiero mensajes|no quiero recibir mensajes|"
    "no quiero recibir mas mensajes|no deseo recibir mensajes|no me escriba mas|no me escriban mas|"
    "ya no me escriba|ya no me escriban|no me escriban|no me mande mas mensajes|no me manden mas mensajes|"
    "ya no me manden mensajes|no me envien mas mensajes|deje de escribirme|dejen de escribirme|"
    "dejen de mandarme mensajes|dejen de enviarme mensajes|quiteme de la lista|quitenme de la lista|"
    "borreme de la lista|borrenme de la lista|cancelar suscripcion|desuscribir|desuscribirme|dejeme en paz|"
    "dejenme en paz".split("|")
)
_COURTESY: Final = re.compile(r" (?:por favor|porfa|porfavor|gracias)$")
_OPT_IN: Final = frozenset(
    "start|unstop|subscribe|opt in|optin|resume texts|"
    "iniciar|empezar|reanudar|volver|alta|darme de alta|suscribir|suscribirme|quiero recibir mensajes".split("|")
)


class Consent(StrEnum):
    """What a message says about being written to."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    UNSAID = "unsaid"


def consent(text: str) -> Consent:
    """What the whole of `text` says; a word inside a longer sentence says nothing."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("'", "").replace("\u2019", ""))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = _COURTESY.sub("", " ".join(re.sub(r"[^a-z ]+", " ", plain).split()))
    if words in _OPT_OUT:
        return Consent.OPT_OUT
    return Consent.OPT_IN if words in _OPT_IN else Consent.UNSAID
