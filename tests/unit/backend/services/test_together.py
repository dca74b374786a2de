from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from backend.domain.errors import Contended, Unavailable
from backend.services.together import MOST, Together


class Store:
    """Keeps calls; holds the first until told, so that others come meanwhile; fails for the items it is told."""

    def __init__(self, failing: dict[str, Exception] | None = None) -> None:
        self.calls: list[list[str]] = []
        self.failing = failing or {}
        self.begun = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, items: Sequence[str]) -> list[str]:
        self.calls.append(list(items))
        if not self.begun.is_set():
            self.begun.set()
            assert self.go_on.wait(10)
        for item in items:
            if item in self.failing:
                raise self.failing[item]
        return [f"{item} stored" for item in items]


def rush(store: Store, items: Sequence[str]) -> list[Future[str]]:
    """Ask for all items, all but the first while the first is worked on."""
    together = Together(store, key=lambda item: item.partition("/")[0])
    with ThreadPoolExecutor(len(items)) as threads:
        asked = [threads.submit(together, items[0])]
        assert store.begun.wait(10)
        asked += [threads.submit(together, item) for item in items[1:]]
        while len(together._waiting) < len(items) - 1:
            pass
        store.go_on.set()
    return asked


def test_shares_one_call_when_several_come_during_another() -> None:
    store = Store()
    asked = rush(store, ["a", "b", "c", "d"])
    assert [one.result() for one in asked] == ["a stored", "b stored", "c stored", "d stored"]
    assert [sorted(call) for call in store.calls] == [["a"], ["b", "c", "d"]]


def test_waits_for_nobody_when_it_is_alone() -> None:
    store = Store()
    store.begun.set()
    together = Together(store, key=str)
    assert [together("a"), together("b")] == ["a stored", "b stored"]
    assert store.calls == [["a"], ["b"]]


def test_keeps_items_of_a_key_apart_when_they_come_at_once() -> None:
    store = Store()
    asked = rush(store, ["a", "b/1", "b/2", "b/3"])
    assert [one.result() for one in asked] == ["a stored", "b/1 stored", "b/2 stored", "b/3 stored"]
    assert [len(call) for call in store.calls] == [1, 1, 1, 1]


def test_takes_no_more_than_fit_when_very_many_come_at_once() -> None:
    store = Store()
    asked = rush(store, [str(number) for number in range(MOST + 10)])
    assert all(one.result() for one in asked)
    assert [len(call) for call in store.calls] == [1, MOST, 9]


@pytest.mark.parametrize("error", [ValueError("bad"), Contended("in the way")])
def test_fails_nobody_for_the_sake_of_another_when_one_cannot_be_stored(error: Exception) -> None:
    store = Store({"c": error})
    asked = rush(store, ["a", "b", "c", "d"])
    assert asked[2].exception() is error
    assert [asked[place].result() for place in (0, 1, 3)] == ["a stored", "b stored", "d stored"]


def test_tells_everybody_at_once_when_the_database_is_away() -> None:
    away = Unavailable("away")
    store = Store({"a": away, "b": away, "c": away})
    asked = rush(store, ["a", "b", "c"])
    assert [one.exception() for one in asked] == [away, away, away]
    assert len(store.calls) == 2
