"""What a machine is called in Go's words, as Pulumi's plugins and CLI are named after it."""

from __future__ import annotations

import platform

_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def platform_name(system: str | None = None, machine: str | None = None) -> str:
    """Name a platform in Go's words: `linux-amd64`; this machine's where none is given."""
    system = (system or platform.system()).lower()
    machine = (machine or platform.machine()).lower()
    return f"{system}-{_ARCHITECTURES.get(machine, machine)}"
