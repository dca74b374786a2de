"""Names of persons as patients give them: "its maria dolores o'brien-smith", "smith, john", "s m i t h"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

MAX_CHARACTERS = 200
MAX_WORDS = 6

_WORD = re.compile(r"[^\W\d_]+(?:['’`´.-][^\W\d_]+)*[.']?|,|\d+|[^\s\w]")
# What stands before a name; the longest is tried first.
_LEADS = sorted(
    (
        lead.split()
        for lead in (
            *("my name is;my name's;my names;my full name is;my name;the name is;the name's;name is;name's;name").split(
                ";"
            ),
            *("full name;full name is;it is;it's;its;this is;that is;that's;i am;i'm;im;i am called;i'm called").split(
                ";"
            ),
            *("called;call me;you can call me;they call me;for;under;under the name;under the name of").split(";"),
            *("put it under;book it under;book it for;patient is;patient;patient name;the patient is").split(";"),
            *("her name is;his name is;her name's;his name's;their name is;my son is;my daughter is").split(";"),
            *("my son;my daughter;my wife;my husband;my mother;my mom;my mum;my father;my dad").split(";"),
            *("first name;first name is;given name;given name is;hi;hello;hey;hiya;hi there;hello there").split(";"),
            *("yes;yeah;yep;yup;ya;ok;okay;sure;well;um;umm;uh;er;so;and;sorry;no;oh;of course").split(";"),
            *("good morning;good afternoon;it would be;that would be;mr;mrs;ms;miss;mister;mx;sir;madam;master").split(
                ";"
            ),
            *("me llamo;mi nombre es;soy;de").split(";"),
        )
    ),
    key=len,
    reverse=True,
)
_ANNOUNCING = [
    lead.split()
    for lead in "called;i am called;they call me;call me;you can call me;im;i'm;mr;mrs;ms;miss;me llamo".split(";")
]
_ASIDES = {
    "please",
    "thanks",
    "thank",
    "thx",
    "pls",
    "dob",
    "born",
    "birthday",
    "date",
    "and",
    "here",
    "is",
    "spelled",
    "spelt",
    "with",
}
_FAMILY_LEADS = ("last name is", "last name", "surname is", "surname", "family name is", "family name", "second name")
_PARTICLES = {
    "de", "del", "della", "da", "das", "dos", "do", "di", "du", "la", "le", "van", "von", "der", "den", "ter", "ten",
    "zu", "al", "el", "bin", "ibn", "bint", "ben", "abu", "st", "st.", "san", "santa", "mac", "mc", "y", "e", "o",
}  # fmt: skip
# Words that end a name, or show that the text is not one.
_NO_NAME = set(
    """
    i me my mine you your we our they them it its this that these those a an the and or but so because if
    then is am are was were be been being have has had do does did doing will would can could should may
    might must need want wanna like book booking make see cancel move change reschedule come call text ask
    know think mean get got give gave take took go going help please thanks thank thx pls plz sorry hello hey
    not no nope yes yeah yep ok okay sure what when where who why how which there here with without from to
    at on in for of by about as up out off over again today tomorrow tonight morning afternoon evening monday
    tuesday wednesday thursday friday saturday sunday week month appointment doctor dentist clinic visit time
    date any some born birthday dob birth phone number email address patient name names surname last first
    same none nothing never good great fine nice cool right wrong correct exactly maybe just only also too
    very really already still now don't dont can't cant won't i'm i'd i'll i've it's that's what's spelled
    spelt spell spelling letter letters one two three four five six seven eight nine ten pain hurts hurt
    pm quarter half past noon midnight earliest soonest asap throat nose runny sore headache cough coughing
    fever dizzy dizziness sneezing rash nausea weakness
    tooth knee skin later earlier something looking searching interested thinking trying calling texting
    idea clue having feeling sounds actually hmm perfect everything everyone anyone someone somebody nobody all their
    his her man dude lol awesome alright available busy free sick ill tired nervous worried well new old
    insurance cost price open spanish english back hours soon asap more less much many yet always often
    whatever whichever dr prof agent status policy product products team info details anything else other
    another matter secret mind rather say tell told said stop wait
    """.split()
)
_NATO = dict(
    zip(
        "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec "
        "romeo sierra tango uniform victor whiskey xray yankee zulu".split(),
        "abcdefghijklmnopqrstuvwxyz",
        strict=True,
    )
) | {"alfa": "a", "juliett": "j", "juliette": "j", "whisky": "w", "x-ray": "x"}


def person_name(text: str) -> tuple[str, str] | None:
    """The (given, family) name a text gives, tidied for reading back; family is "" when only one name is said.

    None when the text is no name: a question, a wish, a yes or no. Without words like "my name is" the
    name must be all there is, but for thanks and a birth date behind it.
    """
    written = unicodedata.normalize("NFC", text[:MAX_CHARACTERS]).replace("’", "'").replace("`", "'").replace("´", "'")
    said = [word for match in _WORD.findall(written) for word in _letters_apart(match)]
    words, led = _after_leads(said)
    given, family = _by_labels(words)
    if family:
        return _tidy(given), _tidy(family)
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
    if any(_is_no_name(name, place) for place in range(len(name))) or "?" in rest[:1]:
        return None
    if len(name) == 1 and _plain(name[0]).endswith(("ing", "ed", "ly")) and name[0].islower():
        return None
    split = _family_begins(name)
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
    return _plain(word) in _NO_NAME


def _is_aside(rest: Sequence[str]) -> bool:
    """Whether what follows a name says nothing of its own: a stop, thanks, a birth date, "spelled ..."."""
    words = [word for word in rest if word[:1].isalpha()]
    return not words or words[0] in _ASIDES


def _after_leads(words: list[str]) -> tuple[list[str], bool]:
    """What is left when "hi", "yes", "my name is", "mrs" are taken off the front, and whether a name was announced."""
    index, led = 0, False
    while index < len(words):
        here = [_plain(word) for word in words[index : index + 6]]
        lead = next((lead for lead in _LEADS if here[: len(lead)] == lead), None)
        if lead is None and words[index][0].isalpha() or lead == ["de"] and index == 0:
            break
        led = led or lead is not None and "name" in " ".join(lead) or lead in _ANNOUNCING
        index += len(lead) if lead else 1
    return words[index:], led


def _by_labels(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Read "first name ana, last name diaz": what stands before and behind the label."""
    plain = [_plain(word) for word in words]
    for label in _FAMILY_LEADS:
        parts = label.split()
        for index in range(len(words) - len(parts)):
            if plain[index : index + len(parts)] == parts:
                given = [word for word in words[:index] if word.isalpha() and _plain(word) not in _NO_NAME]
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
    return _NATO.get(plain, ""), 1


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
    named = all(_plain(word) not in _NO_NAME for word in (*before, *behind))
    if (
        1 <= len(before) <= 2
        and 1 <= len(behind) <= 2
        and named
        and (len(before) == 1 or _plain(before[0]) in _PARTICLES)
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
    return kept


def _family_begins(words: Sequence[str]) -> int:
    """Where the family name begins: at the last word, or at the particles before it ("van der berg")."""
    split = max(len(words) - 1, 1)
    while split > 1 and _plain(words[split - 1]) in _PARTICLES:
        split -= 1
    return split


def _tidy(words: Sequence[str]) -> str:
    """Capitals as the person would write them, unless they wrote some themselves."""
    return " ".join(_capitals(word.strip(".,'")) for word in words if word.strip(".,'"))


def _capitals(word: str) -> str:
    if word.lower() in _PARTICLES and len(word) > 1:
        return word.lower() if word.islower() or word.isupper() else word
    if len(word) == 1:
        return word.upper()
    if not (word.islower() or word.isupper()):
        return word
    parts = re.split(r"([-'])", word.lower())
    capital = "".join(part[:1].upper() + part[1:] for part in parts)
    return re.sub(r"^Mc(\w)", lambda match: "Mc" + match.group(1).upper(), capital)


def _plain(word: str) -> str:
    return word.casefold().strip(".'")
