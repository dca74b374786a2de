"""What a short answer means: numbers, yes and no, "later", "the other doctor", "stop".

These are read from the words themselves. A classifier that has seen no question cannot know that "2" picks the
second time, so the forms ask here first, and look at the intent after that.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from actions.answers import english, spanish

SURE = 0.5
LONGEST_STOP = 12
# Up to so many words a yes in other words holds nothing else.
BRIEF = 6

_TIDY = re.compile(r"[^\w\s:'#/.-]+")
# Both languages are read, whichever the conversation is in: people mix them, and a "si" is a yes anywhere.
_TONGUES = (english, spanish)


_FOR = re.compile(r"\b(?:for|para|pa) ")
_POLITE = r"(?:please|pls|thanks|thank you|muchas gracias|gracias|por favor|porfa)"
# Whichever language the answer itself is in: "the 2 porfa", "olvidelo, thanks".
_COURTESY = re.compile(rf"^(?:{_POLITE}[\s,]+)+|(?:[\s,]+{_POLITE})+$")


def _number(word: str) -> int:
    return int(word) if word.isdigit() else {**english.NUMBERS, **spanish.NUMBERS}[word]


def _in(text: str, name: str) -> re.Match[str] | None:
    """Find the words of a name of the answers' modules in a text."""
    return next((found for tongue in _TONGUES if (found := getattr(tongue, name).search(text))), None)


def _is(text: str, name: str) -> re.Match[str] | None:
    """Match a whole text with the words of a name of the answers' modules, with or without a courtesy around them."""
    bare = _COURTESY.sub("", text)
    patterns = [getattr(tongue, name) for tongue in _TONGUES]
    return next((found for pattern in patterns for said in (text, bare) if (found := pattern.fullmatch(said))), None)


def _in_own_words(text: str) -> str:
    """Return a text without the relatives who only come into the story: "my husband says i squint"."""
    for tongue in _TONGUES:
        text = tongue.BY_THE_WAY.sub("", text)
    return text


