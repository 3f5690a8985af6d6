"""A permission with the real engine."""

from __future__ import annotations

from support.doors import NATIVE, both
from support.emulator import Emulator
from support.project import RESOURCE_ERROR, Project

PROGRAM = """
model = tuning.TunedModel(
    "m0", base_model="models/gemini-1.5-flash-001-tuning", training_data=[["1", "2"]]
)
tuning.TunedModelPermission(
    "p", tuned_model=model.name, grantee_type="USER", email_address={email!r}, role="READER"{more}
)
"""
DELETE_FIRST = ", opts=pulumi.ResourceOptions(delete_before_replace=True)"


@both(native=False)
def test_a_forced_replacement_keeps_the_grant(
    project: Project, emulator: Emulator, door: str
) -> None:
    """Replaced by force, the grant is revoked and given again, in that order; case is no change.

    The class for Python has that order. Elsewhere it is refused until the resource's options say
    it: or the engine would revoke what has just been taken for given.
    """
    project.program(PROGRAM.format(email="Ann@example.com", more=""))
    project.up()
    (stored,) = project.resources("TunedModelPermission")
    if door == NATIVE:
        refused = project.up("--replace", stored["urn"], expect=RESOURCE_ERROR).text
        assert "Add `deleteBeforeReplace: true` to its options" in refused
        assert emulator.requests("DELETE") == []
        project.program(PROGRAM.format(email="Ann@example.com", more=DELETE_FIRST))
    project.up("--replace", stored["urn"])
    (stored,) = project.resources("TunedModelPermission")
    name = project.resources()[0]["id"]
    granted = emulator.api("GET", f"/v1beta/{name}/permissions")["permissions"]
    assert stored["id"] in [permission["name"] for permission in granted]
    project.program(PROGRAM.format(email="ann@example.com", more=""))
    project.up("--expect-no-changes")
