"""An RQ worker whose jobs are wake-ups.

RQ's own worker keeps a record of every job, forks or books its execution, and beats its heart around each; measured,
that is 2.4 ms of processor time a job and as much again of waiting. Our jobs have no result and lose nothing when
they are lost, so this one takes the id, hands it to the threads, and forgets the job.
"""

from __future__ import annotations

import time
from typing import Any, Final
from uuid import UUID

from redis import Redis
from redis.client import Pipeline
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer

from backend.workers.jobs import Jobs
from backend.workers.wake import QUEUES

_HEARTBEAT_EVERY: Final = 10.0
_TTL: Final = 30  # RQ listens 15 s less than this at a time, and gives a silent connection up 10 s later


class Doorbell(SimpleWorker):
    """Listens on our queues, in their order, and starts what rings."""

    log_result_lifespan = False
    max_connection_wait_time = 2.0

    def __init__(self, connection: Redis, jobs: Jobs) -> None:
        queues = [Queue(name, connection=connection, serializer=JSONSerializer) for name in QUEUES]
        super().__init__(
            queues, connection=connection, serializer=JSONSerializer, log_job_description=False, worker_ttl=_TTL
        )
        self._jobs = jobs
        self._beaten_at = 0.0

    def bootstrap(self, *args: Any, **kwargs: Any) -> None:
        """Register, and take no commands from Redis."""
        self.register_birth()  # type: ignore[no-untyped-call]

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Start what the job asks for and forget the job."""
        self._jobs.start(queue.name, UUID(job.args[0]))
        self.connection.delete(job.key)

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Say that this worker lives, now and then."""
        now = time.monotonic()
        if now - self._beaten_at > _HEARTBEAT_EVERY:
            self._beaten_at = now
            super().heartbeat(timeout, pipeline)

    def set_state(self, state: str, pipeline: Pipeline | None = None) -> None:
        """Busy or idle says nothing here: the threads do the work."""

    def check_for_suspension(self, burst: bool) -> None:
        """Never suspended: what waits is in the database and would be swept up anyway."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed to."""

    def _install_signal_handlers(self) -> None:
        """Signals belong to the process that runs this worker."""
