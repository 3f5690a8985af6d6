"""Resources under the types of the first versions: a new version finds all that they made."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.emulator import Emulator
from support.project import Project

FAILED = (1, 4, 255)
FIRST = "pulumi-python:dynamic/google-tuning:"
PROGRAM = """
parts = dict(base_model="models/gemini-1.5-flash-001-tuning", training_data=[["1", "2"]],
             hyperparameters={"epoch_count": 2, "batch_size": 1})
model = tuning.TunedModel("numbers", **parts)
tuning.TunedModelPermission("team", tuned_model=model.name, grantee_type="GROUP",
    email_address="team@example.com", role="READER", opts=pulumi.ResourceOptions(parent=model))
"""
RENAMED = PROGRAM.replace('"numbers", ', '"figures", ')
ALIASED = RENAMED.replace("**parts", "**parts, opts=pulumi.ResourceOptions(aliases=[ALIAS])")


def with_first_types(value: Any) -> Any:
    """Return a deployment as a first version would have stored it."""
    text = json.dumps(value)
    for name in ("TunedModelPermission", "TunedModel"):
        text = text.replace(
            f"dynamic/{name[0].lower()}{name[1:]}:{name}", f"dynamic/google-tuning:{name}"
        )
    assert FIRST in text
    return json.loads(text)


def make_old(project: Project) -> None:
    """Have the stack's state hold the types of the first versions."""
    deployment = with_first_types(project.export())
    for one in deployment["deployment"]["resources"]:
        one.pop("aliases", None)
    file = project.folder / "first.json"
    file.write_text(json.dumps(deployment))
    project.run("stack", "import", "--file", str(file), expect=(0,))


@pytest.mark.thorough
def test_a_state_of_the_first_types_keeps_all_it_has(project: Project, emulator: Emulator) -> None:
    """Nothing trains, changes or is lost: not by an `up`, a rename, a removal or a destroy."""
    project.config("retrain", "deny")
    project.program(PROGRAM)
    project.up()
    (model,), (grant,) = project.resources(), project.resources("TunedModelPermission")
    make_old(project)

    # A rename at the same time: the same training is seen, and told with the urn that is there.
    project.program(RENAMED)
    told = " ".join(project.preview(expect=FAILED).text.split())
    assert f"the same training is in this stack as numbers ({model['id']})" in told
    assert '`aliases=[pulumi.Alias(name="numbers")]`' in told
    first = model["urn"].replace("dynamic/tunedModel:", "dynamic/google-tuning:")
    assert f"`pulumi state rename '{first}' 'figures'`" in told
    for alias in ('pulumi.Alias(name="numbers")', repr(model["urn"])):
        project.program(ALIASED.replace("ALIAS", alias))
        project.preview("--expect-no-changes")

    project.program(PROGRAM)
    project.preview("--refresh", "--expect-no-changes")
    project.up("--expect-no-changes")
    assert [one["urn"] for one in project.resources()] == [model["urn"]]
    assert [one["urn"] for one in project.resources("TunedModelPermission")] == [grant["urn"]]
    assert len(emulator.trainings()) == 1

    # The urn of a first version, pasted when it was one, still names what has today's type.
    project.program(ALIASED.replace("ALIAS", repr(first)))
    project.preview("--expect-no-changes")

    # What a row of the first type has is taken over by none of another name.
    make_old(project)
    project.config("retrain", None)
    project.program(
        RENAMED.replace("**parts", f'tuned_model_id="{model["id"][12:]}", adopt=True, **parts')
    )
    refused = " ".join(project.up(expect=FAILED).text.split())
    assert f"{model['id']} belongs to numbers in this stack" in refused

    project.config("delete", "deny")
    project.program(PROGRAM)
    project.up()
    make_old(project)
    project.program("")
    project.up(expect=FAILED)
    project.destroy(expect=FAILED)
    assert [one["name"] for one in emulator.models()] == [model["id"]]
    project.config("delete", None)
    project.program(PROGRAM)
    project.up()
    make_old(project)
    project.destroy()
    assert (emulator.models(), len(emulator.trainings())) == ([], 1)
