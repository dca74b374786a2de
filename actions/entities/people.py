"""People in a text: practitioners by their titles, persons by the words that announce a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from actions.entities.names import Run, is_medical, run_at
from actions.entities.vocabulary import is_ordinary, listed
from actions.entities.words import Span, Word, words_of

PRACTITIONER = "practitioner"
PERSON = "person_name"
LOCATION = "location"
SERVICE = "service"

# A single word of capitals that is shorter is no name.
LONG_ENOUGH = 5
# So many words beside a name in lower case leave it an answer.
FEW = 3

_DOCTOR = frozenset("dr dra doctor doctora doc drs prof nurse".split())
_SHORT_TITLES = frozenset({"dr", "dra", "drs", "prof"})
_VISIT = frozenset(
    "appointment appointments appt appts apt visit visits meeting session booking booked book slot see cita citas "
    "turno consulta schedule scheduled reschedule reservation checkup time opening it its one agendar reservar".split()
)
_BOOKED = _VISIT - frozenset("time opening see session meeting schedule".split())
_WITH = frozenset({"with", "con", "w"})
_SEEING = frozenset({"see", "seeing", "saw", "visit", "consult", "prefer", "meet", "ver", "prefiero"})
_NAMED = frozenset({"named", "called", "llamado", "llamada"})
_RELATIVES = frozenset(
    "son daughter wife husband mother father mom mum dad sister brother kid baby child partner girlfriend boyfriend "
    "fiance fiancee friend grandson granddaughter grandma grandpa nephew niece aunt uncle hijo hija esposa esposo "
    "marido mama papa madre padre hermano hermana bebe nieto nieta abuela abuelo novio novia".split()
)
_OWN = frozenset("my our his her mi mis nuestra nuestro su".split())
_HONORIFICS = frozenset("mr mrs ms miss mister mx sr sra srta senor senora senorita".split())
_MONTHS = frozenset("april may june august summer autumn".split())
_PLACED = frozenset("in at near to from en".split())
_SURE = frozenset({"under", "bajo"})
_HERE = frozenset("here speaking calling".split())
# Behind one of these comes a name.
_ANNOUNCED = (
    "my name", "name is", "names", "the name of", "the name", "call me", "i am called", "im called", "goes by", "go by",
    "first name", "last name", "surname is", "surname", "me llamo", "se llama", "nombre es", "a nombre de", "nombre",
    "apellido",
)  # fmt: skip
# Behind one of these may come a name.
_PRESENTED = ("i am", "im", "this is", "it is", "its", "its me", "soy", "habla", "aqui")
_STATES = (
    "ing",
    "in",
    "ed",
    "ous",
    "ful",
    "ible",
    "able",
    "less",
    "ive",
    "ly",
    "ish",
    "ic",
    "ando",
    "endo",
    "ado",
    "ada",
)
_AFTER_A_NAME = frozenset(
    "here speaking calling and i im we from again with dob born my at for the but y para de con quiero tengo "
    "necesito".split()
)
_ASKS_NAME = re.compile(
    r"\b(?:what|may|can|could|have|tell|give|say)\b.*\bnames?\b|\bname please\b|\bnombre\b|\bllama\b|"
    r"\bwho is (?:this|it|the (?:visit|appointment))\b|\b(?:para )?qui[eé]n es\b",
    re.IGNORECASE,
)
_ASKS_DOCTOR = re.compile(
    r"\b(?:who|whom|which|what|any|cual|que|qui[eé]n)\b.*"
    r"\b(?:doctora?|dr|dentist|therapist|practitioner|provider|see|m[eé]dico|ver)\b",
    re.IGNORECASE,
)
_ASKS_PLACE = re.compile(r"\b(?:city|town|area|location|where|place|ciudad|zona|d[oó]nde|lugar)\b", re.IGNORECASE)


def practitioners(words: Sequence[Word], spoken_for: Sequence[Span]) -> Iterator[Span]:
    """The people a text names as those who treat: "Dr. Lee", "a dentist named Ana", "with lee", "Lake Dental"."""
    index = 0
    while index < len(words):
        run = _titled(words, index, spoken_for) or _practice(words, index) or _met(words, index, spoken_for)
        if run is not None:
            yield _span(PRACTITIONER, words, run)
        index = run.last if run is not None else index + 1


def persons(words: Sequence[Word], spoken_for: Sequence[Span]) -> Iterator[Span]:
    """The patients a text names: "I'm Ana", "under the name of lee", "for my son Theo", "Ana Sol here"."""
    index = 0
    while index < len(words):
        run = _person_at(words, index, spoken_for)
        if run is not None:
            yield _span(PERSON, words, run)
        index = run.last if run is not None else index + 1


def spoken_of(words: Sequence[Word], question: str) -> Iterator[Span]:
    """Whom the bot has just named: "Dr. Silva or Dr. Osei?" makes a bare "osei" a practitioner."""
    asked = words_of(question)
    spans = list(practitioners(asked, ()))
    known = {word.plain for word in asked for span in spans if span.start <= word.start and word.end <= span.end}
    for word in words:
        if word.plain in known and not is_ordinary(word.plain) and word.plain not in listed("titles"):
            yield Span(PRACTITIONER, word.start, word.end)


def answers(words: Sequence[Word], spoken_for: Sequence[Span], question: str) -> Iterator[Span]:
    """The name that answers a question for one; without a question, a text that is nothing but a whole name."""
    said = next((part for part in reversed(re.split(r"[.!?]+", question)) if part.strip()), "")
    kinds = ((PERSON, _ASKS_NAME), (LOCATION, _ASKS_PLACE), (PRACTITIONER, _ASKS_DOCTOR))
    asked = next((kind for kind, pattern in kinds if pattern.search(said)), "")
    first = next((place for place, word in enumerate(words) if not is_ordinary(word.plain)), None)
    run = run_at(words, first, spoken_for) if first is not None else None
    if run is None or any(is_medical(word.plain) for word in words[run.first : run.last]):
        return
    if asked == PRACTITIONER and _is_acronym(words, run):
        return
    brief = len(words) - (run.last - run.first) <= FEW or asked == PERSON and run.first == 0
    if asked and (run.capital or brief):
        yield _span(asked, words, run)
    elif not question and run.capital and run.last - run.first == len(words) > 1:
        yield _span(PERSON, words, run)


def _titled(words: Sequence[Word], index: int, spoken_for: Sequence[Span]) -> Run | None:
    """Read "dr lee", "Dr. Mary Ann Lee DDS", "my therapist Julie"."""
    word = words[index]
    if word.plain in _DOCTOR:
        first = index + 1
        if first < len(words) and words[first].plain in _DOCTOR and _is_title_of(words, first):
            first += 1
        run = run_at(words, first, _but(spoken_for, words, first), sure=True) if _is_title_of(words, first) else None
        if run is not None and (run.capital or not is_medical(words[first].plain)):
            return Run(index, _with_degree(words, run.last), run.capital)
    elif word.plain in listed("titles") and index + 1 < len(words) and words[index + 1].gap == " ":
        own = index and words[index - 1].plain in _OWN
        run = run_at(words, index + 1, spoken_for) if words[index + 1].capital or own else None
        if run is not None and not is_medical(words[run.first].plain):
            return run
    return None


def _is_title_of(words: Sequence[Word], first: int) -> bool:
    """Whether the word before is the title of what comes: "Dr. Lee", but not "I need a doctor. Lee"."""
    if first == len(words):
        return False
    short = words[first - 1].plain in _SHORT_TITLES
    return words[first].gap.strip() in ({"", "."} if short else {""})


def _but(spoken_for: Sequence[Span], words: Sequence[Word], at: int) -> Sequence[Span]:
    """Read "Dr. May": a name behind a title is one though it reads like a month."""
    word = words[at]
    return [span for span in spoken_for if not (word.capital and (span.start, span.end) == (word.start, word.end))]


def _with_degree(words: Sequence[Word], last: int) -> int:
    while last < len(words) and words[last].plain in listed("degrees") and words[last].text.isupper():
        last += 1
    return last


def _practice(words: Sequence[Word], index: int) -> Run | None:
    """Read "Hill Street Dental": words with capitals that end in one of a practice's name."""
    last = index
    while last < len(words) and words[last].capital and (last == index or words[last].gap in {" ", " & "}):
        last += 1
    found = [at for at in range(index + 1, last) if words[at].plain in listed("institutions")]
    if not found or is_ordinary(words[index].plain) and index == 0:
        return None
    known = all(is_ordinary(word.plain) or is_medical(word.plain) for word in words[index : found[-1]])
    return None if known and found[-1] - index < 2 else Run(index, found[-1] + 1, capital=True)


