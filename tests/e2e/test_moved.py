"""A configuration that names another place than the one where an object was made."""

from __future__ import annotations

from support.doors import both
from support.emulator import Emulator
from support.project import RESOURCE_ERROR, Project

REFRESHED = "options:\n  refresh: always\n"
NUMBERS = """
model = tuning.TunedModel(
    "numbers",
    base_model="models/gemini-1.5-flash-001-tuning",
    training_data=[[str(number), str(number + 1)] for number in range(15)],
)
tuning.TunedModelPermission("team", tuned_model=model.name, grantee_type="EVERYONE", role="READER")
"""


def _always_refresh(project: Project) -> None:
    with (project.folder / "Pulumi.yaml").open("a") as file:
        file.write(REFRESHED)


@both()
def test_another_server_is_never_taken_for_a_deletion(
    project: Project, emulator: Emulator, other: Emulator
) -> None:
    """Another address is an error that names both, in preview and up, however often it is run."""
    _always_refresh(project)
    project.program(NUMBERS)
    project.up()
    (model,) = project.resources()
    assert model["outputs"]["place"] == {"server": emulator.url}

    project.config("emulator", other.url)
    for run in (project.preview, project.up, project.up):
        said = run(expect=RESOURCE_ERROR).text
        assert f"was created at {emulator.url}, but the configuration now says {other.url}" in said
        assert f"`pulumi config set google-tuning:emulator {emulator.url}`" in said
        assert "deleted outside" not in said
    assert not other.trainings()

    project.config("emulator", emulator.url)
    assert "unchanged" in project.preview("--expect-no-changes").text
    assert len(emulator.trainings()) == 1


@both(native=False)
def test_today_counts_in_every_command(project: Project, emulator: Emulator) -> None:
    """A token that was renewed is used by preview, refresh and destroy, and is never shown.

    So is one in a file that only the command line names (`--config-file`).
    """
    _always_refresh(project)
    old, new, newest = (f"ya29.{word}-not-a-real-one-0123456789" for word in ("a", "b", "c"))
    emulator.settings(requireAuth=True)
    project.config("emulator", None)
    project.config("geminiEndpoint", emulator.url)
    project.config("accessToken", old)
    project.program(NUMBERS)
    project.up()

    emulator.settings(rejectedTokens=[old])
    assert (
        "google-tuning:accessToken is wrong or expired"
        in project.preview(expect=RESOURCE_ERROR).text
    )
    project.config("accessToken", new)
    shown = project.preview("--expect-no-changes").text
    shown += project.run("refresh", "--yes", "--skip-preview", expect=(0,)).text

    emulator.settings(rejectedTokens=[old, new])
    own = project.folder / "Pulumi.test.yaml"
    elsewhere = project.folder / "to day.yaml"
    elsewhere.write_text(own.read_text().replace(new, newest))
    words = ("--yes", "--skip-preview", "--run-program", "--config-file", elsewhere.name)
    shown += project.run("destroy", *words, expect=(0,)).text
    assert project.resources() == []
    assert len(emulator.requests("DELETE", "tunedModels/")) == 2
    assert not [token for token in (old, new, newest) if token in shown]


def test_an_import(project: Project, emulator: Emulator) -> None:
    """`pulumi import` ends with a sentence, asks for nothing, and leaves nothing in the state."""
    project.program("")
    words = ("import", "--yes", "pulumi-python:dynamic/tunedModel:TunedModel", "it", "some/id")
    # A host that is a process from the beginning on, not a fork of the tests' own.
    said, _ = project.start(*words).communicate()
    assert "it: a TunedModel can't be imported" in said
    assert "`tuned_model_id` and `adopt=True`" in said
    assert "Traceback" not in said
    assert project.resources() == []
    assert emulator.requests() == []
