"""What `make bench` measures: a module a topic, each a function that yields rows."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Final

from bench.row import Row
from bench.sizes import Sizes

TOPICS: Final = {
    "start": "start:measure",
    "idle": "idle:measure",
    "shapes": "shapes:measure",
    "large-shapes": "large_shapes:measure",
    "polls": "polls:measure",
    "thousand": "thousand:measure",
    "shared-data": "shared_data:measure",
    "many-rows": "scale:measure_many_rows",
    "jobs": "jobs:measure",
    "ctrl-c": "ctrl_c:measure",
    "large-file": "large_file:measure",
    "doors": "doors:measure",
    "scale": "scale:measure",
}
"""Each topic by its name, in the order in which they are measured: the longest last."""


def topic(name: str) -> Callable[[Sizes], Iterator[Row]]:
    """Return the function that measures a topic."""
    module, _, function = TOPICS[name].partition(":")
    found: Callable[[Sizes], Iterator[Row]] = getattr(
        importlib.import_module(f"bench.topics.{module}"), function
    )
    return found


def described() -> Iterator[tuple[str, str]]:
    """Yield each topic and what it is, in a line."""
    for name in TOPICS:
        yield name, (topic(name).__doc__ or "").partition("\n")[0]
