"""A training as a function of its age. Nothing runs in the background and a restart loses nothing.

``totalSteps = ceil(examples * epochs / batch)`` and ``epoch = floor(step * batch / examples)``
reproduce every number in Google's published tutorials.
"""

from __future__ import annotations

import hashlib
import math
import random
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from google_tuning_emulator.clock import NANOS, rfc3339
from google_tuning_emulator.training.outcome import Outcome
from google_tuning_emulator.wire.scalars import float32

_WARM_UP = 0.05  # the share of the training time before the first step
_FIRST_LOSS, _LAST_LOSS = 7.2, 0.2  # the tutorials' curves start and end about there


@dataclass
class Training:
    """A training's plan, and what was done to it since. Instants in nanoseconds since 1970.

    ``ends_ns`` is when it ends or ended, None while it stands still at ``paused_at_step``.
    """

    created_ns: int
    starts_ns: int
    planned_end_ns: int
    ends_ns: int | None
    total_steps: int
    example_count: int
    batch_size: int
    failure: Outcome | None = None
    paused_at_step: int | None = None

    @classmethod
    def plan(
        cls,
        *,
        now_ns: int,
        seconds: float,
        example_count: int,
        epoch_count: int,
        batch_size: int,
        failure: Outcome | None = None,
        failing_share: float = 0.5,
    ) -> Training:
        """Return a training that starts now and takes ``seconds``, or fails part of the way."""
        length = int(seconds * NANOS)
        return cls(
            created_ns=now_ns,
            starts_ns=now_ns + int(length * _WARM_UP),
            planned_end_ns=now_ns + length,
            ends_ns=now_ns + (int(length * failing_share) if failure else length),
            total_steps=total_steps(example_count, epoch_count, batch_size),
            example_count=example_count,
            batch_size=batch_size,
            failure=failure,
        )

    def state(self, now_ns: int) -> str:
        """Return CREATING, ACTIVE or FAILED."""
        if self.ends_ns is None or now_ns < self.ends_ns:
            return "CREATING"
        return "FAILED" if self.failure else "ACTIVE"

    def completed_steps(self, now_ns: int) -> int:
        """Return how many steps are done."""
        if self.paused_at_step is not None:
            return self.paused_at_step
        at_ns = now_ns if self.ends_ns is None else min(now_ns, self.ends_ns)
        if at_ns >= self.planned_end_ns:
            return self.total_steps
        length = self.planned_end_ns - self.starts_ns
        return max(0, (at_ns - self.starts_ns) * self.total_steps // length)

    def complete(self, now_ns: int) -> None:
        """End it now, with all steps done."""
        self._start_by(now_ns)
        self.planned_end_ns = self.ends_ns = now_ns
        self.failure = self.paused_at_step = None

    def _start_by(self, now_ns: int) -> None:
        warmed_up_ns = self.created_ns + int((now_ns - self.created_ns) * _WARM_UP)
        self.starts_ns = min(self.starts_ns, warmed_up_ns)

    def fail(self, now_ns: int, failure: Outcome) -> None:
        """End it now with a failure; the steps done so far stay."""
        self.ends_ns = now_ns if self.ends_ns is None else min(self.ends_ns, now_ns)
        self.failure = failure

    def pause_at(self, step: int, now_ns: int) -> None:
        """Let it stand still with so many steps done until it is completed or failed."""
        self.paused_at_step = max(0, min(step, self.total_steps))
        self._start_by(now_ns)
        if self.paused_at_step:  # the plan is bent so that this step was done just now
            elapsed = now_ns - self.starts_ns
            self.planned_end_ns = self.starts_ns + elapsed * self.total_steps // self.paused_at_step
        self.ends_ns = self.failure = None

    def snapshots(self, name: str, now_ns: int) -> list[dict[str, Any]]:
        """Return one snapshot a completed step; a zero epoch is left out, as proto JSON does."""
        losses = loss_curve(name, self.total_steps)
        length = self.planned_end_ns - self.starts_ns
        snapshots = []
        for step in range(1, self.completed_steps(now_ns) + 1):
            epoch = step * self.batch_size // self.example_count
            computed_ns = self.starts_ns + length * step // self.total_steps
            snapshots.append(
                {
                    "step": step,
                    **({"epoch": epoch} if epoch else {}),
                    "meanLoss": losses[step - 1],
                    "computeTime": rfc3339(computed_ns, 9),
                }
            )
        return snapshots


def total_steps(example_count: int, epoch_count: int, batch_size: int) -> int:
    """Return how many steps a training takes (published; not rounded up for each epoch)."""
    return math.ceil(example_count * epoch_count / batch_size)


@lru_cache(maxsize=2048)
def loss_curve(name: str, steps: int) -> tuple[float, ...]:
    """Return a falling, slightly noisy loss for each step: always the same for the same name."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    noise = random.Random(seed)  # noqa: S311 - a curve, not a secret
    fall = _FIRST_LOSS - _LAST_LOSS
    return tuple(
        float32((_LAST_LOSS + fall * math.exp(-5 * step / steps)) * noise.uniform(0.95, 1.05))
        for step in range(1, steps + 1)
    )
