"""Between a kill and the next `up` the provider becomes another one: still one training.

In the native door the lineage is the provider resource's own id. An upgrade of the plugin, a move
to an explicit provider and a change of the door make it another one, whose state has the former.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support.doors import DYNAMIC, NATIVE
from support.emulator import Emulator
from support.interruption import finish, kill_while_it_trains, settled
from support.project import OK, Project
from support.trainings import KINDS, Trainings

Write = Callable[[str], None]
_OPTIONS = "\n    opts=pulumi.ResourceOptions({}),"
_MINE = """
settings = pulumi.Config("google-tuning")
mine = tuning.Provider("mine", poll_seconds=0.1, emulator=settings.get("emulator"),
                       project=settings.get("project"))
"""


def version(number: str) -> str:
    """Return the option that asks for a version of the plugin, as a generated SDK does."""
    return _OPTIONS.format(f'version="{number}"')


def _upgraded(project: Project, write: Write) -> None:
    write(version("0.2.0"))
    assert project.door == NATIVE


def _moved(project: Project, write: Write) -> None:
    write(_OPTIONS.format("provider=mine"))
    file = project.folder / "__main__.py"
    imports, resource = file.read_text().split("\ntuning.", 1)
    file.write_text(f"{imports}{_MINE}\ntuning.{resource}")


def _through_native(project: Project, write: Write) -> None:
    project.enter(NATIVE)
    write("")


def _through_dynamic(project: Project, write: Write) -> None:
    project.enter(DYNAMIC)
    write("")


CHANGES: dict[str, tuple[str, str, Callable[[Project, Write], None], str]] = {
    "upgraded": (NATIVE, version("0.1.0"), _upgraded, "::default_0_2_0"),
    "moved": (NATIVE, "", _moved, "::mine"),
    "another door": (DYNAMIC, "", _through_native, "::default"),
    "back again": (NATIVE, "", _through_dynamic, "::default"),
}
"""Door and option of the killed run, what is changed, how the next provider's urn ends."""
# The others that matter are in test_native_identity.py, with programs in YAML.
QUICK = {("upgraded", "job")}


def cases() -> list[Any]:
    """Return each change with each kind of training; `make test` has some."""
    return [
        pytest.param(change, kind, marks=() if (change, kind) in QUICK else pytest.mark.thorough)
        for change in CHANGES
        for kind in KINDS
    ]


@pytest.mark.parametrize(("change", "kind"), cases())
def test_another_provider_takes_up_a_killed_run(
    project: Project, emulator: Emulator, change: str, kind: str
) -> None:
    """The next up finds what the former provider's run has trained; later nothing changes."""
    door, option, edit, ending = CHANGES[change]
    of: Trainings = KINDS[kind](emulator)
    project.enter(door)
    of.write(project, "2", option)
    kill_while_it_trains(project, emulator, of=of)
    project.run("cancel", "--yes", expect=OK)
    edit(project, lambda more: of.write(project, "2", more))
    emulator.finish()
    for name in of.unfinished():
        of.complete(name)
    said = finish(project, emulator).text
    assert "which an earlier run started" in said
    settled(project, emulator, trainings=1, of=of)
    (stored,) = project.resources(of.type_name)
    assert stored["provider"].rpartition("::")[0].endswith(ending)


def test_an_upgrade_is_no_change(project: Project, emulator: Emulator) -> None:
    """Without a kill another version leaves everything as it is, and a replacement goes on."""
    project.enter(NATIVE)
    of = KINDS["model"](emulator)
    of.write(project, "2", version("0.1.0"))
    project.up()
    of.write(project, "2", version("0.2.0"))
    project.up("--expect-no-changes")
    (stored,) = project.resources()
    project.up("--replace", stored["urn"])
    settled(project, emulator, trainings=2, of=of)
