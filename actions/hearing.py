"""What a short answer means: numbers, yes and no, "later", "the other doctor", "stop".

These are read from the words themselves. A classifier that has seen no question cannot know that "2" picks the
second time, so the forms ask here first, and look at the intent after that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

SURE = 0.5

_TIDY = re.compile(r"[^\w\s:'#/.-]+")
_YES = re.compile(
    r"(?:oh\s+|ok(?:ay)?\s+|well\s+)?(?:y|ye|yes+|yea+h?|yep|yup|ya|yah|ok|okay|okey|oki|k|kk|sure(?: thing)?|"
    r"correct|"
    r"right|perfect|great|good|fine|absolutely|definitely|certainly|of course|please|please do|do it|go ahead|"
    r"book it|"
    r"go for it|confirm(?: it)?|sounds (?:good|great|fine|perfect)|that(?:'?s| is) (?:right|correct|fine|good|"
    r"great|perfect|ok|okay)|"
    r"that works|works for me|that(?:'ll| will) (?:do|work)|all good|alright|all right|exactly|agreed|"
    r"yes i am|i am|it is|"
    r"let'?s do (?:it|that)|cancel it|move it|si)"
    r"(?:\s+(?:please|pls|plz|thanks|thank you|thx|ty|yes|great|good|fine|perfect|go ahead|book it|do it|"
    r"that(?:'?s| is) "
    r"(?:right|correct|fine|good|great|perfect)|sounds (?:good|great)|that works|for me|by me|with me|"
    r"cancel it|move it|"
    r"book (?:it|that|me in)|cancel|then|ok|okay|sure|correct|it is))*",
)
_NO = re.compile(
    r"(?:oh\s+|ok(?:ay)?\s+|actually\s+|um+\s+|sorry\s+)?(?:n|no+|nope|nah|naw|negative|not really|don'?t|"
    r"do not|wrong|incorrect|not that(?: one)?|"
    r"not quite|no way|neither|absolutely not)(?:\s+(?:thanks|thank you|thx|ty|please|sorry|no|it isn'?t|it'?s not|"
    r"that(?:'?s| is) (?:wrong|not right|not it|incorrect)|wrong|don'?t|do not|not that(?: one)?|not right|"
    r"i don'?t|thank u|it'?s wrong))*",
)
_STOP = re.compile(
    r"(?:(?:no|ok|okay|actually|sorry|please|oh|just|lets|let's|you know what)[\s,]+)*"
    r"(?:stop|stop it|stop this|stop that|quit|exit|abort|never ?mind|nvm|forget (?:it|about it|that|this)|"
    r"cancel(?: (?:it|that|this|all|everything))?|"
    r"leave it|drop it|scrap (?:it|that)|i(?:'ve| have)? changed my mind|changed my mind|don'?t bother|"
    r"no longer needed|"
    r"start over|not now|let me think(?: about it)?|i'?ll think about it|not interested|no need)"
    r"(?:[\s,]+(?:please|pls|thanks|thank you|sorry|now|then|for now|all|it|that|i changed my mind|"
    r"changed my mind|booking|for today|actually|no))*"
)
_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
}  # fmt: skip
_BARE_NUMBER = re.compile(
    r"(?:(?:ok(?:ay)?|yes|yeah|um+|hm+|then|i'?ll take|i will take|i take|i'?d like|i want|i pick|i choose|"
    r"take|give me|let'?s go with|"
    r"lets go with|go with|book|choose|pick|maybe|just|so)[\s,]+)*"
    r"(?:the\s+)?(?:option|number|num|nr|no|choice|slot|answer)?\s*[.#]?\s*"
    r"(?P<number>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"\s*[.)]?(?:[\s,]+(?:please|pls|plz|thanks|thank you|thx|is (?:good|fine|great|ok|okay|perfect)|works|"
    r"sounds good|would be (?:good|great|fine)|then))*"
)
_ORDINAL = re.compile(
    r"\b(?:the\s+)?(?P<word>first|second|third|fourth|fifth|1st|2nd|3rd)\b(?!\s+(?:of|week|appointment|"
    r"available|opening|thing))"
)
_LAST = re.compile(
    r"\b(?:the\s+)?(?:last|latest|bottom)(?:\s+(?:one|slot|time|option))?\b(?!\s+(?:week|month|time i|year))"
)
_LATE_ONE = re.compile(r"\bthe (?:later|late|latest)(?: one| time| slot)\b")
_EARLY_ONE = re.compile(r"\bthe (?:early|earlier|earliest|sooner|soonest)(?: one| time| slot)\b")
_MIDDLE = re.compile(r"\bmiddle(?: one)?\b")
_ANY_OF_THEM = re.compile(
    r"\b(any of (?:them|those|these)|either(?: one| is fine)?|whichever|you (?:choose|pick|decide)|"
    r"all (?:fine|good))\b"
)

_OTHER_DOCTOR = re.compile(
    r"\b(?:other|another|different|new)\s+(?:doctor|doc|dr|dentist|therapist|physio\w*|specialist|"
    r"practitioner|person|one to see|nurse)\b"
    r"|\b(?:someone|somebody|anyone|anybody|who)\s+else\b|\bnot\s+(?:with\s+)?(?:him|her|them|that (?:doctor|"
    r"dr|one to see))\b"
)
_OTHER_PLACE = re.compile(
    r"\b(?:other|another|different)\s+(?:place|location|clinic|office|branch|site)\b|\bsomewhere else\b|\bcloser\b"
)
_OTHER_DAY = re.compile(
    r"\b(?:any\s+|some\s+|the\s+)?(?:other|another|different)\s+(?:day|days|date|dates|week)\b|\bnot (?:that|"
    r"this) day\b|"
    r"\b(?:day after|next day|following day)\b"
)
_LATER = re.compile(r"\b(?:later|too early|too soon|l8r|ltr)\b")
_EARLIER = re.compile(r"\b(?:earlier|sooner|too late|before that|too far(?: away| off)?)\b")
_OTHER = re.compile(
    r"\b(?:other|another|different|more)\s+(?:time|times|slot|slots|option|options|one|ones|choice|choices|"
    r"appointments?)\b|"
    r"\bnone(?: of (?:these|those|them))?\b|\bneither\b|\b(?:any|some|what|no)thing else\b|\bwhat else\b|"
    r"\bothers\b|^\W*(?:more|next|other|show more)\W*$|"
    r"\b(?:those|these|they|that)\s+(?:times?\s+|ones?\s+|days?\s+)?(?:don'?t|do not|doesn'?t|does not|"
    r"won'?t)\s+(?:work|suit|fit)|\bcan'?t (?:do|make) (?:any|those|these|that)\b"
)
_ANY_TIME = re.compile(
    r"\b(?:any\s?time|any day|whenever|asap|as soon as (?:possible|you can|u can)|soonest|earliest|"
    r"first (?:available|opening|free|possible|appointment|slot|time you have)|"
    r"next (?:available|free|opening|slot|possible)|no preference|(?:i )?don'?t (?:mind|care)|doesn'?t matter|"
    r"does not matter|up to you|"
    r"you (?:choose|pick|decide)|flexible|as early as possible|whatever(?: you have| works)?|any|"
    r"earliest possible|soon as possible|(?:right )?now|urgent(?:ly)?)\b"
)
_ANY_DOCTOR = re.compile(
    r"\b(?:any (?:doctor|dr|one|body|of them)|anyone|anybody|whoever|no preference|(?:i )?don'?t (?:mind|"
    r"care)|doesn'?t matter|does not matter|either)\b"
)
_SKIP = re.compile(
    r"^\W*(?:skip(?: it| this)?|pass|rather not(?: say)?|i'?d rather not(?: say)?|prefer not(?: to(?: say)?)?|"
    r"no|nope|none|later|don'?t know|not sure|dunno|i don'?t (?:know|remember)|why\??)\W*$"
)
_NOT_SURE = re.compile(
    r"\b(?:not sure|don'?t know|dunno|no idea|unsure|what do you (?:have|recommend|offer)|which (?:ones?|"
    r"services?)|you tell me|idk|help me|no clue|beats me)\b"
)
_ALL_OF_THEM = re.compile(
    r"^(?:(?:i want|i'?ll take|can i have|give me|book|cancel|move)\s+)?(?:both(?: of (?:them|those))?|"
    r"all(?: (?:of (?:them|those)|three|3|two))?|everything|[1-3](?:\s*(?:and|&|\+|,|\s)\s*[1-3])+)(?: please| pls)?$"
)
_YEARS_AWAY = re.compile(r"\bin (?:a|an|one|two|three|four|five|ten|\d+|a few|some) years?\b|\byears? from now\b")
_RUDE = re.compile(
    r"\b(?:fuck\w*|f\*+k\w*|wtf|shit\w*|bullshit|idiots?|stupid|morons?|imbeciles?|assholes?|bastards?|bitch\w*|crap|sucks?|"
    r"useless|dumb\w*|hate (?:you|this)|screw you|shut up|pathetic|ridiculous)\b"
    r"|\b(?:never|nobody|no ?one)(?: ever)? (?:answers?|picks? up|calls? back|replies)\b"
)
_COMES_ALONG = re.compile(
    r"\b(?:come|comes|coming|tag|be) (?:too|along|with(?: me)?|as well|in with me|inside)\b|\bbring(?:ing)?\b|"
    r"\bwith me\b|\baccompan\w+\b|\bwait with\b|\btoo\b|\bas well\b|\band (?:i|me)\b|"
    r"\b(?:me|myself) and\b|\bboth of us\b"
)
_MYSELF = re.compile(
    r"^\W*(?:(?:it'?s|its|it is|just|yes|no)[\s,]+)*(?:for\s+)?(?:me|myself|i am|self|mine|me please|"
    r"for me please)\W*$"
)
_RELATIVES = {
    "child": r"son|daughter|kid|kids|child|children|baby|boy|girl|toddler|little one|teenager|stepson|stepdaughter|"
    r"newborn",
    "parent": r"mother-in-law|father-in-law|mother|father|mum|mom|mam|dad|mommy|daddy|parents?",
    "partner": r"husband|wife|partner|spouse|boyfriend|girlfriend|fiance|fiancee|hubby",
    "other": r"brother|sister|friend|grandmother|grandfather|grandma|grandpa|gran|granny|nan|aunt|uncle|niece|"
    r"nephew|cousin|neighbou?r|grandson|granddaughter|colleague",
}
_RELATIVE = re.compile(
    r"\b(?:my|our|for (?:a|the)|his|her)\s+(?:\w+\s+){0,2}?(?P<who>" + "|".join(_RELATIVES.values()) + r")\b"
)
_SOMEONE_ELSE = re.compile(r"\b(?:for|it's|its)\s+(?:someone|somebody) else\b|\bnot for me\b|\bsomeone else\b")
_COMMAND_WORD = re.compile(r"\b(?:appointments?|appts?|apts?|visits?|bookings?|booked|reservation)\b")


@dataclass(frozen=True)
class Heard:
    """A patient's message: its text and what the classifier made of it."""

    text: str
    intent: str = ""
    confidence: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[dict[str, Any], ...] = field(default=(), compare=False)

    @property
    def plain(self) -> str:
        """The text in lower case, with single spaces and without decoration."""
        text = self.text.lower().replace("\u2019", "'").replace("\u2018", "'")
        return " ".join(_TIDY.sub(" ", text).replace(". ", " ").split()).strip(" .-")

    def entity(self, name: str) -> str | None:
        """Return the first value found for an entity."""
        return next((str(one["value"]) for one in self.entities if one.get("entity") == name), None)

    def is_surely(self, *intents: str) -> bool:
        """Say whether the classifier is confident of one of these intents."""
        return self.intent in intents and self.confidence >= SURE

    def is_yes(self) -> bool:
        """Say whether this is a plain yes."""
        return bool(_YES.fullmatch(self.plain)) or (
            self.is_surely("affirm") and not self.is_no() and len(self.plain.split()) <= 6
        )

    def is_no(self) -> bool:
        """Say whether this is a plain no, without a correction behind it."""
        return bool(_NO.fullmatch(self.plain)) or (
            self.is_surely("deny")
            and self.confidence >= 0.7
            and not _YES.fullmatch(self.plain)
            and not self.is_not_sure()
        )

    def yes_or_no(self) -> bool | None:
        """Return the answer to a yes-or-no question, also as 1 or 2; None if it is neither."""
        bare = self.plain.rstrip(".)")
        if self.is_yes() or bare == "1":
            return True
        return False if self.is_no() or bare == "2" else None

    def is_stop(self) -> bool:
        """Say whether the patient drops what is being done: a bare "cancel" is one, "cancel my visit" is not."""
        return bool(_STOP.fullmatch(self.plain))

    def names_an_appointment(self) -> bool:
        """Say whether the text speaks of an appointment that exists, and not of the one being made."""
        return bool(_COMMAND_WORD.search(self.plain))

    def number(self, most: int) -> int | None:
        """Return the number picked from a list of `most` entries, or None if this is not a pick."""
        match = _BARE_NUMBER.fullmatch(self.plain)
        if match:
            word = match["number"]
            picked = int(word) if word.isdigit() else _NUMBERS[word]
            return picked if 1 <= picked <= most else None
        ordinal = _ORDINAL.search(self.plain)
        if ordinal and len(self.plain.split()) <= 8:
            picked = _ORDINALS[ordinal["word"]]
            return picked if picked <= most else None
        if len(self.plain.split()) <= 8 and most > 1:
            if _LATE_ONE.search(self.plain):
                return most
            if _EARLY_ONE.search(self.plain):
                return 1
        if len(self.plain.split()) <= 6 and most > 1:
            if _LAST.search(self.plain):
                return most
            if most == 3 and _MIDDLE.search(self.plain):
                return 2
        return 1 if _ANY_OF_THEM.search(self.plain) else None

    def bare_number(self) -> int | None:
        """Return the number a message consists of, whatever it was asked for: "7", "the 7 please"."""
        match = _BARE_NUMBER.fullmatch(self.plain)
        if match is None:
            return None
        return int(match["number"]) if match["number"].isdigit() else _NUMBERS[match["number"]]

    def is_years_away(self) -> bool:
        """Say whether a time beyond any calendar is named: "in two years"."""
        return bool(_YEARS_AWAY.search(self.plain))

    def wants_all(self) -> bool:
        """Say whether several of a list are picked at once: "both", "1 and 2"."""
        return bool(_ALL_OF_THEM.fullmatch(self.plain))

    def is_rude(self) -> bool:
        """Say whether the patient is upset with us, in words that are no wish."""
        return bool(_RUDE.search(self.plain))

    def is_wordless(self) -> bool:
        """Say whether there is nothing to understand: "???", "...", ":)"."""
        return not any(sign.isalnum() for sign in self.text)

    def alternative(self) -> str | None:
        """Return what else is wanted: "doctor", "place", "other_day", "later", "earlier" or "other"."""
        for kind, pattern in (
            ("doctor", _OTHER_DOCTOR),
            ("place", _OTHER_PLACE),
            ("other_day", _OTHER_DAY),
            ("earlier", _EARLIER),
            ("later", _LATER),
            ("other", _OTHER),
        ):
            if pattern.search(self.plain):
                return kind
        return None

    def is_any_time(self) -> bool:
        """Say whether any time will do, the sooner the better."""
        return bool(_ANY_TIME.search(self.plain))

    def is_any_doctor(self) -> bool:
        """Say whether it does not matter who is seen."""
        return bool(_ANY_DOCTOR.search(self.plain))

    def is_skip(self) -> bool:
        """Say whether the question is passed over."""
        return bool(_SKIP.match(self.plain))

    def is_not_sure(self) -> bool:
        """Say whether the patient does not know what to answer."""
        return bool(_NOT_SURE.search(self.plain))

    def is_myself(self) -> bool:
        """Say whether the visit is for the person who writes."""
        return bool(_MYSELF.match(self.plain))

    def relative(self) -> tuple[str, str] | None:
        """Return (relationship, the patient's own word) when the visit is for somebody else: ("child", "son")."""
        match = _RELATIVE.search(self.plain)
        if match and _COMES_ALONG.search(self.plain) and "for " not in self.plain:
            return None
        if match:
            word = match["who"]
            kind = next(kind for kind, names in _RELATIVES.items() if re.fullmatch(names, word))
            return kind, word
        return ("other", "") if _SOMEONE_ELSE.search(self.plain) else None
