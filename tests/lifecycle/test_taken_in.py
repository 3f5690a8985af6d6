"""Imports, as the life cycle answers them: what is declared, told later, refused and left alone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from support import job_world
from support.elsewhere import BASE, PAIRS, PARENT, SETTINGS, URI, Elsewhere, Taken
from support.emulator import Emulator

from pulumi_google_tuning.google import vertex
from pulumi_google_tuning.lifecycle.call import LifecycleError, NotReady, Ready
from pulumi_google_tuning.resources.tuned_model.kind import TunedModelKind
from pulumi_google_tuning.resources.tuned_model_permission.kind import PermissionKind
from pulumi_google_tuning.resources.tuning_dataset.kind import TuningDatasetKind
from pulumi_google_tuning.resources.tuning_job.kind import TuningJobKind

JOB = f"{PARENT}/tuningJobs/99"


@pytest.fixture
def elsewhere(emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    """Return what others made on an emulator whose trainings take no time."""
    monkeypatch.chdir(tmp_path)
    emulator.settings(trainingSeconds=0)
    return Elsewhere(emulator)


def unchanged(taken: Taken, result: Ready | NotReady) -> None:
    """Hold that the program of an import has no change, also after a refresh."""
    taken.again()
    assert not taken.diff(result, result.inputs).any
    read = taken.life.read(taken.call, result.id, result.inputs, result.outputs)
    assert isinstance(read, Ready)
    assert (read.inputs, read.outputs) == (result.inputs, result.outputs)
    assert not taken.diff(read, result.inputs).any
    assert (taken.said, taken.warned) == ([], [])


def examples(count: int, name: str = "data.jsonl") -> str:
    """Write pairs into a file."""
    pairs = [(PAIRS * 10)[at] for at in range(count)]
    lines = [json.dumps({"text_input": one["textInput"], "output": one["output"]}) for one in pairs]
    Path(name).write_text("\n".join(lines))
    return name


def test_a_model_comes_with_what_it_has(elsewhere: Elsewhere) -> None:
    """The inputs are what was asked for, without what the base model brings, nor any data."""
    taken = Taken(TunedModelKind(), elsewhere)
    result = taken.take_in(elsewhere.model(temperature=0.7, readerProjectNumbers=["12"]))
    assert isinstance(result, Ready)
    assert result.inputs == {
        "baseModel": BASE,
        "hyperparameters": SETTINGS,
        "displayName": "numbers",
        "temperature": 0.7,
        "readerProjectNumbers": ["12"],
    }
    assert result.outputs["place"]["server"] == elsewhere.emulator.url
    unchanged(taken, result)


def test_a_model_that_was_tuned_further(elsewhere: Elsewhere) -> None:
    """Its source is declared, and not the base model of that."""
    first = elsewhere.model("first")
    source = {"tunedModel": first}
    taken = Taken(TunedModelKind(), elsewhere)
    result = taken.take_in(elsewhere.model("second", baseModel=None, tunedModelSource=source))
    assert result.inputs is not None
    assert result.inputs["tunedModelSource"] == first
    assert "baseModel" not in result.inputs
    assert result.outputs["baseModel"] == BASE
    unchanged(taken, result)


def test_a_permission(elsewhere: Elsewhere) -> None:
    """A grant is declared with its model; the owner's is refused: no program can declare it."""
    model = elsewhere.model()
    taken = Taken(PermissionKind(), elsewhere)
    result = taken.take_in(elsewhere.permission(model))
    assert result.inputs == {
        "tunedModel": model,
        "granteeType": "USER",
        "emailAddress": "Ann@example.com",
        "role": "READER",
    }
    unchanged(taken, result)
    listed = elsewhere.session.send("GET", f"/v1beta/{model}/permissions")["permissions"]
    owner = next(one["name"] for one in listed if one["role"] == "OWNER")
    with pytest.raises(LifecycleError, match="can't be imported: role"):
        taken.take_in(owner)


