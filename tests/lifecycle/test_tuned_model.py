"""A tuned model's steps over gRPC: what the engine asks and what the plugin answers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.plugin import UNKNOWN, Failed, InitFailed, Plugin, Secret
from support.waiting import in_background, until
from support.world import World

pytestmark = pytest.mark.essential

NEWS: dict[str, Any] = {
    "baseModel": "gemini-1.5-flash-001-tuning",
    "trainingData": [[str(number), str(number + 1)] for number in range(15)],
    "hyperparameters": {"epoch_count": "10", "batchSize": 4.0},
    "displayName": "numbers",
}


def checked(plugin: Plugin, **changes: Any) -> dict[str, Any]:
    """Check NEWS with changes; None takes a key away."""
    news = {key: value for key, value in {**NEWS, **changes}.items() if value is not None}
    inputs, failures = plugin.check("numbers", news)
    assert failures == []
    return inputs


def test_check_makes_one_form_of_many(world: World) -> None:
    """Both spellings, numbers as text and names without a prefix become the API's own form."""
    inputs = checked(world.plugin())
    assert inputs["baseModel"] == "models/gemini-1.5-flash-001-tuning"
    assert inputs["hyperparameters"] == {"epochCount": 10, "batchSize": 4}
    assert set(inputs["trainingData"]) == {"sha256", "exampleCount", "__sketch"}


def test_check_lets_unknowns_through(world: World) -> None:
    """A value that a preview doesn't know yet is no failure and stays unknown."""
    inputs = checked(world.plugin(), baseModel=None, tunedModelSource=UNKNOWN, displayName=UNKNOWN)
    assert (inputs["tunedModelSource"], inputs["displayName"]) == (UNKNOWN, UNKNOWN)


def test_check_says_the_steps(world: World) -> None:
    """A new model's preview says what it will cost, and that Google has retired its base."""
    plugin = world.plugin()
    checked(plugin)
    assert plugin.engine.said("trains 38 steps: 15 examples × 10 epochs / batch 4")
    assert plugin.engine.said("can no longer be tuned")


def test_create_sends_only_what_was_set(world: World) -> None:
    """Hyperparameters that the user left out are Google's to choose: they aren't in the body."""
    plugin = world.plugin()
    object_id, outputs = plugin.create("numbers", checked(plugin, hyperparameters=None))
    (create,) = world.emulator.requests("POST", "tunedModels")
    assert "hyperparameters" not in create["body"]["tuningTask"]
    assert "temperature" not in create["body"]
    assert outputs["name"] == object_id
    assert outputs["state"] == "ACTIVE"
    assert outputs["topK"] > 0
    assert outputs["exampleCount"] == 15
    assert outputs["totalSteps"] == outputs["completedSteps"]


def test_no_example_is_in_the_state(world: World) -> None:
    """The state holds digest and count of the data, and none of its rows."""
    plugin = world.plugin()
    examples = [[f"a very secret question {n}", "and its answer"] for n in range(30)]
    inputs = checked(plugin, trainingData=examples)
    _, outputs = plugin.create("numbers", inputs)
    assert "secret" not in str(inputs) + str(outputs)
    assert len(outputs["trainingDataSha256"]) == 64


def test_progress_is_shown_on_the_row(world: World) -> None:
    """While it trains, the engine is told steps, percent and loss, as a passing line."""
    world.emulator.settings(trainingSeconds=3600)
    plugin = world.plugin()
    creating = in_background(plugin.create, "numbers", checked(plugin))
    (training,) = until(world.emulator.trainings, "the training")
    world.emulator.progress(training["model"], 19)
    until(lambda: plugin.engine.said("step 19/38"), "a row with the steps")
    world.emulator.complete(training["model"])
    creating.result()
    lines = [line for line in plugin.engine.lines if line.message.startswith("step ")]
    assert lines
    assert all(line.ephemeral and line.urn == plugin.urn("numbers") for line in lines)
    assert all("/38 " in line.message and "% loss 0." in line.message for line in lines[-1:])


