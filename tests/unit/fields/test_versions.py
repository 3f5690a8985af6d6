"""Versions in Pulumi's form."""

from __future__ import annotations

import pytest

from pulumi_google_tuning.fields.versions import semantic


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
