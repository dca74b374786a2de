"""Names of persons as patients give them: "its maria dolores o'brien-smith", "smith, john", "s m i t h"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from actions.name_words import (
    ANNOUNCING,
    ASIDES,
    FAMILY_LEADS,
    LEADS,
    NATO,
    NO_NAME,
    PARTICLES,
    SPANISH_GIVEN,
    SPANISH_LEADS,
)  # fmt: skip

MAX_CHARACTERS = 200
MAX_WORDS = 6
# So many single letters that are no words show that a name is spelled; then "mes" may be the end of "james".
_SPELLED = 3
_SAID_ALONE = set("aeiouyr")
# Particles that no name ends with.
_JOINING = {"y", "e", "de", "del", "la", "los", "las"}

_WORD = re.compile(r"[^\W\d_]+(?:['’`´.-][^\W\d_]+)*[.']?|,|\d+|[^\s\w]")


def person_name(text: str, languages: Sequence[str] = ("en",)) -> tuple[str, str] | None:
    """The (given, family) name a text gives, tidied for reading back; family is "" when only one name is said.

    None when the text is no name: a question, a wish, a yes or no. Without words like "my name is" the
    name must be all there is, but for thanks and a birth date behind it. languages: the writer's own first;
    in Spanish two family names are the rule, and "jose luis" lacks them yet.
    """
    written = unicodedata.normalize("NFC", text[:MAX_CHARACTERS]).replace("’", "'").replace("`", "'").replace("´", "'")
    said = [word for match in _WORD.findall(written) for word in _letters_apart(match)]
    words, led, in_spanish = _after_leads(said)
    given, family = _by_labels(words)
    if family:
        return _tidy(given), _tidy(family)
    letters = sum(len(word) == 1 and word.isalpha() and _plain(word) not in _SAID_ALONE for word in words)
    words = _spelled_out(words)
    words = _family_first(words) or words
    name = _up_to_the_end(words)
    rest = [_plain(word) for word in words[len(name) :]]
    if (
        not name
        or len(name) > MAX_WORDS
        or not (led or _is_aside(rest) or (_breaks(rest, said, words) and len(name) > 1))
    ):
        return None
    none = letters < _SPELLED and any(_is_no_name(name, place) for place in range(len(name)))
    if none or "?" in rest[:1]:
        return None
    if len(name) == 1 and _plain(name[0]).endswith(("ing", "ed", "ly")) and name[0].islower():
        return None
    split = _spanish_family_begins(name) if in_spanish or languages[0] == "es" else _family_begins(name)
    return _tidy(name[:split]), _tidy(name[split:])


def _letters_apart(word: str) -> list[str]:
    """Read "s-m-i-t-h" is five letters, "smith-jones" one word."""
    parts = re.split(r"[-.]", word.strip("."))
    return parts if len(parts) > 2 and all(len(part) == 1 for part in parts) else [word]


def _breaks(rest: Sequence[str], said: Sequence[str], words: Sequence[str]) -> bool:
    """Whether a name that was led to ("this is ...") ends at a comma or full stop."""
    return rest[:1] in ([","], [""], ["."]) and len(said) > len(words)


def _is_no_name(words: Sequence[str], place: int) -> bool:
    """Whether a word cannot be part of a name; "May" and the A of "John A. Smith" can, behind a capital."""
    word, before = words[place], words[place - 1] if place else ""
    if place and word[:1].isupper() and before[:1].isupper():
        return False
    return _plain(word) in NO_NAME


def _is_aside(rest: Sequence[str]) -> bool:
    """Whether what follows a name says nothing of its own: a stop, thanks, a birth date, "spelled ..."."""
    words = [word for word in rest if word[:1].isalpha()]
    return not words or words[0] in ASIDES


def _after_leads(words: list[str]) -> tuple[list[str], bool, bool]:
    """What is left when "hi", "my name is", "mrs" are taken off; whether a name was announced, and in Spanish."""
    index, led, in_spanish = 0, False, False
    while index < len(words):
        here = [_plain(word) for word in words[index : index + 6]]
        lead = next((lead for lead in LEADS if here[: len(lead)] == lead), None)
        if lead is None and words[index][0].isalpha() or lead == ["de"] and index == 0:
            break
        led = led or lead is not None and bool({"name", "nombre"} & set(lead)) or lead in ANNOUNCING
        in_spanish = in_spanish or lead in SPANISH_LEADS
        index += len(lead) if lead else 1
    return words[index:], led, in_spanish


def _by_labels(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Read "first name ana, last name diaz": what stands before and behind the label."""
    plain = [_plain(word) for word in words]
    for parts in FAMILY_LEADS:
        for index in range(len(words) - len(parts)):
            if plain[index : index + len(parts)] == parts:
                given = [word for word in words[:index] if word.isalpha() and _plain(word) not in NO_NAME | {"y"}]
                family = _up_to_the_end(_spelled_out(_after_leads(list(words[index + len(parts) :]))[0]))
                return given[:MAX_WORDS], family[:3]
    return [], []


