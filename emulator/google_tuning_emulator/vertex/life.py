"""A tuning job's life as a function of its age. Nothing runs in the background.

Shares of the training time: pending, processing the dataset, waiting for capacity, tuning,
bringing the model to its endpoint. While queued a job has no start, and nothing moves.
"""

from __future__ import annotations

from dataclasses import dataclass

from google_tuning_emulator.clock import NANOS
from google_tuning_emulator.training.outcome import Outcome

RUNNING_AT = 0.1
CAPACITY_AT = 0.2
TUNING_AT = 0.3
TUNED_AT = 0.9
BAD_DATA_AT = 0.15
_CANCELLING_AT_MOST_NS = NANOS // 2

# As jobs of 2026-10-01 showed it.
CANCELLED = Outcome(1, "CANCELED")
# As a job of 2024-11-03 showed it.
ENDPOINT_FAILED = Outcome(
    13,
    "Failed to create endpoint. Tuned model is uploaded and can be accessed through Model "
    "Registry.",
)
WITH_MODEL = ("JOB_STATE_SUCCEEDED", "JOB_STATE_PARTIALLY_SUCCEEDED")
ENDS = (*WITH_MODEL, "JOB_STATE_FAILED", "JOB_STATE_CANCELLED", "JOB_STATE_EXPIRED")


