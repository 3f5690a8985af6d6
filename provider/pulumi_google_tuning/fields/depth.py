"""How deeply values may be nested: what walks through them does so by recursion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

MOST_LEVELS: Final = 100
"""More than any API or any row has; Python itself ends at some hundreds."""
_NESTED: Final = (dict, list, tuple, Mapping)
# Most values are one of these, and whether something is a Mapping is asked slowly.
_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
TOO_DEEP: Final = f"is nested more than {MOST_LEVELS} levels deep"


def too_deep(value: Any) -> bool:
    """Return whether a value has more levels of maps and lists than anything here goes through."""
    waiting = [(value, 1)]
    while waiting:
        one, level = waiting.pop()
        if isinstance(one, _NESTED):
            if level > MOST_LEVELS:
                return True
            items = one if isinstance(one, (list, tuple)) else one.values()
            waiting += [(item, level + 1) for item in items if type(item) not in _PLAIN]
    return False


def json_too_deep(value: Any) -> bool:
    """Return the same of JSON that was just read: a tree of dicts and lists, maybe a large one."""
    return has_levels([value], MOST_LEVELS)


def has_levels(level: list[Any], more: int) -> bool:
    """Return whether below some dicts and lists of JSON there are so many more levels of them."""
    for _ in range(more):
        level = [
            item
            for one in level
            for item in (one.values() if type(one) is dict else one)
            if type(item) is dict or type(item) is list
        ]
        if not level:
            return False
    return True
