"""The words of what we say of our own accord: the clinic's, and ours where it has none.

A template names its places in braces. Every name it may use is in `NAMES`; what is said of a visit is its clinic, day,
time and place, and how to answer, and never what it is for or with whom.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

NAMES: Final = ("clinic", "whose", "day", "time", "place", "directions", "answers", "phone")
"""What may be filled in. `whose` is "your visit", or "Nora's visit" where several people share a telephone; `answers`
is how to answer, empty where nothing is asked."""


@dataclass(frozen=True, slots=True)
class Template:
    """Words with names in braces; version 0 is what the product brings along."""

    body: str
    version: int = 0


BUILT_IN: Final[Mapping[tuple[str, str], Template]] = {
    ("confirmation", "en"): Template("{clinic}: {whose} is booked for {day} at {time}, {place}."),
    ("confirmation", "es"): Template("{clinic}: {whose} queda para el {day} a las {time}, {place}."),
    ("cancelled", "en"): Template(
        "{clinic}: {whose} on {day} at {time} is cancelled. To book again, just answer here."
    ),
    ("cancelled", "es"): Template(
        "{clinic}: {whose} del {day} a las {time} está cancelada. Para pedir otra, conteste aquí."
    ),
    ("reminder", "en"): Template("{clinic}: {whose} is on {day} at {time}, {place}. {answers}"),
    ("reminder", "es"): Template("{clinic}: {whose} es el {day} a las {time}, {place}. {answers}"),
    ("soon", "en"): Template("{clinic}: {whose} is {day} at {time}, {place}. Running late? Tell us here."),
    ("soon", "es"): Template("{clinic}: {whose} es {day} a las {time}, {place}. ¿Llega tarde? Avísenos aquí."),
    ("directions", "en"): Template("{clinic}: how to find us on {day} at {time}: {place}. {directions}"),
    ("directions", "es"): Template("{clinic}: cómo llegar el {day} a las {time}: {place}. {directions}"),
    ("closure", "en"): Template("{clinic}: we have to cancel {whose} on {day} at {time}. We are sorry."),
    ("closure", "es"): Template("{clinic}: tenemos que cancelar {whose} del {day} a las {time}. Lo sentimos."),
    ("missed", "en"): Template(
        "{clinic}: we missed you on {day} at {time}. Would you like another time? Just answer here."
    ),
    ("missed", "es"): Template("{clinic}: le esperábamos el {day} a las {time}. ¿Quiere otra hora? Conteste aquí."),
}


@dataclass(frozen=True, slots=True)
class Templates:
    """The clinic's words by name and language, before the product's own."""

    own: Mapping[tuple[str, str], Template] = field(default_factory=dict)

    def of(self, name: str, locale: str) -> Template | None:
        """The words in a language, in English where there are none; None when nobody knows the name."""
        language = locale.partition("-")[0]
        keys = ((name, language), (name, "en"))
        return next((words[key] for key in keys for words in (self.own, BUILT_IN) if key in words), None)
