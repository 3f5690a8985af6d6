"""The plugin process on an emulator, without the CLI."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.emulator import Emulator
from support.world import World


@pytest.fixture
def world(tmp_path: Path, emulator: Emulator) -> Iterator[World]:
    """Yield a world on an emulator of its own."""
    made = World(tmp_path, emulator)
    try:
        yield made
    finally:
        made.stop()
