"""Renames and moves: to the engine a resource that goes and one that comes, to us one training."""

from __future__ import annotations

import shutil
from typing import Any

from support.doors import DYNAMIC, NATIVE, both
from support.emulator import ROOT, Emulator
from support.project import RESOURCE_ERROR, Project

FAILED = (1, 4, 255)
# A program of the native plugin may be of any language, and no class of ours sets its options.
ALIASES = {
    DYNAMIC: {
        "name": '`aliases=[pulumi.Alias(name="numbers")]`',
        "parent": "`aliases=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)]`",
    },
    NATIVE: {
        "name": '`aliases: [{name: "numbers"}]`',
        "parent": "`aliases: [{noParent: true}]`",
    },
}
DELETE_FIRST = {
    DYNAMIC: "Remove `delete_before_replace=False` from",
    NATIVE: "Add `deleteBeforeReplace: true` to its options",
}
TRAINED = """
kw = dict(base_model="models/gemini-1.5-flash-001-tuning", training_data=[["1", "2"]],
          hyperparameters={"epoch_count": 2, "batch_size": 1})
class Tuned(pulumi.ComponentResource):
    def __init__(self, name, **opts):
        super().__init__("acme:ml:Tuned", name)
        child = pulumi.ResourceOptions(parent=self, **opts)
        tuning.TunedModel("figures", opts=child, **kw)
"""
MODEL = """
tuning.TunedModel(NAME, tuned_model_id="harbour-model", adopt=True, **kw)
"""
GRANT = """
tuning.TunedModelPermission(NAME, tuned_model="harbour-model", grantee_type="GROUP",
    email_address="team@example.com", role="READER", adopt=ADOPT,
    opts=pulumi.ResourceOptions(delete_before_replace=False))
"""
HARBOUR: dict[str, Any] = {
    "baseModel": "models/gemini-1.5-flash-001-tuning",
    "tuningTask": {
        "hyperparameters": {"epochCount": 2, "batchSize": 1},
        "trainingData": {"examples": {"examples": [{"textInput": "1", "output": "2"}]}},
    },
}
DATA = """
  google-tuning:resources:
    tunedModels:
      {key}:
        baseModel: models/gemini-1.5-flash-001-tuning
        trainingData: [["1", "2"]]
        hyperparameters: {{epochCount: 2, batchSize: 1}}
"""


@both(native=False)
def test_a_renamed_or_moved_model_is_not_trained_again(
    project: Project, emulator: Emulator, door: str
) -> None:
    """The preview tells both ways out, `deny` makes it an error, and either way trains nothing."""

    def declare(text: str) -> None:
        project.program(TRAINED + text)

    declare('tuning.TunedModel("numbers", **kw)')
    project.up()
    (numbers,) = project.resources()
    renamed = 'tuning.TunedModel("figures", **kw)'
    declare(renamed)
    told = " ".join(project.preview().text.split())
    assert f"the same training is in this stack as numbers ({numbers['id']})" in told
    assert ALIASES[door]["name"] in told
    assert f"`pulumi state rename '{numbers['urn']}' 'figures'`" in told
    project.config("retrain", "deny")
    for refused in (project.preview(expect=FAILED), project.up(expect=FAILED)):
        assert "google-tuning:retrain is deny, and the same training" in refused.text
    assert len(emulator.trainings()) == 1

    alias = 'opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="numbers")]), '
    declare(renamed.replace("**kw", f"{alias}**kw"))
    project.up()
    (figures,) = project.resources()
    assert (figures["id"], figures["urn"].endswith("::figures")) == (numbers["id"], True)
    # The identity is made of the urn; from then on nothing needs it.
    declare(renamed)
    forced = project.preview("--replace", figures["urn"], expect=FAILED).text
    assert "retrain is deny, and this trains again: its replacement is forced" in forced
    project.config("retrain", "allow")
    project.up("--replace", figures["urn"])
    project.config("retrain", "deny")
    (again,) = emulator.models()
    assert again["name"] != numbers["id"]
    assert len(emulator.trainings()) == 2

    declare('Tuned("a")')
    moved = " ".join(project.preview(expect=FAILED).text.split())
    assert ALIASES[door]["parent"] in moved
    declare('Tuned("a", aliases=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)])')
    project.up()
    assert [model["name"] for model in emulator.models()] == [again["name"]]
    assert len(emulator.trainings()) == 2


def test_a_renamed_key_of_the_stack_as_data(project: Project, emulator: Emulator) -> None:
    """The key is the resource's name, and a new key is told as every rename is."""
    shutil.copy(ROOT / "__main__.py", project.folder)
    project.config("retrain", "deny")
    stack = project.folder / "Pulumi.test.yaml"
    before = stack.read_text().rstrip()
    stack.write_text(before + DATA.format(key="numbers"))
    project.up()
    stack.write_text(before + DATA.format(key="figures"))
    refused = project.preview(expect=FAILED).text
    assert "the same training is in this stack as numbers (tunedModels/numbers-" in refused
    assert len(emulator.trainings()) == 1


def declared(model: str, grant: str, adopt: bool | None = True) -> str:
    """Return a program that takes over the model and a grant on it."""
    granted = GRANT.replace("NAME", repr(grant)).replace("ADOPT", repr(adopt))
    return TRAINED + MODEL.replace("NAME", repr(model)) + granted


@both()
def test_no_object_is_lost_to_the_row_of_an_old_name(
    project: Project, emulator: Emulator, door: str
) -> None:
    """What another row has is neither adopted nor deleted with it, and nor is its own replaced."""
    emulator.api("POST", "/v1beta/tunedModels", HARBOUR, {"tunedModelId": "harbour-model"})
    emulator.finish()
    hers = {"granteeType": "GROUP", "emailAddress": "team@example.com", "role": "READER"}
    grants = "/v1beta/tunedModels/harbour-model/permissions"
    emulator.api("POST", grants, hers)
    project.program(declared("old", "team", None))
    refused = project.up(expect=RESOURCE_ERROR).text
    assert "this grantee has the role READER on tunedModels/harbour-model already" in refused
    project.program(declared("old", "team"))
    project.up()
    emulator.forget_requests()

    for program, said in [
        (declared("new", "team"), "belongs to old"),
        (declared("old", "all"), "belongs to team"),
        (declared("old", "team") + MODEL.replace("NAME", "'copy'"), "belongs to old"),
    ]:
        project.program(program)
        assert said in project.up(expect=FAILED).text
    project.program(declared("old", "team"))
    (team,) = project.resources("TunedModelPermission")
    forced = project.up("--replace", team["urn"], expect=RESOURCE_ERROR).text
    assert DELETE_FIRST[door] in forced
    assert emulator.requests("DELETE") == []