def test_an_interrupted_wait_is_stored_and_goes_on(world: World) -> None:
    """Cancel ends a wait with the object's state; an update of that state waits on."""
    world.emulator.settings(trainingSeconds=3600)
    plugin = world.plugin()
    inputs = checked(plugin)
    waiting = in_background(plugin.create, "numbers", inputs)
    until(lambda: plugin.engine.said("waiting for the first step"), "the first row of a training")
    plugin.cancel()
    with pytest.raises(
        InitFailed, match=r"The training continues.*run `pulumi up` again"
    ) as stored:
        waiting.result()
    assert stored.value.inputs["baseModel"] == inputs["baseModel"]

    world.emulator.finish()
    later = world.plugin()
    outputs = later.update("numbers", stored.value.id, stored.value.properties, inputs, inputs)
    assert outputs["state"] == "ACTIVE"
    assert len(world.emulator.trainings()) == 1


def test_a_cancel_between_two_calls_counts_for_the_next(world: World) -> None:
    """The engine still sends the Create of a step that it had begun: nothing is sent to Google."""
    plugin = world.plugin()
    inputs = checked(plugin)
    plugin.cancel()
    with pytest.raises(Failed, match="interrupted before"):
        plugin.create("numbers", inputs)
    assert not world.emulator.requests("POST")
    later = world.plugin()
    _, outputs = later.create("numbers", checked(later))
    assert outputs["state"] == "ACTIVE"


@pytest.mark.parametrize("by", ["timeouts", "customTimeouts"])
def test_a_deadline_stores_what_there_is(world: World, by: str) -> None:
    """A create that takes longer than asked for ends with the object's state and a sentence."""
    world.emulator.settings(trainingSeconds=3600)
    plugin = world.plugin()
    timeouts = {"create": "1s"} if by == "timeouts" else None
    inputs = checked(plugin, timeouts=timeouts)
    with pytest.raises(InitFailed, match=r"still training at 0 % after .+. The training continues"):
        plugin.create("numbers", inputs, 0.0 if timeouts else 1.0)


def test_a_killed_run_is_taken_up(world: World) -> None:
    """What an earlier run trained and the state doesn't have is adopted, never trained again."""
    first = world.plugin()
    inputs = checked(first)
    object_id, _ = first.create("numbers", inputs)
    second = world.plugin()
    again, outputs = second.create("numbers", checked(second, displayName="renamed"))
    assert again == object_id
    assert outputs["state"] == "ACTIVE"
    assert [model["displayName"] for model in world.emulator.models()] == ["renamed"]
    assert len(world.emulator.trainings()) == 1


def test_what_a_first_version_started_is_taken_up(world: World) -> None:
    """A run that was killed under the type of the first versions is found under today's type."""
    first = world.plugin()
    first.resource_type = "pulumi-python:dynamic/google-tuning:TunedModel"
    object_id, _ = first.create("numbers", checked(first))
    begun = first.urn("numbers")
    world.state({}, pending=begun)
    second = world.plugin()
    assert second.urn("numbers") != begun
    assert second.create("numbers", checked(second))[0] == object_id
    # A row that is replaced is another attempt's, whichever type it has.
    world.state({begun: object_id})
    third = world.plugin()
    assert third.create("numbers", checked(third))[0] != object_id
    assert len(world.emulator.trainings()) == 2


def test_a_forced_replacement_trains_again(world: World) -> None:
    """What the state has is being replaced: the next attempt gets another id and trains."""
    first = world.plugin()
    inputs = checked(first)
    object_id, outputs = first.create("numbers", inputs)
    world.state({first.urn("numbers"): object_id})
    second = world.plugin()
    other, _ = second.create("numbers", inputs | checked(second))
    assert other != object_id
    second.delete("numbers", object_id, outputs)
    assert [model["name"] for model in world.emulator.models()] == [other]


@pytest.mark.parametrize("key", ["retrain", "delete"])
def test_a_forced_replacement_is_denied(world: World, key: str) -> None:
    """The check of the preview refuses, and for certain the create."""
    first = world.plugin()
    object_id, _ = first.create("numbers", checked(first))
    world.state({first.urn("numbers"): object_id})
    inputs = checked(first)
    second = world.plugin(**{key: "deny"})
    said = rf"google-tuning:{key} is deny, and this trains again.*`pulumi state untaint`"
    ((_, reason),) = second.check("numbers", NEWS)[1]
    assert re.search(said, reason)
    with pytest.raises(Failed, match=said):
        second.create("numbers", inputs)
    assert second.check("numbers", NEWS, inputs)[1] == []
    assert len(world.emulator.requests("POST", "/tunedModels")) == 1


