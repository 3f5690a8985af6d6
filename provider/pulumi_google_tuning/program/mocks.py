"""Unit tests of a program: whether Pulumi's mocks stand where the engine would.

Relies on: `pulumi.runtime.set_mocks` puts a MockMonitor in the place of the engine's monitor. When
that goes: functions call Google in a unit test, which then fails for want of credentials.
"""

from __future__ import annotations

from pulumi.runtime import settings
from pulumi.runtime.mocks import MockMonitor


def are_set() -> bool:
    """Return whether this code runs under `pulumi.runtime.set_mocks`."""
    return isinstance(settings.get_monitor(), MockMonitor)
