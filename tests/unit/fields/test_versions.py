"""Versions in Pulumi's form."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from pulumi_google_tuning.fields.versions import installed_version, semantic


@pytest.mark.parametrize(
    ("python", "pulumi"),
    [
        ("0.1.0", "0.1.0"),
        ("1.2", "1.2.0"),
        ("0.2.0a1", "0.2.0-alpha.1"),
        ("0.2.0b3", "0.2.0-beta.3"),
        ("0.2.0rc1", "0.2.0-rc.1"),
        ("0.2.0.dev4", "0.2.0-dev.4"),
        ("0.2.0rc1.dev4", "0.2.0-rc.1.dev.4"),
        ("0.2.0+local.1", "0.2.0"),
        ("0.2.0-rc.1", "0.2.0-rc.1"),
    ],
)
def test_a_version_is_written_as_pulumi_compares_it(python: str, pulumi: str) -> None:
    """The engine takes semantic versions only."""
    assert semantic(python) == pulumi


@pytest.mark.parametrize("said", ["0.1.0", "1.2", "0.2.0rc1", "0.2.0.dev4", "0.2.0+local.1"])
def test_the_version_is_that_of_the_first_folder_that_has_one(tmp_path: Path, said: str) -> None:
    """The name of the folder of metadata says it, as Python looks for it; others are let be."""
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (
        here / "pulumi_google_tuning_emulator-7.dist-info",
        here / "pulumi_google_tuning-7.dist-info.old",
        there / f"pulumi_google_tuning-{said}.dist-info",
    ):
        folder.mkdir(parents=True)
    looked_in = [str(tmp_path / "gone"), str(here), str(there)]
    assert installed_version(looked_in) == said


def test_elsewhere_the_metadata_say_the_version() -> None:
    """Where no folder has it, Python's own look-up may know other places; both say the same."""
    assert installed_version([]) == installed_version() == version("pulumi-google-tuning")
