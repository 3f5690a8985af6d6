"""Which versions serve, and how they are read from what a tool prints."""

from __future__ import annotations

import re

Version = tuple[int, int, int]

# The exit codes that scripts rely on (7 for unexpected changes) came with it.
OLDEST_CLI: Version = (3, 226, 0)
# What is installed or built where there is none: the modules in tools/pulumi-cli are of this one.
PINNED_CLI: Version = (3, 259, 0)
# As tools/pulumi-cli/go.mod asks; since 1.21 a go can fetch the one that a module asks for.
BUILDING_GO: Version = (1, 26, 8)
OLDEST_FETCHING_GO: Version = (1, 21, 0)


def parse(text: str) -> Version | None:
    """Read the first `1.2.3` or `1.2` of a text, as of `v3.259.0` or `go version go1.26.8`.

    What follows (`-alpha.1`, `+dirty`) is left out. None where there is no version.
    """
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    if found is None:
        return None
    major, minor, patch = found.groups()
    return int(major), int(minor), int(patch or 0)


def spell(version: tuple[int, ...]) -> str:
    """Write a version as people do: `3.259.0`."""
    return ".".join(str(part) for part in version)
