"""Pulumi's files as they are written: YAML nodes, which know their lines; JSON is YAML too."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml  # type: ignore[import-untyped] # comes with pulumi; its stubs don't

SUFFIXES: Final = (".yaml", ".yml", ".json")
LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MERGE: Final = "tag:yaml.org,2002:merge"


class Entry(NamedTuple):
    """An entry of a map: the line of its key, and its value's node."""

    line: int
    value: Any


def documents(path: Path) -> list[Any]:
    """Return the root nodes of a file's documents; none of a file that can't be read."""
    try:
        return list(yaml.compose_all(path.read_text(encoding="utf-8"), Loader=LOADER))
    except (OSError, ValueError, yaml.YAMLError):
        return []


def line_of(node: yaml.Node) -> int:
    """Return the line that a node begins on, counted from 1."""
    return int(node.start_mark.line) + 1


def entries_of(node: Any) -> dict[str, Entry]:
    """Return a map's entries by their keys, those too that `<<` brings; its own go before them.

    What is no map has none.
    """
    found: dict[str, Entry] = {}
    if not isinstance(node, yaml.MappingNode):
        return found
    for key, value in node.value:
        if key.tag == _MERGE:
            merged = value.value if isinstance(value, yaml.SequenceNode) else [value]
            for one in reversed(merged):
                found |= entries_of(one)
    for key, value in node.value:
        if key.tag != _MERGE and isinstance(key, yaml.ScalarNode):
            found[key.value] = Entry(line_of(key), value)
    return found


def value_of(node: Any, key: str) -> Any:
    """Return the value's node of a map's entry; None where there is none."""
    entry = entries_of(node).get(key)
    return None if entry is None else entry.value
