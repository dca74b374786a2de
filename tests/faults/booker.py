"""A client process that books at random until it is killed: `python -m tests.faults.booker SEED PATIENT,PATIENT,...`.

It says "ready" and then writes a line for each appointment the database promised it, so that whoever kills it can
check the promise.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from backend.bootstrap import build
from backend.domain.errors import Conflict
from backend.domain.ids import AppointmentId, PatientId
from backend.services.book_appointment import BookAppointment
from backend.services.commands import Once
from backend.services.hold_slot import Wanted
from backend.services.reschedule_appointment import MoveTo, RescheduleAppointment
from backend.settings import parse

OPENS = datetime.fromisoformat("2026-11-24T09:00:00-05:00")


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Book and move in three crowded weeks."""
    random = Random(int(sys.argv[1]))  # chooses times, keeps no secret
    patients = [PatientId(UUID(word)) for word in sys.argv[2].split(",")]
    frontdesk = build(parse(os.environ))
    book = BookAppointment(frontdesk.database, frontdesk.clock)
    move = RescheduleAppointment(frontdesk.database, frontdesk.clock)
    mine: list[AppointmentId] = []
    say("ready")
    while True:
        start = OPENS + timedelta(days=random.randrange(20), minutes=5 * random.randrange(90))
        try:
            if mine and random.random() < 0.4:
                id_ = random.choice(mine)
                move(id_, MoveTo(start), Once.of(uuid4().hex))
                say(f"moved {id_.hex} {start.isoformat()}")
            else:
                wanted = Wanted("visit", "dr-ann", "east", start)
                id_ = book(random.choice(patients), wanted, Once.of(uuid4().hex)).appointment.id
                mine.append(id_)
                say(f"booked {id_.hex} {start.isoformat()}")
        except Conflict:
            continue


if __name__ == "__main__":
    main()
