"""The worker process: the doorbell, the threads, the sweep and the scheduler, until it is told to stop."""

from __future__ import annotations

import logging
import signal
from threading import Event
from types import FrameType
from typing import Final, NoReturn

from redis import Redis
from redis.exceptions import RedisError
from rq.exceptions import StopRequested

from backend.bootstrap import Frontdesk
from backend.services.leading import Leadership
from backend.settings import SettingsError
from backend.workers.doorbell import Doorbell
from backend.workers.jobs import Jobs
from backend.workers.scheduler import ROLE, Scheduler
from backend.workers.sweep import Sweep
from backend.workers.wake import RqWake

_AGAIN_AFTER: Final = 1.0

_log = logging.getLogger(__name__)


def run(frontdesk: Frontdesk) -> None:
    """Work until SIGTERM or SIGINT, then finish what is under way. Without Redis the sweep alone finds the work."""
    if frontdesk.settings.redis_url is None:
        raise SettingsError("REDIS_URL is not set: start the product with `frontdesk up`, or set it.")
    stopping = Event()

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        stopping.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        raise StopRequested

    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    reminding = frontdesk.reminding
    jobs = Jobs(frontdesk.conversations, frontdesk.delivery, reminding=reminding)
    sweep = Sweep(frontdesk.database, frontdesk.leases, jobs, chores=frontdesk.chores, reminding=reminding)
    leadership = Leadership(frontdesk.database, ROLE)
    wake = RqWake(frontdesk.settings.redis_url)
    scheduler = Scheduler(leadership, reminding, wake, jobs, chores=frontdesk.leader_chores)
    sweep.start()
    scheduler.start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        while not stopping.is_set():
            _listen(frontdesk.settings.redis_url, jobs)
            stopping.wait(_AGAIN_AFTER)
    except StopRequested:
        pass
    finally:
        scheduler.stop()
        jobs.close()
        sweep.stop()
        frontdesk.database.engine.dispose()


def _listen(url: str, jobs: Jobs) -> None:
    """Ring until Redis goes away or the process is told to stop."""
    try:
        with Redis.from_url(url, socket_connect_timeout=2) as connection:
            Doorbell(connection, jobs).work(logging_level="WARNING")
    except RedisError as error:
        _log.warning("Redis does not answer (%s): trying again; the sweep works meanwhile", type(error).__name__)
