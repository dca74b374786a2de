"""Values that must not be seen by accident."""

from __future__ import annotations

from typing import Never


class Sensitive[T]:
    """A value about a person or a secret that never prints, formats, pickles or compares itself by accident.

    `reveal()` is the only way in, so that every use can be found by its name.
    """

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """The value itself."""
        return self._value

    def __repr__(self) -> str:
        return "Sensitive(...)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sensitive) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> Never:
        raise TypeError("a sensitive value is never pickled")
