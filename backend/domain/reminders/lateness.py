"""Who comes late, and by how many minutes: "running 10 late", "llego media hora tarde"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 180
"""Minutes; whoever comes later than that does not come late."""

_SPELLED: Final[dict[str, int | str]] = {
    "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50,
    "sixty": 60, "cinco": 5, "diez": 10, "quince": 15, "veinte": 20, "veinticinco": 25, "treinta": 30, "cuarenta": 40,
    "cincuenta": 50, "sesenta": 60, "two": 2, "dos": 2, "three": 3, "tres": 3, "hora": "hour", "horas": "hour",
}  # fmt: skip
_ABOUT: Final = (
    r"(?:about |around |like |maybe |approx |approximately |roughly |at least |probably |a good |unos |unas |como |"
    r"aproximadamente |mas o menos |casi |por lo menos |by |de |con |otros |another )*"
)
_DELAY: Final = (
    rf"{_ABOUT}(?:(?P<half>half an hour |half hour |a half hour |media hour |1 2 hour )"
    r"|(?P<quarter>(?:a |un )?(?:quarter|cuarto) (?:of an |de )?hour )"
    r"|(?P<and_half>(?:an |1 |una )hour (?:and a half |y media ))|(?P<hours>an|a|one|una|un|1|2|3) hour "
    r"|(?P<minutes>\d{1,3}) (?:minutes |m )?(?:or so |o asi )?"
    r"|a few (?:minutes )?|a couple (?:of )?minutes |a bit |a little (?:bit )?|a tad |a minute |some minutes |un poco |"
    r"un poquito |unos minutes |algo |slightly |very |so |muy |bastante )"
)
_EN: Final = (
    r"(?:i am |im |i will be |ill be |were |we are |we will be |well be |will be |i am going to be |im going to be |"
    r"going to be |gonna be |im gonna be |i may be |i might be |may be |might be |i am |he is |hes |she is |shes |"
    r"i think ill be |just |my train is |my bus is |our bus is )*"
)
_ES: Final = (
    r"(?:voy a llegar |vamos a llegar |llego |llegare |llegamos |llegaremos |voy |vamos |estoy |estamos |"
    r"voy a ir |ando |llega |llegara |creo que )+"
)
_AFTER: Final = (
    r"(?:(?:sorry|today|hoy|for my appointment|to my appointment|a la cita|a mi cita|por el trafico|traffic|"
    r"due to traffic|because of traffic|(?:hay|ahi) trafico|there is traffic|theres traffic|in traffic|"
    r"thanks|gracias|please|por favor|disculpe|perdon|lo siento) )*"
)
_BEFORE: Final = (
    r"(?:(?:hi|hello|hey|hola|sorry|so sorry|im sorry|i am sorry|perdon|disculpe|disculpen|lo siento|buenas|"
    r"buenos dias|buenas tardes|ok|oh|i|yes|si|coming but|heads up|just a heads up|fyi|aviso que|le aviso que|"
    r"aviso|actually|running|but|on my way|on the way|on our way|"
    r"stuck in traffic|traffic|(?:hay|ahi) trafico|estoy en trafico) )*"
)


_HAY: Final = "(?:hay |ahi )?"  # "hay" is also how people type "ahi", and is read as that
_MUCH: Final = "(?:so much |a lot of |lots of |heavy |bad |terrible |horrible )"
_TRAFFIC: Final = (
    rf"(?:(?:there is |theres )?{_MUCH}traffic |(?:the )?traffic is (?:so |really |very )?"
    r"(?:bad|terrible|awful|crazy|insane|heavy|horrible) "
    rf"|{_HAY}(?:mucho |muchisimo )trafico |el trafico esta (?:muy )?(?:pesado|feo|horrible|terrible|mal) )"
)
_COMING: Final = "(?:(?:pero )?(?:ya )?(?:voy|vamos)(?: en camino)? )"
_LATE: Final = r"(?:late |behind |delayed |tarde |behind schedule )"
_TARDE: Final = r"(?:tarde |de retraso |de demora |de atraso |retrasad[oa] |atrasad[oa] |demorad[oa] |retraso )"
_TAKES_LONG: Final = (
    "(?:retraso|retrasare|retrasamos|retrasaremos|retrasar|demoro|demorare|demoraremos|demorar|tardo|tardare|"
    "tardaremos|tardar|atraso|atrasare)"
)
_PATTERNS: Final = tuple(
    re.compile(_BEFORE + body + _AFTER)
    for body in (
        rf"{_EN}(?:running )?{_DELAY}{_LATE}",
        rf"{_EN}(?:running )?{_LATE}{_DELAY}",
        rf"{_EN}(?:running )?{_LATE}",
        rf"{_EN}running {_DELAY}",
        rf"{_EN}(?:held up|stuck in traffic|caught in traffic|delayed|stuck at work) ",
        rf"{_ES}{_DELAY}{_TARDE}",
        rf"{_ES}{_ABOUT}{_TARDE}{_DELAY}",
        rf"{_ES}{_ABOUT}{_TARDE}",
        rf"{_DELAY}{_TARDE}",
        rf"(?:me |nos )?(?:voy a |vamos a )?{_TAKES_LONG} (?:{_DELAY})?(?:mas )?(?:en llegar )?",
        r"(?:estoy|estamos) (?:atorad[oa]s? |atrapad[oa]s? |atascad[oa]s? )?en (?:el |un )?(?:trafico|atasco) ",
        r"(?:voy|vamos) en camino (?:pero )?(?:llego |voy )?tarde ",
        rf"(?:{_TRAFFIC})+",
        rf"se (?:me|nos) (?:hizo|esta haciendo) tarde (?:{_TRAFFIC})*{_COMING}?",
    )
)


@dataclass(frozen=True, slots=True)
class Lateness:
    """Late, by so many minutes if they were said."""

    minutes: int | None


def lateness(said: str) -> Lateness | None:
    """How late whoever says that will be; None when that is not what is said.

    `said`: words as backend/domain/messaging/grammar.py makes them, each followed by a space.
    """
    counted = _counted(said)
    for pattern in _PATTERNS:
        found = pattern.fullmatch(counted)
        if found is not None:
            minutes = _minutes(found.groupdict())
            return None if minutes is not None and not 0 < minutes <= LONGEST else Lateness(minutes)
    return None


def _counted(said: str) -> str:
    """The same with its numbers in digits."""
    digits = " ".join(str(_SPELLED.get(word, word)) for word in said.split())
    # "twenty five"
    joined = re.sub(r"\b([2-5])0 ([1-9])\b", r"\1\2", digits)
    return f"{joined} "


def _minutes(parts: dict[str, str | None]) -> int | None:
    for part, minutes in (("half", 30), ("quarter", 15), ("and_half", 90)):
        if parts.get(part):
            return minutes
    hours, counted = parts.get("hours"), parts.get("minutes")
    if hours:
        return 60 * (int(hours) if hours.isdigit() else 1)
    return int(counted) if counted else None
