"""`ignoreChanges` through the native door: a path that names nothing would train again."""

from __future__ import annotations

import pytest

from pulumi_google_tuning.doors.native.ignoring import refuse_wrong_paths
from pulumi_google_tuning.fields.resource_schema import ResourceSchema
from pulumi_google_tuning.lifecycle.call import Call, LifecycleError

MODEL = ResourceSchema.load("tuned_model")
JOB = ResourceSchema.load("tuning_job")
URN = "urn:pulumi:s::p::google-tuning:index:TunedModel::m"


@pytest.fixture
def call() -> Call:
    """Return a call for a resource that the program was seen to declare."""
    made = Call(urn=URN)
    made.run.held.note_checked(URN)
    return made


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        (MODEL, "*"),
        (MODEL, "trainingData"),
        (MODEL, "hyperparameters.epochCount"),
        (MODEL, 'hyperparameters["epochCount"]'),
        (JOB, 'labels["a.b"]'),
        (JOB, "labels.team"),
        (JOB, "labels"),
    ],
)
def test_what_names_an_input_is_taken(call: Call, schema: ResourceSchema, path: str) -> None:
    """At every depth, in each form that the engine understands."""
    refuse_wrong_paths(schema, call, [path])


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("hyperparameters.epochCuont", 'names no field; did you mean "epochCount"'),
        ("hyperparameters.epoch_count", "names no field. Write hyperparameters.epochCount"),
        ("displayname", 'did you mean "displayName"'),
        ("examples", "Write trainingData"),
        ("trainingData.path", "names a part of the data"),
        ("createTime", "is an output"),
        ("a..b", "isn't a property path"),
    ],
)
def test_what_names_none_is_told_the_right_one(call: Call, path: str, said: str) -> None:
    """In the spelling that every language but Python has."""
    with pytest.raises(LifecycleError) as refused:
        refuse_wrong_paths(MODEL, call, ["displayName", path])
    assert f'm: ignoreChanges: "{path}"' in str(refused.value)
    assert said in str(refused.value)


def test_a_refresh_is_not_stopped_by_it() -> None:
    """It has the options of the last run, and no check: the next program may have mended them."""
    refuse_wrong_paths(MODEL, Call(urn=URN), ["nothing"])