@dataclass
class Life:
    """A job's plan, and what was done to it since. Instants in nanoseconds since 1970.

    ``started_ns`` is when it left the queue, None while it waits there. ``ends_ns`` is when it
    ends or ended, None while it waits or stands still at ``paused_at_step``.
    """

    created_ns: int
    length_ns: int
    total_steps: int
    epoch_count: int
    planned_end: str = "JOB_STATE_SUCCEEDED"
    planned_share: float = 1.0
    failure: Outcome | None = None
    started_ns: int | None = None
    running_ns: int | None = None
    tuning_ns: int | None = None
    tuned_ns: int | None = None
    ends_ns: int | None = None
    cancelled_ns: int | None = None
    paused_at_step: int | None = None
    # Until when it is known to have waited in the queue.
    waited_ns: int = 0

    def start(self, now_ns: int) -> None:
        """Let it out of the queue: from here on everything has its time."""
        self.started_ns = now_ns
        self.running_ns = now_ns + int(self.length_ns * RUNNING_AT)
        self.tuning_ns = now_ns + int(self.length_ns * TUNING_AT)
        self.tuned_ns = now_ns + int(self.length_ns * TUNED_AT)
        self.ends_ns = now_ns + int(self.length_ns * self.planned_share)

    def ended(self, now_ns: int) -> bool:
        """Return whether it has come to an end."""
        return self.ends_ns is not None and now_ns >= self.ends_ns

    def state(self, now_ns: int) -> str:
        """Return its JobState."""
        if self.ended(now_ns):
            return self.planned_end
        if self.cancelled_ns is not None:
            return "JOB_STATE_CANCELLING"
        if self.started_ns is None:
            return "JOB_STATE_QUEUED"
        return "JOB_STATE_RUNNING" if self.runs(now_ns) else "JOB_STATE_PENDING"

    def runs(self, now_ns: int) -> bool:
        """Return whether it ever ran."""
        return self.running_ns is not None and now_ns >= self.running_ns

    def is_settled(self, now_ns: int) -> bool:
        """Return whether it has run for a while: what Google shows late is there by then."""
        if self.started_ns is None or not self.runs(now_ns):
            return False
        read_ns = self.started_ns + int(self.length_ns * CAPACITY_AT)
        return self.ended(now_ns) or now_ns >= read_ns or self.paused_at_step is not None

    def phase(self, now_ns: int) -> str:
        """Return its finer state, as v1beta1 tells it; empty where there is none."""
        state = self.state(now_ns)
        if state == "JOB_STATE_QUEUED":
            return "WAITING_FOR_QUOTA"
        if state != "JOB_STATE_RUNNING" or self.started_ns is None:
            return ""
        if self.paused_at_step is not None:
            return "TUNING"
        if now_ns < self.started_ns + self.length_ns * CAPACITY_AT:
            return "PROCESSING_DATASET"
        if self.tuning_ns is not None and now_ns < self.tuning_ns:
            return "WAITING_FOR_CAPACITY"
        return "TUNING" if self.tuned_ns is None or now_ns < self.tuned_ns else "POST_PROCESSING"

    def completed_steps(self, now_ns: int) -> int:
        """Return how many steps are done."""
        if self.paused_at_step is not None:
            return self.paused_at_step
        if self.tuning_ns is None or self.tuned_ns is None:
            return 0
        at_ns = now_ns if self.ends_ns is None else min(now_ns, self.ends_ns)
        if at_ns >= self.tuned_ns:
            return self.total_steps
        return max(
            0, (at_ns - self.tuning_ns) * self.total_steps // (self.tuned_ns - self.tuning_ns)
        )

    def completed_epochs(self, now_ns: int) -> int:
        """Return how many epochs are done."""
        return self.completed_steps(now_ns) * self.epoch_count // self.total_steps

    def cancel(self, now_ns: int, takes_ns: int | None = None) -> None:
        """End it after so long; by default soon, unless it would have ended before that."""
        soon = now_ns + min(self.length_ns // 20, _CANCELLING_AT_MOST_NS)
        ends_ns = soon if takes_ns is None else now_ns + takes_ns
        ran = self.runs(now_ns)
        self.cancelled_ns = now_ns
        if takes_ns is not None or self.ends_ns is None or soon < self.ends_ns:
            self.ends_ns, self.planned_end, self.failure = (
                ends_ns,
                "JOB_STATE_CANCELLED",
                CANCELLED,
            )
            # What was cancelled early has no start, however long ago that is.
            self.running_ns = self.running_ns if ran else None

    def end(self, now_ns: int, state: str, failure: Outcome | None = None) -> None:
        """End it now in some state; with a model all its steps are done, else they stay."""
        steps = self.completed_steps(now_ns)
        if self.started_ns is None:
            self.start(now_ns)
        self.running_ns = now_ns if self.running_ns is None else min(self.running_ns, now_ns)
        if state in WITH_MODEL:
            self.paused_at_step = None
            self.tuning_ns = now_ns if self.tuning_ns is None else min(self.tuning_ns, now_ns)
            self.tuned_ns = now_ns
        else:
            self.paused_at_step = steps
        self.ends_ns, self.planned_end, self.failure = now_ns, state, failure

    def pause_at(self, step: int, now_ns: int) -> None:
        """Let it stand still, tuning, with so many steps done, until it is ended."""
        if self.started_ns is None:
            self.start(now_ns)
        self.running_ns = now_ns if self.running_ns is None else min(self.running_ns, now_ns)
        self.paused_at_step = max(0, min(step, self.total_steps))
        self.ends_ns = None
        self.planned_end, self.failure = "JOB_STATE_SUCCEEDED", None

    def update_ns(self, now_ns: int) -> int:
        """Return when it last changed its state."""
        times = (self.created_ns, self.started_ns, self.running_ns, self.cancelled_ns, self.ends_ns)
        return max(each for each in times if each is not None and each <= now_ns)


def start_in_turn(waiting: list[Life], others: list[Life], most: int | None, now_ns: int) -> None:
    """Start each waiting job whose turn came, at the instant a place got free, oldest first.

    ``others`` are the jobs that have started and hadn't ended when this was last asked.
    """
    for life in waiting:
        since = max(life.created_ns, life.waited_ns)
        ends = {other.ends_ns for other in others if other.ends_ns is not None}
        instants = sorted({since, *(each for each in ends if since <= each <= now_ns)})
        turn = next((each for each in instants if _has_place(others, each, most)), None)
        if turn is None:  # the ones behind it wait too
            break
        life.start(turn)
        others.append(life)
    for life in waiting:
        if life.started_ns is None:
            life.waited_ns = now_ns


def _has_place(others: list[Life], instant: int, most: int | None) -> bool:
    return most is None or sum(_runs_at(each, instant) for each in others) < most


def _runs_at(life: Life, instant: int) -> bool:
    if life.started_ns is None or life.started_ns > instant:
        return False
    return life.ends_ns is None or life.ends_ns > instant
