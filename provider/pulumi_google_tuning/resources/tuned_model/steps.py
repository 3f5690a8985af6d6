"""The arithmetic of a tuning task: steps, loss, snapshots.

`total = ceil(examples x epochs / batch)`, not a ceil an epoch: that gives the step counts which
Google's tutorials show. Source: https://ai.google.dev/gemini-api/docs/model-tuning.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase, Progress
from pulumi_google_tuning.lifecycle.outputs import evenly
from pulumi_google_tuning.lifecycle.results import ready


def steps(examples: int, epochs: int, batch: int) -> int:
    """Return the number of steps of a training."""
    return math.ceil(examples * epochs / batch)


def data_outputs(values: Mapping[str, Any]) -> Json:
    """Return digest and count of the examples, from the inputs or from stored outputs."""
    data = values.get("trainingData")
    if not isinstance(data, Mapping):
        kept = {name: values.get(name) for name in ("trainingDataSha256", "exampleCount")}
        return {name: value for name, value in kept.items() if value is not None}
    found = {"trainingDataSha256": data.get("sha256"), "exampleCount": data.get("exampleCount")}
    return {name: value for name, value in found.items() if value is not None}


def total_steps(obj: Mapping[str, Any], values: Mapping[str, Any]) -> int | None:
    """Return the steps by the hyperparameters that the server shows; None if it doesn't yet."""
    examples = tolerant.positive(data_outputs(values).get("exampleCount"))
    settings = tolerant.mapping(tolerant.at(obj, "tuningTask", "hyperparameters"))
    epochs, batch = (tolerant.positive(settings.get(name)) for name in ("epochCount", "batchSize"))
    if not (examples and epochs and batch):
        return None
    return steps(examples, epochs, batch)


def progress(
    phase: Phase, obj: Mapping[str, Any], values: Mapping[str, Any], total: int | None = None
) -> Progress:
    """Return how far the training is, as `step 19/38 50% loss 0.73`.

    total: the number of steps, where it is known from elsewhere than object and values.
    """
    if phase is Phase.READY:
        return Progress(phase, _result(obj, values, total))
    if phase is not Phase.WORKING:
        return Progress(phase)
    last = last_snapshot(obj)
    if last is None:
        return Progress(phase, "waiting for the first step", 0.0)
    step = last.get("step", 0)
    total = total or total_steps(obj, values)
    loss = f" loss {last['meanLoss']:.2f}" if "meanLoss" in last else ""
    if diverged(obj):
        loss = " loss NaN"
    if not total:
        return Progress(phase, f"step {step}{loss}")
    percent = min(100.0, 100 * step / total)
    return Progress(phase, f"step {step}/{total} {percent:.0f}%{loss}", percent)


def _result(obj: Mapping[str, Any], values: Mapping[str, Any], total: int | None) -> str:
    """Return what came of it: `ready: 38 steps, loss 0.25, 4 min`."""
    total = total or total_steps(obj, values)
    loss = (last_snapshot(obj) or {}).get("meanLoss")
    ended_at = "loss NaN" if diverged(obj) else "" if loss is None else f"loss {loss:.2f}"
    task = tolerant.mapping(obj.get("tuningTask")) or obj
    facts = (_counted(total, "step") if total else "", ended_at)
    return ready(facts, task.get("startTime"), task.get("completeTime"))


def outputs(phase: Phase, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Json:
    """Return the outputs that are computed from the training's snapshots."""
    last = last_snapshot(obj)
    total = total_steps(obj, values)
    done = last.get("step", 0) if last else 0
    found: Json = {"completedSteps": total if phase is Phase.READY and total else done}
    if total:
        found["totalSteps"] = total
    if last is not None:
        found["snapshots"] = _thinned(_taken(obj), values)
    if phase is Phase.READY and last and "meanLoss" in last:
        found["finalLoss"] = last["meanLoss"]
    return found


_SNAPSHOTS: Mapping[str, Any] = ResourceSchema.load("tuned_model").fields["snapshots"].schema
MAX_SNAPSHOTS: int = _SNAPSHOTS["maxItems"]
"""Of a state: each write of it carries all models' curves."""


def _thinned(taken: Sequence[Any], values: Mapping[str, Any]) -> list[Json]:
    """Return the curve for the state; where that has more points of this very curve, they stay.

    Points are picked as Google wrote them and only then looked into: a curve may have 25,000.

    An earlier version kept more. A refresh that thinned them would show a change of nothing.
    """
    stored = tolerant.fitting(_SNAPSHOTS, values.get("snapshots")) or []
    points = [one for one in taken if isinstance(one, Mapping)]
    if len(stored) > MAX_SNAPSHOTS and _fitting(evenly(points, len(stored))) == stored:
        return list(stored)
    return _fitting(evenly(points, MAX_SNAPSHOTS))


def plan(
    schema: ResourceSchema, settings: Mapping[str, Any], data: Mapping[str, Any], version: str
) -> str:
    """Return what a training will cost: `trains 38 steps: 15 examples x 10 epochs / batch 4`.

    Where the batch size is Google's to choose, so is the number of steps.
    """
    examples = int(data["exampleCount"])
    (epochs, *_), epochs_by_google = _setting(schema, settings, "epochCount", version)
    batches, batch_by_google = _setting(schema, settings, "batchSize", version)
    totals = [steps(examples, epochs, batch) for batch in batches]
    counts = " or ".join(str(total) for total in dict.fromkeys(totals))
    default = " (Google's default)" if epochs_by_google else ""
    chosen = " (Google chooses)" if batch_by_google else ""
    return (
        f"trains {counts} {'step' if totals == [1] else 'steps'}: "
        f"{_counted(examples, 'example')} × {_counted(epochs, 'epoch')}{default} / "
        f"batch {' or '.join(map(str, batches))}{chosen}"
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _setting(
    schema: ResourceSchema, settings: Mapping[str, Any], name: str, version: str
) -> tuple[list[int], bool]:
    """Return what the user set, or what Google may choose, and whether it is Google's choice."""
    if settings.get(name) is not None:
        return [int(settings[name])], False
    nested = schema.fields["hyperparameters"].schema["properties"][name]
    return list(nested["x-server-default"][version]), True


def snapshots(obj: Mapping[str, Any]) -> list[Json]:
    """Return the snapshots of a training, from the server's object or from stored outputs."""
    return _fitting(_taken(obj))


def last_snapshot(obj: Mapping[str, Any]) -> Json | None:
    """Return the last of the snapshots; None where there is none. The others aren't looked into."""
    last = tolerant.last_mapping(_taken(obj))
    return None if last is None else _fitting([last])[0]


def _fitting(taken: Any) -> list[Json]:
    return list(tolerant.fitting(_SNAPSHOTS, taken) or [])


def diverged(obj: Mapping[str, Any]) -> bool:
    """Return whether the last loss is none: `NaN`, as proto3's JSON writes it, or infinite.

    A loss that is not a number is left out of the outputs: Pulumi's protocol has no JSON for it,
    and who computes with a loss expects one.
    """
    last = tolerant.last_mapping(_taken(obj))
    return last is not None and tolerant.is_no_number(last.get("meanLoss"))


def _taken(obj: Mapping[str, Any]) -> Any:
    return tolerant.at(obj, "tuningTask", "snapshots") or obj.get("snapshots")
