"""The scheduler: once a second one of all workers looks for what is due of our own accord and calls for hands.

Several run, one leads. A call is an id and no work; whoever comes takes a batch from the database. Calls that nobody
has answered yet are counted, so they never pile up; without Redis the leader lends a hand itself.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from threading import Event, Thread
from typing import Final

from backend.domain.errors import Unavailable
from backend.services.leading import Leadership
from backend.services.reminding import AT_ONCE, Reminding
from backend.services.reminding import BULK as BULK_DUE
from backend.services.reminding import REMINDERS as REMINDERS_DUE
from backend.workers.chores import Chore, Chores
from backend.workers.jobs import Jobs
from backend.workers.wake import BULK, LANES, REMINDERS, RqWake

EVERY: Final = 1.0
ROLE: Final = "scheduler"

_log = logging.getLogger(__name__)


class Scheduler:
    """A thread that looks while it leads; `chores` are what only the leader does."""

    def __init__(
        self, leadership: Leadership, reminding: Reminding, wake: RqWake, jobs: Jobs, chores: Sequence[Chore] = ()
    ) -> None:
        self._leadership = leadership
        self._reminding = reminding
        self._wake = wake
        self._jobs = jobs
        self._looks = Chores([(0.0, self.look)], "look")
        self._chores = Chores(chores, "leader-chore")
        self._stop = Event()
        self._thread = Thread(target=self._run, name="scheduler", daemon=True)
        self._leads = False

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and let another lead."""
        self._stop.set()
        self._thread.join(timeout=5)
        self._looks.stop()
        self._chores.stop()
        if self._leads:
            try:
                self._leadership.leave()
            except Unavailable as unavailable:
                _log.warning("scheduler: %s; another leads within seconds anyway", unavailable)

    def look(self) -> bool:
        """One look: call for hands for whatever is due; False when another leads."""
        leads = self._leadership.held()
        if leads and not self._leads:
            _log.info("scheduler: this process leads")
        self._leads = leads
        if not leads:
            return False
        for queue, priorities in ((REMINDERS, REMINDERS_DUE), (BULK, BULK_DUE)):
            due = self._reminding.waiting(priorities, AT_ONCE * len(LANES[queue]))
            if due and not self._wake.hands(queue, -(-due // AT_ONCE)):
                self._jobs.start(queue, LANES[queue][0])
        self._chores.begin()
        return True

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            self._looks.begin()
