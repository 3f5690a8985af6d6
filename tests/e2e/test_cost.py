"""What a training costs, with the real CLI: told before it, and refused above a limit."""

from __future__ import annotations

from support.emulator import Emulator
from support.project import RESOURCE_ERROR, Project
from support.vertex import Vertex, declare


def test_a_limit_refuses_before_anything_is_trained(project: Project, emulator: Emulator) -> None:
    """What isn't known in the first preview is said there, and refused by the up, before the POST.

    Within the limit it trains; a change of the limit alone does nothing; a change of the epochs
    that would pass it is refused by the preview.
    """
    vertex = Vertex(emulator)
    declare(project, "max_cost=0.0001")
    said = project.preview().text
    assert "maxCost is not enforced: the data are not known yet" in said
    refused = project.up(expect=RESOURCE_ERROR).text
    assert "is 0.0001 USD, but the training is estimated at about 150 tokens" in refused
    assert vertex.jobs() == []

    declare(project, "max_tokens=200")
    said = project.up().text
    assert "about 150 tokens, under 0.01 USD (at 10 USD per million tokens)" in said
    declare(project, "max_tokens=250")
    project.up("--expect-no-changes")

    declare(project, "max_tokens=250", epochs=4)
    refused = project.preview(expect=RESOURCE_ERROR).text
    assert "is 250 tokens, but the training is estimated at about 290 tokens" in refused
    assert len(vertex.jobs()) == 1
