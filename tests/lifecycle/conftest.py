"""The plugin process on an emulator, without the CLI: through each door.

A test that takes `world` runs over both doors. Which of them, a mark of it or of its file says:

- `essential`: over both in each run. Without it the native variant is `thorough`;
- `one_door(DOOR, why)`: over that one alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.dynamic_plugin import DynamicPlugin
from support.emulator import Emulator
from support.native_plugin import NativePlugin
from support.world import World


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test of a plugin over the doors that it is for."""
    if "door" not in metafunc.fixturenames:
        return
    native, dynamic = NativePlugin.door, DynamicPlugin.door
    only = metafunc.definition.get_closest_marker("one_door")
    if only is not None:
        door, _why = only.args
        assert door in {native, dynamic}
        metafunc.parametrize("door", [door])
        return
    always = metafunc.definition.get_closest_marker("essential") is not None
    marks = () if always else (pytest.mark.thorough,)
    metafunc.parametrize("door", [dynamic, pytest.param(native, marks=marks)])


@pytest.fixture
def world(tmp_path: Path, emulator: Emulator, door: str) -> Iterator[World]:
    """Yield a world on an emulator of its own, whose plugins are of a door."""
    made = World(tmp_path, emulator, door)
    try:
        yield made
    finally:
        made.stop()
