"""Wishes: items put together into what a patient asks for, day and time of day side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from actions.timing.clock import NOON, in_part
from actions.timing.days import read_days
from actions.timing.items import Item
from actions.timing.periods import Days
from actions.timing.spans import Calendar, names_month
from actions.timing.tokens import Token
from actions.timing.wish import Wish, correct, share_negations, share_times
from actions.timing.words import WEEKDAYS

_MOVING = {
    "move",
    "change",
    "reschedule",
    "switch",
    "swap",
    "push",
    "shift",
    "moved",
    "moving",
    "changing",
    "rebook",
    "postpone",
}

_ASKING = {"can", "could", "how", "what", "maybe", "puede", "podria", "podemos"}


class Builder:
    """Takes items one by one and hands out the wishes."""

    def __init__(self, tokens: Sequence[Token], today: date, country: str) -> None:
        self.tokens = tokens
        self.today = today
        self.country = country
        self.calendar = Calendar(today, country)
        self.wishes: list[Wish] = []
        self.current: Wish | None = None
        self.side: Item | None = None
        self.ranging = False
        self.between = False
        self.linked = False
        self.negating: Item | None = None
        self.turned_down: Wish | None = None
        self.lasting: Item | None = None
        self.fixing = False
        self.frame: Days | None = None
        self.moving = any(token.text in _MOVING for token in tokens)

    def build(self, items: Sequence[Item]) -> list[Wish]:
        """The wishes in the order they are said."""
        for item in items:
            {
                "date": self._date, "face": self._face, "part": self._part, "length": self._length,
                "instant": self._instant, "after": self._side, "before": self._side, "to": self._to,
                "or": self._or, "between": self._between, "not": self._not, "fix": self._fix, "ago": self._ago,
            }[item.kind](item)  # fmt: skip
        self._close()
        share_negations(self.wishes)
        share_times(self.wishes)
        self._share_weeks()
        return [wish for wish in self.wishes if not wish.is_empty]

    # ---- pieces

    def _date(self, item: Item) -> None:
        wish = self.current
        item = self._in_frame(self._in_same_month(item))
        if wish is not None and wish.day is not None and self._ranges(item) and self._range_days(wish, item):
            self._joined(wish, item)
            return
        if wish is not None and wish.day is not None and self._encloses(wish, item):
            self._joined(wish, item)
            return
        if wish is not None and wish.day is not None and wish.until_face and self._ends_on(wish, item):
            wish.until_day, wish.across = item, True
            self._joined(wish, item)
            return
        if wish is not None and wish.day is not None and self._may_narrow() and self._narrowed(wish, item):
            self._joined(wish, item)
            return
        if wish is None or wish.day is not None and not wish.inherited or self._is_apart(item) or wish.instant:
            wish = self._open_wish(item)
        wish.day, wish.inherited = item, False
        wish.every = self._is_every(item, wish)
        self._joined(wish, item)

    def _encloses(self, wish: Wish, item: Item) -> bool:
        """Read "after christmas but before new years", "from the 3rd but before the 8th"."""
        begin, end = wish.day and wish.day.days, item.days
        sided = wish.open == "after" and self.side is not None and self.side.kind == "before"
        if not sided or not begin or not end or wish.has_time or wish.day is None or end.start <= begin.end:
            return False
        first = begin if wish.inclusive else replace(begin, start=begin.end, end=begin.end + timedelta(1))
        last = end if self.side and self.side.inclusive else replace(end, end=end.start)
        wish.day, wish.until_day = replace(wish.day, days=first), replace(item, days=last)
        wish.open, self.side = None, None
        return True

    def _ends_on(self, wish: Wish, item: Item) -> bool:
        """Read "from 9 on monday to 5 on tuesday": the second day is the end's."""
        between = [token.text for token in self.tokens[wish.last : item.first]]
        first, last = wish.day and wish.day.days, item.days
        return between == ["on"] and wish.until_day is None and bool(first and last and first.end <= last.start)

    def _is_every(self, item: Item, wish: Wish) -> bool:
        """Read "every monday", "any tuesday or thursday": the weekday of each of the coming weeks."""
        if len(item.tokens) != 1 or item.tokens[0].text not in WEEKDAYS:
            return False
        said = item.first > 0 and self.tokens[item.first - 1].text in {"any", "every", "most"}
        before = self.wishes[-1] if self.wishes and self.wishes[-1] is not wish else None
        return said or wish.joined and before is not None and before.every

    def _may_narrow(self) -> bool:
        ruled_out = self.current is not None and self.current.negated
        return not self.linked and not ruled_out and not (self.moving and self.ranging)

    def _in_frame(self, item: Item) -> Item:
        """Read "next week monday, tuesday or thursday": each of them lies in next week."""
        words = {token.text for token in item.tokens}
        ruled_out_of = self.wishes[-1].day if self.negating and self.wishes else None
        if ruled_out_of is not None and ruled_out_of.days is not None and ruled_out_of.days.grain == "week":
            self.frame = ruled_out_of.days
        if self.frame is None or len(item.tokens) != 1 or not words & WEEKDAYS.keys():
            framed = item.days is not None and "week" in words and bool(words & WEEKDAYS.keys())
            self.frame = _week_of(item.days.start) if framed and item.days else None
            return item
        inside = read_days(item.tokens, self.frame.start - timedelta(1), self.country)
        return replace(item, days=replace(inside, ambiguous=())) if inside and _within(inside, self.frame) else item

    def _face(self, item: Item) -> None:
        wish = self.current
        face = item.face
        if face is None:
            return
        room = wish is not None and wish.face is not None and wish.until_face is None
        if wish is not None and room and (self._ranges(item) or wish.until_day is not None):
            wish.across = wish.until_day is not None and not self._ranges(item)
            wish.until_face, self.side = face, None
            if wish.open == "after" and wish.inclusive:
                wish.open = None
        elif wish is not None and wish.face is not None and wish.open and self.side and self.side.kind != wish.open:
            first, last = (wish.face, face) if wish.open == "after" else (face, wish.face)
            wish.face, wish.until_face, wish.open, self.side = first, last, None, None
        elif wish is not None and wish.face is None and not self._is_apart(item) and not wish.instant:
            wish.face = face
        else:
            wish = self._open_wish(item, inherit=True)
            wish.face = face
        self._joined(wish, item)

    def _part(self, item: Item) -> None:
        wish = self.current
        if wish is not None and wish.until_face is not None and self._gap(item) <= 2 and item.days is None:
            noon = wish.until_face.hour == 12 and item.name.endswith("morning")
            wish.until_face = NOON if noon else in_part(wish.until_face, item.name.split()[-1])
            self._joined(wish, item)
            return
        if wish is not None and (
            wish.part or self._is_apart(item) or (wish.face and self._gap(item) > 3) or wish.instant
        ):
            wish = None
        if wish is None:
            wish = self._open_wish(item, inherit=True)
        wish.part = item.name
        if item.days is not None and (wish.day is None or wish.inherited):
            wish.day, wish.inherited = item, False
        self._joined(wish, item)

    def _instant(self, item: Item) -> None:
        wish = self._open_wish(item)
        wish.instant = item
        self._joined(wish, item)

    def _length(self, item: Item) -> None:
        if self.current is not None and self._gap(item) <= _NEAR:
            self.current.length = item.delta
            self.current.last = item.last
        else:
            self.lasting = item

    # ---- words between

    def _side(self, item: Item) -> None:
        if item.trailing:
            if self.current is not None:
                self.current.open = "after" if item.kind == "after" else "before"
                self.current.inclusive = True
                self.current.last = item.last
            return
        wish = self.current
        if item.name in {"until", "through", "up to"} and wish is not None and wish.open != "before":
            self.ranging = True
        self.side = item

    def _to(self, item: Item) -> None:
        if self.current is not None:
            self.ranging = True
        elif self.tokens[item.first].text == "until":
            self.side = replace(item, kind="before", inclusive=True, name="until")

    def _or(self, item: Item) -> None:
        if self.between and item.name in {"and", "&", "or"}:
            self.ranging, self.between = True, False
        else:
            self.linked = True

    def _between(self, _item: Item) -> None:
        self.between = True

    def _not(self, item: Item) -> None:
        if item.trailing:
            if self.current is not None:
                self.current.negated = True
                self.turned_down = self.current
                self._close()
            return
        self._close()
        self.negating = item

    def _fix(self, item: Item) -> None:
        self._close()
        self.fixing = bool(self.wishes)
        self.lasting = None if item.first else self.lasting

    def _ago(self, item: Item) -> None:
        self._close()
        del item

    # ---- how pieces hang together

    def _open_wish(self, item: Item, *, inherit: bool = False) -> Wish:
        before = self.current
        joined = self.linked
        linked = joined or self._is_listed(item)
        if self.moving and self.ranging and before is not None:
            before.old, before.open = True, None
        self._close()
        wish = Wish(item.first, item.last, linked=linked, joined=joined)
        if inherit and before is not None and not before.negated and before.day is not None:
            wish.day, wish.inherited = before.day, True
        down = self.turned_down if inherit and before is None else None
        if down is not None and down.day is not None and down.face is not None:
            wish.day, wish.inherited = down.day, True
        self.turned_down = None
        if self.negating is not None:
            wish.negated, self.negating = not self._has_asked_since(self.negating, item), None
        self.current = wish
        return wish

    def _has_asked_since(self, ruled_out: Item, item: Item) -> bool:
        """Say whether a question, or a sentence's end, stands between: "cant make it, can we do monday"."""
        between = self.tokens[ruled_out.last : item.first]
        return bool(between) and (between[0].kind == "mark" or any(token.text in _ASKING for token in between))

    def _joined(self, wish: Wish, item: Item) -> None:
        """The item is now part of the wish, and so is the opening word before it."""
        if self.side is not None and item.first - self.side.last <= _REACH:
            wish.open = "after" if self.side.kind == "after" else "before"
            wish.inclusive = self.side.inclusive
            wish.first = min(wish.first, self.side.first)
        self.side = None
        if self.lasting is not None and self._is_close(self.lasting, item):
            wish.length, wish.first = self.lasting.delta, min(wish.first, self.lasting.first)
        self.lasting = None
        wish.last = max(wish.last, item.last)
        self.ranging = self.linked = False
        if wish.until_face is not None or wish.until_day is not None:
            self.between = False

    def _is_listed(self, item: Item) -> bool:
        """Whether nothing but a comma parts the item from the wish before."""
        return self.current is not None and self._gap(item) == 1 and self.tokens[item.first - 1].text == ","

    def _is_close(self, earlier: Item, later: Item) -> bool:
        """Whether no comma and hardly a word stands between."""
        between = self.tokens[earlier.last : later.first]
        return len(between) <= _NEAR and all(token.kind != "mark" for token in between)

    def _close(self) -> None:
        if self.current is not None and not self.current.is_empty:
            if self.current.length is not None and self.current.open == "after":
                self.current.open = None
            if self.fixing and self.wishes and not self.wishes[-1].negated:
                correct(self.current, by_dropping=self.wishes.pop())
            self.wishes.append(self.current)
            self.fixing = False
        self.current = None
        self.ranging = self.linked = False

    def _share_weeks(self) -> None:
        """Read "thursday or friday next week": both lie in next week."""
        for earlier, later in zip(reversed(self.wishes[:-1]), reversed(self.wishes[1:]), strict=True):
            if not later.linked or earlier.day is None or later.day is None:
                continue
            weekday, *rest = later.day.tokens or (_OF,)
            alone = len(earlier.day.tokens) == 1 and earlier.day.tokens[0].text in WEEKDAYS
            if alone and weekday.text in WEEKDAYS and "week" in {token.text for token in rest}:
                earlier.day = self.calendar.reread(earlier.day, [*earlier.day.tokens, *rest])

    def _is_apart(self, item: Item) -> bool:
        """Whether the item starts a new wish though the current one has room for it."""
        wish = self.current
        if wish is None:
            return True
        if wish.negated and self._gap(item) > 0:
            between = {token.text for token in self.tokens[wish.last : item.first]}
            room = wish.day is None if item.kind == "date" else wish.face is None and item.kind == "face"
            return not (room and between <= {"on", "every", "at"})
        if self.moving and self.ranging:
            return True
        return self.linked and not self.ranging and wish.has_date and wish.has_time

    def _gap(self, item: Item) -> int:
        return item.first - self.current.last if self.current is not None else 0

    def _ranges(self, item: Item) -> bool:
        return self.ranging and not self.moving and self._gap(item) <= 5

    def _range_days(self, wish: Wish, item: Item) -> bool:
        """Read "monday to friday": the wish gets both ends, if the two dates make a span."""
        span = self.calendar.span(wish.day, item) if wish.day is not None else None
        if span is None:
            return False
        self.side = None
        if wish.open == "after" and wish.inclusive:
            wish.open = None
        wish.day, wish.until_day = span
        return True

    def _in_same_month(self, item: Item) -> Item:
        """Read "dec 1 or the 2nd": a bare day of the month follows the date said before it."""
        before = self.current.day if self.current is not None else None
        lone = len(item.tokens) == 1 and item.tokens[0].kind == "ordinal"
        if not lone or before is None or before.days is None or not names_month(before) or self.ranging:
            return item
        return self.calendar.reread(item, item.tokens, before.days.start)

    def _narrowed(self, wish: Wish, item: Item) -> bool:
        """Read "next week, how about wednesday", "first monday ... of next month", "tomorrow, the 2nd"."""
        day = wish.day
        if day is None:
            return False
        if day.days is None or item.days is None:
            tokens = [*day.tokens, *(() if item.tokens[:1] and item.tokens[0].text == "of" else (_OF,)), *item.tokens]
            days = read_days(tokens, self.today, self.country)
            if days is not None:
                wish.day = replace(day, days=days, tokens=tuple(tokens))
            return days is not None
        wide, narrow = (day, item) if _length_of(day.days) >= _length_of(item.days) else (item, day)
        if wide.days is None or narrow.days is None:
            return False
        if _within(narrow.days, wide.days):
            wish.day = narrow
            return True
        if _length_of(wide.days) == 1:
            return False
        inside = read_days(narrow.tokens, wide.days.start - timedelta(1), self.country)
        if inside is None or not _within(inside, wide.days):
            return False
        self.frame = wide.days
        wish.day = replace(narrow, days=replace(inside, ambiguous=()))
        return True


# How many words may stand between a word like "after", or a length, and what it belongs to.
_REACH = 3
_NEAR = 2


def _week_of(day: date) -> Days:
    monday = day - timedelta(day.weekday())
    return Days(monday, monday + timedelta(7))


_OF = Token("of", "word", 0, 0)


def _length_of(days: Days) -> int:
    return (days.end - days.start).days


def _within(inner: Days, outer: Days) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
