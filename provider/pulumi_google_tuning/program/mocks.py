"""Unit tests of a program: whether Pulumi's mocks replace the engine, and their answers.

Relies on: `pulumi.runtime.set_mocks` puts a MockMonitor in the place of the engine's monitor, and
that has the mocks. When that goes: functions call Google in a unit test, which then fails for want
of credentials.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.runtime import settings
from pulumi.runtime.mocks import MockCallArgs, MockMonitor


def are_set() -> bool:
    """Return whether this code runs under `pulumi.runtime.set_mocks`."""
    return isinstance(settings.get_monitor(), MockMonitor)


def call(token: str, arguments: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[str]]:
    """Return what `Mocks.call` answers, and each failure as a sentence.

    It is called here and not by `pulumi.runtime.invoke`, which runs the event loop inside of what
    the loop runs: a test that awaits the very Output would wait in there for ever.
    """
    monitor: Any = settings.get_monitor()
    answer = monitor.mocks.call(MockCallArgs(token, dict(arguments), ""))
    result, failures = answer if isinstance(answer, tuple) else (answer, ())
    return result or {}, [f"{reason} ({name})" for name, reason in failures or ()]