def test_a_job_that_was_started_elsewhere(elsewhere: Elsewhere) -> None:
    """A job without a label of ours is declared as it is, patched and deleted as one of ours."""
    elsewhere.rows()
    taken = Taken(TuningJobKind(), elsewhere)
    result = taken.take_in(elsewhere.job().replace("123456789012", job_world.PROJECT))
    assert result.inputs is not None
    spec = result.inputs["supervisedTuningSpec"]
    assert spec["trainingDatasetUri"] == URI
    assert spec["hyperParameters"]["epochCount"] == 2
    rest = {key: value for key, value in result.inputs.items() if key != "supervisedTuningSpec"}
    assert rest == {
        "baseModel": "gemini-3.5-flash",
        "tunedModelDisplayName": "numbers",
        "labels": {"team": "nlp"},
    }
    unchanged(taken, result)
    news = {**result.inputs, "labels": {"team": "search"}, "tunedModelDisplayName": "counting"}
    assert taken.diff(result, news).patches == ("tunedModelDisplayName", "labels")
    updated = taken.update(result, news)
    assert isinstance(updated, Ready)
    for part in ("model", "endpoint"):
        there = vertex.read(elsewhere.session, "v1", updated.outputs["tunedModel"][part]) or {}
        assert there["labels"]["team"] == "search"
        assert there["displayName"] == "counting"
    denied = {**updated.outputs, "delete": "deny"}
    with pytest.raises(LifecycleError, match="delete is deny"):
        taken.life.delete(taken.call, updated.id, denied)
    taken.life.delete(taken.call, updated.id, updated.outputs)
    assert elsewhere.emulator.vertex()["counts"] == {
        "runningJobs": 0,
        "models": 0,
        "endpoints": 0,
    }


def test_a_job_of_another_place(elsewhere: Elsewhere) -> None:
    """Project and location are declared where the configuration doesn't say them."""
    elsewhere.rows()
    name = elsewhere.job()
    other = Elsewhere(elsewhere.emulator, project="other", location="europe-west4")
    result = Taken(TuningJobKind(), other).take_in(name)
    assert result.inputs is not None
    assert (result.inputs["project"], result.inputs["location"]) == ("123456789012", "us-central1")


def test_a_job_that_one_version_alone_shows(elsewhere: Elsewhere) -> None:
    """What only v1beta1 shows is read there, and declared with that version."""
    elsewhere.rows()
    spec = {"trainingDatasetUri": URI}
    body = {"supervisedTuningSpec": None, "fullFineTuningSpec": spec}
    taken = Taken(TuningJobKind(), elsewhere)
    result = taken.take_in(elsewhere.job(version="v1beta1", **body))
    assert result.inputs is not None
    assert result.inputs["apiVersion"] == "v1beta1"
    assert result.inputs["fullFineTuningSpec"]["trainingDatasetUri"] == URI


def test_an_object_of_storage(elsewhere: Elsewhere) -> None:
    """An object has no reference of ours: it is read, told of, and stays when the row goes."""
    text = elsewhere.rows()
    taken = Taken(TuningDatasetKind(), elsewhere)
    result = taken.take_in(URI)
    assert result.inputs == {"bucket": "gs://my-data", "prefix": "sets"}
    assert result.outputs["sizeBytes"] == len(text)
    unchanged(taken, result)
    Path("train.jsonl").write_text(text)
    news = {**result.inputs, "source": "train.jsonl"}
    change = taken.diff(result, news)
    assert (change.replaces, change.patches) == ((), ("source",))
    assert change.summary == (
        f"takes source for what {URI} was made of, which Google doesn't show: nothing is trained "
        "(its size and checksums agree)"
    )
    updated = taken.update(result, news)
    assert updated.outputs["exampleCount"] == len(job_world.ROWS)
    unchanged(taken, updated)
    taken.life.delete(taken.call, updated.id, updated.outputs)
    assert taken.said == [f"{URI} stays: it was imported, and this stack did not create it"]
    assert [one["name"] for one in elsewhere.emulator.objects()] == ["sets/train.jsonl"]


