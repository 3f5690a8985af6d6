"""How often Python looks for garbage in circles: seldom, where next to nothing is garbage.

By default it looks whenever 700 objects more have been made than have gone, and now and then
through all there are. A program with hundreds of resources makes half a million that live until
its end, and a quarter of its time went into these looks.

Relies on: the first threshold of `gc` counts new objects. When that goes: it takes its time again.
"""

from __future__ import annotations

import gc
from typing import Final

# Of Python to 3.13, and since. A program that has chosen another number keeps it.
_DEFAULTS: Final = (700, 2000)
_OBJECTS: Final = 20_000
"""A few megabytes, if all of them were garbage."""


def collect_seldom() -> None:
    """Have the process look for garbage less often, unless somebody has set how often."""
    new_objects, *others = gc.get_threshold()
    if new_objects in _DEFAULTS:
        gc.set_threshold(_OBJECTS, *others)
