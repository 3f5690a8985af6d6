"""What the state keeps of a tuning job: names and counts, never an example.

Google's data statistics hold sample rows and distributions beside the counts: those are the user's
data, and without an end. Only what the schema names is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_google_tuning.fields import tolerant
from pulumi_google_tuning.fields.foreign import foreign
from pulumi_google_tuning.fields.values import Json
from pulumi_google_tuning.lifecycle.abilities.kept import Derived
from pulumi_google_tuning.lifecycle.outputs import evenly
from pulumi_google_tuning.resources.tuning_job import artifacts
from pulumi_google_tuning.resources.tuning_job.billing import billed
from pulumi_google_tuning.resources.tuning_job.serving import lack_of
from pulumi_google_tuning.resources.tuning_job.spec import SCHEMA, spec_of


class JobOutputs(Derived):
    """Names and counts of what a job made."""

    def derived(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> Json:
        """Return `error`, `tunedModel`, `tuningDataStats` and the like as the schema has them."""
        obj = {
            **_with_what_answers(obj),
            "chosenHyperParameters": tolerant.mapping(spec_of(obj)[1]).get("hyperParameters"),
            "billing": billed(obj, values),
        }
        kept = {
            field.name: _keep_named_fields(
                field.schema, tolerant.fitting(field.schema, obj.get(field.name))
            )
            for field in SCHEMA.outputs
            if field.derived
        }
        return {name: value for name, value in kept.items() if value or value is False}


def _with_what_answers(obj: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the job with `served`, and without an endpoint that doesn't answer."""
    if artifacts.MODEL not in obj or not artifacts.expects_endpoint(obj):
        return {key: value for key, value in obj.items() if key != "served"}
    if lack_of(obj) is None:
        return {**obj, "served": True}
    made = {**tolerant.mapping(obj.get("tunedModel"))}
    made.pop("endpoint", None)
    return {**obj, "tunedModel": made, "served": False}


def _keep_named_fields(schema: Mapping[str, Any], value: Any) -> Any:
    """Keep what a schema names; lists no longer than they may be."""
    if isinstance(value, Mapping):
        parts = {
            name: _keep_named_fields(part, value[name])
            for name, part in schema.get("properties", {}).items()
            if value.get(name) is not None
        }
        return {name: part for name, part in parts.items() if part not in ({}, [])}
    if isinstance(value, list):
        few = evenly(value, int(schema.get("maxItems", len(value))))
        return [_keep_named_fields(schema.get("items", {}), item) for item in few]
    # A resource's name is short, and an error's words may be a whole training row.
    return foreign(value) if isinstance(value, str) else value