def test_another_state_never_takes_a_model(world: World) -> None:
    """A stack of the same name in another backend has another lineage, and so other ids."""
    first = world.plugin()
    object_id, _ = first.create("numbers", checked(first))
    world.state({}, lineage="lineage-2")
    second = world.plugin()
    other, _ = second.create("numbers", checked(second))
    assert other != object_id


def test_without_a_state_a_found_model_stops_the_create(world: World) -> None:
    """Where the state can't be read, what is found isn't known to be ours: nothing is trained.

    Also when the run that trained it could read the state, and gave it another id.
    """
    first = world.plugin()
    object_id, _ = first.create("numbers", checked(first))
    world.state({}, lineage=None)
    second = world.plugin()
    for _ in range(2):
        with pytest.raises(Failed, match=rf"{object_id} already exists.*adopt.*revision"):
            second.create("numbers", checked(second))
    assert second.engine.said("state can't be read")
    assert second.create("numbers", checked(second, adopt=True))[0] == object_id
    assert len(world.emulator.trainings()) == 1


@pytest.mark.one_door("dynamic", "the native plugin knows its lineage without a state")
def test_what_a_blind_run_made_stops_the_create(world: World) -> None:
    """A run without a state was killed, the next one has it: the training isn't doubled."""
    world.state({}, lineage=None)
    first = world.plugin()
    object_id, _ = first.create("numbers", checked(first))
    world.state({}, pending=first.urn("numbers"))
    second = world.plugin()
    with pytest.raises(Failed, match=rf"{object_id} already exists.*couldn't read.*adopt"):
        second.create("numbers", checked(second))
    assert second.create("numbers", checked(second, adopt=True))[0] == object_id
    assert len(world.emulator.trainings()) == 1
    # Once it is stored, it is no leftover: a replacement that is killed finds its own training.
    world.state({first.urn("numbers"): object_id}, pending=first.urn("numbers"))
    third = world.plugin()
    assert third.create("numbers", checked(third))[0] != object_id


@pytest.mark.one_door("native", "the dynamic host trains without a lineage there")
def test_what_a_run_without_a_state_made_is_ours(world: World) -> None:
    """The provider's id is the lineage, state or not: what a killed run trained is taken up."""
    world.state({}, lineage=None)
    first = world.plugin()
    object_id, _ = first.create("numbers", checked(first))
    world.state({}, pending=first.urn("numbers"))
    second = world.plugin()
    assert second.create("numbers", checked(second))[0] == object_id
    assert len(world.emulator.trainings()) == 1


def test_a_taken_id_is_adopted_only_on_demand(world: World) -> None:
    """An explicit id that exists is refused, taken over with adopt, and never if it differs."""
    first = world.plugin()
    first.create("numbers", checked(first, tunedModelId="taken"))
    second = world.plugin()
    with pytest.raises(Failed, match=r"tunedModels/taken already exists .*created 20"):
        second.create("numbers", checked(second, tunedModelId="taken"))
    other = checked(second, tunedModelId="taken", adopt=True, hyperparameters={"epochCount": 3})
    with pytest.raises(Failed, match=r"hyperparameters\.epochCount is 10 there and 3 here"):
        second.create("numbers", other)
    object_id, _ = second.create("numbers", checked(second, tunedModelId="taken", adopt=True))
    assert object_id == "tunedModels/taken"
    assert len(world.emulator.trainings()) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"drop": "after"},
        {"drop": "before"},
        {"status": 503, "work": True},
        {"status": 503},
        {"status": 429},
        {"status": 409, "statusName": "ABORTED"},
        {"status": 409, "statusName": "ABORTED", "work": True},
    ],
    ids=["answer lost", "request lost", "503 after the work", "503", "quota", "aborted", "late"],
)
def test_a_lost_create_is_one_training(world: World, fault: dict[str, Any]) -> None:
    """Whatever becomes of a create's answer, one training is accepted and waited for."""
    world.emulator.fault(method="POST", path="tunedModels$", count=1, **fault)
    plugin = world.plugin()
    object_id, outputs = plugin.create("numbers", checked(plugin))
    assert outputs["state"] == "ACTIVE"
    assert [t["model"] for t in world.emulator.trainings()] == [object_id]


