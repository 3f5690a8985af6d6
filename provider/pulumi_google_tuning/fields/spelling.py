"""The two spellings of a name: camelCase in the API, snake_case in Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

# Fields have a thousand names; the keys of maps, and of faulty data, are anything.
_KEPT: Final = 4096
_HUMP: Final = re.compile(r"(?<!^)([A-Z])")
_UNDERSCORE: Final = re.compile(r"_([a-z0-9])")


@lru_cache(_KEPT)
def snake(camel_name: str) -> str:
    """Return the Python spelling of an API name: `baseModel` → `base_model`, `topP` → `top_p`."""
    return _HUMP.sub(lambda hump: "_" + hump[1], camel_name).lower()


def camel(snake_name: str) -> str:
    """Return the API spelling of a Python name: `base_model` → `baseModel`."""
    return _UNDERSCORE.sub(lambda letter: letter[1].upper(), snake_name)


def as_in_json(key: str) -> Callable[[str], str]:
    """Return the spelling that a file has: the API's own, unless its key has an underscore.

    In a program a key in lower case is Python's, in YAML and JSON it is as likely the API's.
    """
    return snake if "_" in key else str


def as_in_api(key: str) -> Callable[[str], str]:
    """Return the spelling of the languages that have only one: the API's own, whatever the key."""
    del key
    return str


def spellings_of(properties: Mapping[str, Any]) -> dict[str, str]:
    """Map every accepted spelling of a key, its `x-aliases` too, to its camelCase name."""
    return {
        spelling: name
        for name, part in properties.items()
        for spelling in (name, snake(name), *part.get("x-aliases", ()))
    }
