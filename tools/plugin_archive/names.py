"""What the plugin and its archive are called: the engine and Pulumi's download look for that.

https://www.pulumi.com/docs/iac/guides/building-extending/packages/publishing-packages
"""

from __future__ import annotations

from typing import Final

from pulumi_google_tuning.fields.versions import semantic
from tools.steps.platforms import platform_name

PACKAGE: Final = "google-tuning"
EXECUTABLE: Final = f"pulumi-resource-{PACKAGE}"


def archive(version: str, system: str | None = None, machine: str | None = None) -> str:
    """Name the archive of a version, a Python one, for what it runs on (here by default)."""
    return f"{EXECUTABLE}-v{semantic(version)}-{platform_name(system, machine)}.tar.gz"
