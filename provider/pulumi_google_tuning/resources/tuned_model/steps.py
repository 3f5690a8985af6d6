"""The arithmetic of a tuning task: its steps, and the last loss.

`total = ceil(examples x epochs / batch)`, not a ceil an epoch: that gives the step counts which
Google's tutorials show. Source: https://ai.google.dev/gemini-api/docs/model-tuning.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities.waited_for import Phase, Progress
from pulumi_google_tuning.lifecycle.results import ready
from pulumi_google_tuning.resources.tuned_model import loss_curve


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
    last = loss_curve.last_snapshot(obj)
    if last is None:
        return Progress(phase, "waiting for the first step", 0.0)
    step = last.get("step", 0)
    total = total or total_steps(obj, values)
    loss = f" loss {last['meanLoss']:.2f}" if "meanLoss" in last else ""
    if loss_curve.diverged(obj):
        loss = " loss NaN"
    if not total:
        return Progress(phase, f"step {step}{loss}")
    percent = min(100.0, 100 * step / total)
    return Progress(phase, f"step {step}/{total} {percent:.0f}%{loss}", percent)


def _result(obj: Mapping[str, Any], values: Mapping[str, Any], total: int | None) -> str:
    """Return what came of it: `ready: 38 steps, loss 0.25, 4 min`."""
    total = total or total_steps(obj, values)
    loss = (loss_curve.last_snapshot(obj) or {}).get("meanLoss")
    ended_at = "" if loss is None else f"loss {loss:.2f}"
    if loss_curve.diverged(obj):
        ended_at = "loss NaN"
    task = tolerant.mapping(obj.get("tuningTask")) or obj
    facts = (_counted(total, "step") if total else "", ended_at)
    return ready(facts, task.get("startTime"), task.get("completeTime"))


def outputs(phase: Phase, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Json:
    """Return the outputs on steps and loss, without the curve."""
    last = loss_curve.last_snapshot(obj)
    total = total_steps(obj, values)
    done = last.get("step", 0) if last else 0
    found: Json = {"completedSteps": total if phase is Phase.READY and total else done}
    if total:
        found["totalSteps"] = total
    if phase is Phase.READY and last and "meanLoss" in last:
        found["finalLoss"] = last["meanLoss"]
    return found


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
