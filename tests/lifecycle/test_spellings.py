"""After a kill the same inputs in another spelling find what was made, and train nothing."""

from __future__ import annotations

from typing import Any

import pytest
from support import made
from support.job_world import URI, JobWorld, checked
from support.made import Made
from support.plugin import Failed
from support.world import World

SPEC = {
    "training_dataset_uri": URI,
    "hyper_parameters": {"epoch_count": 2, "learning_rate_multiplier": 0.7},
}
RATE = {"epoch_count": "2", "learning_rate_multiplier": 0.699999988}


def created_again(thing: Made, name: str = "numbers", **changes: Any) -> str:
    """Create it in a run whose state knows nothing of it; return the id."""
    plugin = thing.plugin()
    news = {**thing.inputs, **changes}
    inputs, failures = plugin.check(
        name, {key: one for key, one in news.items() if one is not None}
    )
    assert failures == []
    return plugin.create(name, inputs)[0]


def test_a_model(world: World) -> None:
    """A rate in 32 bits, a name without its collection, what is empty, and all of it at once."""
    news = {**made.MODEL, "hyperparameters": {"epochCount": 2, "learningRate": 0.001}}
    thing = made.model(world, news)
    rate = {"epochCount": "2", "learningRate": 0.0010000000474974513}
    for changes in (
        {"hyperparameters": rate},
        {"baseModel": "gemini-1.5-flash-001-tuning"},
        {"revision": ""},
        {"hyperparameters": rate, "baseModel": "gemini-1.5-flash-001-tuning", "revision": ""},
    ):
        assert created_again(thing, **changes) == thing.id
    assert len(world.emulator.trainings()) == 1


def test_a_dataset(world: World) -> None:
    """A bucket without gs://, and no folder as an empty one, are the same reference."""
    thing = made.dataset(world)
    assert created_again(thing, bucket="b-1", prefix="") == thing.id


@pytest.mark.essential
def test_a_job(world: World) -> None:
    """A publisher, an off flag, a dataset's id, a place, a project's number: one training."""
    thing = made.job(world)
    number = thing.id.split("/")[1]
    for changes in (
        {"baseModel": "publishers/google/models/gemini-3.5-flash"},
        {"supervisedTuningSpec": {**SPEC, "export_last_checkpoint_only": False}},
        {"supervisedTuningSpec": {**SPEC, "training_dataset_uri": f"{URI}#5a278d46"}},
        {"revision": "", "location": "us-central1"},
        {"project": "my-project"},
        {"project": number},
        {"project": number, "supervisedTuningSpec": {**SPEC, "hyper_parameters": RATE}},
    ):
        assert created_again(thing, **changes) == thing.id
    assert len(world.emulator.jobs()) == 1
    # Another place is another training, whatever its identity.
    assert created_again(thing, location="europe-west4") != thing.id


def test_a_projects_number_for_its_id_is_looked_up(world: World) -> None:
    """A job is asked for under the other name of its project: there it is, and nothing trains."""
    thing = made.job(world)
    number = thing.id.split("/")[1]
    for before, after in ((number, "my-project"), ("my-project", number), (number, None)):
        thing.inputs["project"] = before
        thing.outputs["project"] = before
        thing.outputs["place"]["project"] = before
        plugin = thing.plugin()
        news = {key: one for key, one in thing.inputs.items() if key != "project"}
        found = plugin.diff(
            "numbers",
            thing.id,
            thing.outputs,
            thing.inputs,
            news if after is None else {**news, "project": after},
        )
        assert not found.replaces
    thing.inputs["project"] = number
    thing.world.emulator.fault(method="GET", path="projects/my-project/", status=403, count=99)
    with pytest.raises(Failed, match="it is unknown whether my-project is the same project"):
        thing.diff(thing.plugin(), project="my-project")
    assert len(world.emulator.jobs()) == 1


def test_a_datasets_id_is_its_address(world: World) -> None:
    """`pulumi import` writes `${train.id}`, which has a reference behind the address."""
    plugin = JobWorld(world).plugin()
    for given, meant in (
        (f"{URI}#5a278d46", URI),
        ("gs://my-data/a#5a278d46", "gs://my-data/a#5a278d46"),
        ("gs://my-data/a.jsonl#chapter", "gs://my-data/a.jsonl#chapter"),
    ):
        spec = {"training_dataset_uri": given, "validation_dataset_uri": given}
        inputs = checked(plugin, supervised_tuning_spec=spec)["supervisedTuningSpec"]
        assert inputs == {"trainingDatasetUri": meant, "validationDatasetUri": meant}
