"""Where the stack as data stands: the project's folder, the stack's file, its lines and secrets.

Paths in the data are relative to the folder of `Pulumi.yaml`, which is always known: the engine
names it. The working directory is another one where `Pulumi.yaml` says `main`, or in an inline
program; the stack's file may be anywhere (`--config-file`, `stackConfigDir`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Final

import yaml  # type: ignore[import-untyped] # comes with pulumi; its stubs don't

from pulumi_google_tuning.fields.spelling import snake
from pulumi_google_tuning.stack_data.project import LOADER, SUFFIXES, Project
from pulumi_google_tuning.stack_data.sections import KEY, Path

_SECURE: Final = "secure"
_MERGE: Final = "tag:yaml.org,2002:merge"
_STRING: Final = "tag:yaml.org,2002:str"


@dataclass(frozen=True)
class StackFile:
    """The stack's file, read beside the configuration that the engine gave."""

    name: str
    """As a person at the terminal would open it."""
    lines: Mapping[Path, int] = field(default_factory=dict)
    secrets: frozenset[Path] = frozenset()
    """What is encrypted in it; `()` is all of it."""

    @classmethod
    def find(cls, project: Project, stack: str, data: Any) -> StackFile | None:
        """Find the file that `data` came from.

        None when there is none, or another than the engine read (`--config-file`, an environment
        of Pulumi ESC): what it holds must be what the engine gave.
        """
        for suffix in SUFFIXES:
            path = project.config / f"Pulumi.{stack.replace('/', '-')}{suffix}"
            try:
                root = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
            except (OSError, ValueError, yaml.YAMLError):
                continue
            found = _Reading()
            key, held = _child(_child(root, "config")[1], KEY)
            if key and held and found.read(held, data, (), key.start_mark.line + 1):
                name = os.path.relpath(path, FilePath.cwd())
                return cls(name, found.lines, frozenset(found.secrets))
        return None

    def line(self, path: Path) -> int:
        """Return the line of a path, or of the nearest that stands in the file above it."""
        at: Path = ()
        for step in path:
            # A failure names a field as the API does; in the file it may stand in Python's way.
            spellings = {step, snake(step)} if isinstance(step, str) else {step}
            further = next(((*at, one) for one in spellings if (*at, one) in self.lines), None)
            if further is None:
                break
            at = further
        return self.lines[at]


class _Reading:
    """Compares a file's nodes with the values that the engine made of them."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.secrets: set[Path] = set()

    def read(self, node: yaml.Node, data: Any, path: Path, line: int | None = None) -> bool:
        self.lines[path] = node.start_mark.line + 1 if line is None else line
        if isinstance(node, yaml.MappingNode):
            entries = {key.value: (key, value) for key, value in entries_of(node)}
            if list(entries) == [_SECURE] and not _has_secure(data):
                self.secrets.add(path)
                return True
            return (
                isinstance(data, Mapping)
                and set(entries) == set(data)
                and all(
                    self.read(value, data[name], (*path, name), key.start_mark.line + 1)
                    for name, (key, value) in entries.items()
                )
            )
        if isinstance(node, yaml.SequenceNode):
            return (
                isinstance(data, list)
                and len(data) == len(node.value)
                and all(self.read(n, data[i], (*path, i)) for i, n in enumerate(node.value))
            )
        if isinstance(data, (Mapping, list)):  # the whole as JSON in a string
            return not path and _json(node.value) == data
        # What YAML makes of other scalars (0x10, a date) is the engine's to say.
        return bool(node.tag != _STRING or node.value == data)


def entries_of(node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Yield a map's entries, those that `<<` brings first: its own go before them."""
    for key, value in node.value:
        if key.tag == _MERGE:
            merged = value.value if isinstance(value, yaml.SequenceNode) else [value]
            for one in reversed(merged):
                if isinstance(one, yaml.MappingNode):
                    yield from entries_of(one)
    for key, value in node.value:
        if key.tag != _MERGE and isinstance(key, yaml.ScalarNode):
            yield key, value


def _child(node: yaml.Node | None, name: str) -> tuple[yaml.Node | None, yaml.Node | None]:
    """Return an entry of a map, key and value."""
    entries = entries_of(node) if isinstance(node, yaml.MappingNode) else ()
    return next(((key, value) for key, value in entries if key.value == name), (None, None))


def _has_secure(data: Any) -> bool:
    return isinstance(data, Mapping) and _SECURE in data


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