def test_a_file_that_is_not_the_object(elsewhere: Elsewhere) -> None:
    """Told rows that aren't those of the object are refused, by its bytes or by its name."""
    text = elsewhere.rows()
    Path("train.jsonl").write_text(text.replace("after 7?", "after 8?"))
    taken = Taken(TuningDatasetKind(), elsewhere)
    result = taken.take_in(URI)
    with pytest.raises(LifecycleError, match=r"CRC32C.*Give the data that it was made of"):
        taken.diff(result, {**(result.inputs or {}), "source": "train.jsonl"})
    named = f"gs://my-data/{hashlib.sha256(text.encode()).hexdigest()}.jsonl"
    elsewhere.rows(named)
    result = taken.take_in(named)
    assert result.outputs["sha256"] in named
    with pytest.raises(LifecycleError, match="named after the digest"):
        taken.diff(result, {**(result.inputs or {}), "source": "train.jsonl"})


def test_data_that_is_told_later_trains_nothing(elsewhere: Elsewhere) -> None:
    """Told data is stored and compared; only another digest after that trains again."""
    taken = Taken(TunedModelKind(), elsewhere)
    result = taken.take_in(elsewhere.model())
    taken.again()
    news = {**(result.inputs or {}), "trainingData": examples(15)}
    change = taken.diff(result, news)
    assert (change.replaces, change.patches) == ((), ("trainingData",))
    assert change.summary == (
        "takes trainingData for what tunedModels/numbers was made of, which Google doesn't show: "
        "nothing is trained (its 19 steps agree with 15 examples)"
    )
    elsewhere.emulator.forget_requests()
    updated = taken.update(result, news)
    assert isinstance(updated, Ready)
    assert {one["method"] for one in elsewhere.emulator.requests()} == {"GET"}
    assert updated.outputs["exampleCount"] == 15
    assert updated.outputs["totalSteps"] == 19
    unchanged(taken, updated)
    examples(14)
    change = taken.diff(updated, news)
    assert change.replaces == ("trainingData",)
    assert "+0 −1 of 14 examples" in str(change.summary)


def test_told_data_that_was_not_trained_on(elsewhere: Elsewhere) -> None:
    """Data of another size is refused with both ways out; with a revision it trains again."""
    taken = Taken(TunedModelKind(), elsewhere)
    result = taken.take_in(elsewhere.model())
    taken.again()
    news = {**(result.inputs or {}), "trainingData": examples(20)}
    refused = (
        "trainingData can't be what tunedModels/numbers was made of: its training took 19 steps, "
        "which is 15 examples with epochCount 5 and batchSize 4, and this data has 20. Give the "
        "data that it was made of. To train again, change `revision` as well"
    )
    with pytest.raises(LifecycleError) as error:
        taken.diff(result, news)
    assert refused in str(error.value)
    change = taken.diff(result, {**news, "revision": "2"})
    assert change.certain
    assert "trains again: revision unset → 2" in str(change.summary)


def test_secret_data_is_told_without_a_number(elsewhere: Elsewhere) -> None:
    """Of secret data no sentence tells how many examples it has."""
    taken = Taken(TunedModelKind(), elsewhere, secret=frozenset({"trainingData"}))
    result = taken.take_in(elsewhere.model())
    taken.again()
    news = {**(result.inputs or {}), "trainingData": examples(15)}
    assert str(taken.diff(result, news).summary).endswith("nothing is trained")
    examples(20)
    with pytest.raises(LifecycleError, match="Google shows another size") as refused:
        taken.diff(result, news)
    assert "20" not in str(refused.value)


def test_a_change_without_data(elsewhere: Elsewhere) -> None:
    """What was imported isn't replaced without its data, and a new one is refused without any."""
    taken = Taken(TunedModelKind(), elsewhere)
    result = taken.take_in(elsewhere.model())
    taken.again()
    inputs: dict[str, Any] = result.inputs or {}
    with pytest.raises(LifecycleError, match="Undo the change, or give trainingData as well"):
        taken.diff(result, {**inputs, "hyperparameters": {"epochCount": 6}})
    checked = taken.life.check(taken.call, {}, inputs)
    assert [(one.path, one.reason) for one in checked.failures] == [("trainingData", "is required")]


