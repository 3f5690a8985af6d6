"""Where a change is: at the deepest path, without what only looks changed."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_google_tuning.data.sketch import KEY as SKETCH
from pulumi_google_tuning.doors.dynamic.changed_paths import ChangedPaths
from pulumi_google_tuning.doors.shared.property_path import written
from pulumi_google_tuning.fields.values import UNKNOWN
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call, Change
from pulumi_google_tuning.lifecycle.changed_paths import ChangedPath, Step
from pulumi_google_tuning.lifecycle.diff import diff
from pulumi_google_tuning.lifecycle.kind import Kind
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

ADD, DELETE, UPDATE = Step.ADD, Step.DELETE, Step.UPDATE
JOB, MODEL, DATASET = TuningJobKind(), TunedModelKind(), TuningDatasetKind()
URI = "gs://bucket/train.jsonl"


def compare(kind: Kind, old: dict[str, Any], new: dict[str, Any]) -> Change:
    """Compare two inputs of a resource."""
    return diff(kind, "an-id", old, {}, new, Config(), Call())


def data(digest: str, **more: Any) -> dict[str, Any]:
    """Return data as the inputs have it."""
    return {"path": "rows.jsonl", "sha256": digest, "exampleCount": 3, SKETCH: digest, **more}


@pytest.mark.parametrize(
    ("kind", "old", "new", "paths"),
    [
        pytest.param(
            JOB,
            {"supervisedTuningSpec": {"hyperParameters": {"epochCount": 3, "learningRate": 1}}},
            {"supervisedTuningSpec": {"hyperParameters": {"epochCount": 4, "learningRate": "1.0"}}},
            {"supervisedTuningSpec.hyperParameters.epochCount": (UPDATE, True)},
            id="the deepest path, and no other spelling of a number",
        ),
        pytest.param(
            JOB,
            {"labels": {"team": "a", "a.b": "x", "same": "y"}, "description": "old"},
            {"labels": {"tier": "b", "a.b": "z", "same": "y"}, "tunedModelDisplayName": "new"},
            {
                "labels.team": (DELETE, False),
                "labels.tier": (ADD, False),
                'labels["a.b"]': (UPDATE, False),
                "description": (DELETE, False),
                "tunedModelDisplayName": (ADD, False),
            },
            id="keys that come and go, and one with a dot",
        ),
        pytest.param(
            MODEL,
            {"trainingData": data("a"), "displayName": "old"},
            {"trainingData": data("b", exampleCount=4), "displayName": "new"},
            {
                "trainingData.sha256": (UPDATE, True),
                "trainingData.exampleCount": (UPDATE, True),
                "displayName": (UPDATE, False),
            },
            id="data by its digest, never its sketch",
        ),
        pytest.param(
            JOB,
            {"supervisedTuningSpec": {"trainingDatasetUri": URI}},
            {"supervisedTuningSpec": {"trainingDatasetUri": UNKNOWN, "validationDatasetUri": URI}},
            {
                "supervisedTuningSpec.trainingDatasetUri": (UPDATE, True),
                "supervisedTuningSpec.validationDatasetUri": (ADD, True),
            },
            id="a value that isn't known yet",
        ),
        pytest.param(
            MODEL,
            {"tunedModelId": "old", "revision": "1"},
            {"tunedModelId": "new", "revision": "2"},
            {"tunedModelId": (UPDATE, True), "revision": (UPDATE, True)},
            id="an id that is fixed at birth",
        ),
        pytest.param(
            MODEL,
            {"readerProjectNumbers": ["1", "2"], "timeouts": {"create": "1h"}, "wait": True},
            {"readerProjectNumbers": ["2", "3"], "timeouts": {"create": "2h"}, "wait": False},
            {"readerProjectNumbers": (UPDATE, False)},
            id="a list as a whole, and nothing of what only tells how to wait",
        ),
        pytest.param(
            MODEL,
            {"readerProjectNumbers": ["1", "2"], "trainingData": data("a"), "description": ""},
            {"readerProjectNumbers": ["2", "1"], "trainingData": data("a", path="moved.jsonl")},
            {},
            id="order, path and nothing at all",
        ),
        pytest.param(
            DATASET,
            {"source": data("a", sizeBytes=9), "bucket": "b", "delete": "allow"},
            {"source": data("a", sizeBytes=9), "bucket": "gs://c", "delete": "deny"},
            {"bucket": (UPDATE, True), "delete": (UPDATE, False)},
            id="what the state alone has",
        ),
    ],
)
def test_the_paths_of_a_change(
    kind: Kind, old: dict[str, Any], new: dict[str, Any], paths: dict[str, tuple[Step, bool]]
) -> None:
    """What the decision rests on is where the change is, and nothing else."""
    change = compare(kind, old, new)
    assert {written(one.keys): (one.step, one.replaces) for one in change.paths} == paths
    assert {one.keys[0] for one in change.paths} == {*change.replaces, *change.patches}


def test_the_dynamic_hosts_engine_is_told_what_a_path_is_inside_of() -> None:
    """`replace_on_changes` may name any of them."""
    changed = ChangedPaths()
    keys = ("labels", "a.b")
    changed.note("urn", [ChangedPath(keys, UPDATE), ChangedPath(("labels", "team"), DELETE)])
    assert changed.of("urn") == ["labels", 'labels["a.b"]', "labels.team"]