def _met(words: Sequence[Word], index: int, spoken_for: Sequence[Span]) -> Run | None:
    """Read "an appointment with lee", "I'd like to see Lee", "a dentist named Lee"."""
    if not index or words[index].gap.strip():
        return None
    before = words[index - 1].plain
    earlier = [word.plain for word in words[max(0, index - 9) : index - 1]]
    if before in _NAMED:
        named_kind = any(is_medical(word) or word in listed("titles") for word in earlier[-2:])
        return run_at(words, index, spoken_for, sure=True) if named_kind else None
    if before in _WITH:
        if earlier[-1:] and earlier[-1] in {"im", "am", "soy", "are", "estoy"}:
            return None
        run = run_at(words, index, spoken_for, sure=words[index].capital and not is_medical(words[index].plain))
        visit = (
            index == 1
            or any(word.plain in _VISIT for word in words)
            or any(span.name == SERVICE for span in spoken_for)
        )
        return run if run is not None and (run.capital or visit) and not _is_acronym(words, run) else None
    if words[index].capital:
        run = run_at(words, index, spoken_for)
        return (
            run
            if run is not None
            and not _is_acronym(words, run)
            and (before in _SEEING or before not in _PLACED and _is_fine(words, run))
            else None
        )
    return None


def _is_acronym(words: Sequence[Word], run: Run) -> bool:
    """Whether a run is "ID" or "SFO" and no name."""
    word = words[run.first].text
    return run.last - run.first == 1 and word.isupper() and len(word) < LONG_ENOUGH