@dataclass(frozen=True)
class Heard:
    """A patient's message: its text and what the classifier made of it."""

    text: str
    intent: str = ""
    confidence: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()

    @property
    def plain(self) -> str:
        """The text in lower case, with single spaces, without accents and decoration."""
        text = self.text.replace("\u2019", "'").replace("\u2018", "'")
        letters = unicodedata.normalize("NFD", text.lower())
        text = "".join(letter for letter in letters if not unicodedata.combining(letter))
        return " ".join(_TIDY.sub(" ", text).replace(". ", " ").split()).strip(" .-")

    def is_surely(self, *intents: str) -> bool:
        """Say whether the classifier is confident of one of these intents."""
        return self.intent in intents and self.confidence >= SURE

    def is_yes(self) -> bool:
        """Say whether this is a plain yes."""
        if _is(self.plain, "YES"):
            return True
        brief = len(self.plain.split()) <= BRIEF or bool(_in(self.plain, "WARM_YES"))
        return self.is_surely("affirm") and not self.is_no() and brief

    def is_no(self) -> bool:
        """Say whether this is a plain no, without a correction behind it."""
        return bool(_is(self.plain, "NO")) or (
            self.is_surely("deny") and self.confidence >= 0.7 and not _is(self.plain, "YES") and not self.is_not_sure()
        )

    def yes_or_no(self) -> bool | None:
        """Return the answer to a yes-or-no question, also as 1 or 2; None if it is neither."""
        bare = self.plain.rstrip(".)")
        if self.is_yes() or bare == "1":
            return True
        return False if self.is_no() or bare == "2" else None

    def is_stop(self) -> bool:
        """Say whether the patient drops what is being done: a bare "cancel" is one, "cancel my visit" is not."""
        return len(self.plain.split()) <= LONGEST_STOP and bool(_is(self.plain, "STOP"))

    def hesitates(self) -> bool:
        """Say whether the patient only asks for a moment, or takes back what was just said: "wait no", "hold on"."""
        return bool(_is(self.plain, "HESITATES"))

    def takes_back(self) -> bool:
        """Say whether the moment asked for holds a no: "wait no"."""
        return self.hesitates() and bool(_in(self.plain, "TAKES_BACK"))

    def waiting(self) -> Literal["wished", "asked"] | None:
        """Return what is said of waiting for a time: that it is wished, or something asked about the waitlist."""
        spoken_of = _in(self.plain, "WAITLIST")
        if _in(self.plain, "WAITS") and not _in(self.plain, "WAITS_NOT"):
            return "wished"
        return "asked" if spoken_of else None

    def names_an_appointment(self) -> bool:
        """Say whether the text speaks of an appointment that exists, and not of the one being made."""
        return bool(_in(self.plain, "COMMAND_WORD"))

    def number(self, most: int) -> int | None:
        """Return the number picked from a list of `most` entries, or None if this is not a pick."""
        match = _is(self.plain, "BARE_NUMBER")
        if match:
            word = match["number"]
            picked = _number(word)
            return picked if 1 <= picked <= most else None
        if _in(self.plain, "NOT_THAT_ONE"):
            return None
        ordinal = _in(self.plain, "THAT_ONE") or (_in(self.plain, "ORDINAL") if len(self.plain.split()) <= 8 else None)
        if ordinal:
            picked = {**english.ORDINALS, **spanish.ORDINALS}[ordinal["word"]]
            return picked if picked <= most else None
        if len(self.plain.split()) <= 8 and most > 1:
            if _in(self.plain, "LATE_ONE"):
                return most
            if _in(self.plain, "EARLY_ONE"):
                return 1
        if len(self.plain.split()) <= 6 and most > 1:
            if _in(self.plain, "LAST"):
                return most
            if most == 3 and _in(self.plain, "MIDDLE"):
                return 2
        return 1 if _in(self.plain, "ANY_OF_THEM") else None

    def bare_number(self) -> int | None:
        """Return the number a message consists of, whatever it was asked for: "7", "the 7 please"."""
        match = _is(self.plain, "BARE_NUMBER")
        if match is None:
            return None
        return _number(match["number"])

    def is_years_away(self) -> bool:
        """Say whether a time beyond any calendar is named: "in two years"."""
        return bool(_in(self.plain, "YEARS_AWAY"))

    def wants_all(self) -> bool:
        """Say whether several of a list are picked at once: "both", "1 and 2"."""
        return bool(_is(self.plain, "ALL_OF_THEM"))

    def is_rude(self) -> bool:
        """Say whether the patient is upset with us, in words that are no wish."""
        return bool(_in(self.plain, "RUDE"))

    def is_wordless(self) -> bool:
        """Say whether there is nothing to understand: "???", "...", ":)"."""
        return not any(sign.isalnum() for sign in self.text)

    def alternative(self) -> str | None:
        """Return what else is wanted: "doctor", "place", "other_day", "later", "earlier" or "other"."""
        for kind, words in (
            ("doctor", "OTHER_DOCTOR"),
            ("place", "OTHER_PLACE"),
            ("other_day", "OTHER_DAY"),
            ("earlier", "EARLIER"),
            ("later", "LATER"),
            ("other", "OTHER"),
        ):
            if _in(self.plain, words):
                return kind
        return None

    def is_any_time(self) -> bool:
        """Say whether any time will do, the sooner the better."""
        return bool(_in(self.plain, "ANY_TIME"))

    def is_any_doctor(self) -> bool:
        """Say whether it does not matter who is seen."""
        return bool(_in(self.plain, "ANY_DOCTOR"))

    def is_skip(self) -> bool:
        """Say whether the question is passed over."""
        return bool(_in(self.plain, "SKIP"))

    def is_not_sure(self) -> bool:
        """Say whether the patient does not know what to answer."""
        return bool(_in(self.plain, "NOT_SURE"))

    def is_myself(self) -> bool:
        """Say whether the visit is for the person who writes."""
        return bool(_in(self.plain, "MYSELF"))

    def relative(self) -> tuple[str, str] | None:
        """Return (relationship, the patient's own word) when the visit is for somebody else: ("child", "son")."""
        match = _in(_in_own_words(self.plain), "RELATIVE")
        if match and _in(self.plain, "COMES_ALONG") and not _FOR.search(self.plain):
            return None
        if match:
            word = match["who"]
            kind = next(
                kind for tongue in _TONGUES for kind, names in tongue.RELATIVES.items() if re.fullmatch(names, word)
            )
            return kind, word
        return ("other", "") if _in(self.plain, "SOMEONE_ELSE") else None
