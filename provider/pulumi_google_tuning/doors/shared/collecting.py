"""How often Python looks through all objects for garbage in circles: seldom.

By default it does so whenever a quarter more of them has come to live long. A program with hundreds
of resources makes half a million that live until its end, and a quarter of its time went into these
looks. What has just been made is looked through as often as ever: so garbage that is large and goes
at once, as circles mostly do, doesn't pile up.

Relies on: the third threshold of `gc` is how many looks at younger objects come before one at all,
and the quarter counts only then. Where it means nothing any more, this changes nothing.
"""

from __future__ import annotations

import gc
from typing import Final

_DEFAULTS: Final = ((700, 10, 10), (2000, 10, 10))
"""Of Python to 3.12, and of 3.13. A program that has chosen other numbers keeps them."""
_YOUNGER_LOOKS: Final = 1000


def collect_seldom() -> None:
    """Have the process look through all objects seldom, unless somebody has set how often."""
    thresholds = gc.get_threshold()
    if thresholds in _DEFAULTS:
        gc.set_threshold(*thresholds[:2], _YOUNGER_LOOKS)
