"""What is wrong with a tuning job's inputs that the schema can't say.

Sources: the field descriptions of the discovery documents; the limits of validation data of
https://docs.cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-tuning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pulumi_google_tuning.fields.catalogue import catalogue
from pulumi_google_tuning.fields.messages import Failure
from pulumi_google_tuning.fields.model_names import is_open, one_form
from pulumi_google_tuning.fields.resource_schema import at_path
from pulumi_google_tuning.fields.values import is_unknown
from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.lifecycle.abilities.foretold import Judged
from pulumi_google_tuning.resources.tuning_job import data_form, documented
from pulumi_google_tuning.resources.tuning_job.lookup import LABEL
from pulumi_google_tuning.resources.tuning_job.spec import (
    DATA,
    VALIDATION,
    first_address,
    spec_of,
)

if TYPE_CHECKING:
    from datetime import date

    from pulumi_google_tuning.google.config import Config
    from pulumi_google_tuning.lifecycle.run import Run

_GEMINI: Final = "gemini-"
_MEASURED: Final = ("supervisedTuningSpec", "preferenceOptimizationSpec")
"""The specs of Gemini whose validation data is held to the model's limits, others' to the method's.

Open models have limits of their own, whatever the spec.
"""


class JobChecks(Judged):
    """What is wrong with a tuning job's inputs."""

    def problems(self, inputs: Mapping[str, Any], config: Config) -> list[Failure]:
        """Find a key in another location, a label that is ours, an open model in v1."""
        return [
            *_no_project(inputs, config),
            *_key_elsewhere(inputs, config),
            *_our_label(inputs),
            *_open_in_v1(inputs),
        ]

    def documented_problems(
        self, inputs: Mapping[str, Any], config: Config, today: date
    ) -> list[Failure]:
        """Find what the catalogue says Google refuses."""
        return documented.refusals(inputs, config, today)

    def training_problems(self, inputs: Mapping[str, Any], run: Run) -> list[Failure]:
        """Find data of another form, or more than Google takes, where this run has read them."""
        return [
            *data_form.mismatches(inputs, run),
            *_too_many_rows(inputs, run),
            *_too_much_validation(inputs, run),
        ]


def _too_many_rows(inputs: Mapping[str, Any], run: Run) -> list[Failure]:
    """Find more rows than the method takes of any model, as the catalogue has it."""
    name, spec = spec_of(inputs)
    method = catalogue().method_of(name)
    limits = catalogue().method_fact(method, "dataLimits") if method else None
    found = []
    for field, key in ((DATA[0], "trainingExamples"), (VALIDATION, "validationExamples")):
        rows, most = _rows_at(run, spec, field), limits.value.get(key) if limits else None
        if limits and rows is not None and most is not None and rows > most:
            reason = f"has {rows:,} rows. Google accepts at most {most:,} ({limits.where()})"
            found.append(Failure(f"{name}.{field}", reason))
    return found


def _too_much_validation(inputs: Mapping[str, Any], run: Run) -> list[Failure]:
    name, spec = spec_of(inputs)
    limits = _validation_limits(name, inputs.get("baseModel"))
    held, trained_on = _rows_at(run, spec, VALIDATION), _rows_at(run, spec, *DATA)
    if not limits or held is None:
        return []
    most, of = limits["validationExamples"], ""
    always = limits.get("validationShareFrom", 0)  # without it the share holds for every number
    if trained_on is not None and most > always:
        share = max(always, int(limits["validationShare"] * trained_on))
        if share < most:
            most, of = share, f" for {trained_on:,} in the training data"
    if held <= most:
        return []
    reason = f"has {held:,} rows. Google accepts at most {most:,}{of}: leave some out"
    return [Failure(f"{name}.{VALIDATION}", reason)]


def _no_project(inputs: Mapping[str, Any], config: Config) -> list[Failure]:
    """Find that nobody names a project, where no credentials could either."""
    if inputs.get("project") or config.project or not (config.emulator or config.api_key):
        return []
    reason = "is not known. Set it here, or run `pulumi config set google-tuning:project PROJECT`"
    return [Failure("project", reason)]


def _key_elsewhere(inputs: Mapping[str, Any], config: Config) -> list[Failure]:
    key = at_path(inputs, ("encryptionSpec", "kmsKeyName"))
    location = inputs.get("location") or config.location
    if not isinstance(key, str) or is_unknown(location):
        return []
    there = vertex.location_of(key)
    if there == location:
        return []
    reason = (
        f"is in {there}, but the job is in {location}. Google needs a key in the job's location"
    )
    return [Failure("encryptionSpec.kmsKeyName", reason)]


def _our_label(inputs: Mapping[str, Any]) -> list[Failure]:
    labels = inputs.get("labels")
    if not isinstance(labels, Mapping) or LABEL not in labels:
        return []
    reason = "is reserved: this provider uses it to find the job again"
    return [Failure(f"labels.{LABEL}", reason)]


def _open_in_v1(inputs: Mapping[str, Any]) -> list[Failure]:
    base = inputs.get("baseModel")
    version = inputs.get("apiVersion")
    if not isinstance(base, str) or is_unknown(version) or not is_open(base):
        return []
    if vertex.version_of(inputs) == "v1beta1":
        return []
    reason = f"is {base}, an open model. Tuning it requires apiVersion v1beta1 and an outputUri"
    return [Failure("baseModel", reason)]


def _validation_limits(spec_name: str, base_model: Any) -> Mapping[str, Any]:
    """Return the limits of a model's validation data, of an open model as the catalogue has them.

    A Gemini model whose limits the catalogue doesn't have is held to those of the newest.
    """
    base = one_form(base_model) if isinstance(base_model, str) else ""
    known = catalogue()
    model = known.of_vertex(base)
    if model is not None and model.kind == "open":
        return model.value("limits") or {}
    if spec_name not in _MEASURED or not base.startswith(_GEMINI):
        return {}
    models = [known.of_vertex(base), *(each for each in known.models if each.kind == "gemini")]
    limits = (each.value("limits") for each in models if each is not None)
    found: Mapping[str, Any] = next(filter(None, limits), {})
    return found


def _rows_at(run: Run, spec: Mapping[str, Any], *fields: str) -> int | None:
    uri = first_address(spec, *fields)
    return None if uri is None else run.sizes.rows_at(uri)
