"""The sections of the stack as data, and what each one declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.program.resource import TuningResource
from pulumi_google_tuning.resources.tuned_model import TunedModel
from pulumi_google_tuning.resources.tuned_model_permission import TunedModelPermission
from pulumi_google_tuning.resources.tuning_dataset import TuningDataset
from pulumi_google_tuning.resources.tuning_job import TuningJob

KEY: Final = "google-tuning:resources"
"""Where the stack as data stands in the configuration."""

SECTIONS: Final[dict[str, type[TuningResource]]] = {
    "datasets": TuningDataset,
    "permissions": TunedModelPermission,
    "tunedModels": TunedModel,
    "tuningJobs": TuningJob,
}
"""What each section of the configuration declares."""

Path = tuple[str | int, ...]
"""The keys and indexes below `google-tuning:resources`, as the user spelt them."""


def schema_of(section: str) -> ResourceSchema:
    """Return the schema of what a section declares."""
    return SECTIONS[section]._schema  # noqa: SLF001 - our own class


def kind_in(section: str) -> Kind:
    """Return the kind of what a section declares."""
    return SECTIONS[section]._provider_class.kind  # noqa: SLF001 - our own class


def named(names: Iterable[str], key: str) -> str | None:
    """Find a key among API names, in whichever of the two spellings it is written."""
    return next((name for name in names if key in (name, snake(name))), None)


def part_at(schema: Mapping[str, Any], step: str | int) -> Mapping[str, Any] | None:
    """Return the schema of one step into a value; None where nothing stands there."""
    if isinstance(step, int):
        return schema.get("items") if schema.get("type") == "array" else None
    properties = schema.get("properties", {})
    name = named(properties, step)
    if name is not None:
        found: Mapping[str, Any] = properties[name]
        return found
    others = schema.get("additionalProperties")
    return others if isinstance(others, Mapping) else None


def schema_at(path: Path) -> Mapping[str, Any]:
    """Return the schema of what stands at a path; empty where nothing may stand."""
    at: Mapping[str, Any] | None = schema_of(str(path[0])).document
    for step in path[2:]:
        at = None if at is None else part_at(at, step)
    return at or {}


def holds_data(section: str, key: str) -> bool:
    """Return whether an argument is training data: a path, or rows that are text as they stand."""
    fields = schema_of(section).fields
    name = named(fields, key)
    return name is not None and fields[name].holds_data
