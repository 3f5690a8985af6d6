"""Vertex AI as a whole: what time has brought about since somebody last looked.

There are no background threads. Every request first settles: jobs whose turn came leave the queue,
jobs that ended bring their models, operations whose time has come take effect; each as of its own
instant, whenever the request comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google_tuning_emulator.clock import NANOS
from google_tuning_emulator.vertex import artifacts, effects
from google_tuning_emulator.vertex.life import start_in_turn
from google_tuning_emulator.vertex.names import Place, place, random_number
from google_tuning_emulator.vertex.records import OperationRecord
from google_tuning_emulator.wire.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from google_tuning_emulator.clock import Clock
    from google_tuning_emulator.settings import Settings
    from google_tuning_emulator.training.inference import Examples
    from google_tuning_emulator.vertex.records import JobRecord
    from google_tuning_emulator.vertex.store import VertexStore

_NEVER = 2**63
# Google's words of 2026-10-01.
_CANCEL_REFUSED = 'The TuningJob "{}" is in state {} and cannot be canceled.'


class Vertex:
    """Jobs, models, endpoints and operations, and the passing of time."""

    def __init__(self, store: VertexStore, settings: Settings, clock: Clock) -> None:
        self.store = store
        self.settings = settings
        self._clock = clock
        # Nothing happens by itself before this instant, so that polling many jobs stays cheap.
        self._due_ns = 0

    def enter(self, project: str, location: str) -> tuple[Place, int]:
        """Return the place that a request is about, and now; everything due has happened.

        Raises:
            ApiError: 403 or 400 for a project or a location that there isn't.

        """
        here = place(project, location, self.settings.project_number)
        return here, self.settle()

    def settle(self) -> int:
        """Let everything happen that is due; return now, in nanoseconds since 1970."""
        now_ns = self._clock.now_ns()
        if now_ns < self._due_ns:
            return now_ns
        with self.store.transaction():
            jobs = [job for _, job in self.store.all_jobs(only_open=True)]
            self._let_start(jobs, now_ns)
            for job in sorted(jobs, key=lambda job: job.life.ends_ns or 0):
                if job.life.ended(now_ns) and job.life.ends_ns is not None:
                    if artifacts.makes_model(job):
                        artifacts.bring(job, self.store, self.settings, job.life.ends_ns)
                    self.store.put_job(job, settled=True)
            for operation in self.store.open_operations():
                if operation.done_ns <= now_ns:
                    here = Place(self.settings.project_number, operation.location)
                    effects.apply(operation, self.store, here)
            self._due_ns = self._next_due_ns()
        return now_ns

    def _next_due_ns(self) -> int:
        lives = [job.life for _, job in self.store.all_jobs(only_open=True)]
        if any(life.started_ns is None and life.ends_ns is None for life in lives):
            return 0  # a change of the settings may let a waiting job start at any time
        ends = [life.ends_ns for life in lives if life.ends_ns is not None]
        return min(
            [*ends, *(each.done_ns for each in self.store.open_operations())], default=_NEVER
        )

    def _settle_anew(self) -> None:
        self._due_ns = 0
        self.settle()

    def _let_start(self, jobs: list[JobRecord], now_ns: int) -> None:
        waiting = [job for job in jobs if job.life.started_ns is None and job.life.ends_ns is None]
        if not waiting:
            return
        others = [job.life for job in jobs if job.life.started_ns is not None]
        most = self.settings.max_concurrent_tuning_jobs
        start_in_turn([job.life for job in waiting], others, most, now_ns)
        for job in waiting:
            self.store.put_job(job)

    def accept(self, job: JobRecord, examples: Examples) -> None:
        """Take a new job, and let it start if it may.

        Raises:
            ApiError: 429 where too many run and a queue isn't wanted.

        """
        most = self.settings.max_concurrent_tuning_jobs
        with self.store.transaction():
            if most is not None and self.settings.excess_tuning_jobs == "refuse":
                now_ns = self._clock.now_ns()
                jobs = self.store.all_jobs(only_open=True)
                if sum(not each.life.ended(now_ns) for _, each in jobs) >= most:
                    raise ApiError(
                        429,
                        "Quota exceeded for aiplatform.googleapis.com/"
                        f"global_concurrent_tuning_jobs: {most}. Wait until a tuning job has "
                        "ended, or request a higher quota.",
                    )
            # Created is when it is accepted: of two that are sent at once, the second can't have
            # begun before the first, which runs by now.
            job.life.created_ns = self._clock.now_ns()
            self.store.put_examples(job.job_id, examples)
            self.store.put_job(job)
            self._settle_anew()

    def change(self, job: JobRecord, change: Callable[[JobRecord], None]) -> None:
        """Change a job that hasn't been settled, and let happen what follows from it."""
        with self.store.transaction():
            current = self.store.job(job.location, job.job_id) or job
            change(current)
            self.store.put_job(current)
            self._settle_anew()

    def cancel(self, job: JobRecord, now_ns: int) -> None:
        """Cancel a job, as well as that goes.

        Raises:
            ApiError: 400 for one that has ended, unless the settings say to ignore that.

        """
        if job.life.ended(now_ns):
            if self.settings.cancel_ended == "refuse":
                state = job.life.state(now_ns)
                here = Place(self.settings.project_number, job.location)
                refused = _CANCEL_REFUSED.format(here.of("tuningJobs", job.job_id), state)
                raise ApiError(400, refused, "FAILED_PRECONDITION")
            return
        if job.life.cancelled_ns is None:
            seconds = self.settings.cancel_seconds
            takes_ns = None if seconds is None else int(seconds * NANOS)
            self.change(job, lambda each: each.life.cancel(now_ns, takes_ns))

    def begin(
        self,
        kind: str,
        here: Place,
        collection: str,
        resource_id: str,
        *,
        api_version: str,
        now_ns: int,
        arguments: dict[str, Any] | None = None,
    ) -> OperationRecord:
        """Begin an operation, which is done at once or after ``operationSeconds``.

        Raises:
            ApiError: It can't be done.

        """
        operation = OperationRecord(
            operation_id=random_number(),
            location=here.location,
            api_version=api_version,
            kind=kind,
            collection=collection,
            resource_id=resource_id,
            created_ns=now_ns,
            done_ns=now_ns + int(self.settings.operation_seconds * NANOS),
            arguments=arguments or {},
        )
        with self.store.transaction():
            effects.check(operation, self.store, here)
            self.store.put_operation(operation)
            self._settle_anew()
        return self.store.operation(here.location, operation.operation_id) or operation
