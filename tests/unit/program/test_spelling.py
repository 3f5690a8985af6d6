"""The program's spelling and the state's, by the schema and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pytest
from support.samples import ROW, alone, places

from pulumi_google_tuning.fields.function_schema import function_schemas
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.program.functions import result_of
from pulumi_google_tuning.program.spelling import OwnWord, to_python, to_schema
from pulumi_google_tuning.resources.entry import Entry
from pulumi_google_tuning.resources.registry import RESOURCES
from pulumi_google_tuning.resources.tuned_model.functions import TunedModelResult
from pulumi_google_tuning.resources.tuning_job.functions import TuningJobResult

JOB = ResourceSchema.load("tuning_job").fields
ENTRIES = pytest.mark.parametrize("entry", RESOURCES, ids=lambda entry: str(entry.title))


def _sample(schema: dict[str, Any]) -> Any:
    """Make a value as it arrives: camelCase, and every number a float or an int64's text."""
    kind = schema.get("type")
    if kind == "object":
        parts = schema.get("properties", {"baseModel": {"type": "string"}})
        return {key: _sample(part) for key, part in parts.items()}
    if kind == "array":
        return [_sample(schema.get("items", {}))]
    if kind == "integer":
        return "31" if schema.get("format") == "int64" else 31.0
    return 0.5 if kind == "number" else "x"


def _check(schema: dict[str, Any], shown: Any) -> None:
    if schema.get("type") == "object" and "properties" in schema:
        assert set(shown) == {snake(key) for key in schema["properties"]}
        for key, part in schema["properties"].items():
            _check(part, shown[snake(key)])
    elif schema.get("type") == "array":
        _check(schema.get("items", {}), shown[0])
    elif schema.get("type") == "integer":
        assert (shown, type(shown)) == (31, int)


@ENTRIES
def test_every_output_has_one_spelling_and_whole_numbers(entry: Entry) -> None:
    """Keys in snake_case at every depth, whole numbers whole: for each field of each schema."""
    for field in entry.schema.fields.values():
        shown = to_python(field.schema, _sample(dict(field.schema)))
        _check(dict(field.schema), shown)
        assert to_python(field.schema, shown) == shown


@ENTRIES
def test_inputs_are_spelled_as_the_schema_does_at_every_depth(entry: Entry) -> None:
    """A nested argument in snake_case arrives in camelCase, whatever its depth."""
    for path in places(entry.schema):
        value = alone(entry.schema, path)[str(path[0])]
        schema = entry.schema.fields[str(path[0])].schema
        assert to_schema(schema, to_python(schema, value)) == value


@pytest.mark.parametrize(
    ("result", "function", "schema"),
    [
        (TunedModelResult, "getTunedModel", "tuned_model"),
        (TuningJobResult, "getTuningJob", "tuning_job"),
    ],
)
def test_a_function_spells_as_the_resource_does(result: Any, function: str, schema: str) -> None:
    """Each field of a function's result is what its schema and the resource's say."""
    parts = function_schemas()[function].outputs["properties"]
    shown = result_of(result, function, {name: _sample(part) for name, part in parts.items()})
    assert set(vars(shown)) == {snake(name) for name in parts}
    fields = ResourceSchema.load(schema).fields
    for name, part in parts.items():
        found = getattr(shown, snake(name))
        assert found is not None
        _check(part, found)
        if name in fields:
            _check(dict(fields[name].schema), found)


def test_words_of_the_user_are_never_changed() -> None:
    """A label, a row's own keys and Google's deeper objects stay as they were written."""
    call = {"functionCall": {"name": "f", "args": {"size_bytes": 1, "example_count": 2}}}
    row = {**ROW, "contents": [{"role": "user", "parts": [call]}]}
    source = ResourceSchema.load("tuning_dataset").fields["source"].schema
    found = to_schema(source, [row])
    assert json.dumps(found) == json.dumps([row])
    assert isinstance(next(iter(found[0])), OwnWord)
    labels = {"base_model": "x", "team": "nlp"}
    assert to_schema(JOB["labels"].schema, labels) == labels
    assert to_python(JOB["labels"].schema, labels) == labels


def test_two_spellings_of_one_key_are_left_to_the_check() -> None:
    """Neither value is lost before the check can say that the key was given twice."""
    schema = ResourceSchema.load("tuned_model").fields["hyperparameters"].schema
    for given in ({"epoch_count": 1, "epochCount": 2}, {"epochCount": 2, "epoch_count": 1}):
        assert to_schema(schema, given) == given


@pytest.mark.enable_socket
def test_an_output_inside_a_value_stays_one() -> None:
    """What isn't known yet doesn't hide what is known beside it."""
    schema = JOB["supervisedTuningSpec"].schema
    later = pulumi.Output.from_input({"epoch_count": 3})
    found = to_schema(schema, {"training_dataset_uri": "gs://b/x", "hyper_parameters": later})
    assert found["trainingDatasetUri"] == "gs://b/x"
    assert isinstance(found["hyperParameters"], pulumi.Output)
