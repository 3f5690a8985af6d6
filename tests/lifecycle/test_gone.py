"""Gone is a conclusion: a 404 is asked again before a training is paid twice or a model is left."""

from __future__ import annotations

from typing import Any

import pytest
from support.job_world import NEWS as JOB
from support.job_world import JobWorld
from support.plugin import Failed, InitFailed, Plugin
from support.world import World

MODEL: dict[str, Any] = {
    "baseModel": "gemini-1.5-flash-001-tuning",
    "trainingData": [[str(number), str(number + 1)] for number in range(15)],
    "hyperparameters": {"epochCount": 2},
    "displayName": "numbers",
}
ANY_MODEL = "^/v1beta/tunedModels/"


def checked(plugin: Plugin, news: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Check inputs that are right."""
    inputs, failures = plugin.check("numbers", {**news, **changes})
    assert failures == []
    return inputs


def say_404(world: World, path: str, method: str = "GET", **more: Any) -> None:
    """Have requests answered with Google's 404, though the object is there."""
    world.emulator.fault(method=method, path=path, status=404, **{"count": 99, **more})


def hide(world: World, object_id: str) -> None:
    """Show a model to nobody, whatever is asked: reads say 404, and lists are not allowed."""
    say_404(world, f"^/v1beta/{object_id}")
    world.emulator.fault(method="GET", path="^/v1beta/tunedModels$", status=403, count=99)


@pytest.mark.parametrize("lies", [1, 3])
def test_a_404_that_is_not_repeated_is_no_loss(world: World, lies: int) -> None:
    """A refresh that isn't shown the model for a moment finds it, and nothing trains."""
    plugin = world.plugin()
    inputs = checked(plugin, MODEL)
    object_id, outputs = plugin.create("numbers", inputs)
    say_404(world, ANY_MODEL, count=lies)
    found, seen, _ = plugin.read("numbers", object_id, outputs, inputs)
    assert (found, seen["createTime"]) == (object_id, outputs["createTime"])


@pytest.mark.essential
@pytest.mark.parametrize("part", ["tuningJobs", "models"])
def test_a_404_of_a_job_or_its_model_is_no_loss(world: World, part: str) -> None:
    """A job that isn't shown for a moment, or whose model isn't, stays in the state."""
    jobs = JobWorld(world)
    plugin = jobs.plugin()
    inputs = checked(plugin, JOB)
    object_id, outputs = plugin.create("numbers", inputs)
    say_404(world, f"/{part}/", count=1)
    assert plugin.read("numbers", object_id, outputs, inputs)[0] == object_id
    say_404(world, f"/{part}/", count=1)
    assert plugin.update("numbers", object_id, outputs, inputs, inputs)["name"] == object_id


def test_a_model_that_is_listed_is_not_gone(world: World) -> None:
    """Where reads find nothing and the list shows it, a refresh stops and concludes nothing."""
    plugin = world.plugin()
    inputs = checked(plugin, MODEL)
    object_id, outputs = plugin.create("numbers", inputs)
    say_404(world, f"^/v1beta/{object_id}")
    with pytest.raises(Failed, match=r"answers 404 to a read but still lists it. Nothing was"):
        plugin.read("numbers", object_id, outputs, inputs)


@pytest.mark.essential
def test_what_this_run_called_gone_is_taken_back(world: World) -> None:
    """A model that a refresh dropped and that is there after all is ours, not a second training."""
    plugin = world.plugin()
    inputs = checked(plugin, MODEL)
    object_id, outputs = plugin.create("numbers", inputs)
    world.state({plugin.urn("numbers"): object_id}, born=outputs["createTime"])
    run = world.plugin()
    hide(world, object_id)
    assert run.read("numbers", object_id, outputs, inputs)[0] == ""
    world.emulator.clear_faults()
    back, _ = run.create("numbers", checked(run, MODEL))
    assert back == object_id
    assert run.engine.said("keeps tunedModels/numbers-")
    assert len(world.emulator.trainings()) == 1


def test_what_is_back_is_not_left_for_another_training(world: World) -> None:
    """Inputs that changed in the run that dropped the model stop the create, which says the way."""
    plugin = world.plugin()
    inputs = checked(plugin, MODEL)
    object_id, outputs = plugin.create("numbers", inputs)
    run = world.plugin()
    hide(world, object_id)
    assert run.read("numbers", object_id, outputs, inputs)[0] == ""
    world.emulator.clear_faults()
    changed = checked(run, MODEL, hyperparameters={"epochCount": 3})
    with pytest.raises(Failed, match=r"but exists now. To keep it, undo the change of numbers"):
        run.create("numbers", changed)
    assert len(world.emulator.trainings()) == 1


@pytest.mark.essential
def test_deny_keeps_what_is_lost_in_the_state(world: World) -> None:
    """Where nothing may train again a lost model stays in the state, and the preview stops."""
    plugin = world.plugin(retrain="deny")
    inputs = checked(plugin, MODEL)
    object_id, outputs = plugin.create("numbers", inputs)
    world.emulator.api("DELETE", f"/v1beta/{object_id}")
    with pytest.raises(
        InitFailed, match=r"deleted outside .*It is not trained again: retrain is deny"
    ) as kept:
        plugin.read("numbers", object_id, outputs, inputs)
    assert (kept.value.id, kept.value.properties["createTime"]) == (
        object_id,
        outputs["createTime"],
    )
    with pytest.raises(Failed, match=r"no longer exists, and google-tuning:retrain is deny"):
        plugin.check("numbers", MODEL, inputs)
    later = world.plugin(retrain="deny")
    with pytest.raises(Failed, match=r"was deleted outside this stack, and google-tuning:retrain"):
        later.update("numbers", object_id, outputs, inputs, inputs)
    later.delete("numbers", object_id, outputs)
    assert len(world.emulator.trainings()) == 1


def test_deny_refuses_to_train_what_the_refresh_dropped(world: World) -> None:
    """A deny that came after the last run stops the create of what this run's refresh dropped."""
    plugin = world.plugin()
    inputs = checked(plugin, MODEL)
    object_id, outputs = plugin.create("numbers", inputs)
    world.emulator.api("DELETE", f"/v1beta/{object_id}")
    assert plugin.read("numbers", object_id, outputs, inputs)[0] == ""
    with pytest.raises(Failed, match="no longer exists, and its retrain is deny"):
        plugin.check("numbers", {**MODEL, "retrain": "deny"})


def test_many_that_are_lost_are_counted(world: World) -> None:
    """Where several are lost in a run each row says so, since a wrong project looks the same."""
    plugin = world.plugin()
    inputs = checked(plugin, MODEL)
    made = {name: plugin.create(name, inputs) for name in ("one", "two")}
    for name, (object_id, outputs) in made.items():
        world.emulator.api("DELETE", f"/v1beta/{object_id}")
        assert plugin.read(name, object_id, outputs, inputs)[0] == ""
    assert plugin.engine.said(
        "object 2 that this run did not find: check the project and the server"
    )


def test_a_delete_is_not_put_off_by_a_404(world: World) -> None:
    """A model that a read doesn't show is deleted all the same: the DELETE's own answer counts."""
    plugin = world.plugin()
    object_id, outputs = plugin.create("numbers", checked(plugin, MODEL))
    say_404(world, f"^/v1beta/{object_id}", count=1)
    plugin.delete("numbers", object_id, outputs)
    assert world.emulator.models() == []
    again, outputs = plugin.create("numbers", checked(plugin, MODEL))
    hide(world, again)
    plugin.delete("numbers", again, outputs)
    world.emulator.clear_faults()
    assert world.emulator.models() == []


def test_a_404_to_a_delete_is_not_believed(world: World) -> None:
    """A model that is there after its DELETE was answered with 404 isn't taken for deleted."""
    plugin = world.plugin()
    object_id, outputs = plugin.create("numbers", checked(plugin, MODEL))
    say_404(world, f"^/v1beta/{object_id}", method="DELETE", count=1)
    with pytest.raises(Failed, match=r"answers 404 to the DELETE, but still shows it"):
        plugin.delete("numbers", object_id, outputs)
    plugin.delete("numbers", object_id, outputs)
    assert world.emulator.models() == []


@pytest.mark.essential
@pytest.mark.parametrize("part", ["tuningJobs", "models", "endpoints"])
def test_a_404_leaves_nothing_of_a_job(world: World, part: str) -> None:
    """A destroy that isn't shown the job, its model or its endpoint for a moment deletes all."""
    jobs = JobWorld(world)
    plugin = jobs.plugin()
    object_id, outputs = plugin.create("numbers", checked(plugin, JOB))
    say_404(world, f"/{part}/", count=1)
    plugin.delete("numbers", object_id, outputs)
    assert {jobs.counts()[kind] for kind in ("models", "endpoints")} == {0}


@pytest.mark.essential
def test_an_update_leaves_a_strangers_model_alone(world: World) -> None:
    """A model that somebody made under our id is neither patched nor taken into the state."""
    plugin = world.plugin()
    inputs = checked(plugin, MODEL, tunedModelId="mine")
    object_id, outputs = plugin.create("numbers", inputs)
    world.emulator.api("DELETE", f"/v1beta/{object_id}")
    other = world.plugin()
    other.create("theirs", checked(other, MODEL, tunedModelId="mine", displayName="theirs"))
    changed = checked(plugin, MODEL, tunedModelId="mine", displayName="hers")
    with pytest.raises(Failed, match=r"recreated by someone else at .*run `pulumi up --refresh`"):
        plugin.update("numbers", object_id, outputs, inputs, changed)
    assert world.emulator.models()[0]["displayName"] == "theirs"
    assert not world.emulator.requests("PATCH")
