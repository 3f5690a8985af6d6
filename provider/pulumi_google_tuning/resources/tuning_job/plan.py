"""What a tuning job will do, printed before it is sent: its plan, and a warning of unwise numbers.

Source of the recommended epochs:
https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/tune-gemini-overview.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pulumi_google_tuning.data.datasets.advice import too_few
from pulumi_google_tuning.fields.model_names import is_open
from pulumi_google_tuning.fields.numbers import number_of
from pulumi_google_tuning.fields.resource_schema import at_path
from pulumi_google_tuning.fields.values import is_unknown
from pulumi_google_tuning.lifecycle import estimates
from pulumi_google_tuning.lifecycle.abilities.foretold import Advised, Planned
from pulumi_google_tuning.resources.tuning_job import cost
from pulumi_google_tuning.resources.tuning_job.spec import (
    DATA,
    SPECS,
    first_address,
    recommended_epochs,
    setting,
    spec_of,
)

if TYPE_CHECKING:
    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.lifecycle.run import Run


class JobPlan(Planned, Advised):
    """What a tuning job tunes, for how long and on what."""

    def advice(self, inputs: Mapping[str, Any], run: Run) -> list[str]:
        """Warn of epochs or training rows outside of Google's, and of a stall no step can end."""
        found = (_epochs(inputs), _rows(inputs, run), _unseen_steps(inputs))
        return [said for said in found if said]

    def plan(self, inputs: Mapping[str, Any], config: Config, run: Run) -> str | None:
        """Return what is tuned: `tunes gemini-3.5-flash for 4 epochs on gs://bucket/train.jsonl`.

        Of a dataset that this run has counted, also the tokens of all epochs, and what they cost.
        """
        base = _base(inputs)
        name, spec = spec_of(inputs)
        if base is None:
            return None
        if not name:
            pending = any(is_unknown(inputs.get(one)) for one in SPECS)
            return f"tunes {base}; epochs and data are not known yet" if pending else None
        data = _data(spec)
        text = f"tunes {base} {_length(inputs)} on {data}"
        total = cost.estimate(inputs, run).total
        if total is None:
            return text
        return f"{text}: {estimates.describe_tokens(total, cost.price_of(inputs, config))}"


def _epochs(inputs: Mapping[str, Any]) -> str | None:
    name, _ = spec_of(inputs)
    epochs = number_of(setting(inputs, "epochCount"))
    if not name or epochs is None:
        return None
    recommended = recommended_epochs(name)
    if not recommended or recommended[0] <= epochs <= recommended[-1]:
        return None
    return (
        f"{name}.hyperParameters.epochCount is {epochs}: Google recommends {recommended[0]} "
        f"to {recommended[-1]} epochs. With fewer, a model learns little. With more, it "
        "learns the examples by heart, and each epoch costs as much again"
    )


def _rows(inputs: Mapping[str, Any], run: Run) -> str | None:
    """Return that the training data is small; of validation data nothing is said."""
    name, spec = spec_of(inputs)
    base = inputs.get("baseModel")
    if name != "supervisedTuningSpec" or (isinstance(base, str) and is_open(base)):
        return None
    uri = first_address(spec, *DATA)
    rows = None if uri is None else run.sizes.rows_at(uri)
    return None if rows is None else too_few(f"{name}.{DATA[0]}", rows)


def _unseen_steps(inputs: Mapping[str, Any]) -> str | None:
    timeouts = inputs.get("timeouts")
    stall = timeouts.get("stall") if isinstance(timeouts, Mapping) else None
    shows_none = inputs.get("apiVersion") in (None, "v1")
    if not isinstance(stall, str) or is_unknown(stall) or not shows_none:
        return None
    return (
        f"timeouts.stall is {stall}: apiVersion v1 shows no steps while a job runs, so this "
        "limits the job's whole run time. v1beta1 shows the steps"
    )


def _base(inputs: Mapping[str, Any]) -> str | None:
    """Return what is tuned on from; None where the inputs don't say."""
    parent = inputs.get("preTunedModel")
    named = parent.get("tunedModelName") if isinstance(parent, Mapping) else parent
    base = inputs.get("baseModel") or named
    if is_unknown(base):
        return "a model that is not known yet"
    return base if isinstance(base, str) else None


def _length(inputs: Mapping[str, Any]) -> str:
    if is_unknown(at_path(spec_of(inputs)[1], ("hyperParameters",))):
        return "for a number of epochs not known yet"
    for name, noun in (("epochCount", "epoch"), ("stepCount", "step")):
        value = setting(inputs, name)
        if is_unknown(value):
            return f"for a number of {noun}s not known yet"
        number = number_of(value)
        if number is not None:
            return f"for {number} {noun}" if number == 1 else f"for {number} {noun}s"
    return "for as many epochs as Google chooses"


def _data(spec: Mapping[str, Any]) -> str:
    return first_address(spec, *DATA) or "data whose address is not known yet"
