"""Setting how one is told in a conversation, by plain words and without the dialogue.

A wish is for everybody the conversation speaks for, and changes only the part it names. The answer reads back what
holds then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from backend.domain.messaging.language import language_of, spoken
from backend.domain.messaging.ports import Letterheads, MessagingTransaction
from backend.domain.messaging.quiet import US
from backend.domain.messaging.records import Conversation, Purpose, Words
from backend.domain.reminders.due import Reaching
from backend.domain.reminders.keeping import Preferences, Wishes
from backend.domain.reminders.wishes import IN_PLACE, All, Asks, By, Fewer, Hours, In, Usual, Wish, read
from backend.domain.scheduling.ports import Booking
from backend.domain.scheduling.records import Patient
from backend.services.preference_words import Line, held, line, listed, way, ways
from backend.services.preferences import reminding, too_short
from backend.services.whereabouts import PHONES, Reach, reach
from backend.services.who import party

TEXT: Final = "sms"
_CHATS: Final = frozenset({"whatsapp", "telegram"})
"""Where a message is a text to whoever writes there, when the clinic has no SMS."""
_BROWSER: Final = "web"
_LATEST: Final = 2**62
"""Beyond the number of any message."""
_NOWHERE: Final = {**dict.fromkeys(PHONES, Line.NO_NUMBER), "email": Line.NO_EMAIL}


class Wishing(MessagingTransaction, Booking, Protocol):
    """What one transaction works on when somebody says how they want to be told."""

    @property
    def preferences(self) -> Wishes:
        """Patients' wishes."""
        ...

    @property
    def reaching(self) -> Reaching:
        """Where they may be written to."""
        ...


@dataclass(frozen=True)
class PreferencesByText:
    """Does what a conversation asks about how its people are told; `channels` are those of the installation."""

    channels: Collection[str]
    letterheads: Letterheads

    def concerns(self, text: str) -> bool:
        """Whether a message is about how somebody is told, and nothing else."""
        return read(text) is not None

    def take(self, transaction: Wishing, place: Conversation, text: str, at: datetime) -> Words | None:
        """Do what a message asks, within the transaction of its turn; None when the dialogue is to answer.

        It does when the language of this very conversation is asked for while it waits for an answer, or by somebody
        who is not known yet: it goes on in that language.
        """
        wish = read(text)
        if wish is None:
            return None
        talk = _Talk(self, transaction, place, at)
        said = talk.hears(wish)
        if isinstance(wish, In) and spoken(text, language_of(place.locale)).asked and talk.is_of_dialogue():
            return None
        return Words(said, Purpose.REPLY)


