"""A server that forgets for a moment: no refresh trains again, and no destroy leaves anything."""

from __future__ import annotations

from support.doors import both
from support.emulator import Emulator
from support.interruption import PROGRAM
from support.project import RESOURCE_ERROR, Project

ANY_MODEL = "^/v1beta/tunedModels/"
READS_OF_A_CONCLUSION = 4


@both()
def test_a_server_that_forgets_for_a_moment(project: Project, emulator: Emulator) -> None:
    """One training stands through a 404, through seconds of them, and a destroy deletes it."""
    project.program(PROGRAM.format(answer="2", more=""))
    project.up()
    (model,) = [model["name"] for model in emulator.models()]

    emulator.fault(method="GET", path=ANY_MODEL, status=404, count=1)
    assert "2 unchanged" in project.up("--refresh").text

    # Nobody shows the model until the refresh has dropped it; then it is there again.
    emulator.fault(method="GET", path=ANY_MODEL, status=404, count=READS_OF_A_CONCLUSION)
    emulator.fault(method="GET", path="^/v1beta/tunedModels$", status=403, count=1)
    assert f"keeps {model}" in project.up("--refresh").text
    assert "2 unchanged" in project.up("--refresh").text

    # What was really deleted is trained again, but never where the program says not to.
    # The refresh has the configuration of the last run, and hears today's all the same.
    project.config("retrain", "deny")
    emulator.api("DELETE", f"/v1beta/{model}")
    text = project.up("--refresh", expect=RESOURCE_ERROR).text
    assert f"{model} was deleted outside this stack, and google-tuning:retrain is deny" in text
    assert len(emulator.trainings()) == 1
    project.config("retrain", "allow")
    project.up("--refresh")
    assert len(emulator.trainings()) == 2

    emulator.fault(method="GET", path=ANY_MODEL, status=404, count=1)
    project.run("destroy", "--yes", "--refresh=false")
    assert emulator.models() == []
