"""Fields: the schemas say everything, in words that the code knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pulumi_google_tuning.fields.resource_schema import (
    KEYWORDS,
    Field,
    ResourceSchema,
    at_path,
    body_of,
)
from pulumi_google_tuning.fields.schema_files import schema_path
from pulumi_google_tuning.fields.spelling import camel, snake
from pulumi_google_tuning.fields.values import UNKNOWN

FOLDER = schema_path("tuned_model").parent
SCHEMAS: dict[str, dict[str, Any]] = {
    path.name: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.schema.json"))
}
_NO_RESOURCES = (
    "catalogue",
    "config",
    "evaluation",
    "options",
    "training_example",
    "dataset_",
    "stack",
)
RESOURCES = [name for name in SCHEMAS if not name.startswith(_NO_RESOURCES)]
TUNED_MODEL = ResourceSchema.load("tuned_model")


def _properties(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every property that stands in a schema's tree, conditions aside."""
    for name, part in schema.get("properties", {}).items():
        yield f"{path}{name}", part
        yield from _properties(part, f"{path}{name}.")
    if isinstance(schema.get("items"), dict):
        yield from _properties(schema["items"], f"{path}[].")


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_sound(name: str) -> None:
    """Every schema is JSON Schema 2020-12, every property is described, every x- word is known."""
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    bare = [path for path, part in _properties(schema) if not part.get("description", "").strip()]
    assert bare == []
    assert {key for key in _keys(schema) if key.startswith("x-")} - set(KEYWORDS) == set()


def test_no_keyword_is_dead() -> None:
    """A keyword that no schema uses is documentation of nothing."""
    used = {key for schema in SCHEMAS.values() for key in _keys(schema)}
    assert set(KEYWORDS) - used == set()


@pytest.mark.parametrize("name", RESOURCES)
def test_a_resource_is_consistent(name: str) -> None:
    """What the keywords of a resource's fields name exists, and they don't contradict."""
    resource = ResourceSchema.load(name.removesuffix(".schema.json"))
    versions = resource.document["properties"].get("apiVersion", {}).get("enum", [])
    for field in resource.fields.values():
        assert camel(field.python_name) == field.name
        assert not (field.read_only and (field.trained or "x-change" in field.schema)), field.name
        assert field.trained <= (field.change == "replace"), field.name
        assert set(field.schema.get("x-versions", ())) <= set(versions), field.name
        if field.data:
            assert schema_path(field.data).is_file()
        if "x-prefix" in field.schema:
            assert str(field.schema["x-example"]).startswith(field.schema["x-prefix"])
            Draft202012Validator(field.schema).validate(field.schema["x-example"])
    for keyword in ("x-exclusive", "x-one-of"):
        for group in resource.document.get(keyword, []):
            assert set(group) <= set(resource.fields)


def test_an_input_without_a_change_is_refused() -> None:
    """A schema that doesn't say what a change of an input asks for is a mistake, said at once."""
    with pytest.raises(ValueError, match="foo: x-change is None"):
        Field.of("foo", {"type": "string"})


@pytest.mark.parametrize(
    ("api", "python"),
    [
        ("baseModel", "base_model"),
        ("topP", "top_p"),
        ("name", "name"),
        ("trainingDataSha256", "training_data_sha256"),
    ],
)
def test_spellings(api: str, python: str) -> None:
    """A name has one spelling in Python and one in the API, and each gives the other."""
    assert (snake(api), camel(python)) == (python, api)


def test_a_tuned_models_fields() -> None:
    """The fields are what design.md's table promises of a TunedModel."""
    assert TUNED_MODEL is ResourceSchema.load("tuned_model")
    fields = TUNED_MODEL.fields
    assert {field.name for field in TUNED_MODEL.inputs if field.change == "patch"} == {
        *("displayName", "description", "temperature", "topP", "topK", "readerProjectNumbers")
    }
    assert {field.name for field in TUNED_MODEL.inputs if field.trained} == {
        *("baseModel", "tunedModelSource", "trainingData", "hyperparameters", "revision")
    }
    assert {field.python_name for field in TUNED_MODEL.outputs} == {
        *("name", "tuned_model_id", "state", "base_model", "create_time", "update_time"),
        *("start_time", "complete_time", "temperature", "top_p", "top_k", "total_steps"),
        *("completed_steps", "final_loss", "loss_curve", "training_data_sha256", "example_count"),
        *("place", "imported"),
    }
    assert fields["baseModel"].output
    assert not fields["baseModel"].read_only
    assert fields["state"].change == "none"
    assert fields["trainingData"].data == "training_example"


def test_the_body_is_googles() -> None:
    """Each input stands at its place in Google's JSON; ours, the data and the unknown don't."""
    inputs = {
        "tunedModelSource": "tunedModels/a",
        "trainingData": {"sha256": "0" * 64, "exampleCount": 1},
        "hyperparameters": {"epochCount": 5, "batchSize": UNKNOWN, "learningRate": None},
        "displayName": "",
        "temperature": 0,
        "readerProjectNumbers": ["1", UNKNOWN],
        "description": None,
        "topK": UNKNOWN,
        "wait": False,
        "revision": "2",
        "name": "tunedModels/b",
    }
    assert body_of(TUNED_MODEL, inputs) == {
        "tunedModelSource": {"tunedModel": "tunedModels/a"},
        "tuningTask": {"hyperparameters": {"epochCount": 5}},
        "displayName": "",
        "temperature": 0,
        "readerProjectNumbers": ["1"],
    }
    assert body_of(TUNED_MODEL, inputs, ["displayName", "description"]) == {"displayName": ""}


def test_at_path() -> None:
    """A path that leads nowhere gives None, whatever stands in its way."""
    obj = {"tuningTask": {"startTime": "t"}, "state": "ACTIVE"}
    assert at_path(obj, ("tuningTask", "startTime")) == "t"
    assert at_path(obj, ("tuningTask", "endTime")) is None
    assert at_path(obj, ("state", "startTime")) is None


def test_the_schemas_are_in_one_place() -> None:
    """The folder that is tested here is the checkout's."""
    assert Path(__file__).resolve().parents[3] / "schema" == FOLDER
