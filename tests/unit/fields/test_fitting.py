"""What is said to fit is what jsonschema finds nothing in; all else gets jsonschema's words."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import samples

from pulumi_google_tuning.fields.fitting import failures_in, fits
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.fields.schema_files import load_schema
from pulumi_google_tuning.fields.validation import Validator, failures_of
from pulumi_google_tuning.fields.values import UNKNOWN

NAMES = ("tuned_model", "tuned_model_permission", "tuning_dataset", "tuning_job")
SCHEMAS = [ResourceSchema.load(name) for name in NAMES]
DATA = {"path": "a.jsonl", "sha256": "0" * 64, "exampleCount": 2}
URI = {"trainingDatasetUri": "gs://bucket/train.jsonl"}
GOOD: list[tuple[str, dict[str, Any]]] = [
    ("tuned_model", {"baseModel": "models/x", "trainingData": DATA}),
    (
        "tuned_model",
        {
            "tunedModelSource": "tunedModels/x",
            "trainingData": DATA,
            "hyperparameters": {"epochCount": 5.0, "batchSize": 4, "learningRate": 0.001},
            "readerProjectNumbers": ["1", "2"],
            "apiVersion": "v1beta",
            "temperature": 0.5,
            "retrain": "deny",
            "timeouts": {"create": "1h30m"},
        },
    ),
    (
        "tuned_model_permission",
        {"tunedModel": "tunedModels/x", "granteeType": "EVERYONE", "role": "READER"},
    ),
    ("tuning_dataset", {"bucket": "gs://my-bucket", "source": {**DATA, "sizeBytes": 9}}),
    (
        "tuning_job",
        {"baseModel": "gemini-2.5-flash", "supervisedTuningSpec": URI, "labels": {"a": "b"}},
    ),
]


@pytest.mark.parametrize(("name", "inputs"), GOOD)
def test_what_programs_give_fits(name: str, inputs: dict[str, Any]) -> None:
    """Else each preview imports jsonschema, which takes longer than all else of a check."""
    document = ResourceSchema.load(name).document
    assert fits(document, inputs, "v1beta" if name.startswith("tuned") else None)
    assert failures_in(document, inputs) == failures_of(document, inputs) == []


def test_a_whole_configuration_fits() -> None:
    """It is checked at each start."""
    given = {"project": "p", "location": "europe-west4", "pollSeconds": 0.5, "delete": "deny"}
    assert fits(load_schema("config"), given)


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.from_regex(r"[0-9]{1,3}(\.[0-9])?(e[0-9]{1,4})?(ms|h|m)?\n?", fullmatch=True)
    | st.sampled_from([UNKNOWN, 10**400, 5.0, "models/x", "v1beta3", "EVERYONE", "deny", "\ud800"])
)
keys = st.sampled_from(sorted({one for schema in SCHEMAS for one in schema.fields})) | st.text(
    max_size=5
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(SCHEMAS), st.data())
def test_what_fits_is_right(schema: ResourceSchema, data: st.DataObject) -> None:
    """Whatever is changed in, added to or left out of the inputs, the two never disagree."""
    whole = samples.whole(schema)
    names = data.draw(st.sets(st.sampled_from(sorted(whole))))
    inputs = {name: whole[name] for name in names}
    for good in data.draw(st.lists(st.sampled_from([one for _, one in GOOD]), max_size=1)):
        inputs |= {name: value for name, value in good.items() if name in schema.fields}
    spots = [path for path in samples.places(schema) if path[0] in inputs]
    for path in data.draw(st.lists(st.sampled_from(spots), max_size=2)) if spots else ():
        inputs = _replaced(inputs, path, data.draw(anything))
    inputs |= data.draw(st.dictionaries(keys, anything, max_size=1))
    assert failures_in(schema.document, inputs) == failures_of(schema.document, inputs)


def _replaced(value: Any, path: samples.Path, new: Any) -> Any:
    """Return a copy with another value at a path; the same where it doesn't lead anywhere."""
    changed = at = copy.deepcopy(value)
    try:
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = new
    except (KeyError, IndexError, TypeError):
        return value
    return changed


@given(st.dictionaries(st.sampled_from(sorted(load_schema("config")["properties"])), anything))
def test_what_fits_a_configuration_is_right(values: dict[str, Any]) -> None:
    """The same for the configuration."""
    document = load_schema("config")
    assert not fits(document, values) or Validator(document).is_valid(values)


WRONG: Mapping[str, tuple[Any, Any]] = {
    "x-duration": (True, "an hour"),
    "x-exclusive": ([["a", "b"]], {"a": 1, "b": 2}),
    "x-one-of": ([["a", "b"]], {}),
}


def test_every_keyword_of_ours_refuses_in_both() -> None:
    """A keyword that jsonschema is taught, and this isn't, would let everything pass."""
    assert {name for name in Validator.VALIDATORS if name.startswith("x-")} == {*WRONG}
    for name, (wanted, value) in WRONG.items():
        assert not fits({name: wanted}, value)
        assert not Validator({name: wanted}).is_valid(value)


def test_what_is_not_known_here_is_left_to_jsonschema() -> None:
    """A new keyword, an unknown value, a number that is compared: nothing is guessed."""
    assert not fits({"patternProperties": {}}, {})
    assert not fits({"type": "string"}, UNKNOWN)
    assert not fits({"enum": [1, 2]}, 1)
