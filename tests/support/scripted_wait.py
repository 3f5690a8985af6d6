"""A wait for a tuned model whose polls a test scripts, and whose clock moves with each of them."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from pulumi_google_tuning.errors import GoogleTuningError
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.waiting import Wait, WaitResult
from pulumi_google_tuning.lifecycle.watch import Watch
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind

TRAINING: dict[str, Any] = {
    "name": "tunedModels/m",
    "state": "CREATING",
    "createTime": "2026-01-01T00:00:00Z",
    "tuningTask": {
        "hyperparameters": {"epochCount": 10, "batchSize": 4},
        "snapshots": [{"step": 19, "meanLoss": 0.7312}],
    },
}
INPUTS = {"trainingData": {"sha256": "a" * 64, "exampleCount": 15}}


class Script:
    """A poller that publishes what a test says, one find a look, and moves the clock.

    A find is an object, an error, the reason of a late answer, or a list of these.
    """

    def __init__(self, *finds: Any, seconds: float = 60.0) -> None:
        self.finds = list(finds)
        self.seconds = seconds
        self.now = 0.0

    @contextlib.contextmanager
    def watch(self, key: str, known: Any = None) -> Iterator[Watch]:
        """Yield a watch whose condition publishes the next find when it is waited for."""
        watch = Watch(key, since=0.0)
        script = self

        class Condition(threading.Condition):
            def wait_for(self, predicate: Any, timeout: float | None = None) -> bool:
                script.now += script.seconds
                found = script.finds.pop(0) if script.finds else []
                for find in found if isinstance(found, list) else [found]:
                    if isinstance(find, str):
                        watch.late(find)
                    elif isinstance(find, GoogleTuningError):
                        watch.publish(error=find)
                    else:
                        watch.publish(obj=find)
                return bool(predicate())

        watch.changed = Condition(threading.RLock())
        yield watch

    def wait(self, inputs: dict[str, Any] | None = None, **call: Any) -> WaitResult:
        """Run a wait for TRAINING on this script."""
        made = Call(urn="u::t::m", clock=lambda: self.now, **call)
        poller: Any = self
        return Wait(TunedModelKind(), poller, made, {**INPUTS, **(inputs or {})}, TRAINING).run()