def test_the_import_of_a_program(elsewhere: Elsewhere) -> None:
    """In the run that imports, what the program leaves out stays as it is on the server.

    The engine imports, and updates in the same run where the program differs from what was read.
    """
    taken = Taken(TunedModelKind(), elsewhere)
    result = taken.take_in(elsewhere.model())
    news = {
        "baseModel": BASE,
        "hyperparameters": {"epochCount": 5},
        "trainingData": examples(15),
        "delete": "deny",
    }
    change = taken.diff(result, news)
    assert change.replaces == ()
    assert set(change.patches) == {"trainingData", "hyperparameters", "displayName", "delete"}
    assert "leaves hyperparameters.batchSize, hyperparameters.learningRate, displayName of" in str(
        change.summary
    )
    elsewhere.emulator.forget_requests()
    updated = taken.update(result, news)
    assert {one["method"] for one in elsewhere.emulator.requests()} == {"GET"}
    assert updated.outputs["delete"] == "deny"
    unchanged(taken, updated)
    again = Taken(TunedModelKind(), elsewhere)
    result = again.take_in("tunedModels/numbers")
    with pytest.raises(LifecycleError, match="is not what the program declares") as refused:
        again.diff(result, {**news, "hyperparameters": {"epochCount": 6}})
    assert "hyperparameters.epochCount 5 → 6" in str(refused.value)


def test_the_program_that_tells_the_data_leaves_settings_out(elsewhere: Elsewhere) -> None:
    """After an import by command, a program that says less than Google shows trains nothing.

    As one does whose row was lost, and imported again. What it says must agree, and what no
    training depends on is cleared as ever.
    """
    taken = Taken(TunedModelKind(), elsewhere)
    result = taken.take_in(elsewhere.model())
    news = {
        "baseModel": BASE,
        "hyperparameters": {"epochCount": 5},
        "trainingData": examples(15),
    }
    taken.again()
    change = taken.diff(result, news)
    assert change.replaces == ()
    assert "leaves hyperparameters.batchSize, hyperparameters.learningRate of" in str(
        change.summary
    )
    assert "patches displayName" in str(change.summary)
    updated = taken.update(result, news)
    unchanged(taken, updated)
    assert len(elsewhere.emulator.trainings()) == 1
    other = {**news, "hyperparameters": {"epochCount": 6}}
    assert taken.diff(result, other).replaces == ("hyperparameters",)


def test_a_training_that_runs_or_failed(elsewhere: Elsewhere) -> None:
    """A running training is taken in as not ready, and the next update waits for it."""
    elsewhere.emulator.settings(trainingSeconds=1000)
    taken = Taken(TunedModelKind(), elsewhere)
    running = taken.take_in(elsewhere.model("running"))
    assert isinstance(running, NotReady)
    assert running.reason.startswith("still in training")
    assert running.inputs is not None
    elsewhere.emulator.complete("tunedModels/running")
    assert isinstance(taken.update(running, running.inputs), Ready)
    elsewhere.emulator.fail_trainings("failing", "the data is bad")
    elsewhere.emulator.settings(trainingSeconds=0)
    failed = taken.take_in(elsewhere.model("failing"))
    assert isinstance(failed, NotReady)
    assert "the data is bad" in failed.reason


@pytest.mark.parametrize(
    ("kind", "object_id", "sentence"),
    [
        (TunedModelKind(), "tunedModels/nothing", "does not exist at http"),
        (TunedModelKind(), "nothing", "Write it as tunedModels/ID"),
        (PermissionKind(), "tunedModels/a/permissions/1", "does not exist at http"),
        (PermissionKind(), "tunedModels/a", "Write it as tunedModels/ID/permissions/PERMISSION"),
        (TuningDatasetKind(), "gs://my-data/none.jsonl", "does not exist at http"),
        (TuningDatasetKind(), "gs://my-data/train.csv", "Write it as gs://BUCKET/OBJECT.jsonl"),
        (TuningJobKind(), JOB, "does not exist at http"),
        (TuningJobKind(), "99", "Write it as projects/PROJECT/locations/LOCATION/tuningJobs/ID"),
    ],
)
def test_what_cannot_be_imported(
    elsewhere: Elsewhere, kind: Any, object_id: str, sentence: str
) -> None:
    """An id of another form is told the form, and what isn't there where it was looked for."""
    with pytest.raises(LifecycleError) as error:
        Taken(kind, elsewhere).take_in(object_id)
    assert sentence in str(error.value)
