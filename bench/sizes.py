"""How much is measured: as the targets have it, or just so much that everything runs once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True)
class Sizes:
    """Numbers of resources, rows and bytes; `rounds` is how often a command is repeated."""

    models: tuple[int, ...] = (1, 10, 50, 200)
    training_seconds: float = 10.0
    slow_ways: bool = True
    many_models: int = 200
    many_rows: int = 400
    sharing_models: int = 24
    shared_rows: int = 20_000
    shape_megabytes: int = 40
    rounds: int = 5
    short_rounds: int = 9
    """Of what takes a second or two."""
    megabytes: int = 999
    waits: int = 10
    finished: int = 200
    wait_seconds: float = 20.0
    idle: tuple[int, ...] = (1, 200)
    jobs: int = 50
    resources: int = 1_000


FULL: Final = Sizes()
QUICK: Final = replace(
    FULL,
    models=(1, 5),
    training_seconds=2.0,
    slow_ways=False,
    many_models=5,
    many_rows=40,
    sharing_models=3,
    shared_rows=500,
    shape_megabytes=2,
    rounds=1,
    short_rounds=1,
    megabytes=20,
    waits=3,
    finished=5,
    wait_seconds=5.0,
    idle=(1, 10),
    jobs=5,
    resources=50,
)