class _Talk:
    """One wish in one conversation, within a transaction."""

    def __init__(self, service: PreferencesByText, transaction: Wishing, place: Conversation, at: datetime) -> None:
        self.transaction = transaction
        self.place = place
        self.at = at
        self.channels = service.channels
        self.letterhead = service.letterheads.letterhead()
        self.patients = party(transaction, place.id, at).patients

    def is_of_dialogue(self) -> bool:
        """Whether the dialogue has something to say to a wish for a language."""
        last = self.transaction.messages.last_word(self.place, _LATEST)
        return not self.patients or (last is not None and last.waits(self.at))

    def hears(self, wish: Wish) -> str:
        """Do what is asked for; what to say then."""
        if not self.patients:
            return self._line(Line.NOBODY)
        match wish:
            case By():
                return self._by(wish)
            case Hours():
                return self._within(wish)
            case In():
                return self._all(lambda known: replace(known, locale=wish.language))
            case Fewer():
                least = self._line(Line.LEAST) if wish.none else ""
                return self._all(lambda known: replace(known, fewer=True)) + least
            case All():
                return self._all(lambda known: replace(known, fewer=False))
            case Usual():
                return self._all(lambda _: Preferences())
            case Asks():
                return self._read_back([(one, self._known(one)) for one in self.patients]) + self._line(Line.HINT)

    def _by(self, wish: By) -> str:
        channel, able = self._channel(wish.channel), reminding(self.channels)
        if channel not in able:
            line = Line.PAGE if wish.channel == IN_PLACE else Line.NO_SUCH_WAY
            there_are = self._line(Line.WAYS, ways=ways(able, self.place.locale)) if able else ""
            return self._line(line) + there_are
        found = [(one, reach(self.transaction, one.id, self.place.id, channel, self.at)) for one in self.patients]
        reached = [one for one, how in found if how is Reach.YES]
        if not reached:
            ended = any(how is Reach.ENDED for _, how in found)
            line = Line.ENDED if ended else _NOWHERE.get(channel, Line.NO_CHAT)
            return self._line(line, way=way(channel, self.place.locale))
        others = [one.name.given for one in self.patients if one not in reached]
        but = self._line(Line.NOT_FOR, names=listed(others, self.place.locale)) if others else ""
        return self._put([(one, replace(self._known(one), channel=channel)) for one in reached]) + but

    def _channel(self, said: str) -> str:
        """The channel that is meant: by text is by SMS, or in the chat they write in where the clinic has none."""
        here = self.place.channel
        if said == IN_PLACE or (said == TEXT and TEXT not in self.channels and here in _CHATS):
            return here
        return said

    def _within(self, wish: Hours) -> str:
        changed = [(one, _agreed(wish, self._known(one))) for one in self.patients]
        refused = next((why for _, why in changed if isinstance(why, Line)), None)
        if refused is not None:
            return self._line(refused)
        kept = self._put([(one, wishes) for one, wishes in changed if isinstance(wishes, Preferences)])
        return kept + (self._line(Line.RANGE) if _is_cut(wish) else "")

    def _all(self, change: Callable[[Preferences], Preferences]) -> str:
        """Change everybody's wishes."""
        return self._put([(one, change(self._known(one))) for one in self.patients])

    def _put(self, changed: Sequence[tuple[Patient, Preferences]]) -> str:
        """Keep wishes and read them back."""
        for patient, wishes in changed:
            self.transaction.preferences.put(patient.id, wishes, self.at)
        return self._line(Line.DONE) + self._read_back(changed)

    def _known(self, patient: Patient) -> Preferences:
        return self.transaction.preferences.of(patient.id)

    def _read_back(self, kept: Sequence[tuple[Patient, Preferences]]) -> str:
        alike: dict[Preferences, list[str]] = {}
        for patient, wishes in kept:
            alike.setdefault(wishes, []).append(patient.name.given)
        several, in_browser = len(self.patients) > 1, self.place.channel == _BROWSER
        return " ".join(
            held(wishes, self.place.locale, names if several else (), in_browser=in_browser)
            for wishes, names in alike.items()
        )

    def _line(self, which: Line, **names: str) -> str:
        return line(which, self.place.locale, self.letterhead, **names)


def _agreed(wish: Hours, known: Preferences) -> Preferences | Line:
    """Wishes with other hours, within those in which we may write at all; or why that cannot be."""
    if wish.any_time:
        return replace(known, wakes=None, sleeps=None)
    if (wish.wakes or US.begins) >= US.ends or (wish.sleeps or US.ends) <= US.begins:
        return Line.NOT_THEN
    wakes = max(wish.wakes or known.wakes or US.begins, US.begins)
    sleeps = min(wish.sleeps or known.sleeps or US.ends, US.ends)
    if wish.wakes and wish.sleeps and wish.wakes >= wish.sleeps:
        return Line.NOT_THEN
    if too_short(wakes, sleeps):
        return Line.TOO_SHORT
    if (wakes, sleeps) == (US.begins, US.ends):
        return replace(known, wakes=None, sleeps=None)
    return replace(known, wakes=wakes, sleeps=sleeps)


def _is_cut(wish: Hours) -> bool:
    """Whether somebody names hours in which we never write: they are told so."""
    outside = (wish.wakes or US.begins) < US.begins or (wish.sleeps or US.ends) > US.ends
    return not wish.any_time and (outside or wish == Hours())
