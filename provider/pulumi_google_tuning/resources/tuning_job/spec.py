"""A tuning job's inputs: its schema, and the one tuning spec with its settings and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.resource_schema import ResourceSchema, at_path

SCHEMA: Final = ResourceSchema.load("tuning_job")
# The schema says it as a rule: exactly one of these.
SPECS: Final[tuple[str, ...]] = next(
    tuple(group) for group in SCHEMA.document["x-one-of"] if "supervisedTuningSpec" in group
)
DATA: Final = ("trainingDatasetUri", "promptDatasetUri")
VALIDATION: Final = "validationDatasetUri"


def spec_of(values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return the name and the value of the one tuning spec; ("", {}) where there is none yet."""
    for name in SPECS:
        value = values.get(name)
        if isinstance(value, Mapping):
            return name, value
    return "", {}


def setting(values: Mapping[str, Any], name: str) -> Any:
    """Return a hyperparameter of the job's spec."""
    return at_path(spec_of(values)[1], ("hyperParameters", name))


def recommended_epochs(spec_name: str) -> list[int] | None:
    """Return the fewest and the most epochs that Google recommends for a spec; None for others."""
    path = ("properties", "hyperParameters", "properties", "epochCount", "x-recommended")
    found: list[int] | None = at_path(SCHEMA.fields[spec_name].schema, path)
    return found


def first_address(spec: Mapping[str, Any], *fields: str) -> str | None:
    """Return the first of these addresses that the spec has; None where it isn't known yet."""
    given = next((spec[name] for name in fields if name in spec), None)
    return given if isinstance(given, str) else None
