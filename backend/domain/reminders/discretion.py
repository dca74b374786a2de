"""What a reminder must not give away to whoever else reads it: what a visit is for, and with whom.

The names of the clinic's services, in every language and with what patients call them, its practitioners' names, and
words of medicine that tell enough by themselves. Written words are looked at, not what is filled in.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from backend.domain.scheduling.clinic import Directory, Service

_GENERIC: Final = frozenset(
    """
    visit appointment consultation consult session exam doctor clinic office nurse checkup check-up test general cita
    citas consulta visita examen sesion medico medica doctora enfermera enfermero revision control chequeo
    """.split()
)
"""Names of services that say nothing: "Visit"."""
_TELLING: Final = re.compile(
    r"\b(?:oncolog|chemo|quimio|radiother|radioter|psychiatr|psiquiatr|psycholog|psicolog|gyn(?:a?ec)|ginecolog|obstetr"
    r"|prenatal|abortion|abort[oi]|fertilit|fertilidad|contracep|anticoncep|urolog|cardiolog|neurolog|dermatolog"
    r"|dialys|dialisis|hiv\b|vih\b|aids\b|sida\b|std\b|sti\b|venere|addict|adicci|detox|rehab"
    r"|methadone|metadona|cancer|tumor|biops|colonoscop|mammogra|mamogra|ultrasound|ecograf|vaccin|vacun"
    r"|diagnos|diagnost|results? of your|resultados de su|surger|cirug|mental health|salud mental|transplant)\w*",
)
_TITLES: Final = re.compile(r"^(?:dr|dra|doctor|doctora|mr|mrs|ms|prof)\.?\s+", re.IGNORECASE)
_SHORTEST_NAME: Final = 3


def gives_away(body: str, directory: Directory) -> str | None:
    """The first thing in the words that tells what a visit is for or with whom; None when nothing does."""
    plain = _plain(body)
    for service in directory.services:
        for name in _names(service):
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain):
                return name
    telling = _TELLING.search(plain)
    return telling[0] if telling is not None else _practitioner(body, directory)


def _practitioner(body: str, directory: Directory) -> str | None:
    """A whole name, or a family name as it is written."""
    names = [_TITLES.sub("", one.name.partition(",")[0]).strip() for one in directory.practitioners]
    for name in (*names, *(name.rpartition(" ")[2] for name in names)):
        if len(name) >= _SHORTEST_NAME and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", body):
            return name
    return None


def _names(service: Service) -> list[str]:
    """What a service is called, most telling first, without names that say nothing."""
    told = [service.name, *(words.get("name", "") for words in service.translations.values()), *service.aliases]
    names = (_plain(name) for name in told)
    return [name for name in names if name and not _GENERIC.issuperset(re.findall(r"[\w-]+", name))]


def _plain(text: str) -> str:
    """Small letters without accents, one space between words."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in folded if not unicodedata.combining(sign)).split())
