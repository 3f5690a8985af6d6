"""A permission with the real engine."""

from __future__ import annotations

from support.emulator import Emulator
from support.project import Project

PROGRAM = """
model = tuning.TunedModel(
    "m0", base_model="models/gemini-1.5-flash-001-tuning", training_data=[["1", "2"]]
)
tuning.TunedModelPermission(
    "p", tuned_model=model.name, grantee_type="USER", email_address={email!r}, role="READER"
)
"""


def test_a_forced_replacement_keeps_the_grant(project: Project, emulator: Emulator) -> None:
    """Replaced by force, the grant is revoked and given again, in that order; case is no change."""
    project.program(PROGRAM.format(email="Ann@example.com"))
    project.up()
    (stored,) = project.resources("TunedModelPermission")
    project.up("--replace", stored["urn"])
    (stored,) = project.resources("TunedModelPermission")
    name = project.resources()[0]["id"]
    granted = emulator.api("GET", f"/v1beta/{name}/permissions")["permissions"]
    assert stored["id"] in [permission["name"] for permission in granted]
    project.program(PROGRAM.format(email="ann@example.com"))
    project.up("--expect-no-changes")
