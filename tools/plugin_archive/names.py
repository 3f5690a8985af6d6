"""What the plugin and its archive are called: the engine and Pulumi's download look for that.

https://www.pulumi.com/docs/iac/guides/building-extending/packages/publishing-packages
"""

from __future__ import annotations

from typing import Final

from packaging.version import Version

from tools.steps.platforms import platform_name

PACKAGE: Final = "google-tuning"
EXECUTABLE: Final = f"pulumi-resource-{PACKAGE}"


def semantic(version: str) -> str:
    """Return a Python version as Pulumi writes it: `0.2.0rc1` is `0.2.0-rc.1`."""
    parsed = Version(version)
    base = ".".join(str(part) for part in (*parsed.release, 0, 0)[:3])
    words = {"a": "alpha", "b": "beta", "rc": "rc"}
    if parsed.pre is not None:
        return f"{base}-{words[parsed.pre[0]]}.{parsed.pre[1]}"
    if parsed.dev is not None:
        return f"{base}-dev.{parsed.dev}"
    return base


def archive(version: str, system: str | None = None, machine: str | None = None) -> str:
    """Name the archive of a version, a Python one, for what it runs on (here by default)."""
    return f"{EXECUTABLE}-v{semantic(version)}-{platform_name(system, machine)}.tar.gz"
