"""What docs/ shows runs, on the emulator."""

from __future__ import annotations

from pathlib import Path

from support.emulator import ROOT, Emulator
from support.project import Project

from pulumi_google_tuning.resources.registry import RESOURCES


def test_the_reference_pages_examples_run(tmp_path: Path, emulator: Emulator) -> None:
    """The four programs of docs/resources, in one stack: one up makes them all, and answers."""
    project = Project(tmp_path, emulator.url)
    project.config("project", "my-project")
    snippets = sorted((ROOT / "docs" / "snippets").glob("*.py"))
    assert {entry.name for entry in RESOURCES} == {snippet.stem for snippet in snippets}
    project.program("\n".join(snippet.read_text() for snippet in snippets))
    project.up()
    stored = [r["type"].rsplit(":", 1)[-1] for r in project.export()["deployment"]["resources"]]
    kinds = {"TunedModel": 2, "TunedModelPermission": 1, "TuningDataset": 2, "TuningJob": 1}
    assert {kind: stored.count(kind) for kind in kinds} == kinds
    again = project.preview("--refresh", "--expect-no-changes").text
    assert f"{len(stored) - 1} unchanged" in again, "all but the provider, which isn't counted"
