"""A patient with a goal: reads each text as a person would and answers it in the dialogue's own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from backend.simulation.dialogues import Booking, Words
from backend.simulation.reading import Asks, Reading, Visit, plain, read

# Made-up people; the dialogues name nobody.
NAMES = (
    "Marta Quillfeather",
    "Oskar Fennimore",
    "Ilse Marchbank",
    "Tobias Ravensworth",
    "Noor Hallowell",
    "Pilar Ashgrove",
    "Henrik Oakenshaw",
    "Amina Thistledown",
)
BIRTHS = ("skip", "4 May 1980", "11/23/1974", "skip", "february 2nd 1991")
type Answer = Callable[[Reading], str | None]

BOOK = ("intent:BookAppointment", "affirm_intent", "intent:FindProvider")


class Patient:
    """Answers as long as there is something to say; None ends the conversation."""

    def __init__(self, dialogue: Booking, number: int) -> None:
        self._dialogue = dialogue
        self._goal = dialogue.goal
        self._name = NAMES[number % len(NAMES)]
        self._birth = BIRTHS[number % len(BIRTHS)]
        self._used: Counter[str] = Counter()
        self._said: list[Words] = []
        self._items: tuple[Visit, ...] = ()
        self._visit: Visit | None = None
        self._leaves = False
        self.was_offered_another = False

    def opening(self) -> str:
        """Return the first message."""
        return self._say(self._dialogue.words[0])

    def answer(self, text: str) -> str | None:
        """Return what to text back."""
        reading = read(text, self._dialogue.today)
        self._items = reading.items or self._items
        if reading.asks in (Asks.CONFIRM, Asks.BOOKED):
            self._visit = reading.visit or self._visit
        if self._leaves or reading.asks in (Asks.PERSON, Asks.ERROR):
            return None
        if reading.other_service and self._goal.service:
            return self._service(())
        answers: dict[Asks, Answer] = {
            Asks.BOOKED: lambda _: self._leave("thank_you"),
            Asks.CHOICE: self._choose,
            Asks.CONFIRM: lambda _: self._confirm(),
            Asks.NAME: lambda reading: self._correction(reading.visit, stated=False) or self._name,
            Asks.BIRTH: lambda _: self._birth if self._times("birth") == 1 else "skip",
            Asks.SERVICE: lambda reading: self._service(reading.items),
            Asks.WHEN: lambda _: self._when(),
            Asks.WHOM: lambda _: self._person(),
            Asks.TASK: _task,
        }
        answer: Answer = answers.get(reading.asks, lambda _: self._wish())
        return answer(reading)

    # -- what is asked for

    def _leave(self, how: str) -> str | None:
        """Say one last thing, as they did."""
        self._leaves = True
        return next(reversed(self._dialogue.bank.get(how, ())), None)

    def _service(self, items: Sequence[Visit]) -> str:
        wanted = self._goal.service or self._dialogue.kind
        number = next((str(one.number) for one in items if plain(wanted) in plain(one.text)), wanted)
        return self._next("service", self._telling("service"), number, f"a {wanted} please")

    def _when(self) -> str:
        """Give day and time: in one message if they ever did, else the day first."""
        both = [each for each in self._telling("date") if "time" in each.told]
        explicit = f"{self._spoken('date')} at {self._spoken('time')}"
        return self._next("when", both or self._telling("date"), explicit, self._plainly())

    def _time(self) -> str:
        return self._next("time", self._telling("time"), f"{self._spoken('time')} please", self._plainly())

    def _date(self) -> str:
        return self._next("date", self._telling("date"), f"{self._spoken('date')} please", self._plainly())

    def _person(self) -> str:
        name = self._goal.practitioner
        return self._next("name", self._telling("name"), f"I would like to see {name}", f"with {name} please")

    def _wish(self) -> str:
        """Say again, in other words, that a visit is wanted."""
        own = [text for key in BOOK for text in self._dialogue.bank.get(key, ())]
        texts = [text for text in own if text != self._dialogue.words[0].text]
        words = [each for each in self._dialogue.words if each.text in texts]
        name, kind = self._goal.practitioner, self._goal.service or self._dialogue.kind
        return self._next("wish", words, f"I want to book an appointment with {name}", f"book a {kind} please")

    # -- what is offered, what is read back

    def _choose(self, reading: Reading) -> str | None:
        items = reading.items or self._items
        wanted = next((one for one in items if self._fits(one)), None)
        if wanted is not None:
            return "yes" if len(items) == 1 else str(wanted.number)
        if not items:
            return self._when()
        if not self._dialogue.is_free and self._knows("date") and self._knows("time") and self._is_near(items):
            self.was_offered_another = True
            return self._leave("negate")
        if not any(one.names(self._goal.practitioner) for one in items) and self._times("asked for") <= 3:
            return self._person()
        if all(one.day != self._goal.start.date() for one in items):
            return self._when()
        return self._time()

    def _confirm(self) -> str:
        """Say yes to the goal and to nothing else."""
        if self._visit is None or self._fits(self._visit):
            yes = self._dialogue.bank.get("affirm", ())
            return yes[-1] if yes and self._times("yes") == 1 else "yes"
        return self._correction(self._visit, stated=True) or "2"

    def _correction(self, visit: Visit | None, *, stated: bool) -> str | None:
        """Say what is wrong with a time; None when nothing is. `stated`: the text also says with whom."""
        if visit is None:
            return None
        day_is_wrong, clock_is_wrong = visit.day != self._goal.start.date(), visit.clock != self._goal.start.time()
        if day_is_wrong and clock_is_wrong:
            return self._when()
        if day_is_wrong:
            return self._date()
        if clock_is_wrong:
            return self._time()
        return self._person() if stated and not visit.names(self._goal.practitioner) else None

    def _fits(self, visit: Visit) -> bool:
        return visit.is_at(self._goal.start) and visit.names(self._goal.practitioner)

    def _is_near(self, items: Sequence[Visit]) -> bool:
        """Say whether something is offered on the wanted day or the day before or after."""
        return any(one.day is not None and abs((one.day - self._goal.start.date()).days) <= 1 for one in items)

    # -- words

    def _telling(self, slot: str) -> list[Words]:
        """Return what they said of a slot when it was the goal already, best first: what says nothing else wrong."""
        wanted = self._goal.value(slot)
        fitting = [each for each in self._dialogue.words if slot in each.told and each.told[slot] == wanted]
        return sorted(fitting, key=lambda each: any(each.told[one] != self._goal.value(one) for one in each.told))

    def _spoken(self, slot: str) -> str:
        plainly = {"date": f"{self._goal.start:%B} {self._goal.start.day}", "time": self._clock()}
        return self._goal.spoken.get(slot) or plainly[slot]

    def _plainly(self) -> str:
        return f"{self._goal.start:%A} {self._goal.start:%B} {self._goal.start.day} at {self._clock()}"

    def _clock(self) -> str:
        start = self._goal.start
        return f"{start.hour % 12 or 12}:{start.minute:02d} {'am' if start.hour < 12 else 'pm'}"

    def _knows(self, slot: str) -> bool:
        """Say whether the clinic was told what the goal says about a slot."""
        return any(each.told.get(slot) == self._goal.value(slot) for each in self._said)

    def _times(self, what: str) -> int:
        """Count how often something came up, this time included."""
        self._used[what] += 1
        return self._used[what]

    def _next(self, about: str, own: Sequence[Words], *explicit: str) -> str:
        """Return what was not said yet about something: their own words first, then plainer ones."""
        ways = [*self._unsaid(own), *(self._made(about, text) for text in explicit)]
        self._times(about)
        fresh = [each for each in ways if each not in self._said]
        return self._say(fresh[0] if fresh else ways[-1])

    def _unsaid(self, own: Sequence[Words]) -> Iterator[Words]:
        return (each for each in own if each not in self._said)

    def _made(self, about: str, text: str) -> Words:
        """Return words of ours with what they tell."""
        slots = {"when": ("date", "time"), "date": ("date",), "time": ("time",), "name": ("name",)}.get(about, ())
        if text == self._plainly():
            slots = ("date", "time")
        return Words(text, {slot: self._goal.value(slot) or "" for slot in slots})

    def _say(self, words: Words) -> str:
        self._said.append(words)
        return words.text


def _task(reading: Reading) -> str:
    return next((str(one.number) for one in reading.items if "book" in one.text.lower()), "1")