def test_an_aborted_create_is_no_taken_id(world: World) -> None:
    """A 409 ABORTED says nothing of the id: it is sent again under that id, chosen or ours."""
    plugin = world.plugin()
    world.emulator.fault(method="POST", path="tunedModels$", status=409, statusName="ABORTED")
    object_id, _ = plugin.create("numbers", checked(plugin, tunedModelId="mine"))
    assert object_id == "tunedModels/mine"
    assert len({post["query"] for post in world.emulator.requests("POST", "/tunedModels")}) == 1


def test_diff_replaces_only_for_what_was_trained_on(world: World) -> None:
    """A name is patched; a hyperparameter trains again, and says which one and why."""
    plugin = world.plugin()
    inputs = checked(plugin)
    object_id, outputs = plugin.create("numbers", inputs)

    def diff(**changes: Any) -> Any:
        return plugin.diff("numbers", object_id, outputs, inputs, checked(plugin, **changes))

    assert diff().changes == diff().DIFF_NONE
    renamed = diff(displayName="other")
    assert (renamed.changes, list(renamed.replaces)) == (renamed.DIFF_SOME, [])
    trained = diff(hyperparameters={"epochCount": 11, "batchSize": 4})
    assert list(trained.replaces) == ["hyperparameters"]
    assert plugin.engine.said("hyperparameters.epochCount 10 → 11, replaces tunedModels/")
    with pytest.raises(Failed, match=r"can't be renamed.*change `revision`"):
        diff(tunedModelId="another")
    assert diff(wait=False, adopt=True).changes == renamed.DIFF_NONE


def test_a_replacement_is_announced_once(world: World) -> None:
    """The engine checks a replacement twice, the second time as new; a reviewer reads it once."""
    plugin = world.plugin()
    inputs = checked(plugin)
    object_id, outputs = plugin.create("numbers", inputs)
    news = {**NEWS, "revision": "2"}
    changed, _ = plugin.check("numbers", news, inputs)
    plugin.diff("numbers", object_id, outputs, inputs, changed)
    told = len(plugin.engine.said("trains"))
    plugin.check("numbers", news)
    assert len(plugin.engine.said("trains")) == told
    plugin.check("other", news)
    assert len(plugin.engine.said("trains")) == told + 1


def test_retrain_deny_refuses(world: World) -> None:
    """With retrain denied, a change that would train again is an error that names the field."""
    plugin = world.plugin(retrain="deny")
    inputs = checked(plugin)
    object_id, outputs = plugin.create("numbers", inputs)
    with pytest.raises(Failed, match=r"google-tuning:retrain is deny.*revision unset → 2"):
        plugin.diff("numbers", object_id, outputs, inputs, checked(plugin, revision="2"))
    allowed = checked(plugin, revision="2", retrain="allow")
    assert list(plugin.diff("numbers", object_id, outputs, inputs, allowed).replaces)


def test_a_resource_denies_for_itself(world: World) -> None:
    """A resource's own `retrain` wins over the configuration's, and setting it changes nothing."""
    plugin = world.plugin()
    inputs = checked(plugin, retrain="deny")
    object_id, outputs = plugin.create("numbers", inputs)
    changed = checked(plugin, revision="2", retrain="deny")
    with pytest.raises(Failed, match=r"its retrain is deny.*revision unset → 2.*set it to allow"):
        plugin.diff("numbers", object_id, outputs, inputs, changed)
    unset = plugin.diff("numbers", object_id, outputs, inputs, checked(plugin))
    assert unset.changes == unset.DIFF_NONE


def test_read_sees_what_changed_elsewhere(world: World) -> None:
    """A read gives the server's values for what the program declares, and nothing else."""
    plugin = world.plugin()
    inputs = checked(plugin)
    object_id, outputs = plugin.create("numbers", inputs)
    world.emulator.api(
        "PATCH",
        f"/v1beta/{object_id}",
        {"displayName": "hers", "topK": 9},
        {"updateMask": "displayName,topK"},
    )
    _, seen, now = plugin.read("numbers", object_id, outputs, inputs)
    assert now == {**inputs, "displayName": "hers"}
    assert (seen["displayName"], seen["topK"]) == ("hers", 9)
    told = 'drifted: displayName: "numbers" → "hers"; changed outside this stack'
    assert plugin.engine.said(told)
    secret = {**inputs, "displayName": Secret(inputs["displayName"])}
    plugin.read("numbers", object_id, outputs, secret)
    assert plugin.engine.said("drifted: displayName (secret); changed outside this stack")
    world.emulator.api("DELETE", f"/v1beta/{object_id}")
    assert plugin.read("numbers", object_id, outputs, inputs)[0] == ""
    assert plugin.engine.said("was deleted outside this stack. The next `pulumi up` will train it")


