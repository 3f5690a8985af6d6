"""The engine's own parallelism: four resources a core, unless the command says more.

A training waits for hours and needs no core, so what is declared beyond that number would be
trained one after another. Nothing but the command can change it: say which, once.

Relies on: `pulumi.runtime.settings` knows the number. When that goes: nothing is said.
"""

from __future__ import annotations

import pulumi
from pulumi.runtime import settings

from pulumi_google_tuning.program.run import current_run

_ENOUGH = 300


def count_waiting() -> None:
    """Count a resource that will be waited for, and warn when they begin to queue."""
    parallel = _at_once()
    if parallel is not None and next(current_run().waited_for) == parallel + 1:
        pulumi.log.warn(
            f"This program trains more than {parallel} models, but Pulumi runs {parallel} "
            f"operations at a time. The rest will queue. To run them all at once, use "
            f"`pulumi up --parallel {_ENOUGH}` or `PULUMI_PARALLEL={_ENOUGH} pulumi up`"
        )


def _at_once() -> int | None:
    parallel = getattr(settings.SETTINGS, "parallel", None)
    return parallel if isinstance(parallel, int) and parallel > 0 else None
