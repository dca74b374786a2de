"""How people spell in text messages, and how the training data spells it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

SHORT_FORMS = {
    "2": "2",
    "2day": "today",
    "2moro": "tomorrow",
    "2morrow": "tomorrow",
    "2mrw": "tomorrow",
    "2mro": "tomorrow",
    "tmr": "tomorrow",
    "tmrw": "tomorrow",
    "tmrow": "tomorrow",
    "tmw": "tomorrow",
    "tomoro": "tomorrow",
    "tomo": "tomorrow",
    "2nite": "tonight",
    "tonite": "tonight",
    "2nght": "tonight",
    "abt": "about",
    "aft": "afternoon",
    "afta": "after",
    "aftn": "afternoon",
    "afternn": "afternoon",
    "app": "appointment",
    "appt": "appointment",
    "appts": "appointments",
    "apt": "appointment",
    "apts": "appointments",
    "apmt": "appointment",
    "appmt": "appointment",
    "avail": "available",
    "b4": "before",
    "bk": "back",
    "bday": "birthday",
    "bc": "because",
    "cuz": "because",
    "coz": "because",
    "cos": "because",
    "c": "see",
    "cya": "bye",
    "cud": "could",
    "cld": "could",
    "shud": "should",
    "shld": "should",
    "wud": "would",
    "wld": "would",
    "cnt": "cant",
    "cannot": "cant",
    "cxl": "cancel",
    "canx": "cancel",
    "d": "the",
    "da": "the",
    "dat": "that",
    "derm": "dermatologist",
    "dis": "this",
    "doc": "doctor",
    "docs": "doctors",
    "docter": "doctor",
    "dnt": "dont",
    "dun": "dont",
    "evng": "evening",
    "eve": "evening",
    "fri": "friday",
    "frm": "from",
    "gd": "good",
    "gona": "going",
    "gonna": "going",
    "gr8": "great",
    "grt": "great",
    "gudnite": "goodnight",
    "hav": "have",
    "hv": "have",
    "hve": "have",
    "hr": "hour",
    "hrs": "hours",
    "im": "im",
    "juz": "just",
    "jus": "just",
    "k": "ok",
    "kk": "ok",
    "okay": "ok",
    "okey": "ok",
    "oki": "ok",
    "l8": "late",
    "l8r": "later",
    "ltr": "later",
    "lemme": "let me",
    "luv": "love",
    "m8": "mate",
    "mins": "minutes",
    "min": "minutes",
    "mon": "monday",
    "morn": "morning",
    "mornin": "morning",
    "msg": "message",
    "mum": "mother",
    "mom": "mother",
    "n": "and",
    "nd": "and",
    "ne1": "anyone",
    "nite": "night",
    "nope": "no",
    "nah": "no",
    "noe": "know",
    "nxt": "next",
    "ofc": "course",
    "oso": "also",
    "pls": "please",
    "plz": "please",
    "pl": "please",
    "plse": "please",
    "ppl": "people",
    "prob": "problem",
    "physio": "physiotherapy",
    "r": "are",
    "rly": "really",
    "resched": "reschedule",
    "sat": "saturday",
    "sched": "schedule",
    "sked": "schedule",
    "smth": "something",
    "sth": "something",
    "sum1": "someone",
    "some1": "someone",
    "sun": "sunday",
    "tel": "phone",
    "thk": "think",
    "tho": "though",
    "thru": "through",
    "thur": "thursday",
    "thurs": "thursday",
    "thu": "thursday",
    "thx": "thanks",
    "thnx": "thanks",
    "thanx": "thanks",
    "tks": "thanks",
    "tnx": "thanks",
    "tx": "thanks",
    "ty": "thanks",
    "thankyou": "thanks",
    "cheers": "thanks",
    "tue": "tuesday",
    "tues": "tuesday",
    "u": "you",
    "ur": "your",
    "urs": "yours",
    "ure": "your",
    "vm": "much",
    "w": "with",
    "wan": "want",
    "wana": "want",
    "wanna": "want",
    "wat": "what",
    "wats": "whats",
    "wen": "when",
    "wed": "wednesday",
    "weds": "wednesday",
    "wif": "with",
    "wk": "week",
    "wks": "weeks",
    "wkend": "weekend",
    "wnt": "want",
    "yea": "yes",
    "yeah": "yes",
    "yep": "yes",
    "yup": "yes",
    "yr": "your",
    "ystd": "yesterday",
}
# Spanish; what one language shortens and the other spells out ("y", "ya") is left as it is.
SHORT_FORMS |= {
    "aki": "aqui",
    "asta": "hasta",
    "bn": "bien",
    "bno": "bueno",
    "bns": "buenos",
    "cdo": "cuando",
    "cnd": "cuando",
    "cuanod": "cuando",
    "dnd": "donde",
    "dra": "doctora",
    "dsps": "despues",
    "dspues": "despues",
    "grax": "gracias",
    "grcs": "gracias",
    "grx": "gracias",
    "hoi": "hoy",
    "hra": "hora",
    "kiero": "quiero",
    "kien": "quien",
    "kmo": "como",
    "lun": "lunes",
    "mie": "miercoles",
    "mier": "miercoles",
    "mjr": "mejor",
    "mna": "manana",
    "mnn": "manana",
    "mnna": "manana",
    "msj": "mensaje",
    "ncsito": "necesito",
    "nesecito": "necesito",
    "nesesito": "necesito",
    "ola": "hola",
    "pa": "para",
    "pf": "por favor",
    "pfa": "por favor",
    "porfa": "por favor",
    "porfavor": "por favor",
    "porfis": "por favor",
    "porq": "porque",
    "pq": "porque",
    "q": "que",
    "qe": "que",
    "qiero": "quiero",
    "sab": "sabado",
    "sita": "cita",
    "tb": "tambien",
    "tbn": "tambien",
    "tmb": "tambien",
    "tmbn": "tambien",
    "tng": "tengo",
    "vie": "viernes",
    "xa": "para",
    "xfa": "por favor",
    "xfavor": "por favor",
    "xq": "porque",
    "yega": "llega",
    "yegar": "llegar",
    "yego": "llego",
}

# Words that carry the meaning of a message and are worth recognising through a slip of the finger.
CAREFUL_WORDS = (
    "acupuncture address afternoon afternoons anything anyone appointment appointments availability "
    "available because before birthday blood book booked booking breathing called cancel canceled "
    "cancelled cancelling cardiologist cardiology change checkup clinic confirm consultation could "
    "counselling daughter decline delayed dental dentist dermatologist dermatology different direction "
    "directions doctor doctors earlier earliest emergency evening family father forget friday goodbye "
    "gynaecologist gynecologist hello holiday hospital hours husband insurance later located location "
    "married massage medicine midwife minutes monday month morning mornings mother moved moving "
    "neurologist nevermind number nurse nutritionist office opening optician orthopedic parking patient "
    "pediatrician pharmacy phone physiotherapist physiotherapy please practice practitioner prescription "
    "psychologist question really receptionist reschedule rescheduled running saturday schedule scheduled "
    "second sometime something specialist sunday surgery tablets thanks therapist therapy thursday today "
    "tomorrow tonight traffic tuesday vaccination vaccine wednesday week weekend yesterday".split()
)
# "pleeease", "yesss"
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_CAREFUL = frozenset(CAREFUL_WORDS)
# Ordinary words that stand one slip away from a careful one.
_LEAVE_ALONE = frozenset(
    "alter bought buying colder cooking hello latest lately letter married matter mending mother motion "
    "never nothing other party rather seeing sending should smother some soon sound still their there "
    "these thing things think those trying under until water weather weeks were where which while whose "
    "would worry about after again being bring catch cause cheap check child class clean clear close "
    "count early eight every front great group heart heavy house large learn least leave legal level "
    "light local lower lucky maybe money mouth never night order paper place plain plane point price "
    "quick quiet right round seven short since sleep small sorry space speak staff stand start state "
    "stuff sugar table taken teeth tired today total touch tough train travel treat value visit voice "
    "waste watch whole woman world worse worst write wrong young number doctors".split()
)


def normalise(word: str) -> str:
    """Return the word as the training data spells it: no apostrophe or accent, short forms in full, slips undone."""
    letters = unicodedata.normalize("NFD", word.replace("'", "").replace("\u2019", "").replace("`", ""))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _respell(plain.lower()) if plain else word


@lru_cache(maxsize=4096)
def _respell(word: str) -> str:
    if word in SHORT_FORMS:
        return SHORT_FORMS[word]
    squeezed = _DRAWN_OUT.sub(r"\1", word)
    if squeezed != word:
        return _respell(squeezed)
    if len(word) < 5 or not word.isalpha() or word in _CAREFUL or word in _LEAVE_ALONE:
        return word
    allowed = 1 if len(word) < 8 else 2
    best = min(
        ((slips(word, other, allowed), other) for other in CAREFUL_WORDS if other[0] == word[0]), default=(9, word)
    )
    return best[1] if best[0] <= allowed else word


def slips(left: str, right: str, most: int) -> int:
    """Count letters left out, added, changed or swapped between two words; more than `most` is `most + 1`."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        following = [i]
        for j, b in enumerate(right, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > most:
            return most + 1
        before, row = row, following
    return row[-1]