def test_a_model_made_anew_elsewhere_is_not_ours(world: World) -> None:
    """An id that somebody deleted and used again is gone for us, and never deleted by us."""
    plugin = world.plugin()
    inputs = checked(plugin, tunedModelId="mine")
    object_id, outputs = plugin.create("numbers", inputs)
    world.emulator.api("DELETE", f"/v1beta/{object_id}")
    other = world.plugin()
    other.create("theirs", checked(other, tunedModelId="mine"))
    assert plugin.read("numbers", object_id, outputs, inputs)[0] == ""
    plugin.delete("numbers", object_id, outputs)
    assert plugin.engine.said("someone recreated it at")
    assert len(world.emulator.models()) == 1


def test_delete_finds_its_work_done(world: World) -> None:
    """Deleting what is gone is a success."""
    plugin = world.plugin()
    object_id, outputs = plugin.create("numbers", checked(plugin))
    plugin.delete("numbers", object_id, outputs)
    plugin.delete("numbers", object_id, outputs)
    assert world.emulator.models() == []


def test_a_model_deleted_while_waiting(world: World) -> None:
    """A model that vanishes while it trains ends the wait with a sentence on what to do."""
    world.emulator.settings(trainingSeconds=3600)
    plugin = world.plugin()
    waiting = in_background(plugin.create, "numbers", checked(plugin))
    until(lambda: plugin.engine.said("waiting for the first step"), "the first row of a training")
    world.emulator.api("DELETE", f"/v1beta/{world.emulator.models()[0]['name']}")
    with pytest.raises(InitFailed, match=r"deleted outside this stack.*pulumi up --refresh"):
        waiting.result()


def read_models(world: World) -> set[str]:
    """Name the models that a read has found, as each create reads its own before it waits."""
    reads = [r for r in world.emulator.requests("GET", "/tunedModels/") if r["status"] == 200]
    return {read["path"] for read in reads}


def test_many_wait_for_few_requests(world: World) -> None:
    """Forty trainings wait together in one process, and a poll costs one list, not forty reads."""
    plugin = world.plugin(pollSeconds="0.2")
    world.emulator.settings(trainingSeconds=3600)
    inputs = checked(plugin)
    waiting = [in_background(plugin.create, f"m{n}", inputs) for n in range(40)]
    until(lambda: len(read_models(world)) == 40, "40 trainings, each read once")
    world.emulator.forget_requests()
    until(lambda: world.emulator.requests("GET", "/tunedModels"), "a poll of them all")
    world.emulator.forget_requests()
    until(lambda: len(world.emulator.requests("GET", "/tunedModels")) >= 5, "five lists of models")
    reads = [r for r in world.emulator.requests("GET") if not r["path"].endswith("/tunedModels")]
    assert len(reads) <= 5
    world.emulator.finish()
    assert {future.result()[1]["state"] for future in waiting} == {"ACTIVE"}


@pytest.mark.parametrize("masks", ["honour", "refuse"])
def test_polls_leave_old_curves_where_they_are(masks: str, world: World) -> None:
    """Waits beside old models download no old loss curve; a Google without masks is polled too.

    Each then has its own result in full: the last of its steps, and the loss.
    """
    pairs = [{"textInput": str(n), "output": str(n)} for n in range(200)]
    old = {"trainingData": {"examples": {"examples": pairs}}, "hyperparameters": {"batchSize": 4}}
    body = {"baseModel": "models/gemini-1.5-flash-001-tuning", "tuningTask": old}
    world.emulator.settings(trainingSeconds=0, fieldMasks=masks)
    for number in range(25):
        world.emulator.api("POST", "/v1beta/tunedModels", body, {"tunedModelId": f"old-{number}"})
    world.emulator.settings(trainingSeconds=3600)
    plugin = world.plugin(pollSeconds="0.2")
    inputs = checked(plugin)
    waiting = [in_background(plugin.create, f"m{n}", inputs) for n in range(4)]
    until(lambda: len(read_models(world)) == 4, "4 trainings, each read once")
    world.emulator.forget_requests()
    until(lambda: len(world.emulator.requests("GET")) >= 8, "polls")
    lists = [r for r in world.emulator.requests("GET") if r["path"].endswith("/tunedModels")]
    refused = [r for r in lists if r["status"] == 400]
    if masks == "refuse":
        assert len(refused) <= 1
        assert len(lists) <= 3  # reads of four cost less than everybody's curves
    else:
        assert not refused
        assert all("fields=" in r["query"] for r in lists)
        assert max(r["answerBytes"] or 0 for r in world.emulator.requests("GET")) < 5_000
    world.emulator.finish()
    made = [future.result()[1] for future in waiting]
    assert {(one["state"], one["completedSteps"]) for one in made} == {("ACTIVE", 38)}
    assert all("finalLoss" in one for one in made)