def _is_fine(words: Sequence[Word], run: Run) -> bool:
    """Read "but Lee is good"."""
    following = [word.plain for word in words[run.last : run.last + 2]]
    return following[:1] == ["is"] and following[1:] in [
        ["good"],
        ["fine"],
        ["ok"],
        ["okay"],
        ["great"],
        ["better"],
        ["perfect"],
    ]


def _person_at(words: Sequence[Word], index: int, spoken_for: Sequence[Span]) -> Run | None:
    before = " ".join(word.plain for word in words[max(0, index - 4) : index])
    if not index or words[index].gap.strip() not in {"", ":", ",", "(", '"'}:
        run = run_at(words, index, spoken_for)
        return run if run is not None and _is_own(words, run) and _may_open(words, index) else None
    if _ends_with(before, _ANNOUNCED):
        return run_at(words, index, _but(spoken_for, words, index), sure=True)
    if words[index].gap.strip() not in {"", ","}:
        return None
    last = words[index - 1].plain
    presented = _ends_with(before, _PRESENTED)
    around = _but(spoken_for, words, index) if presented else spoken_for
    whole = last in {"for", "para"} and all(word.capital for word in words[index : index + 2])
    dated = presented and words[index].capital and words[index].plain in _MONTHS
    run = run_at(words, index, around, sure=last in _SURE or dated or whole) or (
        _speaking(words, index) if presented else None
    )
    if run is None:
        return None
    if presented or before.endswith(("im with", "am with", "soy con")):
        return run if run.capital or _is_rounded_off(words, run) and not _is_state(words, run) else None
    if last in _HONORIFICS or last == "name" and run.capital:
        return run
    if last in {"under", "bajo"}:
        return run if run.capital or any(word.plain in _VISIT for word in words) else None
    if last in {"for", "para"}:
        booked = any(word.plain in _VISIT for word in words[: index - 1])
        direct = index > 1 and words[index - 2].plain in _BOOKED
        alone = index == 1 and (run.capital or run.last - run.first > 1)
        return run if (run.capital and booked or direct or alone) and not is_medical(words[index].plain) else None
    if last in _RELATIVES and index > 1 and words[index - 2].plain in _OWN:
        return run if run.capital or not _is_state(words, run) else None
    return run if _is_own(words, run) and _may_open(words, index) else None


def _speaking(words: Sequence[Word], index: int) -> Run | None:
    """Read "it's page lee speaking": whatever stands between is a name."""
    last = next(
        (at for at in range(index + 1, min(index + 4, len(words))) if words[at].plain in _HERE - {"here"}), None
    )
    return Run(index, last, words[index].capital) if last is not None and last - index > 1 else None


def _may_open(words: Sequence[Word], index: int) -> bool:
    """Whether a name here opens the text or follows a greeting."""
    return all(word.plain in {"hi", "hello", "hey", "its", "it", "is", "this", "hola"} for word in words[:index])


def _ends_with(before: str, phrases: Sequence[str]) -> bool:
    return any(before == phrase or before.endswith(" " + phrase) for phrase in phrases)


def _is_own(words: Sequence[Word], run: Run) -> bool:
    """Read "Ana Sol here", "Ana Sol is my name"."""
    following = [word.plain for word in words[run.last : run.last + 3]]
    return bool(following) and following[0] in _HERE or following == ["is", "my", "name"]


def _is_rounded_off(words: Sequence[Word], run: Run) -> bool:
    """Whether a name in lower case stands at the end of what is said, or before the next thing."""
    if run.last == len(words) or words[run.last].gap.strip():
        return True
    return words[run.last].plain in _AFTER_A_NAME


def _is_state(words: Sequence[Word], run: Run) -> bool:
    """Whether a single word in lower case says how somebody is or what they do: "im starving"."""
    return run.last - run.first == 1 and words[run.first].plain.endswith(_STATES)


def _span(name: str, words: Sequence[Word], run: Run) -> Span:
    return Span(name, words[run.first].start, words[run.last - 1].end)