def _spelled_out(words: Sequence[str]) -> list[str]:
    """Single letters become the word they spell; a word spelled again behind itself is not said twice."""
    done: list[str] = []
    letters = ""
    index = 0
    while index <= len(words):
        word = words[index] if index < len(words) else ""
        letter, taken = _letter(words, index)
        if letter and (letters or _spells_on(words, index + taken)):
            letters += letter
            index += taken
            continue
        if letters:
            _add_spelled(done, letters)
            letters = ""
            if word in {"-", ",", "."} or _plain(word) == "space":
                index += 1
                continue
        if word and _plain(word) not in {"spelled", "spelt", "spelling", "that's", "thats"}:
            done.append(word)
        index += 1
    return done


def _letter(words: Sequence[str], index: int) -> tuple[str, int]:
    """The letter said at a place, and how many words it took: "m", "mike", "double t", "t for tango"."""
    if index >= len(words):
        return "", 1
    plain = _plain(words[index])
    if plain == "double" and index + 1 < len(words):
        letter, taken = _letter(words, index + 1)
        return letter * 2, taken + 1
    if plain == "-" and index and len(_plain(words[index - 1])) == 1:
        letter = _plain(words[index + 1]) if index + 1 < len(words) else ""
        return (letter, 2) if len(letter) == 1 and letter.isalpha() else ("", 1)
    if len(plain) == 1 and plain.isalpha():
        following = [_plain(word) for word in words[index + 1 : index + 3]]
        if len(following) == 2 and following[0] in {"for", "as"} and following[1].startswith(plain):
            return plain, 3
        return plain, 1
    return NATO.get(plain, ""), 1


def _spells_on(words: Sequence[str], index: int) -> bool:
    """Whether another letter follows, so that this one is no initial."""
    letter, _taken = _letter(words, index)
    return bool(letter)


def _add_spelled(done: list[str], letters: str) -> None:
    if done and _plain(done[-1]).replace("'", "").replace("-", "") == letters:
        return
    if len(letters) > 1:
        done.append(letters)


def _family_first(words: Sequence[str]) -> list[str] | None:
    """Read "smith, john" is turned round; a comma anywhere else ends the name."""
    if "," not in words:
        return None
    comma = words.index(",")
    before, behind = list(words[:comma]), _up_to_the_end(list(words[comma + 1 :]))
    named = all(_plain(word) not in NO_NAME for word in (*before, *behind))
    if (
        1 <= len(before) <= 2
        and 1 <= len(behind) <= 2
        and named
        and (len(before) == 1 or _plain(before[0]) in PARTICLES)
    ):
        return [*behind, *before]
    return None


def _up_to_the_end(words: Sequence[str]) -> list[str]:
    """The words up to a mark, a number or a word that is no part of a name."""
    kept: list[str] = []
    for word in words:
        plain = _plain(word)
        if not plain or not plain[0].isalpha():
            break
        if kept and _is_no_name([kept[-1], word], 1):
            break
        kept.append(word)
    while len(kept) > 1 and _plain(kept[-1]) in _JOINING:
        kept.pop()
    return kept


def _family_begins(words: Sequence[str]) -> int:
    """Where the family name begins: at the last word, or at the particles before it ("van der berg")."""
    split = max(len(words) - 1, 1)
    while split > 1 and _plain(words[split - 1]) in PARTICLES:
        split -= 1
    return split


def _spanish_family_begins(words: Sequence[str]) -> int:
    """Where the family names begin: behind "maria", "jose luis" or "maria del carmen"."""
    place = 1
    while place < len(words) - 1 and _plain(words[place]) in PARTICLES:
        place += 1
    if place < len(words) and _plain(words[place]) in SPANISH_GIVEN and _plain(words[0]) in SPANISH_GIVEN:
        return place + 1
    return 1


def _tidy(words: Sequence[str]) -> str:
    """Capitals as the person would write them, unless they wrote some themselves."""
    return " ".join(_capitals(word.strip(".,'")) for word in words if word.strip(".,'"))


def _capitals(word: str) -> str:
    if word.lower() in PARTICLES and len(word) > 1:
        return word.lower() if word.islower() or word.isupper() else word
    if len(word) == 1:
        return word.upper()
    if not (word.islower() or word.isupper()):
        return word
    parts = re.split(r"([-'])", word.lower())
    capital = "".join(part[:1].upper() + part[1:] for part in parts)
    return re.sub(r"^Mc(\w)", lambda match: "Mc" + match.group(1).upper(), capital)


@lru_cache(maxsize=1024)
def _plain(word: str) -> str:
    """A word for comparing: without capitals, accents and marks at its ends."""
    letters = unicodedata.normalize("NFD", word.casefold().strip(".'"))
    return unicodedata.normalize("NFC", "".join(each for each in letters if not unicodedata.combining(each)))