def test_a_changed_file_is_refused(world: World) -> None:
    """A file that is not what was checked any more isn't trained on; both digests are named."""
    data = world.folder / "train.csv"
    data.write_text("text_input,output\r\n1,2\r\n")
    plugin = world.plugin()
    inputs = checked(plugin, trainingData=str(data))
    data.write_text("text_input,output\r\n1,3\r\n")
    with pytest.raises(Failed, match=r"sha256 [0-9a-f]+… then, [0-9a-f]+… now"):
        plugin.create("numbers", inputs)
    assert world.emulator.trainings() == []


def test_an_ending_engine_takes_the_plugin_with_it(world: World) -> None:
    """A killed engine leaves no plugin process behind."""
    plugin = world.plugin()
    checked(plugin)
    plugin.engine.stop()
    assert plugin.process.wait() != 0


@pytest.mark.one_door("dynamic", "of the host's upgrade")
def test_what_is_missing_is_said_once(world: World) -> None:
    """Without the host upgrade it works as a plain dynamic provider and says what is missing."""
    plugin = world.plugin(disable="all")
    object_id, outputs = plugin.create("numbers", checked(plugin))
    assert outputs["state"] == "ACTIVE"
    assert len(plugin.engine.said("Running with reduced features")) == 1
    assert object_id in [model["name"] for model in world.emulator.models()]


def test_a_reused_id_is_taken_up(world: World) -> None:
    """A replacement that deletes first gets the old id again: killed after its POST, it is ours."""
    first = world.plugin()
    object_id, old = first.create("numbers", checked(first))
    first.delete("numbers", object_id, old)
    again, _ = first.create("numbers", checked(first))
    assert again == object_id
    world.state({first.urn("numbers"): object_id}, born=old["createTime"])
    second = world.plugin()
    taken, _ = second.create("numbers", checked(second))
    assert taken == object_id
    second.delete("numbers", object_id, old)
    assert [model["name"] for model in world.emulator.models()] == [object_id]
    assert len(world.emulator.trainings()) == 2


def test_a_state_that_is_no_state_ends_in_a_sentence(world: World) -> None:
    """Whatever `pulumi stack export` prints, a create never waits for it for ever."""
    first = world.plugin()
    checked(first)
    world.garble_state("[]")
    plugin = world.plugin()
    _, outputs = plugin.create("numbers", checked(plugin))
    assert outputs["state"] == "ACTIVE"
    assert plugin.engine.said("state can't be read")


def test_a_field_that_was_dropped_is_cleared_in_the_end(world: World) -> None:
    """A patch that clears a field and fails is not forgotten: the next update still clears it."""
    plugin = world.plugin()
    inputs = checked(plugin, description="was here", readerProjectNumbers=["123"])
    object_id, outputs = plugin.create("numbers", inputs)
    news = checked(plugin)
    world.emulator.fault(method="PATCH", path="tunedModels", count=1, status=403)
    with pytest.raises(InitFailed) as failed:
        plugin.update("numbers", object_id, outputs, inputs, news)
    # Of a failed update the engine stores these outputs, and the program's inputs.
    assert failed.value.properties["readerProjectNumbers"] == []
    plugin.update("numbers", object_id, failed.value.properties, news, news)
    (model,) = world.emulator.models()
    assert "readerProjectNumbers" not in model
    assert "description" not in model
