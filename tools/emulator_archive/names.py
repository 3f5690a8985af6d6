"""What the emulator's archive is called: as the plugin's, which it lies beside."""

from __future__ import annotations

from typing import Final

from pulumi_google_tuning.fields.versions import semantic
from tools.steps.platforms import platform_name

DISTRIBUTION: Final = "google-tuning-emulator"
EXECUTABLE: Final = DISTRIBUTION


def archive(version: str) -> str:
    """Name the archive of a version, a Python one, for the platform that this runs on."""
    return f"{EXECUTABLE}-v{semantic(version)}-{platform_name()}.tar.gz"
