"""Forced replacements: a new training, then the old model goes, and never the new one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from support.doors import NATIVE, both
from support.emulator import Emulator
from support.interruption import MODEL, PROGRAM, Interrupted, finish, settled
from support.project import OK, RESOURCE_ERROR, Project
from support.waiting import until

ON_CHANGES = 'pulumi.ResourceOptions(replace_on_changes=["description"])'
# To the provider a taint and `--replace` are one thing: the engine alone tells them apart.
TAINT = pytest.param("taint", marks=pytest.mark.thorough)
EXPLICIT = '\n    tuned_model_id="mine",'
DELETE_FIRST = "\n    opts=pulumi.ResourceOptions(delete_before_replace=True),"


def declare(project: Project, more: str = "") -> None:
    """Write the program with one model."""
    project.program(PROGRAM.format(answer="2", more=more))


def urn_of(project: Project) -> str:
    """Return the model's urn, as the state has it."""
    (found,) = [r["urn"] for r in project.deployment()["resources"] if r["urn"].endswith("::m0")]
    return str(found)


def ask_for_a_new_one(project: Project, way: str) -> tuple[str, ...]:
    """Prepare a forced replacement; give the words for `up`."""
    if way == "--replace":
        return ("--replace", urn_of(project))
    if way == "taint":
        project.run("state", "taint", "--yes", urn_of(project), expect=OK)
    else:
        declare(project, '\n    revision="2",')
    return ()


@pytest.mark.parametrize("way", ["--replace", TAINT, "revision"])
@both()
def test_a_forced_replacement(project: Project, emulator: Emulator, way: str) -> None:
    """It trains the same inputs anew under another id, and deletes the old one after that."""
    declare(project)
    project.up()
    (old,) = [model["name"] for model in emulator.models()]
    words = ask_for_a_new_one(project, way)
    emulator.forget_requests()
    project.up(*words)
    (post,) = emulator.requests("POST", "/tunedModels")
    (delete,) = emulator.requests("DELETE")
    assert delete["path"].endswith(old)
    assert post["seq"] < delete["seq"]
    assert old not in [model["name"] for model in emulator.models()]
    settled(project, emulator, trainings=2)
    # And the same once more: the one that is in the state is never taken for ours to adopt.
    if way == "--replace":
        project.up(*words)
        settled(project, emulator, trainings=3)
        # An id is free again once its model is gone, but is never the one that is replaced.
        ids = [training["model"] for training in emulator.trainings()]
        assert all(old != new for old, new in itertools.pairwise(ids))


@both()
def test_a_denied_replacement(project: Project, emulator: Emulator) -> None:
    """What replaces without a word of a diff is refused, in a preview and in an `up`."""
    denied = "google-tuning:retrain is deny, and this trains again: its replacement is forced"
    declare(project)
    project.up()
    project.config("retrain", "deny")
    assert denied in project.preview(*ask_for_a_new_one(project, "--replace"), expect=None).text
    declare(project, f'\n    description="other",\n    opts={ON_CHANGES},')
    assert denied in project.preview(expect=None).text
    declare(project)
    ask_for_a_new_one(project, "taint")
    assert denied in project.up(expect=RESOURCE_ERROR).text
    project.run("state", "untaint", "--yes", urn_of(project), expect=OK)
    project.up()
    settled(project, emulator, trainings=1)


@pytest.fixture
def interrupted(project: Project, emulator: Emulator) -> Iterator[list[Interrupted]]:
    """Yield a list of runs that end with the test."""
    runs: list[Interrupted] = []
    yield runs
    for run in runs:
        run.cleanup()


