"""The short form of `make soak`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from soak import soak
from support.doors import both


@pytest.mark.thorough
@both()
def test_three_ends_at_random_instants(forked: None, tmp_path: Path, door: str) -> None:
    """Runs that are ended at random never train twice; a failure names its seed."""
    said: list[str] = []
    done = soak(tmp_path, 3, random.SystemRandom().randrange(10**6), said.append, door=door)
    assert not done.failures, said
    assert done.total() >= 3, said
