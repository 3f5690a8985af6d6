"""What a diff calls the same has one identity, however the inputs are spelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_google_tuning.fields.canonical import canonical
from pulumi_google_tuning.fields.form import form_of
from pulumi_google_tuning.fields.projects import name_two_projects
from pulumi_google_tuning.fields.resource_schema import Field
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call, Change
from pulumi_google_tuning.lifecycle.diff import diff
from pulumi_google_tuning.lifecycle.identity import (
    Identity,
    same_training,
    trained_in_every_version,
    trained_on,
    trained_on_before,
)
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

MODEL, DATASET, JOB = TunedModelKind(), TuningDatasetKind(), TuningJobKind()
CONFIG = Config(project="my-project")
PLACE = "projects/123456789012/locations/us-central1"
IDS = {"TunedModel": "tunedModels/m-1", "TuningJob": f"{PLACE}/tuningJobs/7"}
SHAS = ("a" * 64, "b" * 64)
DATA = {"path": "a.jsonl", "sha256": SHAS[0], "exampleCount": 15, "sizeBytes": 900}
SPEC = {"trainingDatasetUri": "gs://bucket/train.jsonl", "hyperParameters": {"epochCount": 2}}
USUAL: list[tuple[Kind, dict[str, Any]]] = [
    (
        MODEL,
        {
            "baseModel": "models/b",
            "trainingData": DATA,
            "hyperparameters": {"epochCount": 5, "learningRate": 0.001},
            "revision": "2",
        },
    ),
    (DATASET, {"source": DATA, "bucket": "gs://b-1", "prefix": "sets/train"}),
    (JOB, {"baseModel": "gemini-2.5-flash", "supervisedTuningSpec": SPEC}),
]
NAME = "projects/{}/locations/us-central1/models/1@2"


def key(kind: Kind, inputs: Mapping[str, Any]) -> str:
    """Return the identity that inputs have."""
    return Identity("lineage", "urn", trained_on(kind.schema, inputs)).hexdigest(64)


def change(kind: Kind, old: Mapping[str, Any], new: Mapping[str, Any]) -> Change:
    """Return what a diff finds."""
    object_id = IDS.get(kind.schema.title, "gs://b-1/x.jsonl#1")
    return diff(kind, object_id, old, {}, new, CONFIG, Call())


def spelled(kind: Kind, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a kind's usual inputs with changes; None takes a key away."""
    usual = next(inputs for one, inputs in USUAL if one is kind)
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


@pytest.mark.parametrize(("kind", "usual"), USUAL, ids=["model", "dataset", "job"])
def test_the_usual_form_keeps_its_identity(kind: Kind, usual: dict[str, Any]) -> None:
    """What a check gives, with nothing said in vain, has the identity that it always had."""
    assert trained_on_before(kind.schema, usual) is None
    assert trained_in_every_version(kind.schema, usual) == [trained_on(kind.schema, usual)]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (MODEL, {"hyperparameters": {"epochCount": "5", "learningRate": 0.0010000000474974513}}),
        (MODEL, {"hyperparameters": {"epochCount": 5.0, "learningRate": "0.001"}}),
        (MODEL, {"baseModel": "b"}),
        (MODEL, {"trainingData": {**DATA, "path": "b.jsonl"}}),
        (MODEL, {"tunedModelSource": ""}),
        (DATASET, {"bucket": "b-1"}),
        (JOB, {"revision": ""}),
        (JOB, {"baseModel": "publishers/google/models/gemini-2.5-flash"}),
        (JOB, {"baseModel": "google/gemini-2.5-flash"}),
        (JOB, {"project": "my-project"}),
        (JOB, {"project": "123456789012"}),
        (JOB, {"location": "us-central1"}),
        (JOB, {"preTunedModel": {}}),
        (JOB, {"supervisedTuningSpec": {**SPEC, "exportLastCheckpointOnly": False}}),
        (JOB, {"supervisedTuningSpec": {**SPEC, "exportLastCheckpointOnly": "false"}}),
        (JOB, {"supervisedTuningSpec": {**SPEC, "validationDatasetUri": ""}}),
        (JOB, {"supervisedTuningSpec": {**SPEC, "evaluationConfig": {"metrics": []}}}),
    ],
)
def test_another_spelling_is_the_same_training(kind: Kind, changes: dict[str, Any]) -> None:
    """No spelling of the same inputs trains again, not even after a kill."""
    usual, other = spelled(kind, {}), spelled(kind, changes)
    for old, new in ((usual, other), (other, usual)):
        if not changes.get("project", "my-project").isdigit() or new is other:
            assert not change(kind, old, new).any
    assert key(kind, usual) == key(kind, other)