@pytest.mark.parametrize("way", ["--replace", TAINT])
@both()
def test_killed_between_create_and_delete(
    project: Project, emulator: Emulator, interrupted: list[Interrupted], way: str
) -> None:
    """The next plain up deletes the old one, keeps the new one and trains nothing."""
    declare(project)
    project.up()
    (old,) = [model["name"] for model in emulator.models()]
    words = ask_for_a_new_one(project, way)
    emulator.fault(method="DELETE", path=MODEL, hold=True, drop="before")
    run = Interrupted(project, emulator, *words)
    interrupted.append(run)
    until(lambda: any(fault["waiting"] for fault in emulator.faults()), "the delete")
    run.kill_both()
    run.wait()
    emulator.clear_faults()
    finish(project)
    assert old not in [model["name"] for model in emulator.models()]
    settled(project, emulator, trainings=2)


@both()
def test_killed_while_the_new_one_trains(
    project: Project, emulator: Emulator, interrupted: list[Interrupted]
) -> None:
    """The same forced replacement again takes up the training that was begun."""
    declare(project)
    project.up()
    words = ask_for_a_new_one(project, "--replace")
    emulator.settings(trainingSeconds=3600)
    run = Interrupted(project, emulator, *words)
    interrupted.append(run)
    until(lambda: len(emulator.trainings()) == 2, "the second training")
    run.kill_both()
    run.wait()
    emulator.finish()
    project.run("cancel", "--yes", expect=OK)
    project.up(*words)
    settled(project, emulator, trainings=2)


@both()
def test_an_explicit_id_is_deleted_first(project: Project, emulator: Emulator) -> None:
    """Two models can't have one id: its replacement deletes, and then trains under it again."""
    declare(project, EXPLICIT)
    project.up()
    emulator.forget_requests()
    declare(project, EXPLICIT + '\n    revision="2",')
    project.up()
    (post,) = emulator.requests("POST", "/tunedModels")
    (delete,) = emulator.requests("DELETE")
    assert delete["seq"] < post["seq"]
    assert [model["name"] for model in emulator.models()] == ["tunedModels/mine"]
    settled(project, emulator, trainings=2)


@pytest.mark.parametrize("way", ["--replace", TAINT])
@both(native=False)
def test_an_explicit_id_can_be_forced(
    project: Project, emulator: Emulator, door: str, way: str
) -> None:
    """A forced replacement asks for no diff, and still deletes before it trains.

    The classes for Python have it so. Elsewhere it is refused until the resource's options say it.
    """
    declare(project, EXPLICIT)
    project.up()
    emulator.forget_requests()
    words = ask_for_a_new_one(project, way)
    if door == NATIVE:
        refused = project.up(*words, expect=RESOURCE_ERROR).text
        assert "Add `deleteBeforeReplace: true` to its options" in refused
        assert {request["method"] for request in emulator.requests()} == {"GET"}
        declare(project, EXPLICIT + DELETE_FIRST)
    project.up(*words)
    (post,) = emulator.requests("POST", "/tunedModels")
    (delete,) = emulator.requests("DELETE")
    assert delete["seq"] < post["seq"]
    settled(project, emulator, trainings=2)


@both()
def test_a_taken_id(project: Project, emulator: Emulator) -> None:
    """A taken id is refused, with adopt too if it was trained otherwise; else adopt takes it."""
    body = {
        "displayName": "hers",
        "baseModel": "models/gemini-1.5-flash-001-tuning",
        "tuningTask": {
            "hyperparameters": {"epochCount": 10, "batchSize": 1},
            "trainingData": {"examples": {"examples": [{"textInput": "1", "output": "2"}]}},
        },
    }
    emulator.api("POST", "/v1beta/tunedModels", body, {"tunedModelId": "mine"})
    emulator.finish()
    (hers,) = emulator.models()

    declare(project, EXPLICIT)
    refused = project.up(expect=RESOURCE_ERROR)
    assert f"tunedModels/mine already exists (created {hers['createTime']})" in refused.text

    adopt = EXPLICIT + "\n    adopt=True,"
    project.program(
        PROGRAM.replace('"epoch_count": 10', '"epoch_count": 3').format(answer="2", more=adopt)
    )
    refused = project.up(expect=RESOURCE_ERROR)
    assert "hyperparameters.epochCount is 10 there and 3 here" in refused.text

    declare(project, adopt)
    project.up()
    settled(project, emulator, trainings=1)
