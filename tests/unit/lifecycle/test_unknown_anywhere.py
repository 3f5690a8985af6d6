"""What a preview doesn't know yet, anywhere in the inputs, stops nothing."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import struct_pb2
from pulumi.runtime import rpc
from support.samples import Path, alone, places, put

from pulumi_google_tuning.doors.dynamic.values import from_engine, read_stored, to_engine
from pulumi_google_tuning.fields.values import UNKNOWN, contains_unknown
from pulumi_google_tuning.google.config import Config
from pulumi_google_tuning.lifecycle.call import Call
from pulumi_google_tuning.lifecycle.lifecycle import Lifecycle
from pulumi_google_tuning.resources.registry import RESOURCES
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

# No base model takes every field, so what Google's pages refuse of one only warns here.
CONFIG = Config.from_mapping(
    {"emulator": "http://127.0.0.1:1", "project": "p", "catalogue": "warn"}, {}
)
PLACES = [
    pytest.param(entry.kind, path, id=f"{entry.title}.{'.'.join(map(str, path))}")
    for entry in RESOURCES
    for path in places(entry.schema)
]
BASE = "models/gemini-1.5-flash-001-tuning"


def _life(kind: Any) -> Lifecycle:
    return Lifecycle(kind, None, None, CONFIG)  # type: ignore[arg-type] - nothing is sent


def _arrive(values: dict[str, Any]) -> dict[str, Any]:
    """Take values through the engine's encoding, as the plugin gets them."""
    struct = struct_pb2.Struct()
    struct.update(values)
    decoded: dict[str, Any] = rpc.deserialize_properties(struct, keep_unknowns=True)
    return decoded


@pytest.mark.parametrize(("kind", "path"), PLACES)
def test_an_unknown_value_stops_nothing(kind: Any, path: Path) -> None:
    """Any argument, whole or any part of it: the check passes it, and the diff compares it.

    The places are the schemas', so that a new field is covered without a word here. To this host
    the engine sends a secret as a plain value, and one that isn't known as an unknown.
    """
    inputs = alone(kind.schema, path)
    known = from_engine(_arrive(inputs))
    news = from_engine(_arrive(put(inputs, path, rpc.UNKNOWN)))
    life = _life(kind)
    before = life.check(Call(), {}, known)
    assert before.failures == []
    for olds in ({}, before.inputs, {**before.inputs, path[0]: UNKNOWN}):
        call = Call(urn="urn:pulumi:test::p::t::name")
        checked = life.check(call, read_stored(olds), news)
        assert checked.failures == []
        assert contains_unknown(checked.inputs)
        assert contains_unknown(from_engine(to_engine(checked.inputs)))
        if olds:
            life.diff(call, "tunedModels/numbers", olds, dict(olds), checked.inputs)
            life.diff(call, "tunedModels/numbers", None, dict(olds), checked.inputs)


def _plan(kind: Any, **inputs: Any) -> str:
    said: list[str] = []
    checked = _life(kind).check(Call(say=said.append), {}, inputs)
    assert checked.failures == []
    return "; ".join(said)


@pytest.mark.parametrize(
    "data",
    [
        UNKNOWN,
        [["0", "1"], ["41", UNKNOWN]],
        [{"text_input": "0", "output": UNKNOWN}],
        [UNKNOWN],
        {"sha256": UNKNOWN, "exampleCount": 5},
        {"sha256": "0" * 64, "exampleCount": UNKNOWN},
    ],
)
def test_a_model_s_unknown_data_say_that_it_trains(data: Any) -> None:
    """Data from another resource's output: it trains, and the steps are known with the data."""
    said = _plan(TunedModelKind(), base_model=BASE, training_data=data)
    assert said.startswith("trains; the number of steps depends on data that are not known yet")


def test_a_model_s_unknown_settings_say_that_it_trains() -> None:
    """Known data and unknown epochs: it trains, and the steps are known with the settings."""
    for settings in (UNKNOWN, {"epochCount": UNKNOWN}):
        said = _plan(
            TunedModelKind(),
            base_model=UNKNOWN,
            training_data=[["0", "1"]],
            hyperparameters=settings,
        )
        assert (
            said == "trains; the number of steps depends on hyperparameters that are not known yet"
        )


def test_a_dataset_s_unknown_rows_are_counted_later() -> None:
    """A source that isn't known, whole or in part, is uploaded, and counted when it is known."""
    for source in (UNKNOWN, [{"contents": UNKNOWN}], [UNKNOWN]):
        said = _plan(TuningDatasetKind(), bucket="my-bucket", source=source, format="gemini")
        assert said == "uploads; the rows are counted when they are known"


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (
            {"base_model": "gemini-3.5-flash", "supervised_tuning_spec": UNKNOWN},
            "tunes gemini-3.5-flash; epochs and data are not known yet",
        ),
        (
            {
                "base_model": UNKNOWN,
                "supervised_tuning_spec": {
                    "training_dataset_uri": UNKNOWN,
                    "validation_dataset_uri": UNKNOWN,
                    "hyper_parameters": UNKNOWN,
                },
            },
            (
                "tunes a model that is not known yet for a number of epochs not known yet on data "
                "whose address is not known yet"
            ),
        ),
        (
            {
                "pre_tuned_model": UNKNOWN,
                "supervised_tuning_spec": {
                    "training_dataset_uri": "gs://bucket/train.jsonl",
                    "hyper_parameters": {"epoch_count": UNKNOWN},
                },
            },
            (
                "tunes a model that is not known yet for a number of epochs not known yet on "
                "gs://bucket/train.jsonl"
            ),
        ),
    ],
)
def test_a_job_says_what_is_not_known_yet(inputs: dict[str, Any], expected: str) -> None:
    """A job's plan names what it knows, and says of the rest that it isn't known yet."""
    assert _plan(TuningJobKind(), **inputs) == expected


def test_known_rows_beside_an_unknown_one_are_checked() -> None:
    """A bad row is told in the preview, though its neighbour isn't known yet."""
    checked = _life(TunedModelKind()).check(
        Call(), {}, {"base_model": BASE, "training_data": [["", "1"], ["41", UNKNOWN]]}
    )
    assert [failure.path for failure in checked.failures] == ["trainingData"]
    assert "[0]" in checked.failures[0].reason
