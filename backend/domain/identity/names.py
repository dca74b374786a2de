"""People's names, written as people write them on a telephone."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from backend.domain.errors import InvalidRequest

LONGEST = 80


@dataclass(frozen=True, slots=True, repr=False)
class PersonName:
    """A name; it does not print itself."""

    given: str
    family: str

    @classmethod
    def of(cls, given: str, family: str) -> PersonName:
        """A tidied name; raises InvalidRequest when a part is missing, too long or not a name."""
        return cls(_tidied(given, "given_name"), _tidied(family, "family_name"))

    @property
    def short(self) -> str:
        """First name and initial, the most that a screen others can see may show."""
        return f"{self.given} {self.family[:1]}."

    def is_same_as(self, other: PersonName) -> bool:
        """Whether both are the same name, whatever the case and the accents."""
        return (_folded(self.given), _folded(self.family)) == (_folded(other.given), _folded(other.family))

    def __repr__(self) -> str:
        return "PersonName(...)"


def _tidied(part: str, field: str) -> str:
    words = " ".join(unicodedata.normalize("NFC", part).split())
    if not words or len(words) > LONGEST or not any(letter.isalpha() for letter in words):
        raise InvalidRequest("that is not a name", field=field)
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") for letter in words):
        raise InvalidRequest("that is not a name", field=field)
    return words.title() if words.islower() or (words.isupper() and len(words) > 1) else words


def _folded(part: str) -> str:
    letters = unicodedata.normalize("NFKD", part)
    return "".join(letter for letter in letters if letter.isalnum()).casefold()
