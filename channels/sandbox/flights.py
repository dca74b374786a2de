"""Air-plane mode: what is on its way to or from a telephone waits until it is off again."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Flights:
    """Which devices are in air-plane mode, and what waits for them. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, list[Callable[[], None]]] = {}

    def reach(self, device: str, work: Callable[[], None]) -> None:
        """Do this quick work now, or as soon as the device can be reached; in the order asked for."""
        with self._lock:
            if device in self._waiting:
                self._waiting[device].append(work)
                return
        work()

    def take_off(self, device: str) -> None:
        """Air-plane mode on."""
        with self._lock:
            self._waiting.setdefault(device, [])

    def land(self, device: str) -> None:
        """Air-plane mode off: what waited is done now."""
        with self._lock:
            waiting = self._waiting.pop(device, [])
        for work in waiting:
            work()

    def aloft(self, device: str) -> bool:
        """Whether a device is in air-plane mode."""
        with self._lock:
            return device in self._waiting