def test_an_alias_is_the_same_model() -> None:
    """Both names of a model in the catalogue train it once."""
    one, other = (spelled(JOB, {"baseModel": f"gemini-2.0-flash{end}"}) for end in ("", "-001"))
    assert not change(JOB, one, other).any
    assert key(JOB, one) == key(JOB, other)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("my-project", "123456789012", True),
        ("123456789012", "my-project", True),
        ("my-project", "your-project", False),
        ("123456789012", "999999999999", False),
    ],
)
def test_a_projects_number_in_a_name_is_no_proof_of_another(
    *, one: str, other: str, is_same: bool
) -> None:
    """A name with the number for the id trains nothing again; another id, or number, does."""
    fields = (
        lambda name: {"baseModel": None, "preTunedModel": {"tunedModelName": name}},
        lambda name: {"encryptionSpec": {"kmsKeyName": name.replace("models", "keyRings/r/k")}},
        lambda name: {"supervisedTuningSpec": {**SPEC, "trainingDatasetUri": name}},
        lambda name: {"distillationSpec": {"tunedTeacherModelSource": name}},
    )
    for field in fields:
        old, new = (spelled(JOB, field(NAME.format(project))) for project in (one, other))
        assert bool(change(JOB, old, new).replaces) is not is_same
        # Which it is, is seen in what is found (matching.py).
        assert key(JOB, old) == key(JOB, new)


def test_where_a_training_is_tells_it_apart() -> None:
    """The place is no part of an identity, and yet another place is another training."""
    usual = spelled(JOB, {})
    for changes, is_same in (
        ({"location": "us-central1"}, True),
        ({"project": "my-project"}, True),
        ({"location": "europe-west4"}, False),
        ({"project": "your-project"}, False),
        ({"revision": "2"}, False),
    ):
        other = spelled(JOB, changes)
        assert same_training(JOB.schema, usual, other, CONFIG) is is_same
        assert same_training(JOB.schema, other, usual, CONFIG) is is_same


# -- any inputs, in any spelling ---------------------------------------------------------------

NOTHING = (None, "", {}, [])
ODD = (*NOTHING, False, True, "false", 0, "0", 1, 1.0, "1", 0.1, 0.10000000149011612, "x")
FREE = st.dictionaries(st.sampled_from("ab"), st.sampled_from([*ODD, {"c": False}]), max_size=2)


def values(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Return values of a field, each in several spellings."""
    if "x-data" in schema or "x-dataset" in schema:
        paths = st.sampled_from(["a", "b"])
        return st.builds(
            lambda p, s: {**DATA, "path": p, "sha256": s}, paths, st.sampled_from(SHAS)
        )
    kind = schema.get("type")
    parts = schema.get("properties")
    if parts:
        some = st.lists(st.sampled_from(sorted(parts)), max_size=2, unique=True)
        return some.flatmap(
            lambda names: st.fixed_dictionaries({n: values(parts[n]) for n in names})
        )
    if kind == "array":
        return st.lists(values(schema.get("items", {})), max_size=2)
    if kind == "object":
        return FREE
    return st.sampled_from([None, *_scalars(schema)])


def _scalars(schema: Mapping[str, Any]) -> list[Any]:
    if "enum" in schema:
        return list(schema["enum"][:2])
    if schema.get("type") in ("integer", "number"):
        numbers = [2, 2.0, "2", 0.001, 0.0010000000474974513, "0.001", 16777217, 16777216.0, 0]
        return numbers[: 3 if schema["type"] == "integer" else None]
    if schema.get("type") == "boolean":
        return [False, True, "false", "True"]
    prefix = schema.get("x-prefix", "publishers/google/models/")
    names = [NAME.format(project) for project in ("my-project", "your-project", "123", "456")]
    return ["", "x", f"{prefix}x", "y", "1", 1, 1.0, *(names if "projects/" in str(schema) else [])]


@st.composite
def pairs(draw: st.DrawFn, kind: Kind) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draw inputs that a check gives, and others that differ a little, or only in the spelling."""
    fields = [field for field in kind.schema.inputs if field.trained and not field.place]
    few = draw(st.lists(st.sampled_from(fields), max_size=3, unique_by=lambda one: one.name))
    one = {field.name: draw(values(field.schema)) for field in few}
    other = {
        field.name: draw(st.just(one[field.name]) | near(field.schema, one[field.name]))
        for field in few
    }
    return checked(kind, one), checked(kind, other)


def checked(kind: Kind, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return inputs in the form that a check gives them."""
    found: dict[str, Any] = canonical(kind.schema.document, inputs, [])
    return found


def near(schema: Mapping[str, Any], value: Any) -> st.SearchStrategy[Any]:
    """Return values that differ from one in a part, if it has parts."""
    parts = schema.get("properties")
    if not parts or not isinstance(value, Mapping) or "sha256" in value:
        return values(schema)
    names = sorted({*value} or {*parts})
    return st.sampled_from(names).flatmap(
        lambda name: near(parts[name], value.get(name)).map(lambda part: {**value, name: part})
    )


def names_two(field: Field, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether a field names something of another project."""
    forms = [form_of(field.schema, inputs.get(field.name)) for inputs in (one, other)]
    return name_two_projects(*forms)


@pytest.mark.parametrize("kind", [MODEL, DATASET, JOB], ids=["model", "dataset", "job"])
@settings(max_examples=100)
@given(data=st.data())
def test_diff_and_identity_agree(kind: Kind, data: st.DataObject) -> None:
    """No change means one identity, and one identity means that nothing is replaced.

    But for a name that is certainly of another project, which is seen in what is found.
    """
    one, other = data.draw(pairs(kind))
    found = change(kind, one, other)
    same = key(kind, one) == key(kind, other)
    if not found.any:
        assert same
    if same and not any(names_two(field, one, other) for field in kind.schema.inputs):
        assert not found.replaces
